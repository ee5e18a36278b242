"""A toy cipher with ord, chr and xor: strings, and an int operation that has an extension."""


def encode(text, key):
    codes = []
    for char in text:
        codes.append(ord(char) ^ key)
    return codes


def decode(codes, key):
    text = ""
    for code in codes:
        text += chr(code ^ key)
    return text


message = "It was the best of times, it was the worst of times"
codes = encode(message, 42)
print(sum(codes), decode(codes, 42) == message)
