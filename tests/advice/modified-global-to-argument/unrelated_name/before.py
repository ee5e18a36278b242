SCALE = 3
progress = 0


def total(values):
    result = 0
    for value in values:
        result += value * SCALE
    return result


def main(times):
    global progress
    values = list(range(2000))
    for number in range(times):
        progress = number
        answer = total(values)
    print(answer)


main(1000)
