state = 1


def draw(times):
    global state
    high = 0
    for _ in range(times):
        state = (state * 1103 + 12345) & 0xFFFFFF
        if state > high:
            high = state
    return high


def main(times):
    print(draw(times), state)


main(1500000)
