# `_heapq`: arguments, what is compared in which order, comparisons that change the heap.
import _heapq
import heapq

OF_HEAP = [_heapq.heapify, _heapq.heappop, _heapq.heapify_max, _heapq.heappop_max]
OF_BOTH = [
    _heapq.heappush, _heapq.heapreplace, _heapq.heappushpop,
    _heapq.heappush_max, _heapq.heapreplace_max, _heapq.heappushpop_max,
]
log = []


def attempt(function, *arguments, **keywords):
    log.clear()
    try:
        return function(*arguments, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def numbers(count, below):
    state = count
    for _ in range(count):
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        yield (state >> 12) % below


print(*sorted(name for name in dir(_heapq) if "heap" in name))
print(heapq.heappush is _heapq.heappush, heapq.heapify_max is _heapq.heapify_max)
for function in OF_HEAP + OF_BOTH:
    print(function, function.__text_signature__, bool(function.__doc__), function.__module__)
    for arguments in ((), (1,), ((),), ([],), ([], 1), ((), 1), ({}, 1), ([], 1, 2), ([2, 1], 3), ([3], 3), ([4], 3)):
        print(attempt(function, *arguments), arguments)
    print(attempt(function, heap=[]), attempt(function, [], item=1))


class Item:
    after = 0
    change = None

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"Item({self.value})"

    def __lt__(self, other):
        log.append((self.value, getattr(other, "value", other)))
        if Item.change and len(log) == Item.after:
            Item.change()
        return self.value < getattr(other, "value", other)


class Backward(Item):
    __lt__ = None

    def __gt__(self, other):
        log.append(("gt", self.value, other.value))
        return self.value > other.value


class Vague(Item):
    def __lt__(self, other):
        return [1] if super().__lt__(other) else ""


class Wrong(Item):
    def __lt__(self, other):
        log.append("unknown")
        return NotImplemented


class Logged(list):
    def append(self, item):
        log.append("append")
        super().append(item)

    def pop(self, *arguments):
        log.append("pop")
        return super().pop(*arguments)

    def __len__(self):
        log.append("len")
        return super().__len__()

    def __getitem__(self, index):
        log.append(index)
        return super().__getitem__(index)


def steps(make, kind=list):
    heap = kind(make(value) for value in numbers(12, 9))
    for function in OF_HEAP:
        print(function.__name__, attempt(function, heap), list(heap), *log)
        for other in OF_BOTH:
            print(other.__name__, attempt(other, heap, make(4)), list(heap), *log)


for make in (int, float, str, Item, Vague, Backward, Wrong, lambda value: (value % 3, str(value)), lambda value: value or "a"):
    steps(make)
steps(Item, Logged)

for change in (
    lambda: heap.clear(), lambda: heap.pop(), lambda: heap.append(Item(1)), lambda: heap.reverse(),
    lambda: heap.__setitem__(slice(None), heap[::-1]), lambda: heap.sort(key=lambda item: -item.value), lambda: 1 / 0,
):
    for after in (1, 2, 4):
        for function in OF_HEAP + OF_BOTH:
            heap = [Item(value) for value in numbers(9, 9)]
            Item.change, Item.after = change, after
            result = attempt(function, *([heap] if function in OF_HEAP else [heap, Item(5)]))
            Item.change = None
            print(after, result, heap, *log)

# From 2501 items on the order of comparisons is another one.
for count in (2499, 2500, 2501, 2502, 4095, 4096, 5000):
    for heapify in (heapq.heapify, heapq.heapify_max):
        heap = list(numbers(count, 10**6))
        heapify(heap)
        print(count, hash(tuple(heap)), heap[:9])
for heapify in (heapq.heapify, heapq.heapify_max):
    items = [Item(value) for value in numbers(2600, 1000)]
    attempt(heapify, items)
    print(len(log), hash(tuple(log)), [item.value for item in items[:9]])

print(heapq.nlargest(5, numbers(99, 50)), heapq.nsmallest(5, numbers(99, 50), key=lambda value: value % 10))
print(list(heapq.merge([1, 4, 9], [2, 3, 10], [0, 20])), list(heapq.merge([9, 4], [10, 3], reverse=True)))
heap = []
for value in numbers(300, 40):
    heapq.heappush(heap, (value, str(value)))
print([heapq.heappop(heap) for _ in range(300)])
