def total(rows):
    result = 0.0
    for left, above, corner in rows:
        result += min(left, above, corner)
    return result


def main(times):
    rows = [(number * 0.5, number * 0.25 + 100.0, 900.0) for number in range(3000)]
    for _ in range(times):
        answer = total(rows)
    print(answer)


main(300)
