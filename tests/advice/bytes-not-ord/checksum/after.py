def checksum(text):
    result = 0
    for code in text.encode("latin-1"):
        result = (result * 31 + code) & 0xFFFF
    return result


def main(times):
    text = "to be or not to be " * 300
    for _ in range(times):
        answer = checksum(text)
    print(answer)


main(150)
