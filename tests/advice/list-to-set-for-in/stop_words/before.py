def count(words, stop_words):
    result = 0
    for word in words:
        if word not in stop_words:
            result += 1
    return result


def main(times):
    stop_words = "the a an of to in on at by is are was it that this and or".split()
    words = "the cat sat on the mat and it was warm in that house by the river".split() * 100
    for _ in range(times):
        answer = count(words, stop_words)
    print(answer)


main(150)
