def count(values):
    result = 0
    for value in values:
        if type(value) is int:
            result += 1
    return result


def main(times):
    values = [number if number % 2 else str(number) for number in range(3000)]
    for _ in range(times):
        answer = count(values)
    print(answer)


main(500)
