"""Temperatures: float arithmetic, once with an int constant and once with a float one."""


def to_celsius(fahrenheit):
    return (fahrenheit - 32) * 5 / 9


def to_celsius_in_floats(fahrenheit):
    return (fahrenheit - 32.0) * 5.0 / 9.0


def to_fahrenheit(celsius):
    return celsius * 9 / 5 + 32


total = 0.0
for step in range(200):
    degrees = step * 0.5
    total += to_celsius(degrees) - to_celsius_in_floats(degrees)
    total += to_fahrenheit(to_celsius(degrees)) - degrees
print(round(total, 6), to_celsius(212.0), to_fahrenheit(100.0))
