class Cache:
    def __init__(self):
        self.table = {}
        self.hits = 0

    def find(self, key):
        if key in self.table:
            self.hits += 1
            return self.table[key]
        value = self.table[key] = key * 2
        return value


def main(times):
    cache = Cache()
    total = 0
    for number in range(times):
        total += cache.find(number & 63)
    print(total, cache.hits)


main(500000)
