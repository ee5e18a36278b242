def total(values):
    return sum(values)


def main(times):
    values = list(range(3000))
    for _ in range(times):
        answer = total(values)
    print(answer)


main(1000)
