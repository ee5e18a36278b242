def root(value):
    from math import sqrt

    return sqrt(value)


def main(times):
    total = 0.0
    for number in range(times):
        total += root(number)
    print("%.6f" % total)


main(300000)
