import sys
import threading

# It has no part of the library do what is native in CPython: that would take three times as long to import.
print("traceback" in sys.modules, "dataclasses" in sys.modules)


class Named:
    name = "worker"




def tell(kind, exception, thread):
    print(threading.excepthook(threading.ExceptHookArgs((kind, exception, None, thread))))


sys.stderr = sys.stdout
tell(ValueError, ValueError(1), Named())
tell(KeyError, KeyError("k"), threading.main_thread())
tell(SystemExit, SystemExit(), None)
sys.stderr = None
tell(ValueError, ValueError(1), None)
arguments = threading.ExceptHookArgs((1, 2, 3, 4))
print(arguments, arguments.exc_type, arguments.exc_value, arguments.exc_traceback, arguments.thread, len(arguments))
for bad in (None, (ValueError, ValueError(), None, None)):
    try:
        threading.excepthook(bad)
    except TypeError as error:
        print(error)
