def scaled_int(value):
    return value * value + value


def scaled_float(value):
    return value * value + value


def total(ints, floats):
    result, other = 0, 0.0
    for index in range(len(ints)):
        result += scaled_int(ints[index])
        other += scaled_float(floats[index])
    return result, other


def main(times):
    ints = list(range(3000))
    floats = [number * 0.5 for number in ints]
    for _ in range(times):
        answer = total(ints, floats)
    print(*answer)


main(200)
