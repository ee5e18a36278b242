def count(values):
    result = 0
    for value in values:
        if value:
            result += 1
    return result


def main(times):
    values = [None if number % 3 == 0 else number if number % 3 == 1 else "x" for number in range(1, 5001)]
    for _ in range(times):
        answer = count(values)
    print(answer)


main(500)
