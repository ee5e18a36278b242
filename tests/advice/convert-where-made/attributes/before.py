class Account:
    def __init__(self, name, balance):
        self.name = name
        self.balance = balance


def with_interest(accounts):
    total = 0.0
    for account in accounts:
        total = total + account.balance + account.balance * 0.05
    return total


def main(times):
    accounts = [Account(str(number), number if number % 3 else number + 0.25) for number in range(3000)]
    for _ in range(times):
        answer = with_interest(accounts)
    print(answer)


main(600)
