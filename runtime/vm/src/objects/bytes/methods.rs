//! Methods that bytes and bytearray share.

use super::{case, hex, make, own, same, split};
use crate::layout::class_flags;
use crate::objects::sequences::{list, tuple};
use crate::objects::strings::search;
use crate::{Args, Call, Def, Result, Value, Vm};

/// The common methods.
pub(super) const COMMON: [Def; 42] = [
    Def::new("capitalize", Call::NoArgs(case::capitalize)).doc(
        "($self, /)",
        "Return a copy with only its first character capitalized and the rest lowercased.",
    ),
    Def::new(
        "center",
        Call::Fast(|vm, this, args| pad(vm, this, "center", args)),
    )
    .doc(
        "($self, width, fillchar=b' ', /)",
        "Return a centered copy of length width.",
    ),
    Def::new("count", Call::Fast(count)).doc(
        "($self, sub[, start[, end]], /)",
        "Return the number of non-overlapping occurrences of subsection 'sub'.",
    ),
    Def::new(
        "decode",
        Call::FastKeywords(crate::objects::strings::codecs::decode_method),
    )
    .doc(
        "($self, /, encoding='utf-8', errors='strict')",
        "Decode the bytes using the codec registered for encoding.",
    ),
    Def::new(
        "endswith",
        Call::Fast(|vm, this, args| affix(vm, this, "endswith", args)),
    )
    .doc(
        "($self, suffix[, start[, end]], /)",
        "Return True if the bytes end with the specified suffix, False otherwise.",
    ),
    Def::new("expandtabs", Call::FastKeywords(expandtabs)).doc(
        "($self, /, tabsize=8)",
        "Return a copy where all tab characters are expanded using spaces.",
    ),
    Def::new(
        "find",
        Call::Fast(|vm, this, args| finder(vm, this, "find", args, false, false)),
    )
    .doc(
        "($self, sub[, start[, end]], /)",
        "Return the lowest index where subsection 'sub' is found.",
    ),
    Def::new("fromhex", Call::One(hex::fromhex))
        .doc(
            "($type, string, /)",
            "Create a bytes object from a string of hexadecimal numbers.",
        )
        .class(),
    Def::new("hex", Call::FastKeywords(hex::hex)).doc(
        "($self, /, sep=<unrepresentable>, bytes_per_sep=1)",
        "Create a string of hexadecimal numbers.",
    ),
    Def::new(
        "index",
        Call::Fast(|vm, this, args| finder(vm, this, "index", args, false, true)),
    )
    .doc(
        "($self, sub[, start[, end]], /)",
        "Return the lowest index where subsection 'sub' is found.",
    ),
    Def::new("isalnum", Call::NoArgs(case::isalnum)).doc(
        "($self, /)",
        "Return True if all characters are alphanumeric.",
    ),
    Def::new("isalpha", Call::NoArgs(case::isalpha)).doc(
        "($self, /)",
        "Return True if all characters are alphabetic.",
    ),
    Def::new("isascii", Call::NoArgs(case::isascii)).doc(
        "($self, /)",
        "Return True if it is empty or all characters are ASCII.",
    ),
    Def::new("isdigit", Call::NoArgs(case::isdigit))
        .doc("($self, /)", "Return True if all characters are digits."),
    Def::new("islower", Call::NoArgs(case::islower)).doc(
        "($self, /)",
        "Return True if all cased characters are lowercase.",
    ),
    Def::new("isspace", Call::NoArgs(case::isspace)).doc(
        "($self, /)",
        "Return True if all characters are whitespace.",
    ),
    Def::new("istitle", Call::NoArgs(case::istitle))
        .doc("($self, /)", "Return True if it is titlecased."),
    Def::new("isupper", Call::NoArgs(case::isupper)).doc(
        "($self, /)",
        "Return True if all cased characters are uppercase.",
    ),
    Def::new("join", Call::One(join)).doc(
        "($self, iterable_of_bytes, /)",
        "Concatenate any number of bytes objects.",
    ),
    Def::new(
        "ljust",
        Call::Fast(|vm, this, args| pad(vm, this, "ljust", args)),
    )
    .doc(
        "($self, width, fillchar=b' ', /)",
        "Return a left-justified copy of length width.",
    ),
    Def::new("lower", Call::NoArgs(case::lower)).doc(
        "($self, /)",
        "Return a copy with all ASCII characters converted to lowercase.",
    ),
    Def::new("lstrip", Call::Fast(split::lstrip)).doc(
        "($self, bytes=None, /)",
        "Strip leading bytes contained in the argument.",
    ),
    Def::new("maketrans", Call::Fast(maketrans))
        .doc(
            "",
            "Return a translation table usable for the bytes or bytearray translate method.",
        )
        .of_static(),
    Def::new("partition", Call::One(split::partition)).doc(
        "($self, sep, /)",
        "Partition the bytes into three parts using the given separator.",
    ),
    Def::new("replace", Call::Fast(replace)).doc(
        "($self, old, new, count=-1, /)",
        "Return a copy with all occurrences of substring old replaced by new.",
    ),
    Def::new("removeprefix", Call::One(removeprefix)).doc(
        "($self, prefix, /)",
        "Return a bytes object with the given prefix string removed if present.",
    ),
    Def::new("removesuffix", Call::One(removesuffix)).doc(
        "($self, suffix, /)",
        "Return a bytes object with the given suffix string removed if present.",
    ),
    Def::new(
        "rfind",
        Call::Fast(|vm, this, args| finder(vm, this, "rfind", args, true, false)),
    )
    .doc(
        "($self, sub[, start[, end]], /)",
        "Return the highest index where subsection 'sub' is found.",
    ),
    Def::new(
        "rindex",
        Call::Fast(|vm, this, args| finder(vm, this, "rindex", args, true, true)),
    )
    .doc(
        "($self, sub[, start[, end]], /)",
        "Return the highest index where subsection 'sub' is found.",
    ),
    Def::new(
        "rjust",
        Call::Fast(|vm, this, args| pad(vm, this, "rjust", args)),
    )
    .doc(
        "($self, width, fillchar=b' ', /)",
        "Return a right-justified copy of length width.",
    ),
    Def::new("rpartition", Call::One(split::rpartition)).doc(
        "($self, sep, /)",
        "Partition the bytes into three parts using the given separator.",
    ),
    Def::new("rsplit", Call::FastKeywords(split::rsplit)).doc(
        "($self, /, sep=None, maxsplit=-1)",
        "Return a list of the sections in the bytes, using sep as the delimiter.",
    ),
    Def::new("rstrip", Call::Fast(split::rstrip)).doc(
        "($self, bytes=None, /)",
        "Strip trailing bytes contained in the argument.",
    ),
    Def::new("split", Call::FastKeywords(split::split)).doc(
        "($self, /, sep=None, maxsplit=-1)",
        "Return a list of the sections in the bytes, using sep as the delimiter.",
    ),
    Def::new("splitlines", Call::FastKeywords(split::splitlines)).doc(
        "($self, /, keepends=False)",
        "Return a list of the lines in the bytes, breaking at line boundaries.",
    ),
    Def::new(
        "startswith",
        Call::Fast(|vm, this, args| affix(vm, this, "startswith", args)),
    )
    .doc(
        "($self, prefix[, start[, end]], /)",
        "Return True if the bytes starts with the specified prefix, False otherwise.",
    ),
    Def::new("strip", Call::Fast(split::strip)).doc(
        "($self, bytes=None, /)",
        "Strip leading and trailing bytes contained in the argument.",
    ),
    Def::new("swapcase", Call::NoArgs(case::swapcase)).doc(
        "($self, /)",
        "Return a copy with uppercase ASCII characters converted to lowercase and vice versa.",
    ),
    Def::new("title", Call::NoArgs(case::title)).doc("($self, /)", "Return a titlecased version."),
    Def::new("translate", Call::FastKeywords(translate)).doc(
        "($self, table, /, delete=b'')",
        "Return a copy with each character mapped by the given translation table.",
    ),
    Def::new("upper", Call::NoArgs(case::upper)).doc(
        "($self, /)",
        "Return a copy with all ASCII characters converted to uppercase.",
    ),
    Def::new("zfill", Call::One(zfill)).doc(
        "($self, width, /)",
        "Pad a numeric string with zeros on the left, to fill a field of the given width.",
    ),
];

