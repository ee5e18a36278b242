times = 2000000
total = 0
for number in range(times):
    if number & 3 == 0:
        total += number
print(total)
