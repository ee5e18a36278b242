class One:
    def __init__(self):
        self.x = 1000


CLASSES = [type(f"Class{index}", (One,), {}) for index in range(3)]

## exit
#: values = tuple(kind() for kind in CLASSES) * 330
#: same = values[:1] * len(values)
for value in values: value.x
#- without
for value in same: value.x
