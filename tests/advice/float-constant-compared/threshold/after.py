def count(values):
    result = 0
    for value in values:
        if value > 100.0:
            result += 1
    return result


def main(times):
    values = [number * 0.25 for number in range(5000)]
    for _ in range(times):
        answer = count(values)
    print(answer)


main(1000)
