def vowels(text):
    count = 0
    for character in text:
        if character == "a":
            count += 1
    return count


def main(times):
    text = "banana and bread " * 300
    for _ in range(times):
        answer = vowels(text)
    print(answer)


main(400)
