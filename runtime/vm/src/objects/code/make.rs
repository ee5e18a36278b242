//! Code objects that a program puts together: `types.CodeType(...)` and `code.replace(...)`.

use super::{CodeDetails, Handler, NewCode, get};
use crate::layout::{Class, Code, code_flags};
use crate::objects::cast;
use crate::objects::sequences::tuple;
use crate::{Args, Result, Value, Vm};

/// CPython's `CO_FAST_*` kinds of locals.
const LOCAL: u8 = 0x20;
const CELL: u8 = 0x40;
const FREE: u8 = 0x80;

/// What `CodeType` takes, in order. The last two may be left out.
const FIELDS: [&str; 18] = [
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_nlocals",
    "co_stacksize",
    "co_flags",
    "co_code",
    "co_consts",
    "co_names",
    "co_varnames",
    "co_filename",
    "co_name",
    "co_qualname",
    "co_firstlineno",
    "co_linetable",
    "co_exceptiontable",
    "co_freevars",
    "co_cellvars",
];
const NLOCALS: usize = 3;
const VARNAMES: usize = 9;
const FIRST_LINE: usize = 13;
const FREEVARS: usize = 16;
const CELLVARS: usize = 17;

/// What kind of value a field takes.
fn kind_of(field: usize) -> &'static str {
    match field {
        0..=5 | FIRST_LINE => "int",
        6 | 14 | 15 => "bytes",
        10..=12 => "str",
        _ => "tuple",
    }
}

/// `code.replace(**changes)`.
pub(in crate::objects) fn replace(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    if !args.pos().is_empty() {
        return Err(vm.type_error("replace() takes no positional arguments"));
    }
    let mut given = [Value::NULL; FIELDS.len()];
    for (name, value) in args.keywords() {
        let text = vm.text(name).into_owned();
        let Some(field) = FIELDS.iter().position(|field| *field == text) else {
            return Err(vm.type_error(format!(
                "replace() got an unexpected keyword argument '{text}'"
            )));
        };
        given[field] = value;
    }
    for (field, name) in FIELDS.iter().enumerate() {
        if !given[field].is_null() {
            check_kind(
                vm,
                given[field],
                field,
                &format!("replace() argument '{name}'"),
            )?;
        }
    }
    make(vm, Some(this), &given)
}

/// `types.CodeType(...)`.
pub(in crate::objects) fn new(vm: &mut Vm, _: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("code", args)?;
    vm.check_positional("code", args.values.len(), 16, 18)?;
    let empty = vm.empty_tuple();
    let mut given = [empty; FIELDS.len()];
    given[..args.values.len()].copy_from_slice(args.values);
    for (field, value) in given.into_iter().enumerate() {
        check_kind(vm, value, field, &format!("code() argument {}", field + 1))?;
    }
    make(vm, None, &given)
}

fn check_kind(vm: &mut Vm, value: Value, field: usize, what: &str) -> Result<()> {
    let kind = kind_of(field);
    let fits = match kind {
        "int" => return number(vm, value, field).map(drop),
        "bytes" => vm.bytes_like(value).is_some() && cast::is_exactly(value, vm.types.bytes),
        "str" => vm.is_str(value),
        _ => vm.is_tuple(value),
    };
    if fits {
        return Ok(());
    }
    let got = if value.is_none() {
        String::from("None")
    } else {
        vm.class_name(value)
    };
    Err(vm.type_error(format!("{what} must be {kind}, not {got}")))
}

fn number(vm: &mut Vm, value: Value, field: usize) -> Result<i32> {
    let class = vm.types.overflow_error;
    let number = match vm.index_i64(value, class)?.try_into() {
        Ok(number) => number,
        Err(_) => return Err(vm.overflow_error("Python int too large to convert to C int")),
    };
    if number < 0 {
        let name = FIELDS[field];
        return Err(vm.value_error(format!("{name} must be a positive integer")));
    }
    Ok(number)
}

