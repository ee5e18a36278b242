"""Planets pulling at each other: float attributes of a few instances."""


class Body:
    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x = x
        self.y = y
        self.z = z
        self.vx = vx
        self.vy = vy
        self.vz = vz
        self.mass = mass


def pairs_of(bodies):
    pairs = []
    for i in range(len(bodies)):
        for j in range(i + 1, len(bodies)):
            pairs.append((bodies[i], bodies[j]))
    return pairs


def energy(bodies, pairs):
    e = 0.0
    for b in bodies:
        e += 0.5 * b.mass * (b.vx * b.vx + b.vy * b.vy + b.vz * b.vz)
    for a, b in pairs:
        dx = a.x - b.x
        dy = a.y - b.y
        dz = a.z - b.z
        e -= a.mass * b.mass / (dx * dx + dy * dy + dz * dz) ** 0.5
    return e


def advance(bodies, pairs, dt, steps):
    for _ in range(steps):
        for a, b in pairs:
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            d2 = dx * dx + dy * dy + dz * dz
            mag = dt / (d2 * d2**0.5)
            pull = b.mass * mag
            a.vx -= dx * pull
            a.vy -= dy * pull
            a.vz -= dz * pull
            pull = a.mass * mag
            b.vx += dx * pull
            b.vy += dy * pull
            b.vz += dz * pull
        for b in bodies:
            b.x += dt * b.vx
            b.y += dt * b.vy
            b.z += dt * b.vz


system = [
    Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.0),
    Body(4.8, -1.1, -0.1, 0.6, 2.8, -0.02, 0.037),
    Body(8.3, 4.1, -0.4, -1.0, 1.8, 0.008, 0.011),
    Body(12.8, -15.1, -0.2, 1.0, 0.8, -0.01, 0.0017),
]
pairs = pairs_of(system)
print("%.9f" % energy(system, pairs))
advance(system, pairs, 0.01, 2000)
print("%.9f" % energy(system, pairs))
