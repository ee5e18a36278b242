"""repr of floats that are half-way between two shortest texts."""
import random

for x in 955095498718096.25, -769658139443192.25, 2.0**53 + 2, 1.2345678901234565e17, 5e-324, 0.1 + 0.2, 1e22, 1e23:
    print(x)
random.seed(5)
for _ in range(300):
    print(random.getrandbits(random.randint(45, 70)) * 2.0 ** -random.randint(0, 12))
