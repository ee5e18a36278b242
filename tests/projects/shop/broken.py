"""A run that fails in another module."""
import orders
import pricing

print(f"{pricing.average(orders.make_up(10)):.3f}")
print(pricing.average([]))
