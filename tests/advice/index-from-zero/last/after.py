def total(rows):
    result = 0
    for row in rows:
        result += row[len(row) - 1]
    return result


def main(times):
    rows = [[number, number + 1, number + 2] for number in range(3000)]
    for _ in range(times):
        answer = total(rows)
    print(answer)


main(500)
