def count(words):
    result = 0
    for word in words:
        if word in ("get", "post", "put", "head", "delete", "patch"):
            result += 1
    return result


def main(times):
    words = ["get", "get", "get", "post", "get"] * 1000
    for _ in range(times):
        answer = count(words)
    print(answer)


main(400)
