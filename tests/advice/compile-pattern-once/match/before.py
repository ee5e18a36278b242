import re


def count(words):
    result = 0
    for word in words:
        if re.match(r"[a-z]+\d$", word):
            result += 1
    return result


def main(times):
    words = ["word" + str(number % 20) for number in range(1000)]
    for _ in range(times):
        answer = count(words)
    print(answer)


main(100)
