def odd(values):
    result = []
    for value in values:
        if value & 1:
            result.append(value)
    return result


def main(times):
    values = list(range(3000))
    for _ in range(times):
        answer = odd(values)
    print(len(answer))


main(600)
