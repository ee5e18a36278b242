import unittest

import orders
import pricing


class PricingTest(unittest.TestCase):
    def test_few_cost_what_they_cost(self):
        self.assertEqual(pricing.total([orders.Order("pen", 2, 1.5)]), 3.0)

    def test_many_are_cheaper(self):
        self.assertAlmostEqual(pricing.total([orders.Order("pen", 4, 1.5)]), 5.4)

    def test_nothing_costs_nothing(self):
        self.assertEqual(pricing.total([]), 0.0)

    @unittest.expectedFailure
    def test_an_average_needs_orders(self):
        pricing.average([])


if __name__ == "__main__":
    unittest.main()
