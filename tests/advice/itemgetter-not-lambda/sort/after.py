from operator import itemgetter


def ordered(pairs):
    return sorted(pairs, key=itemgetter(1))


def main(times):
    pairs = [(number, number * 7919 % 3001) for number in range(3000)]
    for _ in range(times):
        answer = ordered(pairs)
    print(answer[:3])


main(150)
