def flat(rows):
    result = []
    for row in rows:
        for value in row:
            result.append(value)
    return result


def main(times):
    rows = [[number, number + 1, number + 2] for number in range(1000)]
    for _ in range(times):
        answer = flat(rows)
    print(len(answer))


main(400)
