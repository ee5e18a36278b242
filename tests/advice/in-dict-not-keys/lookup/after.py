def count(table, values):
    result = 0
    for value in values:
        if value in table:
            result += 1
    return result


def main(times):
    table = {number: number for number in range(0, 5000, 3)}
    values = list(range(5000))
    for _ in range(times):
        answer = count(table, values)
    print(answer)


main(400)
