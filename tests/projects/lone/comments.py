"""Says itself what to run."""


def total(values):
    result = 0
    for value in values:
        if value > 5:
            result = result + value
    return result


# tierlens: run total([0.5, 7.5] * 5000)

if __name__ == "__main__":
    raise SystemExit("not what the comment says")
