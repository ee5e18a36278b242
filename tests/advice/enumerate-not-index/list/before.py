def weighted(values):
    result = 0
    for index in range(len(values)):
        result += index * values[index]
    return result


def main(times):
    values = [number % 13 for number in range(5000)]
    for _ in range(times):
        answer = weighted(values)
    print(answer)


main(500)
