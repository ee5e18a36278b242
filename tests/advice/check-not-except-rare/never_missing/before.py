def total(table, keys):
    result = 0
    for key in keys:
        try:
            result += table[key]
        except KeyError:
            pass
    return result


def main(times):
    table = {number: number % 7 for number in range(3000)}
    keys = list(table)
    for _ in range(times):
        answer = total(table, keys)
    print(answer)


main(500)
