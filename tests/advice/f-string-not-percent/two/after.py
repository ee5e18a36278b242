def labels(times):
    length = 0
    for number in range(times):
        length += len(f"{'row'}: {number}")
    return length


def main(times):
    print(labels(times))


main(600000)
