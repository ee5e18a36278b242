def count(times):
    result = 0
    for number in range(times):
        if number & 7 == 3:
            result += 1
    return result


def main(times):
    print(count(times))


main(2000000)
