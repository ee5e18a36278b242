"""NaNs keep sign and payload; operations with one NaN give that NaN."""
import math, struct, cmath
n=float('nan'); inf=float('inf')
def s(x): return struct.pack('>d', x).hex()
vals=[n,-n,inf,-inf,0.0,-0.0,1.5,-2.5, struct.unpack('>d',bytes.fromhex('7ff8000000000123'))[0], struct.unpack('>d',bytes.fromhex('fff9000000000123'))[0], struct.unpack('>d',bytes.fromhex('7ff4000000000123'))[0]]
print([s(v) for v in vals])
for a in vals:
    print(s(a), s(-a), s(abs(a)), s(+a), a.hex(), repr(a), str(a), '%f %e %g %+f % f' % (a,a,a,a,a), f'{a:+.2f} {a:010.3f} {a}', s(math.copysign(3,a)), s(math.copysign(a,-1)), s(float(str(a))))
for t in ('nan','-nan','+nan','NaN','-NaN',' nan ', '-inf'): print(t, s(float(t)))
print(s(math.nan), s(cmath.nan.real), s(complex(n,-n).imag), complex(-n, n), s(complex('-nan+nanj').real), s(sum([n,1.0])), s(math.fsum([n])), s(inf-inf), s(inf*0.0), struct.pack('>e',-n).hex(), struct.pack('>f',-n).hex(), s(struct.unpack('>f', struct.pack('>f', -n))[0]), s(struct.unpack('>e', struct.pack('>e', -n))[0]))
print(n is n, -n is n, n == n, [n]==[n], [n].count(n), [n].index(n), {n: 1}.get(n), len({n, n}), hash(n)==hash(n), n in (n,))
def hot(v, k=6000):
    x = v
    for i in range(k):
        x = -x
        y = x + 1.0
        z = x * 2.0
    return s(x), s(y), s(z)
for v in vals: print(hot(v))
for a in vals:
    for b in vals:
        if math.isnan(a) and math.isnan(b):
            continue
        results = []
        for op in (lambda: a + b, lambda: a - b, lambda: a * b, lambda: a / b, lambda: a // b, lambda: a % b, lambda: divmod(a, b)[0], lambda: math.fmod(a, b), lambda: math.pow(a, b), lambda: a**b, lambda: max(a, b), lambda: min(a, b), lambda: math.hypot(a, b), lambda: math.atan2(a, b)):
            try:
                result = op()
                results.append(s(result) if isinstance(result, float) else result)
            except Exception as error:
                results.append(str(error))
        print(s(a), s(b), *results)


# Of two, the first.
def add(a, b, n=5000):
    for i in range(n):
        r = a + b
    return r


def mul(a, b, n=5000):
    for i in range(n):
        r = a * b
    return r


def sub(a, b, n=5000):
    for i in range(n):
        r = a - b
    return r


def mixed(c, x, n=5000):
    for i in range(n):
        r = abs(x + 0) + (c * x - x) * x
    return r


nans = [v for v in vals if math.isnan(v)][:4]
for a in nans:
    for b in nans:
        print(s(a), s(b), s(add(a, b)), s(mul(a, b)), s(sub(a, b)), s(mixed(a, b)), s(a + b), s(a * b))
print(hash(n) != 0, hash(-n) != 0, s(n // hash(n)), hash(complex(n, 0)) != 0)
