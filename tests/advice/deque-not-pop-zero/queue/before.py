def drain(count):
    queue = list(range(count))
    total = 0
    while queue:
        total += queue.pop(0)
    return total


def main(times):
    for _ in range(times):
        answer = drain(10000)
    print(answer)


main(10)
