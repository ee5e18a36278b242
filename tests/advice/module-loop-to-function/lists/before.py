times = 600
values = [number % 11 for number in range(1000)]
result = [0] * 11
for _ in range(times):
    for value in values:
        result[value] = result[value] + value
print(result)
