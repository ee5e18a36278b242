here = "one"
