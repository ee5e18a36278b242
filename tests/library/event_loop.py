"""asyncio: tasks, queues, timeouts, groups; its loop waits with a selector and wakes itself through a pair of sockets."""
import asyncio
async def work(n):
    await asyncio.sleep(0.01 * n)
    return n * n
async def main():
    results = await asyncio.gather(*(work(i) for i in range(5)))
    print(results)
    q = asyncio.Queue()
    async def producer():
        for i in range(3):
            await q.put(i); await asyncio.sleep(0)
        await q.put(None)
    async def consumer():
        out = []
        while (x := await q.get()) is not None: out.append(x)
        return out
    async with asyncio.TaskGroup() as tg:
        tg.create_task(producer()); c = tg.create_task(consumer())
    print(c.result())
    try:
        await asyncio.wait_for(asyncio.sleep(10), 0.02)
    except TimeoutError as e: print('timeout', repr(e))
    async with asyncio.timeout(1):
        await asyncio.sleep(0)
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(asyncio.sleep(1)); 
            async def bad(): raise ValueError('x')
            tg.create_task(bad())
    except* ValueError as eg: print(eg.exceptions)
    lock = asyncio.Lock()
    async with lock: print(lock.locked())
asyncio.run(main())


class Countdown:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if not self.n: raise StopAsyncIteration
        self.n -= 1
        await asyncio.sleep(0)
        return self.n


async def streams():
    print([n async for n in Countdown(3)])
    event, seen = asyncio.Event(), []
    async def waiter(): await event.wait(); seen.append('woken')
    task = asyncio.create_task(waiter()); await asyncio.sleep(0); event.set(); await task
    print(seen, task.done(), task.cancelled())
    task = asyncio.create_task(asyncio.sleep(5)); await asyncio.sleep(0); task.cancel()
    try: await task
    except asyncio.CancelledError as error: print('cancelled', repr(error))
    loop = asyncio.get_running_loop()
    future = loop.create_future(); loop.call_soon(future.set_result, 7); print(await future)
    loop.call_later(0.01, seen.append, 'later'); await asyncio.sleep(0.03); print(seen)
    for done in asyncio.as_completed([asyncio.sleep(0.02, 'slow'), asyncio.sleep(0, 'quick')]): print(await done)
    print(await asyncio.gather(asyncio.sleep(0, 1), bad(), return_exceptions=True))


async def bad(): raise KeyError('k')


asyncio.run(streams())
try: asyncio.run(bad())
except KeyError as error: print(repr(error))
