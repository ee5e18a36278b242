state = 1


def draw(times):
    global state
    current = state
    high = 0
    for _ in range(times):
        current = (current * 1103 + 12345) & 0xFFFFFF
        if current > high:
            high = current
    state = current
    return high


def main(times):
    print(draw(times), state)


main(1500000)
