"""Fizzbuzz: remainders, comparisons and branches."""


def fizzbuzz(limit):
    lines = []
    for i in range(1, limit + 1):
        if i % 15 == 0:
            lines.append("fizzbuzz")
        elif i % 5 == 0:
            lines.append("buzz")
        elif i % 3 == 0:
            lines.append("fizz")
        else:
            lines.append(str(i))
    return lines


lines = fizzbuzz(300)
print(" ".join(lines[:15]))
print(len(lines), lines.count("fizz"), lines.count("fizzbuzz"))
