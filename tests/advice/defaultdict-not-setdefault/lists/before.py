def group(words):
    groups = {}
    for word in words:
        groups.setdefault(len(word), []).append(word)
    return len(groups)


def main(times):
    words = ["x" * (number % 17) for number in range(5000)]
    for _ in range(times):
        answer = group(words)
    print(answer)


main(300)
