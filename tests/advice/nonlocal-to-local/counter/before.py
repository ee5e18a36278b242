def count(values):
    seen = 0

    def visit(values):
        nonlocal seen
        for value in values:
            if value & 1:
                seen += 1

    visit(values)
    return seen


def main(times):
    values = list(range(5000))
    for _ in range(times):
        answer = count(values)
    print(answer)


main(500)
