"""Tests as pytest takes them: plain functions and asserts."""
import orders


def test_reads_lines():
    found = list(orders.read(["pen;2;1.5", "ink;1;4"]))
    assert [order.article for order in found] == ["pen", "ink"]
    assert found[1].price == 4.0


def test_makes_up():
    assert len(orders.make_up(12)) == 12
    assert {order.count for order in orders.make_up(5)} == {1, 2, 3, 4, 5}
