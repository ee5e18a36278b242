class Node:
    def __init__(self, value):
        self.value = value
        if value % 2:
            self.cached = value * 2
        self.weight = 1


def total(nodes):
    result = 0
    for node in nodes:
        result += node.value * node.weight
    return result


def main(times):
    nodes = [Node(number) for number in range(3000)]
    for _ in range(times):
        answer = total(nodes)
    print(answer)


main(400)
