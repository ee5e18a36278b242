"""Each of these asks for more memory than there is, or for much of it: MemoryError is raised where it ends."""
import io, zlib, struct, collections, binascii, codecs, random, itertools
big = 'a' * (8 << 20); bb = b'a' * (8 << 20); bar = bytearray(bb); n = 1 << (8 << 23); wide = big[:1] + '\U0001f600'
cases = '''bb + bb + bb
bb * 5
bytes(2**40)
bytearray(2**40)
bb.replace(b'a', b'bbbb')
bb.center(2**33)
bb.zfill(2**33)
bb.hex()
bb.split(b'a')
bb.join([bb] * 5)
repr(bb)
bb.translate(None, b'') + bb
bb % ()
b'%*d' % (2**33, 1)
b'%200000000d' % 1
big + big + big
big * 5
big.split('a')
big.replace('a', 'bbbb')
big.center(2**33)
big.ljust(2**31)
big.zfill(2**33)
big.upper() + big
big.join([big] * 5)
big.encode('utf-32')
big.encode('utf-16')
big.expandtabs() + big + big
(big + '\\x00') .encode('ascii', 'backslashreplace') + bb
(wide * (4 << 20)).encode('ascii', 'xmlcharrefreplace')
repr('\\x00' * (12 << 20))
'%*d' % (2**33, 1)
'%.200000000d' % 1
'{:200000000}'.format(1)
format(1, '200000000')
format('a', '>200000000')
f'{1:{2**31}}'
'{:.200000000f}'.format(1.5)
n & 1
n | n
n + n
n * n
n ** 3
n << (1 << 33)
-n
~n
n // 3
n % (n - 1)
1 << (1 << 34)
7 ** (1 << 40)
n.to_bytes(1 << 40)
int.from_bytes(bb * 2)
str(n)[:0]
int(big)
[0] * (1 << 40)
(0,) * (1 << 40)
list(range(1 << 40))
tuple(range(1 << 40))
set(range(1 << 40))
dict.fromkeys(range(1 << 40))
collections.deque(range(1 << 40))
collections.deque([1]) * (1 << 40)
bytes(itertools.repeat(1))
bytearray(itertools.repeat(1))
bar.extend(itertools.repeat(1))
''.join(itertools.repeat('a'))
list(itertools.repeat(1))
sorted(itertools.repeat(1))
[*itertools.repeat(1)]
{*itertools.count()}
max(*itertools.repeat(1))
print(*itertools.repeat(1))
io.BytesIO(bb).write(bb * 3)
io.StringIO(big * 3)
io.StringIO().write(big * 3)
zlib.decompress(zlib.compress(bytes(8 << 20)) ) * 5
struct.pack('200000000s', b'')
struct.pack('200000000i', *itertools.repeat(1, 5))
binascii.hexlify(bb) + bb
binascii.b2a_base64(bb) + bb * 2
codecs.escape_encode(bb)
random.getrandbits(1 << 32)
compile('1\\n' * (4 << 20), 'x', 'exec')
compile('(' * 100000, 'x', 'exec')
compile('x = ' + '1 + ' * 1000000 + '1', 'x', 'exec')
eval('[' + '1,' * (4 << 20) + ']')
memoryview(bb).tolist()
memoryview(bb).hex()
list(itertools.product(range(1 << 20), repeat=3))
itertools.combinations(range(1 << 40), 2)
list(big)
tuple(bb)
set(range(1 << 28))
big.splitlines() + [big * 4]
str.maketrans(dict.fromkeys(range(1 << 26)))
'a'.ljust(1 << 62)
' '.join([big] * 8)'''
ended = 0
for case in cases.split("\n"):
    try:
        eval(case)
    except MemoryError:
        ended += 1
    except (RecursionError, SyntaxError, ValueError, OverflowError, struct.error):
        pass
print("done", ended > 40)
