class Cache:
    hits = 0

    def __init__(self):
        self.table = {}

    def find(self, key):
        if key in self.table:
            Cache.hits += 1
            return self.table[key]
        value = self.table[key] = key * 2
        return value


def main(times):
    cache = Cache()
    total = 0
    for number in range(times):
        total += cache.find(number & 63)
    print(total, Cache.hits)


main(500000)
