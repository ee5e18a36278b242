def area(width, height):
    return width * height


def total(times):
    result = 0
    for number in range(times):
        result += area(number, 3)
    return result


def main(times):
    print(total(times))


main(1000000)
