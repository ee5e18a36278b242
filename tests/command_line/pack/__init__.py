print("the package is imported")
