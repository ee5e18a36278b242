def inner(items):
    got = 0
    for item in items:
        got += (yield item) or 0
    return got


def of_generator(items):
    return (yield from inner(items))


def of_list(items):
    yield from items


def of_mixed(kinds):
    for kind in kinds:
        yield from kind


class Ready:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return iter(())


class Counted:
    def __init__(self, count):
        self.count = count

    def __iter__(self):
        return self

    def __next__(self):
        if not self.count:
            raise StopIteration
        self.count -= 1
        return self.count


async def step(value):
    return value + 1


async def of_coroutines(count):
    total = 0
    for i in range(count):
        total += await step(i)
    return total


async def of_objects(count):
    for i in range(count):
        await Ready(i)
    return count


def driven(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as end:
        return end.value


def unpacked(pairs):
    total = 0
    for pair in pairs:
        left, right = pair
        total += left - right
    return total


def unpacked_list(triples):
    total = 0
    for triple in triples:
        a, b, c = triple
        total += a * b - c
    return total


def unpacked_text(texts):
    return [first + second for first, second in texts]


def over(items):
    total = 0
    for item in items:
        total += item
    return total


print(sum(of_generator(range(2000))))
print(sum(of_list(list(range(2000)))), sum(of_list(range(2000))), sum(of_list(tuple(range(300)))))
print(sum(of_mixed([range(50), [1] * 50, inner(range(50)), {1: 2}, Counted(50)] * 20)))
generator = of_generator([1, 2, 3])
next(generator)
print([generator.send(number) for number in (10, 20)])
print(driven(of_coroutines(500)), driven(of_objects(500)))
print(unpacked([(i, 1) for i in range(500)]), unpacked([[i, 1] for i in range(500)]), unpacked({i: 1 for i in range(9)}.items()))
print(unpacked_list([[i, 2, 1] for i in range(500)]), unpacked_list([(i, 2, 1) for i in range(500)]))
print("".join(unpacked_text(["ab"] * 100))[:6])
print(over([1] * 500), over((1,) * 500), over(range(500)), over(inner([1] * 500)), over({1: 1}), over(Counted(50)), over(bytes(9)))
