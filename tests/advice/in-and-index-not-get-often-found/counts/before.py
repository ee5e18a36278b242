def count(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return len(counts)


def main(times):
    words = ["w" + str(number % 101) for number in range(5000)]
    for _ in range(times):
        answer = count(words)
    print(answer)


main(300)
