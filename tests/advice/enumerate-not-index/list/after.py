def weighted(values):
    result = 0
    for index, value in enumerate(values):
        result += index * value
    return result


def main(times):
    values = [number % 13 for number in range(5000)]
    for _ in range(times):
        answer = weighted(values)
    print(answer)


main(500)
