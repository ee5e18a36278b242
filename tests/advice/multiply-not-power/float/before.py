def total(values):
    result = 0.0
    for value in values:
        result += value ** 2
    return result


def main(times):
    values = [number * 0.5 for number in range(3000)]
    for _ in range(times):
        answer = total(values)
    print(answer)


main(400)
