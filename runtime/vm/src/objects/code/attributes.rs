//! Attributes of code objects.

use super::Known;
use crate::layout::{Code, Shape};
use crate::native::{Call, Def};
use crate::objects::cast;
use crate::objects::class::slots::Comparison;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::code;
use crate::objects::descriptors::read_only;
use crate::objects::sequences::tuple;
use crate::{Args, Result, Value, Vm};

/// CPython's `CO_FAST_*` kinds of locals.
const HIDDEN: u8 = 0x10;
const LOCAL: u8 = 0x20;
const CELL: u8 = 0x40;
const FREE: u8 = 0x80;

fn object<'a>(this: Value) -> &'a Code {
    code::get(this.pointer())
}

fn number(vm: &mut Vm, value: u32) -> Result {
    Ok(vm.new_int(i64::from(value)))
}

/// The names of the locals of some kinds.
fn names_of(vm: &mut Vm, this: Value, kinds: u8) -> Result {
    let names = vm.new_list(&[]);
    for (index, &name) in cast::tuple_items(object(this).localsplusnames)
        .iter()
        .enumerate()
    {
        let kind = vm
            .codes
            .get(object(this).id as usize)
            .and_then(|details| details.kinds.get(index).copied())
            .unwrap_or(LOCAL);
        if kind & kinds != 0 && kind & HIDDEN == 0 {
            vm.list_append(names, name);
        }
    }
    vm.tuple_from_list(names)
}

fn detail<T>(vm: &Vm, this: Value, pick: impl FnOnce(&code::CodeDetails) -> T) -> Option<T> {
    vm.codes.get(object(this).id as usize).map(pick)
}

/// The bytes of the code units as they were compiled, or as they are now.
fn unit_bytes(vm: &mut Vm, this: Value, adaptive: bool) -> Result {
    let units = if adaptive {
        vm.current_units(this.pointer())
    } else {
        detail(vm, this, |details| details.original.clone()).unwrap_or_default()
    };
    let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    Ok(vm.new_bytes(&bytes))
}

fn bytes_of(vm: &mut Vm, this: Value, pick: fn(&code::CodeDetails) -> Vec<u8>) -> Result {
    let bytes = detail(vm, this, pick).unwrap_or_default();
    Ok(vm.new_bytes(&bytes))
}

/// `co_lines()`: runs of units with the same line.
fn lines(vm: &mut Vm, this: Value) -> Result {
    let mut runs: Vec<(usize, usize, Option<u32>)> = Vec::new();
    for (unit, position) in vm.positions(object(this).id).iter().enumerate() {
        let line = (position.known != Known::Nothing).then_some(position.line);
        match runs.last_mut() {
            Some((_, end, last)) if *last == line => *end = unit + 1,
            _ => runs.push((unit, unit + 1, line)),
        }
    }
    let list = vm.new_list(&[]);
    for (start, end, line) in runs {
        let line = line.map_or(Value::NONE, |line| Value::int_unchecked(i64::from(line)));
        let (start, end) = (vm.new_int_usize(start * 2), vm.new_int_usize(end * 2));
        let run = vm.new_tuple(&[start, end, line]);
        vm.list_push(list, run)?;
    }
    vm.iter(list)
}

/// `co_positions()`: one for each unit.
fn positions(vm: &mut Vm, this: Value) -> Result {
    let list = vm.new_list(&[]);
    for position in vm.positions(object(this).id).to_vec() {
        let numbers = [
            position.line,
            position.end_line,
            position.col,
            position.end_col,
        ];
        let mut item = numbers.map(|number| Value::int_unchecked(i64::from(number)));
        let known = match position.known {
            Known::Nothing => 0,
            Known::Lines => 2,
            Known::Columns => 4,
        };
        item[known..].fill(Value::NONE);
        let item = vm.new_tuple(&item);
        vm.list_push(list, item)?;
    }
    vm.iter(list)
}

