def total(limit):
    result = 0
    for number in range(limit):
        result += number & 7
    return result


def main(times):
    print(total(times))


main(2000000)
