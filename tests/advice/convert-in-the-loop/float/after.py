def total(values):
    result = 0.0
    for value in values:
        value = float(value)
        result = result + value * value
    return result


def main(times):
    values = [number if number % 2 else number * 0.5 for number in range(5000)]
    for _ in range(times):
        answer = total(values)
    print(answer)


main(400)
