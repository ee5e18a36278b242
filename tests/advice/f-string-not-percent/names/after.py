def labels(names):
    length = 0
    for name in names:
        length += len(f"{name}/{name}")
    return length


def main(times):
    names = ["name" + str(number) for number in range(3000)]
    for _ in range(times):
        answer = labels(names)
    print(answer)


main(200)
