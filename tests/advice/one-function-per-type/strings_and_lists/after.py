def letters(word):
    return word[0], word[len(word) - 1]


def bounds(row):
    return row[0], row[len(row) - 1]


def total(words, rows):
    result = 0
    for index in range(len(words)):
        start, end = letters(words[index])
        low, high = bounds(rows[index])
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
