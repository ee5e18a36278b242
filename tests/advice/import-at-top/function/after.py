from math import sqrt


def root(value):
    return sqrt(value)


def main(times):
    total = 0.0
    for number in range(times):
        total += root(number)
    print("%.6f" % total)


main(300000)
