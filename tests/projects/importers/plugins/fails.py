def fail():
    raise RuntimeError("at import")


fail()
