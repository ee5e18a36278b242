from collections import deque


def drain(count):
    queue = deque(range(count))
    total = 0
    while queue:
        total += queue.popleft()
    return total


def main(times):
    for _ in range(times):
        answer = drain(10000)
    print(answer)


main(10)
