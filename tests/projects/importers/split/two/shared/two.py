here = "two"
