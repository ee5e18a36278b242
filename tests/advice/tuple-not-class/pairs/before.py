class Edge:
    def __init__(self, start, end):
        self.start = start
        self.end = end


def total(count):
    result = 0
    for number in range(count):
        edge = Edge(number, number + 1)
        result += edge.start ^ edge.end
    return result


def main(times):
    print(total(times))


main(500000)
