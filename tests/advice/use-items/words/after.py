def longest(table):
    best = ""
    for word, count in table.items():
        if count > 2 and len(word) > len(best):
            best = word
    return best


def main(times):
    table = {"word" + str(number): number % 5 for number in range(3000)}
    for _ in range(times):
        answer = longest(table)
    print(answer)


main(500)
