def count(values):
    result = 0
    for value in values:
        if value in (1, 2):
            result += 1
    return result


def main(times):
    values = list(range(5000))
    for _ in range(times):
        answer = count(values)
    print(answer)


main(400)
