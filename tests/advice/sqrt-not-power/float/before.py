def total(values):
    result = 0.0
    for value in values:
        result += value ** 0.5
    return result


def main(times):
    values = [number * 0.5 for number in range(5000)]
    for _ in range(times):
        answer = total(values)
    print("%.6f" % answer)


main(300)
