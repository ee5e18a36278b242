def count(words):
    result = 0
    for word in words:
        if word == "b":
            result += 1
    return result


def main(times):
    words = ["a", "b", "c", "d"] * 1000
    for _ in range(times):
        answer = count(words)
    print(answer)


main(300)
