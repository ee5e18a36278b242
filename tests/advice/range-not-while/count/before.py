def total(limit):
    result = 0
    number = 0
    while number < limit:
        result += number & 7
        number += 1
    return result


def main(times):
    print(total(times))


main(2000000)
