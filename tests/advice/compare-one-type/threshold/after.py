def above(values, limit):
    result = 0
    for value in values:
        if value > limit:
            result += 1
    return result


def main(times):
    values = [number * 0.5 for number in range(5000)]
    limit = 1000.0
    for _ in range(times):
        answer = above(values, limit)
    print(answer)


main(600)
