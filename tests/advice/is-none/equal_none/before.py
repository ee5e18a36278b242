def count(values):
    result = 0
    for value in values:
        if value == None:
            result += 1
    return result


def main(times):
    values = [None if number % 3 else number for number in range(5000)]
    for _ in range(times):
        answer = count(values)
    print(answer)


main(500)
