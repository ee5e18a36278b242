def total(count):
    values = [float(number if number % 2 else number * 0.5) for number in range(count)]
    result = 0.0
    for value in values:
        result = result + value
    return result


def main(times):
    for _ in range(times):
        answer = total(5000)
    print(answer)


main(300)