/// Makes a code object of the given fields, and `old`'s where none is given (NULL).
fn make(vm: &mut Vm, old: Option<Value>, given: &[Value; FIELDS.len()]) -> Result {
    let mut numbers = [0; FIELDS.len()];
    for field in 0..FIELDS.len() {
        if kind_of(field) == "int" && !given[field].is_null() {
            numbers[field] = number(vm, given[field], field)?;
        }
    }
    let before = old.map(|old| get(old.pointer::<Code>()));
    let details: Option<&CodeDetails> = before.map(|old| &vm.codes[old.id as usize]);
    let is_given = |field: usize| !given[field].is_null();
    let count = |field: usize, old: fn(&Code) -> u32| match before {
        Some(code) if !is_given(field) => old(code),
        _ => numbers[field] as u32,
    };
    let bytes = |field: usize, old: fn(&CodeDetails) -> Vec<u8>| match details {
        Some(details) if !is_given(field) => old(details),
        _ => vm.bytes_like(given[field]).unwrap_or_default().to_vec(),
    };
    let value = |field: usize, old: fn(&Code) -> Value| match before {
        Some(code) if !is_given(field) => old(code),
        _ => given[field],
    };
    let code = bytes(6, |old| {
        old.original
            .iter()
            .flat_map(|unit| unit.to_le_bytes())
            .collect()
    });
    let mut new = NewCode {
        units: code
            .chunks_exact(2)
            .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
            .collect(),
        consts: value(7, |old| Value::object(old.consts)),
        names: value(8, |old| Value::object(old.names)),
        localsplusnames: Value::NULL,
        kinds: Vec::new(),
        name: value(11, |old| old.name),
        qualname: value(12, |old| old.qualname),
        filename: value(10, |old| old.filename),
        firstlineno: match details {
            Some(details) if !is_given(FIRST_LINE) => details.firstlineno,
            _ => numbers[FIRST_LINE] as u32,
        },
        argcount: count(0, |old| old.argcount),
        posonlyargcount: count(1, |old| old.posonlyargcount),
        kwonlyargcount: count(2, |old| old.kwonlyargcount),
        stacksize: count(4, |old| old.stacksize).max(1),
        flags: count(5, |old| old.flags),
        exceptiontable: bytes(15, |old| old.exceptiontable.clone()),
        linetable: bytes(14, |old| old.linetable.clone()),
        handlers: Vec::new(),
    };
    if code.len() % 2 != 0 {
        return Err(vm.value_error("code: co_code is malformed"));
    }
    clear_caches(&mut new.units);
    if new.argcount < new.posonlyargcount {
        return Err(vm.system_error("bad argument to internal function"));
    }
    new.handlers = read_handlers(&new.exceptiontable).unwrap_or_else(|| vec![UNREADABLE]);
    let renamed = [VARNAMES, FREEVARS, CELLVARS].into_iter().any(is_given);
    let (names, kinds) = match (before, details) {
        (Some(before), Some(details)) if !renamed => {
            (Value::object(before.localsplusnames), details.kinds.clone())
        }
        _ => {
            let part = |vm: &mut Vm, field: usize, name: &str| match old {
                Some(old) if !is_given(field) => {
                    let name = vm.intern(name);
                    vm.get_attr(old, name)
                }
                _ => Ok(given[field]),
            };
            let variables = part(vm, VARNAMES, "co_varnames")?;
            let cells = part(vm, CELLVARS, "co_cellvars")?;
            let free = part(vm, FREEVARS, "co_freevars")?;
            place(vm, variables, cells, free)?
        }
    };
    (new.localsplusnames, new.kinds) = (names, kinds);
    check_counts(vm, &new, is_given(NLOCALS).then_some(numbers[NLOCALS]))?;
    check_names(vm, new.names)?;
    check_names(vm, new.localsplusnames)?;
    let code = vm.new_code(new);
    let id = get(code.pointer()).id as usize;
    vm.codes[id].verified = false;
    Ok(code)
}

