"""hashlib, hmac, and the modules below them, without OpenSSL."""
import sys

sys.modules["_hashlib"] = None
sys.modules["_hmac"] = None

import _blake2
import _md5
import _sha2
import _sha3
import hashlib
import hmac
import io
import random


def show(call, *args, **keywords):
    try:
        print(ascii(call(*args, **keywords)))
    except Exception as error:
        print(type(error).__name__, ascii(str(error)))


FIXED = "md5 sha1 sha224 sha256 sha384 sha512 sha3_224 sha3_256 sha3_384 sha3_512 blake2b blake2s".split()
MESSAGES = [b"", b"abc", bytes(range(256)), b"a" * 1000]
for name in FIXED:
    make = getattr(hashlib, name)
    print(name, make().name, make().digest_size, make().block_size)
    for message in MESSAGES:
        print(make(message).hexdigest())
    # At the borders of blocks, in pieces of any size.
    block = make().block_size
    for size in (block - 9, block - 1, block, block + 1, 3 * block):
        whole, pieces = make(b"x" * size), make()
        for start in range(0, size, 7):
            pieces.update(b"x" * min(7, size - start))
        assert whole.digest() == pieces.digest()
    first = make(b"one")
    second = first.copy()
    second.update(bytearray(b" two"))
    print(first.digest() == make(b"one").digest(), second.digest() == make(memoryview(b"one two")).digest(), type(first) is type(second))
    print(hmac.new(b"key", b"message", name).hexdigest())

for name in "shake_128", "shake_256":
    hash = hashlib.new(name, b"abc")
    print(hash.name, hash.digest_size, hash.block_size, hash._rate_bits, hash._capacity_bits, hash._suffix)
    for length in (0, 1, 20, 200):
        print(hash.hexdigest(length), len(hash.digest(length=length)))
    print(len(hash.digest(100_000)), hash.copy().hexdigest(4))
    for length in (-1, 1 << 29, 1 << 70, -(1 << 70), "a", 1.5, None):
        show(hash.digest, length)
        show(hash.hexdigest, length)
    show(hash.digest)
    show(hash.digest, 1, 2)

for make in _md5.md5, _sha2.sha512, _sha3.sha3_384, _sha3.shake_256, _blake2.blake2b, _blake2.blake2s:
    for args, keywords in [
        (("text",), {}), ((1,), {}), ((None,), {}), ((b"", b""), {}), ((b"",), {"string": b""}), ((), {"data": b"", "string": b""}),
        ((), {"string": "text"}), ((), {"string": None}), ((), {"unknown": 1}), ((b"",), {"data": b""}),
        ((memoryview(b"abcdef")[::2],), {}),
    ]:
        show(make, *args, **keywords)
    print(make(string=b"abc", usedforsecurity=False).copy().update(b"d"))
    hash = make(data=b"abc")
    show(hash.update)
    show(hash.update, "text")
    show(hash.update, 5)
    show(hash.update, data=b"")
    show(hash.copy, 1)
    print(hash == hash.copy(), type(hash).__module__, type(hash).__name__)

for make in hashlib.blake2b, hashlib.blake2s:
    print(make.SALT_SIZE, make.PERSON_SIZE, make.MAX_KEY_SIZE, make.MAX_DIGEST_SIZE)
    for keywords in [
        dict(digest_size=1), dict(digest_size=20), dict(digest_size=0), dict(digest_size=65), dict(digest_size=-1), dict(digest_size="x"),
        dict(digest_size=1 << 40), dict(key=b"key"), dict(key=b"k" * 32), dict(key=b"k" * 65), dict(key="key"), dict(salt=b"salt"),
        dict(salt=b"s" * 17), dict(salt=None), dict(person=b"person"), dict(person=b"p" * 17), dict(person=1), dict(fanout=0), dict(fanout=255),
        dict(fanout=256), dict(fanout=-1), dict(fanout=2.0), dict(depth=0), dict(depth=255), dict(depth=256), dict(leaf_size=-1),
        dict(leaf_size=1 << 32), dict(leaf_size=1 << 80), dict(leaf_size=(1 << 32) - 1), dict(leaf_size="x"), dict(node_offset=-1),
        dict(node_offset=(1 << 48) - 1), dict(node_offset=1 << 48), dict(node_offset=1 << 64), dict(node_depth=-1), dict(node_depth=256),
        dict(node_depth=9), dict(inner_size=-1), dict(inner_size=32), dict(inner_size=65), dict(last_node=True), dict(last_node=""),
        dict(key=b"k", salt=b"s", person=b"p", digest_size=9, fanout=2, depth=3, leaf_size=4, node_offset=5, node_depth=1, inner_size=6),
        dict(digest_size=0, salt=b"s" * 17), dict(salt=b"s" * 17, person=b"p" * 17), dict(person=b"p" * 17, fanout=256),
        dict(fanout=256, depth=0), dict(depth=0, leaf_size=-1), dict(leaf_size=-1, node_offset=-1), dict(node_offset=-1, node_depth=256),
        dict(node_depth=256, inner_size=65), dict(inner_size=65, key=b"k" * 65), dict(key="k", fanout="x"), dict(key=b"k" * 65, leaf_size="x"),
    ]:
        show(lambda: make(b"abc", **keywords).hexdigest())
    # Two leaves and their root.
    tree = dict(fanout=2, depth=2, leaf_size=8, inner_size=32, digest_size=32)
    leaves = [make(part, node_offset=at, node_depth=0, last_node=at == 1, **tree) for at, part in enumerate((b"12345678", b"9"))]
    root = make(node_depth=1, last_node=True, **tree)
    for leaf in leaves:
        root.update(leaf.digest())
    print(root.hexdigest(), root.digest_size)

show(hashlib.new, "none")
show(type(_md5.md5()))
print(_sha3.implementation, _blake2.BLAKE2B_SALT_SIZE, _blake2.BLAKE2S_MAX_KEY_SIZE, hmac.digest(b"k", b"m", "sha256").hex())
print(hmac.compare_digest(b"a", b"a"), hmac.new(b"k" * 200, digestmod=_sha2.sha224).hexdigest())
print(hashlib.file_digest(io.BytesIO(b"file" * 1000), "sha256").hexdigest())
for seed in "text", b"bytes", bytearray(b"array"), 5, 2.5:
    random.seed(seed)
    print(random.random(), random.randrange(1000), random.sample(range(100), 3))
