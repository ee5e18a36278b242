"""What orders cost."""

DISCOUNT_FROM = 4
DISCOUNT = 0.9


def discounted(order):
    amount = order.count * order.price
    if order.count >= DISCOUNT_FROM:
        amount = amount * DISCOUNT
    return amount


def total(orders):
    result = 0.0
    for order in orders:
        result = result + discounted(order)
    return result


def average(orders):
    return total(orders) / len(orders)
