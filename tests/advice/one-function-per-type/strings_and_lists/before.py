def first_and_last(sequence):
    return sequence[0], sequence[len(sequence) - 1]


def total(words, rows):
    result = 0
    for index in range(len(words)):
        start, end = first_and_last(words[index])
        low, high = first_and_last(rows[index])
        if start == end:
            result += high - low
    return result


def main(times):
    words = ["abba", "word", "level", "other"] * 500
    rows = [[number, number + 1, number + 2] for number in range(2000)]
    for _ in range(times):
        answer = total(words, rows)
    print(answer)


main(200)
