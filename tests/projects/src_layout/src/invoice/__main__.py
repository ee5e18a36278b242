import sys

from . import Invoice

print(f"{Invoice([float(amount) for amount in sys.argv[1:]]).total():.2f}")
print(__name__, __package__, __spec__.name, len(sys.argv))
