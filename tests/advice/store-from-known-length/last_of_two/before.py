def fill(rows):
    for row in rows:
        row[-1] = row[0]


def main(times):
    rows = [[number, 0] for number in range(3000)]
    for _ in range(times):
        fill(rows)
    print(rows[7])


main(600)
