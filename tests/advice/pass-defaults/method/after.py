class Scaler:
    def scaled(self, value, factor=3, offset=1):
        return value * factor + offset


def total(scaler, times):
    result = 0
    for number in range(times):
        result += scaler.scaled(number, 3, 1)
    return result


def main(times):
    print(total(Scaler(), times))


main(1000000)
