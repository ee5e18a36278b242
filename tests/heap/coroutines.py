"""Coroutines, asynchronous generators, context managers and comprehensions, driven by hand."""
class Aw:
    def __init__(self, v): self.v = v
    def __await__(self):
        got = yield ['await', self.v]
        return [got, self.v]
async def inner(n):
    r = []
    for i in range(n): r.append(await Aw(str(i)))
    return r
async def agen(n):
    try:
        for i in range(n):
            x = await Aw('ag' + str(i))
            got = yield [x]
    finally:
        await Aw('closing')
class ACM:
    async def __aenter__(self): await Aw('enter'); return [self]
    async def __aexit__(self, *a): await Aw('exit'); return True
async def main():
    a = await inner(3)
    b = [x async for x in agen(3)]
    async with ACM() as c:
        raise ValueError('x' + 'y')
    g = agen(5)
    async for v in g: break
    await g.aclose()
    d = {k: [v] async for k, v in pairs()}
    return a, b, len(c), d
async def pairs():
    for i in range(4):
        await Aw('p'); yield str(i), i
def run(co):
    log = []; v = None
    while True:
        try: log.append(co.send(v)); v = 'r' + str(len(log))
        except StopIteration as e: return e.value, len(log), log[-1]
for i in range(3): print(run(main()))
