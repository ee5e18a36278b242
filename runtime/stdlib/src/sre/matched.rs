//! `re.Match`.

use std::rc::Rc;

use vm::layout::{Shape, class_flags};
use vm::memory::{Payload, RootedVec};
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::dict;
use vm::objects::generic::class_getitem;
use vm::objects::repr::push_repr;
use vm::objects::sequences::tuple;
use vm::{Args, Call, Def, Result, Value, Vm};

use super::found::Found;
use super::pattern::{Pattern, pattern};
use super::subject::Subject;
use super::substitute;
use crate::support;

/// A match.
#[derive(Clone)]
pub struct Match {
    pattern: Value,
    /// What was searched.
    pub subject: Subject,
    /// Where the match is.
    pub found: Rc<Found>,
    pos: usize,
    endpos: usize,
}

impl Payload for Match {
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.pattern);
        visit(self.subject.value);
    }
}

/// What a value of the class holds; its values live as long as the value does.
pub fn matched(vm: &mut Vm, value: Value) -> Result<Match> {
    match vm.payload::<Match>(value) {
        Some(matched) => Ok(matched.clone()),
        None => Err(vm.type_error("a match object is required")),
    }
}

/// A match object.
pub fn new(
    vm: &mut Vm,
    pattern: Value,
    subject: Subject,
    found: Found,
    [pos, endpos]: [usize; 2],
) -> Value {
    let class = support::recall_class(vm, "re.Match");
    let matched = Match {
        pattern,
        subject,
        found: Rc::new(found),
        pos,
        endpos,
    };
    vm.new_native(class, Box::new(matched))
}

impl Match {
    fn pattern(&self, vm: &mut Vm) -> Result<Pattern> {
        pattern(vm, self.pattern)
    }

    /// The number of a group that is said by number or name.
    fn index(&self, vm: &mut Vm, group: Value) -> Result<usize> {
        let class = vm.class_of(group);
        let number = if vm.is_int(group) || vm.slots(class).index.is_some() {
            let number = vm.index(group)?;
            vm.int_as_i64(number)
        } else {
            let names = self.pattern(vm)?.group_index;
            match vm.dict_get(names.pointer(), group) {
                Ok(number) => number.as_int(),
                Err(_) => {
                    vm.take_raised();
                    None
                }
            }
        };
        match number.and_then(|number| usize::try_from(number).ok()) {
            Some(number) if number < self.found.spans.len() => Ok(number),
            _ => Err(vm.index_error("no such group")),
        }
    }

    fn text(&self, vm: &mut Vm, group: Value, default: Value) -> Result {
        let index = self.index(vm, group)?;
        self.found.group(vm, self.subject, index, default)
    }
}

fn group(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    let matched = matched(vm, this)?;
    match *args {
        [] => matched.found.group(vm, matched.subject, 0, Value::NONE),
        [group] => matched.text(vm, group, Value::NONE),
        _ => {
            let mut texts = RootedVec::with_capacity(vm, args.len());
            for &group in args {
                let text = matched.text(vm, group, Value::NONE)?;
                texts.push(vm, text);
            }
            Ok(vm.new_tuple(&texts))
        }
    }
}

fn getitem(vm: &mut Vm, this: Value, group: Value) -> Result {
    matched(vm, this)?.text(vm, group, Value::NONE)
}

fn default(vm: &mut Vm, name: &str, args: Args<'_>) -> Result {
    let [default] = vm.bind_arguments(name, args, &["default"], 0, 1, 0)?;
    Ok(if default.is_null() {
        Value::NONE
    } else {
        default
    })
}

fn groups(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let default = default(vm, "groups", args)?;
    let matched = matched(vm, this)?;
    matched.found.groups(vm, matched.subject, default)
}

fn groupdict(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let default = default(vm, "groupdict", args)?;
    let matched = matched(vm, this)?;
    let names = matched.pattern(vm)?.group_index;
    let result = vm.new_dict();
    let mut next = 0;
    while let Some((at, name, number)) = dict::next_entry(names.pointer(), next) {
        next = at + 1;
        let text = matched.text(vm, number, default)?;
        vm.dict_set(result, name, text)?;
    }
    Ok(Value::object(result))
}

/// Where the group begins and ends that the argument says, -1 if it has no text.
fn ends(vm: &mut Vm, this: Value, name: &str, args: &[Value]) -> Result<[Value; 2]> {
    vm.check_positional(name, args.len(), 0, 1)?;
    let matched = matched(vm, this)?;
    let group = match args {
        [group, ..] => matched.index(vm, *group)?,
        [] => 0,
    };
    Ok(span_values(vm, matched.found.spans[group]))
}