/// A class's own methods and the common ones.
pub(super) const fn joined<const N: usize, const ALL: usize>(own: &[Def; N]) -> [Def; ALL] {
    let mut all = [COMMON[0]; ALL];
    let mut at = 0;
    while at < ALL {
        all[at] = if at < N { own[at] } else { COMMON[at - N] };
        at += 1;
    }
    all
}

/// What is searched for: bytes, or a single byte given as an int.
fn needle(vm: &mut Vm, value: Value) -> Result<Vec<u8>> {
    if let Some(data) = vm.bytes_like(value) {
        return vm.copied(data);
    }
    let class = vm.class_of(value);
    if vm.slots(class).index.is_some() {
        return Ok(vec![vm.expect_byte(value)?]);
    }
    let name = vm.class_name(value);
    Err(vm.type_error(format!(
        "argument should be integer or bytes-like object, not '{name}'"
    )))
}

fn finder(vm: &mut Vm, this: Value, name: &str, args: &[Value], last: bool, must: bool) -> Result {
    vm.check_positional(name, args.len(), 1, 3)?;
    let needle = needle(vm, args[0])?;
    let (start, end) = vm.bounds_arguments(&args[1..], own(vm, this).len())?;
    let data = own(vm, this);
    let found = match data.get(start..end) {
        None => None,
        Some(part) if last => search::rfind_bytes(part, &needle),
        Some(part) => search::find_bytes(part, &needle),
    };
    match found {
        Some(at) => Ok(vm.new_int_usize(start + at)),
        None if must => Err(vm.value_error("subsection not found")),
        None => Ok(Value::int_unchecked(-1)),
    }
}

