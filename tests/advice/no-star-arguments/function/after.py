def add(first, second):
    return first + second


def total(times):
    result = 0
    for number in range(times):
        result += add(number, 3)
    return result


def main(times):
    print(total(times))


main(1000000)
