def scaled(value, factor=3):
    return value * factor


def total(times):
    result = 0
    for number in range(times):
        result += scaled(number, 3)
    return result


def main(times):
    print(total(times))


main(1000000)
