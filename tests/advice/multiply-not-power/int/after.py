def total(times):
    result = 0
    for number in range(times):
        result += number * number
    return result


def main(times):
    print(total(times))


main(1000000)
