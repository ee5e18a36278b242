def total(values, limit):
    result = 0
    for value in values:
        result += max(value, limit)
    return result


def main(times):
    values = list(range(5000))
    for _ in range(times):
        answer = total(values, 2500)
    print(answer)


main(300)
