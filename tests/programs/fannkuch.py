"""Pancake flipping: list slices, int subscripts and stores."""


def fannkuch(n):
    perm = list(range(n))
    count = [0] * n
    most_flips = checksum = 0
    r = n
    even = True
    while True:
        while r != 1:
            count[r - 1] = r
            r -= 1
        flipped = perm[:]
        flips = 0
        first = flipped[0]
        while first:
            flipped[: first + 1] = flipped[first::-1]
            flips += 1
            first = flipped[0]
        if flips > most_flips:
            most_flips = flips
        checksum += flips if even else -flips
        even = not even
        while True:
            if r == n:
                return checksum, most_flips
            head = perm[0]
            for i in range(r):
                perm[i] = perm[i + 1]
            perm[r] = head
            count[r] -= 1
            if count[r] > 0:
                break
            r += 1


print(fannkuch(7))
