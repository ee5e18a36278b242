def step(value, count):
    for _ in range(count):
        value = value - 1.0 + value * 2.0 - value
        value = value * 0.5
    return value


def main(times):
    print("%.6f" % step(3.0, times))


main(600000)
