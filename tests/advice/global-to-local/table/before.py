TABLE = [number * 7 % 256 for number in range(256)]


def checksum(data):
    value = 0
    for byte in data:
        value = TABLE[(value ^ byte) & 255]
    return value


def main(times):
    data = [number % 256 for number in range(5000)]
    for _ in range(times):
        answer = checksum(data)
    print(answer)


main(500)
