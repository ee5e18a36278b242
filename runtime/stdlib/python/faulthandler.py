"""Tracebacks on request. A signal that ends the program is told by the runtime, whether this is enabled or not: `dump_traceback_later`
and `register`, which take a thread or a signal of the program's own, are not here."""

import os
import sys
import threading

_enabled = False


def _descriptor(file):
    if file is None:
        file = sys.stderr
        if file is None:
            raise RuntimeError("unable to get sys.stderr")
    if isinstance(file, int):
        if file < 0:
            raise ValueError("file is not a valid file descriptor")
        return file
    number = file.fileno()
    if not isinstance(number, int) or number < 0:
        raise RuntimeError("file.fileno() is not a valid file descriptor")
    file.flush()
    return number


def enable(file=None, all_threads=True, c_stack=True):
    """Enable the fault handler."""
    global _enabled
    _descriptor(file)
    _enabled = True


def disable():
    """Disable the fault handler."""
    global _enabled
    before, _enabled = _enabled, False
    return before


def is_enabled():
    """Check if the handler is enabled."""
    return _enabled


def dump_traceback(file=None, all_threads=True):
    """Dump the traceback of the current thread into a file."""
    descriptor = _descriptor(file)
    if all_threads:
        lines = [f"Current thread 0x{threading.get_ident():016x} (most recent call first):"]
    else:
        lines = ["Stack (most recent call first):"]
    frame = sys._getframe(1)
    while frame is not None:
        lines.append(f'  File "{frame.f_code.co_filename}", line {frame.f_lineno} in {frame.f_code.co_name}')
        frame = frame.f_back
    os.write(descriptor, "".join(line + "\n" for line in lines).encode("ascii", "backslashreplace"))


def cancel_dump_traceback_later():
    """Cancel the previous call to dump_traceback_later(): there is none."""
