def distinct(values):
    seen = set()
    for value in values:
        if value not in seen:
            seen.add(value)
    return len(seen)


def main(times):
    values = [number * 37 % 101 for number in range(5000)]
    for _ in range(times):
        answer = distinct(values)
    print(answer)


main(30)
