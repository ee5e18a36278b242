class Leaf:
    is_leaf = True

    def __init__(self, value):
        self.value = value


class Pair:
    is_leaf = False

    def __init__(self, left, right):
        self.left = left
        self.right = right


def total(node):
    if node.is_leaf:
        return node.value
    return total(node.left) + total(node.right)


def build(depth):
    if depth == 0:
        return Leaf(1)
    return Pair(build(depth - 1), build(depth - 1))


def main(times):
    tree = build(12)
    for _ in range(times):
        answer = total(tree)
    print(answer)


main(60)
