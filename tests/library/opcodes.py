"""What `_opcode` knows of each instruction, most of it by the table of instructions."""

import _opcode
import opcode

FACTS = ["is_valid", "has_arg", "has_const", "has_name", "has_jump", "has_free", "has_local", "has_exc"]

for fact in FACTS:
    ask = getattr(_opcode, fact)
    print(fact, [number for number in range(-2, 300) if ask(number)])


def effect(number, oparg, jump=None):
    try:
        return _opcode.stack_effect(number, oparg, jump=jump)
    except ValueError as error:
        return str(error)


for name, number in sorted(opcode.opmap.items(), key=lambda item: item[1]):
    if not name.startswith("INSTRUMENTED_"):
        print(number, name, [effect(number, oparg) for oparg in (0, 1, 2, 3, 7)], effect(number, 0, True), effect(number, 0, False))
for number, oparg, jump in [(-1, 0, None), (121, 0, None), (129, 0, None), (300, None, None), (51, 2**31, None), (44, 0, 1)]:
    print(number, oparg, effect(number, oparg, jump))
print(_opcode.stack_effect(1), _opcode.stack_effect(31, 1))
for arguments in [(), ("a",), (1, 2, 3)]:
    try:
        _opcode.stack_effect(*arguments)
    except TypeError as error:
        print(error)
