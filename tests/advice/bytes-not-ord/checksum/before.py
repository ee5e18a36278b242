def checksum(text):
    result = 0
    for character in text:
        result = (result * 31 + ord(character)) & 0xFFFF
    return result


def main(times):
    text = "to be or not to be " * 300
    for _ in range(times):
        answer = checksum(text)
    print(answer)


main(150)