fn varname(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [index] = vm.bind_arguments("_varname_from_oparg", args, &["oparg"], 0, 1, 1)?;
    let index = vm.index_argument(index)?;
    match usize::try_from(index)
        .ok()
        .and_then(|index| cast::tuple_items(object(this).localsplusnames).get(index))
    {
        Some(name) => Ok(*name),
        None => Err(vm.index_error("tuple index out of range")),
    }
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let line = detail(vm, this, |details| details.firstlineno).unwrap_or(0);
    let text = format!(
        "<code object {} at {:#x}, file \"{}\", line {line}>",
        vm.text(object(this).name),
        this.bits(),
        vm.text(object(this).filename)
    );
    Ok(vm.new_str(&text))
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if vm.as_code(right).is_none() || !matches!(op, Comparison::Eq | Comparison::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let same = left == right || same_code(vm, left, right)?;
    Ok(Value::bool(same == (op == Comparison::Eq)))
}

fn same_code(vm: &mut Vm, left: Value, right: Value) -> Result<bool> {
    let (a, b) = (object(left), object(right));
    let numbers = |code: &Code| {
        [
            code.argcount,
            code.posonlyargcount,
            code.kwonlyargcount,
            code.flags,
            code.nlocalsplus,
        ]
    };
    if numbers(a) != numbers(b)
        || detail(vm, left, |d| (d.firstlineno, d.original.clone()))
            != detail(vm, right, |d| (d.firstlineno, d.original.clone()))
    {
        return Ok(false);
    }
    let parts = |code: &Code| {
        [
            code.name,
            Value::object(code.consts),
            Value::object(code.names),
            Value::object(code.localsplusnames),
        ]
    };
    for (x, y) in parts(a).into_iter().zip(parts(b)) {
        if !vm.items_equal(x, y)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn hash(vm: &mut Vm, this: Value) -> Result<i64> {
    let line = detail(vm, this, |details| details.firstlineno).unwrap_or(0);
    let key = vm.new_tuple(&[
        object(this).name,
        Value::int_unchecked(i64::from(line)),
        Value::object(object(this).names),
    ]);
    vm.hash(key)
}

static GETSET: &[GetSet] = &[
    read_only(
        "co_argcount",
        |vm, this| number(vm, object(this).argcount),
        "",
    ),
    read_only(
        "co_posonlyargcount",
        |vm, this| number(vm, object(this).posonlyargcount),
        "",
    ),
    read_only(
        "co_kwonlyargcount",
        |vm, this| number(vm, object(this).kwonlyargcount),
        "",
    ),
    read_only(
        "co_nlocals",
        |vm, this| {
            let locals = names_of(vm, this, LOCAL)?;
            Ok(vm.new_int_usize(tuple::items(locals).len()))
        },
        "",
    ),
    read_only(
        "co_stacksize",
        |vm, this| number(vm, object(this).stacksize),
        "",
    ),
    read_only("co_flags", |vm, this| number(vm, object(this).flags), ""),
    read_only(
        "co_firstlineno",
        |vm, this| {
            number(
                vm,
                detail(vm, this, |details| details.firstlineno).unwrap_or(0),
            )
        },
        "",
    ),
    read_only(
        "co_consts",
        |_, this| Ok(Value::object(object(this).consts)),
        "",
    ),
    read_only(
        "co_names",
        |_, this| Ok(Value::object(object(this).names)),
        "",
    ),
    read_only("co_varnames", |vm, this| names_of(vm, this, LOCAL), ""),
    read_only("co_cellvars", |vm, this| names_of(vm, this, CELL), ""),
    read_only("co_freevars", |vm, this| names_of(vm, this, FREE), ""),
    read_only("co_name", |_, this| Ok(object(this).name), ""),
    read_only("co_qualname", |_, this| Ok(object(this).qualname), ""),
    read_only("co_filename", |_, this| Ok(object(this).filename), ""),
    read_only("co_code", |vm, this| unit_bytes(vm, this, false), ""),
    read_only(
        "_co_code_adaptive",
        |vm, this| unit_bytes(vm, this, true),
        "",
    ),
    read_only(
        "co_exceptiontable",
        |vm, this| bytes_of(vm, this, |details| details.exceptiontable.clone()),
        "",
    ),
    read_only(
        "co_linetable",
        |vm, this| bytes_of(vm, this, |details| details.linetable.clone()),
        "",
    ),
];

static METHODS: &[Def] = &[
    Def::new("co_lines", Call::NoArgs(lines)),
    Def::new("co_positions", Call::NoArgs(positions)),
    Def::new("replace", Call::FastKeywords(code::make::replace)).doc("($self, /, **changes)", "Return a copy of the code object with new values for the specified fields."),
    Def::new("__replace__", Call::FastKeywords(code::make::replace)).doc("($self, /, **changes)", "The same as replace()."),
    Def::new("_varname_from_oparg", Call::FastKeywords(varname)).doc("($self, /, oparg)", "(internal-only) Return the local variable name for the given oparg.\n\nWARNING: this method is for internal use only and may change or go away."),
];

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("code", Shape::Code);
    spec.getset = GETSET;
    spec.methods = METHODS;
    spec.slots.new = Some(code::make::new);
    spec.slots.repr = Some(repr);
    spec.slots.compare = Some(compare);
    spec.slots.hash = Some(hash);
    vm.define_class(vm.types.code, spec);
}
