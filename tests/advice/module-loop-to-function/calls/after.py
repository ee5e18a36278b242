def step(value):
    return (value * 5 + 3) & 1023


def main(times):
    value = 1
    seen = 0
    for _ in range(times):
        value = step(value)
        if value < 100:
            seen += 1
    print(value, seen)


main(1000000)
