def spaces(text):
    count = 0
    index = 0
    while index < len(text):
        if text[index] == " ":
            count += 1
        index += 1
    return count


def main(times):
    text = "to be or not to be " * 300
    for _ in range(times):
        answer = spaces(text)
    print(answer)


main(300)
