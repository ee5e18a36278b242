def same(x):
    return x is 1


print(same(1), "\d")
