def main(times):
    x = 1.0
    for step in range(times):
        x = x + 0.5
        if x > 100.0:
            x = 1.0
    print(x)


main(1000000)
