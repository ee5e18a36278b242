def line(values):
    return ",".join([str(value) for value in values])


def main(times):
    values = list(range(2000))
    for _ in range(times):
        answer = line(values)
    print(len(answer))


main(200)
