"""Prices orders: `main.py [--count N] [--currency NAME]` makes them up, `main.py -` reads them from standard input."""
import argparse
import sys

import orders
import pricing


def parse(arguments):
    parser = argparse.ArgumentParser(prog="shop", description="Prices orders.")
    parser.add_argument("source", nargs="?", choices=["-"], help="read orders from standard input")
    parser.add_argument("--count", type=int, default=20_000, help="orders to make up (default: %(default)s)")
    parser.add_argument("--currency", default="EUR")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    if options.source:
        found = list(orders.read(sys.stdin))
    else:
        found = orders.make_up(options.count)
    if not found:
        print("no orders", file=sys.stderr)
        return 3
    print(f"{len(found)} orders, {pricing.total(found):.2f} {options.currency}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
