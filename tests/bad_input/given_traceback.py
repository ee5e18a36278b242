import sys
import types


def here():
    frame = sys._getframe()
    return frame


frame = here()
# Instructions that there are not, and lines that are not theirs.
inner = types.TracebackType(None, frame, 100000, 7)
outer = types.TracebackType(inner, frame, 0, 10)
raise ValueError("from elsewhere").with_traceback(outer)
