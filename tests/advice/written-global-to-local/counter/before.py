count = 0


def visit(values):
    global count
    for value in values:
        if value & 1:
            count += 1


def main(times):
    values = list(range(5000))
    for _ in range(times):
        visit(values)
    print(count)


main(600)
