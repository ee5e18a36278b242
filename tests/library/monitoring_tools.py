import bdb
import faulthandler
import os
import sys

monitoring = sys.monitoring
events = monitoring.events
print(sorted(name for name in dir(monitoring) if not name.startswith("__")))
print(events)
print(bdb.Bdb().backend)


def code():
    pass


code = code.__code__
CASES = [
    lambda: monitoring.use_tool_id(7, "x"),
    lambda: monitoring.use_tool_id(0, 1),
    lambda: monitoring.use_tool_id(0, "x"),
    lambda: monitoring.use_tool_id(0, "y"),
    lambda: monitoring.use_tool_id(0),
    lambda: [monitoring.get_tool(tool) for tool in range(6)],
    lambda: monitoring.get_tool(6),
    lambda: monitoring.get_events(1),
    lambda: monitoring.set_events(1, 1),
    lambda: monitoring.set_events(0, 1 << 30),
    lambda: monitoring.set_events(0, events.C_RETURN),
    lambda: monitoring.set_events(0, 0),
    lambda: monitoring.set_events(0, -1),
    lambda: monitoring.set_events(0, 2**70),
    lambda: monitoring.set_events(0, "x"),
    lambda: monitoring.register_callback(0, 1, print) is None,
    lambda: monitoring.register_callback(0, 1, None) is print,
    lambda: monitoring.register_callback(0, 3, None),
    lambda: monitoring.register_callback(0, 0, None),
    lambda: monitoring.register_callback(1, 1, None),
    lambda: monitoring.register_callback(9, 1, None),
    lambda: monitoring.register_callback(0, 1 << 20, None),
    lambda: monitoring.get_local_events(0, 1),
    lambda: monitoring.get_local_events(0, code),
    lambda: monitoring.set_local_events(0, code, events.RAISE),
    lambda: monitoring.set_local_events(0, 1, 0),
    lambda: monitoring.set_local_events(0, code, 1 << 25),
    lambda: monitoring.set_local_events(0, code, events.C_RAISE),
    lambda: monitoring.restart_events(),
    lambda: monitoring.clear_tool_id(30),
    lambda: monitoring.register_callback(0, 1, print),
    lambda: monitoring.clear_tool_id(0),
    lambda: monitoring.register_callback(0, 1, None),
    lambda: monitoring.free_tool_id(0),
    lambda: monitoring.get_tool(0),
    lambda: faulthandler.is_enabled(),
    lambda: faulthandler.enable(file=1),
    lambda: faulthandler.is_enabled(),
    lambda: faulthandler.disable(),
    lambda: faulthandler.disable(),
    lambda: faulthandler.enable(file="x"),
    lambda: faulthandler.enable(file=-1),
    lambda: faulthandler.cancel_dump_traceback_later(),
]
for case in CASES:
    try:
        print(case())
    except Exception as error:
        print(type(error).__name__, error)


def inner(descriptor):
    faulthandler.dump_traceback(descriptor, all_threads=False)


reader, writer = os.pipe()
inner(writer)
os.close(writer)
with open(reader) as told:
    for line in told:
        print(line.rstrip().replace(__file__, "here"))
