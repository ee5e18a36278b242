def main(times):
    total = 0
    for number in range(times):
        if number & 3 == 0:
            total += number
    print(total)


main(2000000)
