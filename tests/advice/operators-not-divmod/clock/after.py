def total(times):
    result = 0
    for number in range(times):
        minutes, seconds = number // 60, number % 60
        result += minutes ^ seconds
    return result


def main(times):
    print(total(times))


main(700000)
