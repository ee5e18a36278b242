def twice(value):
    return value + value


def total(values):
    function = twice
    result = 0
    for value in values:
        result += function(value)
    return result


def main(times):
    values = list(range(5000))
    for _ in range(times):
        answer = total(values)
    print(answer)


main(400)
