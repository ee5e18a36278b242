"""What `sysconfig` knows of how the interpreter was built. The name that it is imported by tells the system and the machine."""

import sys

_multiarch = sys.implementation._multiarch
_soabi = f"cpython-314-{_multiarch}"
_machine = _multiarch.partition("-")[0]

build_time_vars = {
    "ABIFLAGS": "",
    "BINDIR": "/usr/bin",
    "BINLIBDEST": "/usr/lib/python3.14",
    "CC": "",
    "CFLAGS": "",
    "CONFIG_ARGS": "",
    "DESTSHARED": "/usr/lib/python3.14/lib-dynload",
    "EXE": "",
    "EXT_SUFFIX": f".{_soabi}.so",
    "HOST_GNU_TYPE": f"{_machine}-pc-linux-gnu",
    "INCLUDEPY": "/usr/include/python3.14",
    "LDFLAGS": "",
    "LDVERSION": "3.14",
    "LIBDEST": "/usr/lib/python3.14",
    "LIBDIR": "/usr/lib",
    "MACHDEP": "linux",
    "MULTIARCH": _multiarch,
    "PYTHONFRAMEWORK": "",
    "Py_DEBUG": 0,
    "Py_ENABLE_SHARED": 0,
    "Py_GIL_DISABLED": 0,
    "SHLIB_SUFFIX": ".so",
    "SIZEOF_LONG": 8,
    "SIZEOF_VOID_P": 8,
    "SOABI": _soabi,
    "TZPATH": "/usr/share/zoneinfo",
    "VERSION": "3.14",
    "WITH_DOC_STRINGS": 1,
    "WITH_PYMALLOC": 1,
    "exec_prefix": "/usr",
    "prefix": "/usr",
}
