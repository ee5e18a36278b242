def dot(left, right):
    result = 0
    for index in range(len(left)):
        result += left[index] * right[index]
    return result


def main(times):
    left = [number % 13 for number in range(5000)]
    right = [number % 7 for number in range(5000)]
    for _ in range(times):
        answer = dot(left, right)
    print(answer)


main(400)
