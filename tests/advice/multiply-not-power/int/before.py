def total(times):
    result = 0
    for number in range(times):
        result += number ** 2
    return result


def main(times):
    print(total(times))


main(1000000)
