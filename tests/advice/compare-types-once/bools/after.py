def count(flags):
    result = 0
    for flag in flags:
        if flag:
            result += 1
    return result


def main(times):
    flags = [number % 3 == 0 for number in range(5000)]
    for _ in range(times):
        answer = count(flags)
    print(answer)


main(500)
