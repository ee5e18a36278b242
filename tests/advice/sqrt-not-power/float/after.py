from math import sqrt


def total(values):
    result = 0.0
    for value in values:
        result += sqrt(value)
    return result


def main(times):
    values = [number * 0.5 for number in range(5000)]
    for _ in range(times):
        answer = total(values)
    print("%.6f" % answer)


main(300)
