def total(table):
    result = 0
    for key in table:
        result += key * table[key]
    return result


def main(times):
    table = {number: number % 7 for number in range(3000)}
    for _ in range(times):
        answer = total(table)
    print(answer)


main(500)
