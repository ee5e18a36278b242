def total(values):
    result = 0.0
    for value in values:
        result = result + value
    return result


def main(times):
    values = [number * 0.25 for number in range(5000)]
    for _ in range(times):
        answer = total(values)
    print(answer)


main(1000)
