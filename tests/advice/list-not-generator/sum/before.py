def total(values):
    return sum(value * value for value in values)


def main(times):
    values = list(range(3000))
    for _ in range(times):
        answer = total(values)
    print(answer)


main(400)
