class Leaf:
    pass


class Branch:
    def __init__(self, size):
        self.size = size


def total(nodes):
    result = 0
    for node in nodes:
        try:
            result += node.size
        except AttributeError:
            result += 1
    return result


def main(times):
    nodes = [Branch(number) if number % 3 == 0 else Leaf() for number in range(2000)]
    for _ in range(times):
        answer = total(nodes)
    print(answer)


main(100)
