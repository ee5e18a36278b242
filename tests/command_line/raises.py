def outer():
    inner()


def inner():
    raise ValueError("from inside")


outer()
