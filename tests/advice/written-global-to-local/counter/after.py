count = 0


def visit(values):
    global count
    seen = count
    for value in values:
        if value & 1:
            seen += 1
    count = seen


def main(times):
    values = list(range(5000))
    for _ in range(times):
        visit(values)
    print(count)


main(600)
