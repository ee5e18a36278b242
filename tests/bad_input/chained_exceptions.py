def f(x):
    return 1 / x


try:
    f(0)
except ZeroDivisionError as error:
    raise ValueError("no") from error
