def area(width, height):
    return width * height


def total(times):
    result = 0
    for number in range(times):
        result += area(width=number, height=3)
    return result


def main(times):
    print(total(times))


main(1000000)
