def wins(left, right):
    result = 0
    for index in range(len(left)):
        if left[index] < right[index]:
            result += 1
    return result


def main(times):
    left = [float(number) for number in range(5000)]
    right = [number * 1.5 - 100 for number in range(5000)]
    for _ in range(times):
        answer = wins(left, right)
    print(answer)


main(400)
