"""Strings with fields: nested, debugging, formats in formats; templates; literals of all kinds."""
name, value, width = 'n', 3.5, 10

plain = f'{name}{value!r}{width!s:>{width}}{name!a:^{width}.{value}}'
debug = f'{name=}{value = }{ width = !s}{name.upper() = :>10}{value=!r:^{width}}'
nested = f'{f'{f'{name}'}' + f"{'a' 'b'}"}' f'''{
    name  # a comment
    + 'multi'
}'''
braces = f'{{}}{{{name}}}{{{{' '{}' f'}}' "{{"
walrus = f'{(x := 1)}{x:=5}{lambda_ if (lambda_ := 1) else 0}'
empty = f'' f"" ''
only_text = f'no field' ' at all'
raw = rf'\d{name}\{value}' fr"\{name!r}" r'\n' f'\n\x41\N{BULLET}\u00e9{name}\{{'
yields = lambda: f'{(yield)}{(yield name)!r}'
quotes = f"{name['a']}{name["b"]}" f'{'\n'.join(name)}'
many = f'{name}{name}{name}{name}{name}{name}{name}{name}{name}{name}{name}{name}{name}{name}{name}{name}{name}{name}'

template = t'{name}{value!r}{width:>{width}}' t' and {name = }'
template_of_template = t'{t'{name}'}{f'{t'{name!a}'}'}'
empty_template = t''

percent = '%s and %r and %a %%' % (name, value, width), '%5s' % (name,), '%d' % value, '%(a)s' % {'a': 1}
percent_width = '%-10s|%5r|%.3s' % (name, name, name)
bytes_ = b'abc' b'\x00\xff\n' rb'\d', br'\'', b''
numbers = (0xff, 0o17, 0b101, 1_000_000, 10 ** 3, 1e3, .5, 5., 1_0.0_1e-1_0, 3j, 1 + 2j, -0.0, 0.0, 2 ** 100, -(1 << 70),
           123456789012345678901234567890, 1e308 * 10, -1e308 * 10, ~5, not 0, +True, 7 // 2, 7 % -3, 1 / 3, 'a' * 3)
escapes = '\a\b\f\v\t\r\0\1\12\123\'\"\
continued' u'\U0001F600' '\ud800 alone'
folded = 'abc'[1], 'abc'[-1], (1, 2, 3)[0], b'abc'[1], 'a' + 'b', 'a' * 0, (1,) * 2, (1, 2) + (3,)
not_folded = 1 / 0, 'abc'[5], 'x' * 10000, 1 << 10000, 2 ** 1000, -'a'
