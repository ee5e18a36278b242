def total(rows):
    result = 0.0
    for left, above, corner in rows:
        least = left if left < above else above
        result += least if least < corner else corner
    return result


def main(times):
    rows = [(number * 0.5, number * 0.25 + 100.0, 900.0) for number in range(3000)]
    for _ in range(times):
        answer = total(rows)
    print(answer)


main(300)