fn span_values(vm: &mut Vm, span: Option<(usize, usize)>) -> [Value; 2] {
    match span {
        Some((start, end)) => [vm.new_int_usize(start), vm.new_int_usize(end)],
        None => [Value::int_unchecked(-1); 2],
    }
}

fn regs(vm: &mut Vm, this: Value) -> Result {
    let matched = matched(vm, this)?;
    let mut spans = RootedVec::with_capacity(vm, matched.found.spans.len());
    for &span in &matched.found.spans {
        let ends = span_values(vm, span);
        let span = vm.new_tuple(&ends);
        spans.push(vm, span);
    }
    Ok(vm.new_tuple(&spans))
}

fn lastindex(vm: &mut Vm, this: Value) -> Result {
    Ok(match matched(vm, this)?.found.last_group {
        0 => Value::NONE,
        group => vm.new_int(group.into()),
    })
}

fn lastgroup(vm: &mut Vm, this: Value) -> Result {
    let matched = matched(vm, this)?;
    let names = matched.pattern(vm)?.index_group;
    Ok(match matched.found.last_group {
        0 => Value::NONE,
        group => tuple::items(names)
            .get(group as usize)
            .copied()
            .unwrap_or(Value::NONE),
    })
}

fn expand(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [template] = vm.bind_arguments("expand", args, &["template"], 0, 1, 1)?;
    let matched = matched(vm, this)?;
    substitute::expand(vm, &matched, matched.pattern, template)
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let matched = matched(vm, this)?;
    let whole = matched.found.group(vm, matched.subject, 0, Value::NONE)?;
    let class = vm.class_of(this);
    let mut text = format!(
        "<{} object; span=({}, {}), match=",
        vm::objects::descriptors::full_name(vm, class),
        matched.found.start(),
        matched.found.end()
    );
    push_repr(vm, &mut text, whole)?;
    text.push('>');
    Ok(vm.new_str(&text))
}

static GETSET: &[GetSet] = &[
    GetSet {
        name: "string",
        get: |vm, this| Ok(matched(vm, this)?.subject.value),
        set: None,
        doc: "The string passed to match() or search().",
    },
    GetSet {
        name: "re",
        get: |vm, this| Ok(matched(vm, this)?.pattern),
        set: None,
        doc: "The regular expression object.",
    },
    GetSet {
        name: "pos",
        get: |vm, this| {
            let pos = matched(vm, this)?.pos;
            Ok(vm.new_int_usize(pos))
        },
        set: None,
        doc: "The index into the string at which the RE engine started looking for a match.",
    },
    GetSet {
        name: "endpos",
        get: |vm, this| {
            let endpos = matched(vm, this)?.endpos;
            Ok(vm.new_int_usize(endpos))
        },
        set: None,
        doc: "The index into the string beyond which the RE engine will not go.",
    },
    GetSet {
        name: "lastindex",
        get: lastindex,
        set: None,
        doc: "The integer index of the last matched capturing group.",
    },
    GetSet {
        name: "lastgroup",
        get: lastgroup,
        set: None,
        doc: "The name of the last matched capturing group.",
    },
    GetSet {
        name: "regs",
        get: regs,
        set: None,
        doc: "",
    },
];

static METHODS: &[Def] = &[
    Def::new("group", Call::Varargs(group)),
    Def::new("groups", Call::FastKeywords(groups)),
    Def::new("groupdict", Call::FastKeywords(groupdict)),
    Def::new(
        "start",
        Call::Fast(|vm, this, args| Ok(ends(vm, this, "start", args)?[0])),
    ),
    Def::new(
        "end",
        Call::Fast(|vm, this, args| Ok(ends(vm, this, "end", args)?[1])),
    ),
    Def::new(
        "span",
        Call::Fast(|vm, this, args| {
            let ends = ends(vm, this, "span", args)?;
            Ok(vm.new_tuple(&ends))
        }),
    ),
    Def::new("expand", Call::FastKeywords(expand)),
    Def::new("__copy__", Call::NoArgs(|_, this| Ok(this))),
    Def::new("__deepcopy__", Call::One(|_, this, _| Ok(this))),
    Def::new("__class_getitem__", Call::One(class_getitem)).class(),
];

/// The class.
pub fn class() -> ClassSpec {
    let mut spec = ClassSpec::new("Match", Shape::Native);
    spec.module = "re";
    spec.flags = class_flags::WEAK_REFERENCES;
    spec.slots.repr = Some(repr);
    spec.slots.getitem = Some(getitem);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "The result of re.match() and re.search().";
    spec
}
