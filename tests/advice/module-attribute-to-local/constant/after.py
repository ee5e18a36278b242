from math import pi


def total(radii):
    result = 0.0
    for radius in radii:
        result += pi * radius
    return result


def main(times):
    radii = [number * 0.5 for number in range(5000)]
    for _ in range(times):
        answer = total(radii)
    print("%.6f" % answer)


main(600)
