from enum import Enum


class Color(Enum):
    RED = 1
    GREEN = 2


def count(colors):
    red = Color.RED
    result = 0
    for color in colors:
        if color is red:
            result += 1
    return result


def main(times):
    colors = [Color.RED if number % 3 else Color.GREEN for number in range(5000)]
    for _ in range(times):
        answer = count(colors)
    print(answer)


main(400)
