"""The first import of all comes from an archive: nothing has been asked of the import system before."""
import posix
import sys
import zlib

# A zip file of one module that is not compressed, by hand.
text = b"print('not the Zen', __name__, __spec__.origin[-11:])\n"
name = b"this.py"


def number(value, size):
    return value.to_bytes(size, "little")


sizes = number(zlib.crc32(text), 4) + number(len(text), 4) * 2
local = b"PK\3\4" + number(20, 2) + bytes(8) + sizes + number(len(name), 2) + bytes(2) + name + text
central = b"PK\1\2" + number(20, 2) * 2 + bytes(8) + sizes + number(len(name), 2) + bytes(16) + name
end = b"PK\5\6" + bytes(4) + number(1, 2) * 2 + number(len(central), 4) + number(len(local), 4) + bytes(2)
folder = posix.environ.get(b"TMPDIR", b"/tmp").decode()
archive = f"{folder}/early-{posix.getpid()}.zip"
file = posix.open(archive, posix.O_WRONLY | posix.O_CREAT)
posix.write(file, local + central + end)
posix.close(file)
sys.path.insert(0, archive)
import this

posix.unlink(archive)
