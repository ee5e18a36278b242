def relax(count):
    cells = [0] * 100
    for _ in range(count):
        for index in range(1, 99):
            cells[index] = (cells[index - 1] + cells[index + 1]) * 0.5
        cells[0] = 1
    return cells[50]


def main(times):
    print("%.9f" % relax(times))


main(5000)
