class Record:
    def __init__(self, fields):
        for name, value in fields.items():
            setattr(self, name, value)


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
