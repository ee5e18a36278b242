def count(words):
    counts = {}
    for word in words:
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    return len(counts)


def main(times):
    words = ["w" + str(number % 101) for number in range(5000)]
    for _ in range(times):
        answer = count(words)
    print(answer)


main(300)
