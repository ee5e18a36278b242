class Node:
    def __init__(self, value):
        self.value = value
        self.weight = 1
        self.cached = value * 2 if value % 2 else None


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
