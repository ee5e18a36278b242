"""The spectral norm of an infinite matrix: float division and nested loops."""


def a(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(v, transposed):
    result = []
    for i in range(len(v)):
        total = 0.0
        for j in range(len(v)):
            total += (a(j, i) if transposed else a(i, j)) * v[j]
        result.append(total)
    return result


def spectral_norm(n):
    u = [1.0] * n
    for _ in range(4):
        v = times(times(u, False), True)
        u = times(times(v, False), True)
    uv = vv = 0.0
    for x, y in zip(u, v):
        uv += x * y
        vv += y * y
    return (uv / vv) ** 0.5


print("%.9f" % spectral_norm(30))
