def total(grid, size):
    result = 0
    for y in range(size):
        row = grid[y]
        for x in range(size):
            result += row[x]
    return result


def main(times):
    size = 70
    grid = [[x * y % 11 for x in range(size)] for y in range(size)]
    for _ in range(times):
        answer = total(grid, size)
    print(answer)


main(400)
