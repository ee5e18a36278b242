def product(left, right, size):
    result = [[0] * size for _ in range(size)]
    for i in range(size):
        for j in range(size):
            for k in range(size):
                result[i][j] += left[i][k] * right[k][j]
    return result


def main(times):
    size = 60
    left = [[x * y % 7 for x in range(size)] for y in range(size)]
    right = [[x + y for x in range(size)] for y in range(size)]
    for _ in range(times):
        answer = product(left, right, size)
    print(answer[7])


main(5)
