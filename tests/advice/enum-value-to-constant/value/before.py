from enum import Enum


class Kind(Enum):
    SMALL = 1
    LARGE = 2


def count(kinds):
    result = 0
    for kind in kinds:
        if kind == Kind.LARGE.value:
            result += 1
    return result


def main(times):
    kinds = [number % 2 + 1 for number in range(3000)]
    for _ in range(times):
        answer = count(kinds)
    print(answer)


main(200)
