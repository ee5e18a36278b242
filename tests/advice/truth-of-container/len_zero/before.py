def count(rows):
    result = 0
    for row in rows:
        if len(row) == 0:
            result += 1
    return result


def main(times):
    rows = [[] if number % 3 else [number] for number in range(5000)]
    for _ in range(times):
        answer = count(rows)
    print(answer)


main(500)
