def total(table, times):
    result = 0
    for number in range(times):
        result += table[number & 63]
    return result


def main(times):
    table = {number: number * 3 for number in range(64)}
    print(total(table, times))


main(1500000)
