def count(values):
    result = 0
    for value in values:
        if value in (1, 2, 3, 5, 8, 13, 21, 34):
            result += 1
    return result


def main(times):
    values = [number % 40 for number in range(5000)]
    for _ in range(times):
        answer = count(values)
    print(answer)


main(300)
