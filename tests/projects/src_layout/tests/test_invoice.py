from invoice import Invoice


def test_total():
    assert round(Invoice([100.0]).total(), 2) == 119.0


if __name__ == "__main__":
    test_total()
    print("passed")