fn check_names(vm: &mut Vm, names: Value) -> Result<()> {
    if tuple::items(names)
        .iter()
        .all(|name| vm.is_exact_str(*name))
    {
        Ok(())
    } else {
        Err(vm.system_error("non-string found in code slot"))
    }
}

fn check_counts(vm: &mut Vm, new: &NewCode, nlocals: Option<i32>) -> Result<()> {
    let locals = new.kinds.iter().filter(|kind| **kind & LOCAL != 0).count();
    if nlocals.is_some_and(|given| given as usize != locals) {
        return Err(vm.value_error("code: co_nlocals != len(co_varnames)"));
    }
    let starred = [code_flags::VARARGS, code_flags::VARKEYWORDS];
    let starred = starred
        .iter()
        .filter(|flag| new.flags & **flag != 0)
        .count();
    let arguments = new.argcount as usize + new.kwonlyargcount as usize + starred;
    if arguments > locals {
        return Err(vm.value_error("code: co_varnames is too small"));
    }
    if new.stacksize as usize + new.kinds.len() > MOST_SLOTS {
        return Err(vm.overflow_error("code: co_stacksize is too large"));
    }
    Ok(())
}

/// No frame is larger. The compiler's are far smaller.
const MOST_SLOTS: usize = 1 << 16;

/// The names of locals, cells and free variables in one tuple, and their kinds. A cell that is a local has its place.
fn place(vm: &mut Vm, variables: Value, cells: Value, free: Value) -> Result<(Value, Vec<u8>)> {
    let all = vm.list_from(variables)?;
    let mut kinds = vec![LOCAL; tuple::items(variables).len()];
    for &cell in tuple::items(cells) {
        let known = tuple::items(variables).iter().position(|name| {
            vm.is_str(cell) && vm.is_str(*name) && vm.text(*name) == vm.text(cell)
        });
        match known {
            Some(known) => kinds[known] |= CELL,
            None => {
                vm.list_push(all, cell)?;
                kinds.push(CELL);
            }
        }
    }
    for &name in tuple::items(free) {
        vm.list_push(all, name)?;
        kinds.push(FREE);
    }
    Ok((vm.tuple_from_list(all)?, kinds))
}

/// Inline caches begin empty.
fn clear_caches(units: &mut [u16]) {
    let mut unit = 0;
    while let Some(opcode) = units
        .get(unit)
        .and_then(|word| uops::Opcode::from_u8(*word as u8))
    {
        let end = (unit + 1 + opcode.cache_units()).min(units.len());
        units[unit + 1..end].fill(0);
        unit = end;
    }
}

/// What stands for handlers that cannot be read: there is nothing at its target.
const UNREADABLE: Handler = Handler {
    start: 0,
    end: u32::MAX,
    target: u32::MAX,
    depth: 0,
    lasti: false,
};

/// The entries of a `co_exceptiontable`: varints of six bits, the most significant first.
fn read_handlers(table: &[u8]) -> Option<Vec<Handler>> {
    let mut bytes = table.iter();
    let mut handlers = Vec::new();
    let mut varint = |first: Option<u8>| -> Option<u32> {
        let mut byte = first.or_else(|| bytes.next().copied())?;
        let mut value = u32::from(byte & 0x3f);
        while byte & 0x40 != 0 {
            byte = *bytes.next()?;
            value = value.checked_mul(64)? | u32::from(byte & 0x3f);
        }
        Some(value)
    };
    loop {
        let Some(start) = varint(None) else {
            return Some(handlers);
        };
        let (length, target, last) = (varint(None)?, varint(None)?, varint(None)?);
        handlers.push(Handler {
            start,
            end: start.checked_add(length)?,
            target,
            depth: last >> 1,
            lasti: last & 1 != 0,
        });
    }
}
