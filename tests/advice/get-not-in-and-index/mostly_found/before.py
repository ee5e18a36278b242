def total(table, values):
    result = 0
    for value in values:
        if value in table:
            result += table[value]
    return result


def main(times):
    table = {number: number % 7 for number in range(4900)}
    values = list(range(5000))
    for _ in range(times):
        answer = total(table, values)
    print(answer)


main(400)
