"""Queens that do not attack each other: recursion, sets of taken lines."""


def place(n, row, columns, rising, falling):
    if row == n:
        return 1
    solutions = 0
    for column in range(n):
        if column in columns or row + column in rising or row - column in falling:
            continue
        columns.add(column)
        rising.add(row + column)
        falling.add(row - column)
        solutions += place(n, row + 1, columns, rising, falling)
        columns.remove(column)
        rising.remove(row + column)
        falling.remove(row - column)
    return solutions


print([place(n, 0, set(), set(), set()) for n in range(1, 7)])
