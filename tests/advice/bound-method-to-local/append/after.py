def evens(values):
    result = []
    append = result.append
    for value in values:
        if value & 1 == 0:
            append(value)
    return result


def main(times):
    values = list(range(5000))
    for _ in range(times):
        answer = evens(values)
    print(len(answer))


main(600)
