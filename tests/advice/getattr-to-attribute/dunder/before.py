class Record:
    def __init__(self, fields):
        self._fields = fields

    def __getattr__(self, name):
        return self._fields[name]


def total(records):
    result = 0
    for record in records:
        result += record.price
    return result


def main(times):
    records = [Record({"price": number}) for number in range(1000)]
    for _ in range(times):
        answer = total(records)
    print(answer)


main(400)
