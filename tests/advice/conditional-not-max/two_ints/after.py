def total(values, limit):
    result = 0
    for value in values:
        result += value if value > limit else limit
    return result


def main(times):
    values = list(range(5000))
    for _ in range(times):
        answer = total(values, 2500)
    print(answer)


main(300)
