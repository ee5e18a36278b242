def dot(left, right):
    result = 0.0
    for index in range(len(left)):
        result += left[index] * right[index]
    return result


def main(times):
    left = [1.5, 2.5, 3.5]
    right = [0.5, 0.25, 0.125]
    total = 0.0
    for _ in range(times):
        total += dot(left, right)
    print(total)


main(400000)
