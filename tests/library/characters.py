"""What is known of each character: hashes over all of them below the ideographs' planes."""

import hashlib

PLAIN = [chr(point) for point in range(0x20000) if not 0xD800 <= point < 0xE000]

QUESTIONS = {
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "casefold": str.casefold,
    "islower": str.islower,
    "isupper": str.isupper,
    "starts an identifier": str.isidentifier,
    "continues an identifier": lambda character: f"a{character}".isidentifier(),
    "before a sigma": lambda character: f"a{character}\N{GREEK CAPITAL LETTER SIGMA}".lower(),
    "behind a sigma": lambda character: f"a\N{GREEK CAPITAL LETTER SIGMA}{character}".lower(),
}

for question, ask in QUESTIONS.items():
    answers = "\n".join(str(ask(character)) for character in PLAIN)
    print(question, hashlib.md5(answers.encode()).hexdigest())
