//! `_sre`: the engine behind `re`. `Lib/re` parses patterns and compiles them to code words; what runs these is here.

mod backtrack;
mod charset;
mod decode;
mod engine;
mod found;
mod matched;
mod pattern;
mod program;
mod scanner;
mod search;
mod subject;
mod substitute;

use vm::objects::sequences::list;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add, add_ints};

/// Code words that `Lib/re/_compiler.py` has made.
fn words(vm: &mut Vm, code: Value) -> Result<Vec<u32>> {
    if !vm.is_list(code) {
        let name = vm.class_name(code);
        return Err(vm.type_error(format!(
            "compile() argument 'code' must be list, not {name}"
        )));
    }
    vm.check_room(4 * list::len(code))?;
    let mut words = Vec::with_capacity(list::len(code));
    for &word in list::items(code) {
        if !vm.is_int(word) {
            return Err(vm.type_error("an integer is required"));
        }
        match vm
            .int_as_i64(word)
            .and_then(|word| u32::try_from(word).ok())
        {
            Some(word) => words.push(word),
            None => {
                return Err(vm.overflow_error("regular expression code size limit exceeded"));
            }
        }
    }
    Ok(words)
}

fn compile(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = [
        "pattern",
        "flags",
        "code",
        "groups",
        "groupindex",
        "indexgroup",
    ];
    let [source, flags, code, groups, group_index, index_group] =
        vm.bind_arguments("compile", args, &names, 0, 6, 6)?;
    let flags = vm.index_argument(flags)?;
    let words = words(vm, code)?;
    let groups = vm.index_argument(groups)?;
    for (value, name, fits) in [
        (group_index, "groupindex", vm.is_dict(group_index)),
        (index_group, "indexgroup", vm.is_tuple(index_group)),
    ] {
        if !fits {
            let wanted = if name == "groupindex" {
                "dict"
            } else {
                "tuple"
            };
            let given = vm.class_name(value);
            return Err(vm.type_error(format!(
                "compile() argument '{name}' must be {wanted}, not {given}"
            )));
        }
    }
    let program = usize::try_from(groups)
        .ok()
        .filter(|&groups| groups <= words.len() && words.len() < u32::MAX as usize)
        .and_then(|groups| decode::decode(&words, groups).ok());
    match program {
        Some(program) => pattern::new(vm, source, flags, program, [group_index, index_group]),
        None => Err(vm.runtime_error("invalid SRE code")),
    }
}

/// The code point that an argument is.
fn point(vm: &mut Vm, value: Value) -> Result<u32> {
    let number = vm.index_argument(value)?;
    match u32::try_from(number) {
        Ok(point) if point <= 0x10_ffff => Ok(point),
        _ => Ok(0x10_ffff),
    }
}

static FUNCTIONS: &[Def] = &[
    Def::new("compile", Call::FastKeywords(compile)),
    Def::new("template", Call::Fast(substitute::template)),
    Def::new(
        "getcodesize",
        Call::NoArgs(|_, _| Ok(Value::int_unchecked(4))),
    ),
    Def::new(
        "ascii_iscased",
        Call::One(|vm, _, value| Ok(Value::bool(charset::is_ascii_cased(point(vm, value)?)))),
    ),
    Def::new(
        "unicode_iscased",
        Call::One(|vm, _, value| Ok(Value::bool(charset::is_unicode_cased(point(vm, value)?)))),
    ),
    Def::new(
        "ascii_tolower",
        Call::One(|vm, _, value| {
            let lower = charset::ascii_lower(point(vm, value)?);
            Ok(vm.new_int(lower.into()))
        }),
    ),
    Def::new(
        "unicode_tolower",
        Call::One(|vm, _, value| {
            let lower = charset::unicode_lower(point(vm, value)?);
            Ok(vm.new_int(lower.into()))
        }),
    ),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_sre", FUNCTIONS);
    for class in [
        pattern::class(),
        matched::class(),
        scanner::class(),
        substitute::class(),
    ] {
        support::class(vm, class);
    }
    add_ints(
        vm,
        module,
        &[
            ("MAGIC", 20_230_612),
            ("CODESIZE", 4),
            ("MAXREPEAT", u32::MAX.into()),
            ("MAXGROUPS", i64::from(u32::MAX / 4)),
        ],
    );
    let copyright = vm.new_str(" SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ");
    add(vm, module, "copyright", copyright);
    Ok(module)
}
