def show(counts):
    return sorted(f"{word}={count}" for word, count in counts.items())
