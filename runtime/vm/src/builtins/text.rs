//! repr, ascii, format, chr, ord, bin, oct, hex.

use crate::native::{Call, Def};
use crate::objects::strings;
use crate::{Result, Value, Vm};

fn format(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("format", args.len(), 1, 2)?;
    let spec = match args.get(1) {
        None => vm.intern(""),
        Some(&spec) if vm.is_str(spec) => spec,
        Some(&spec) => {
            let got = vm.class_name(spec);
            return Err(vm.type_error(format!("format() argument 2 must be str, not {got}")));
        }
    };
    vm.format(args[0], spec)
}

fn chr(vm: &mut Vm, _: Value, value: Value) -> Result {
    let index = vm.index(value)?;
    match vm.int_as_i64(index) {
        Some(point) if (0..0x11_0000).contains(&point) => Ok(vm.point_str(point as u32)),
        _ => Err(vm.value_error("chr() arg not in range(0x110000)")),
    }
}

fn ord(vm: &mut Vm, _: Value, value: Value) -> Result {
    let (length, first) = if vm.is_str(value) {
        let length = strings::len(value);
        (
            length,
            if length == 1 {
                strings::at(value, 0)
            } else {
                0
            },
        )
    } else if vm.is_subclass(vm.class_of(value), vm.types.bytes) {
        let data = strings::bytes_data(value);
        (data.len(), data.first().copied().map_or(0, u32::from))
    } else if vm.is_subclass(vm.class_of(value), vm.types.bytearray) {
        let length = vm.length(value)?;
        let first = if length == 1 {
            vm.get_item(value, Value::int_unchecked(0))?
        } else {
            Value::int_unchecked(0)
        };
        (length, first.as_int().unwrap_or(0) as u32)
    } else {
        let got = vm.class_name(value);
        return Err(vm.type_error(format!(
            "ord() expected string of length 1, but {got} found"
        )));
    };
    if length != 1 {
        return Err(vm.type_error(format!(
            "ord() expected a character, but string of length {length} found"
        )));
    }
    Ok(Value::int_unchecked(i64::from(first)))
}

fn in_base(vm: &mut Vm, value: Value, radix: u32, prefix: &str) -> Result {
    let index = vm.index(value)?;
    let Some(view) = vm.int_view(index) else {
        return Err(vm.system_error("an index is no int"));
    };
    let digits = view.to_big().to_str_radix(radix);
    let text = match digits.strip_prefix('-') {
        Some(digits) => format!("-{prefix}{digits}"),
        None => format!("{prefix}{digits}"),
    };
    Ok(vm.new_str(&text))
}

/// The functions.
pub static FUNCTIONS: &[Def] = &[
    Def::new("repr", Call::One(|vm, _, value| vm.repr(value))).doc("($module, obj, /)", "Return the canonical string representation of the object.\n\nFor many object types, including most builtins, eval(repr(obj)) == obj."),
    Def::new("ascii", Call::One(|vm, _, value| vm.ascii(value))).doc("($module, obj, /)", "Return an ASCII-only representation of an object.\n\nAs repr(), return a string containing a printable representation of an\nobject, but escape the non-ASCII characters in the string returned by\nrepr() using \\\\x, \\\\u or \\\\U escapes. This generates a string similar\nto that returned by repr() in Python 2."),
    Def::new("format", Call::Fast(format)).doc("($module, value, format_spec='', /)", "Return type(value).__format__(value, format_spec)\n\nMany built-in types implement format_spec according to the\nFormat Specification Mini-language. See help('FORMATTING').\n\nIf type(value) does not supply a method named __format__\nand format_spec is empty, then str(value) is returned.\nSee also help('SPECIALMETHODS')."),
    Def::new("chr", Call::One(chr)).doc("($module, i, /)", "Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff."),
    Def::new("ord", Call::One(ord)).doc("($module, character, /)", "Return the ordinal value of a character.\n\nIf the argument is a one-character string, return the Unicode code\npoint of that character.\n\nIf the argument is a bytes or bytearray object of length 1, return its\nsingle byte value."),
    Def::new("bin", Call::One(|vm, _, value| in_base(vm, value, 2, "0b"))).doc("($module, number, /)", "Return the binary representation of an integer.\n\n   >>> bin(2796202)\n   '0b1010101010101010101010'"),
    Def::new("oct", Call::One(|vm, _, value| in_base(vm, value, 8, "0o"))).doc("($module, number, /)", "Return the octal representation of an integer.\n\n   >>> oct(342391)\n   '0o1234567'"),
    Def::new("hex", Call::One(|vm, _, value| in_base(vm, value, 16, "0x"))).doc("($module, number, /)", "Return the hexadecimal representation of an integer.\n\n   >>> hex(12648430)\n   '0xc0ffee'"),
];
