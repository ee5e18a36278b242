def total(table, values):
    result = 0
    for value in values:
        result += table.get(value, 0)
    return result


def main(times):
    table = {number: number % 7 for number in range(0, 5000, 3)}
    values = list(range(5000))
    for _ in range(times):
        answer = total(table, values)
    print(answer)


main(400)
