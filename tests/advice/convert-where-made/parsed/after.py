def parse(text):
    return [float(word) for word in text.split()]


def spread(numbers):
    low = high = numbers[0]
    total = 0.0
    for number in numbers:
        if number < low:
            low = number
        if number > high:
            high = number
        total += number
    return float(low), float(high), total


def main(times):
    text = " ".join(str(number % 97 if number % 3 else number % 97 + 0.5) for number in range(5000))
    numbers = parse(text)
    for _ in range(times):
        answer = spread(numbers)
    print(*answer)


main(500)
