# Follows `_body` and `_without`, two functions of how often. Prints seconds a pass of each, and what the instructions became.
import time


def _measure(function):
    times = 4
    while True:
        begun = time.process_time()
        function(times)
        took = time.process_time() - begun
        if took > 0.005:
            break
        times *= 2
    for _ in range(6):
        begun = time.process_time()
        function(times)
        took = min(took, time.process_time() - begun)
    return took / times


def _forms(code):
    import dis

    for instruction in dis.get_instructions(code, adaptive=True):
        yield code.co_qualname, instruction.offset, instruction.opname
    for const in code.co_consts:
        if hasattr(const, "co_code"):
            yield from _forms(const)


if __name__ == "__main__":
    import json
    import sys

    figures = _measure(_body), _measure(_without)
    forms = list(_forms(sys._getframe().f_code)) if sys.argv[1:] == ["forms"] else []
    print(json.dumps([figures, forms]))
