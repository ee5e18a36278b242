def total(count):
    result = 0
    for number in range(count):
        edge = (number, number + 1)
        start, end = edge
        result += start ^ end
    return result


def main(times):
    print(total(times))


main(500000)