fn count(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("count", args.len(), 1, 3)?;
    let needle = needle(vm, args[0])?;
    let (start, end) = vm.bounds_arguments(&args[1..], own(vm, this).len())?;
    let count = match own(vm, this).get(start..end) {
        None => 0,
        Some(part) if needle.is_empty() => part.len() + 1,
        Some(part) => {
            let mut count = 0;
            search::for_each_in_bytes(part, &needle, usize::MAX, |_| count += 1);
            count
        }
    };
    Ok(vm.new_int_usize(count))
}

fn affix(vm: &mut Vm, this: Value, name: &str, args: &[Value]) -> Result {
    vm.check_positional(name, args.len(), 1, 3)?;
    let (start, end) = vm.bounds_arguments(&args[1..], own(vm, this).len())?;
    let part = own(vm, this).get(start..end);
    let matches = |affix: &[u8]| {
        part.is_some_and(|part| {
            if name == "endswith" {
                part.ends_with(affix)
            } else {
                part.starts_with(affix)
            }
        })
    };
    if let Some(affix) = vm.bytes_like(args[0]) {
        return Ok(Value::bool(matches(affix)));
    }
    if !vm.has_class_flag(args[0], class_flags::TUPLE_SUBCLASS) {
        let class = vm.class_name(args[0]);
        return Err(vm.type_error(format!(
            "{name} first arg must be bytes or a tuple of bytes, not {class}"
        )));
    }
    for &affix in tuple::items(args[0]) {
        if matches(vm.expect_bytes(affix)?) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn join(vm: &mut Vm, this: Value, iterable: Value) -> Result {
    let items = vm.list_or(iterable, "can only join an iterable")?;
    let mut data = Vec::new();
    for (at, &item) in list::items(items).iter().enumerate() {
        let Some(piece) = vm.bytes_like(item) else {
            let name = vm.class_name(item);
            return Err(vm.type_error(format!(
                "sequence item {at}: expected a bytes-like object, {name} found"
            )));
        };
        if at > 0 {
            data.extend_from_slice(own(vm, this));
        }
        data.extend_from_slice(piece);
    }
    make(vm, this, &data)
}

fn replace(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("replace", args.len(), 2, 3)?;
    let (old, new) = (vm.expect_bytes(args[0])?, vm.expect_bytes(args[1])?);
    let most = match args.get(2) {
        Some(&count) => usize::try_from(vm.index_argument(count)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let data = own(vm, this);
    let mut result: Vec<u8> = vm.with_room(data.len())?;
    if old.is_empty() {
        for at in 0..=data.len() {
            if at < most {
                result.extend_from_slice(new);
            }
            result.extend(data.get(at));
        }
    } else {
        let mut from = 0;
        search::for_each_in_bytes(data, old, most, |at| {
            result.extend_from_slice(&data[from..at]);
            result.extend_from_slice(new);
            from = at + old.len();
        });
        if from == 0 && !data.starts_with(old) {
            return same(vm, this);
        }
        result.extend_from_slice(&data[from..]);
    }
    make(vm, this, &result)
}

fn pad(vm: &mut Vm, this: Value, name: &str, args: &[Value]) -> Result {
    vm.check_positional(name, args.len(), 1, 2)?;
    let width = usize::try_from(vm.index_argument(args[0])?).unwrap_or(0);
    let fill = match args.get(1) {
        None => b' ',
        Some(&fill) => match vm.bytes_like(fill) {
            Some(&[byte]) => byte,
            Some(data) => {
                let (class, length) = (vm.class_name(fill), data.len());
                return Err(vm.type_error(format!("{name}(): argument 2 must be a byte string of length 1, not a {class} object of length {length}")));
            }
            None => {
                let class = vm.class_name(fill);
                return Err(vm.type_error(format!(
                    "{name}() argument 2 must be a byte string of length 1, not {class}"
                )));
            }
        },
    };
    let data = own(vm, this);
    let Some(space) = width.checked_sub(data.len()).filter(|&space| space > 0) else {
        return same(vm, this);
    };
    if width > vm.heap.limit {
        return Err(vm.no_memory());
    }
    let left = match name {
        "ljust" => 0,
        "rjust" => space,
        _ => space / 2 + (space & width & 1),
    };
    let mut result = vm.filled(fill, width)?;
    result[left..left + data.len()].copy_from_slice(data);
    make(vm, this, &result)
}

fn zfill(vm: &mut Vm, this: Value, width: Value) -> Result {
    let width = usize::try_from(vm.index_argument(width)?).unwrap_or(0);
    let data = own(vm, this);
    if width <= data.len() {
        return same(vm, this);
    }
    if width > vm.heap.limit {
        return Err(vm.no_memory());
    }
    let sign = matches!(data.first(), Some(b'+' | b'-')) as usize;
    let mut result: Vec<u8> = vm.with_room(width)?;
    result.extend_from_slice(&data[..sign]);
    result.resize(width - data.len() + sign, b'0');
    result.extend_from_slice(&data[sign..]);
    make(vm, this, &result)
}

fn expandtabs(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [size] = vm.bind_arguments("expandtabs", args, &["tabsize"], 0, 1, 0)?;
    let size = if size.is_null() {
        8
    } else {
        vm.index_argument(size)?
    };
    let mut result = Vec::new();
    let mut column = 0i64;
    for &byte in own(vm, this) {
        if byte == b'\t' {
            if size > 0 {
                let spaces = size - column % size;
                if result.len().saturating_add(spaces as usize) > vm.heap.limit {
                    return Err(vm.overflow_error("result too long"));
                }
                vm.reserve(&mut result, spaces as usize)?;
                result.resize(result.len() + spaces as usize, b' ');
                column += spaces;
            }
        } else {
            result.push(byte);
            column = if matches!(byte, b'\n' | b'\r') {
                0
            } else {
                column + 1
            };
        }
    }
    make(vm, this, &result)
}

fn removeprefix(vm: &mut Vm, this: Value, prefix: Value) -> Result {
    let prefix = vm.expect_bytes(prefix)?;
    match own(vm, this).strip_prefix(prefix) {
        Some(rest) if !prefix.is_empty() => make(vm, this, rest),
        _ => same(vm, this),
    }
}

fn removesuffix(vm: &mut Vm, this: Value, suffix: Value) -> Result {
    let suffix = vm.expect_bytes(suffix)?;
    match own(vm, this).strip_suffix(suffix) {
        Some(rest) if !suffix.is_empty() => make(vm, this, rest),
        _ => same(vm, this),
    }
}

fn translate(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [table, delete] = vm.bind_arguments("translate", args, &["table", "delete"], 1, 2, 1)?;
    let table = if table.is_none() {
        None
    } else {
        Some(vm.expect_bytes(table)?)
    };
    if table.is_some_and(|table| table.len() != 256) {
        return Err(vm.value_error("translation table must be 256 characters long"));
    }
    let delete = if delete.is_null() {
        &[]
    } else {
        vm.expect_bytes(delete)?
    };
    let mut dropped = [false; 256];
    delete
        .iter()
        .for_each(|&byte| dropped[byte as usize] = true);
    let result: Vec<u8> = own(vm, this)
        .iter()
        .filter(|&&byte| !dropped[byte as usize])
        .map(|&byte| table.map_or(byte, |table| table[byte as usize]))
        .collect();
    make(vm, this, &result)
}

fn maketrans(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("maketrans", args.len(), 2, 2)?;
    let (from, to) = (vm.expect_bytes(args[0])?, vm.expect_bytes(args[1])?);
    if from.len() != to.len() {
        return Err(vm.value_error("maketrans arguments must have same length"));
    }
    let mut table: [u8; 256] = core::array::from_fn(|byte| byte as u8);
    from.iter()
        .zip(to)
        .for_each(|(&from, &to)| table[from as usize] = to);
    Ok(vm.new_bytes(&table))
}
