//! `re.Match`.

use vm::layout::{Shape, class_flags};
use vm::memory::RootedVec;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::dict;
use vm::objects::fields::field;
use vm::objects::generic::class_getitem;
use vm::objects::repr::push_repr;
use vm::objects::sequences::tuple;
use vm::{Args, Call, Def, Result, Value, Vm};

use super::found::{Found, Spans};
use super::pattern::{Pattern, pattern};
use super::subject::Subject;
use super::substitute;

/// Fields of a match, after `__dict__` (none).
const PATTERN: usize = 1;
const STRING: usize = 2;
const POS: usize = 3;
const ENDPOS: usize = 4;
const LAST_GROUP: usize = 5;
/// A tuple of where the whole and each group begin and end, -1 where one has not matched.
const SPANS: usize = 6;
const FIELDS: u16 = 7;

/// A match object: nothing of it is beside the heap, since programs make very many.
#[derive(Clone, Copy)]
pub struct Match(Value);

/// A match object.
pub fn new(
    vm: &mut Vm,
    (object, pattern): (Value, &Pattern),
    subject: Subject,
    found: Found<'_>,
    [pos, endpos]: [usize; 2],
) -> Value {
    /// So many numbers lie on the native stack.
    const FEW: usize = 16;
    let ends = |vm: &mut Vm, at: usize| {
        let ends = span_values(vm, found.span(at / 2));
        ends[at % 2]
    };
    let count = 2 * found.count();
    let spans = if count <= FEW {
        let mut spans = [Value::NULL; FEW];
        for (at, end) in spans[..count].iter_mut().enumerate() {
            *end = ends(vm, at);
        }
        vm.new_tuple(&spans[..count])
    } else {
        let mut spans = RootedVec::with_capacity(vm, count);
        for at in 0..count {
            let end = ends(vm, at);
            spans.push(vm, end);
        }
        vm.new_tuple(&spans)
    };
    let places = [pos, endpos, found.last_group() as usize];
    let [pos, endpos, last_group] = places.map(|place| vm.new_int_usize(place));
    let fields = [
        Value::NULL,
        object,
        subject.value,
        pos,
        endpos,
        last_group,
        spans,
    ];
    vm.new_fields(pattern.matches, &fields)
}

impl Spans for Match {
    fn count(&self) -> usize {
        self.spans().len() / 2
    }

    fn span(&self, group: usize) -> Option<(usize, usize)> {
        let ends = self.spans().get(2 * group..2 * group + 2)?;
        let end = |at: usize| usize::try_from(ends[at].as_int()?).ok();
        Some((end(0)?, end(1)?))
    }
}

impl Match {
    fn spans(self) -> &'static [Value] {
        tuple::items(field(self.0, SPANS))
    }

    /// What was searched.
    pub fn subject(self, vm: &Vm) -> Subject {
        Subject::searched(vm, field(self.0, STRING))
    }

    fn pattern(self, vm: &mut Vm) -> Result<Pattern> {
        pattern(vm, field(self.0, PATTERN))
    }

    fn last_group(self) -> usize {
        let group = field(self.0, LAST_GROUP).as_int();
        group
            .and_then(|group| usize::try_from(group).ok())
            .unwrap_or(0)
    }

    /// The number of a group that is said by number or name.
    fn index(self, vm: &mut Vm, group: Value) -> Result<usize> {
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
            Some(number) if number < self.count() => Ok(number),
            _ => Err(vm.index_error("no such group")),
        }
    }

    fn text(self, vm: &mut Vm, group: Value, default: Value) -> Result {
        let index = self.index(vm, group)?;
        self.group(vm, self.subject(vm), index, default)
    }
}

fn group(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    let matched = Match(this);
    match *args {
        [] => matched.group(vm, matched.subject(vm), 0, Value::NONE),
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
    Match(this).text(vm, group, Value::NONE)
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
    let matched = Match(this);
    matched.groups(vm, matched.subject(vm), default)
}

fn groupdict(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let default = default(vm, "groupdict", args)?;
    let matched = Match(this);
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
    let matched = Match(this);
    let group = match args {
        [group, ..] => matched.index(vm, *group)?,
        [] => 0,
    };
    Ok(span_values(vm, matched.span(group)))
}

fn span_values(vm: &mut Vm, span: Option<(usize, usize)>) -> [Value; 2] {
    match span {
        Some((start, end)) => [vm.new_int_usize(start), vm.new_int_usize(end)],
        None => [Value::int_unchecked(-1); 2],
    }
}

fn regs(vm: &mut Vm, this: Value) -> Result {
    let matched = Match(this);
    let mut spans = RootedVec::with_capacity(vm, matched.count());
    for group in 0..matched.count() {
        let ends = span_values(vm, matched.span(group));
        let span = vm.new_tuple(&ends);
        spans.push(vm, span);
    }
    Ok(vm.new_tuple(&spans))
}

fn lastindex(vm: &mut Vm, this: Value) -> Result {
    Ok(match Match(this).last_group() {
        0 => Value::NONE,
        group => vm.new_int_usize(group),
    })
}

fn lastgroup(vm: &mut Vm, this: Value) -> Result {
    let matched = Match(this);
    let names = matched.pattern(vm)?.index_group;
    Ok(match matched.last_group() {
        0 => Value::NONE,
        group => tuple::items(names)
            .get(group)
            .copied()
            .unwrap_or(Value::NONE),
    })
}

fn expand(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [template] = vm.bind_arguments("expand", args, &["template"], 0, 1, 1)?;
    let matched = Match(this);
    substitute::expand(vm, matched, field(this, PATTERN), template)
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let matched = Match(this);
    let whole = matched.group(vm, matched.subject(vm), 0, Value::NONE)?;
    let class = vm.class_of(this);
    let mut text = format!(
        "<{} object; span=({}, {}), match=",
        vm::objects::descriptors::full_name(vm, class),
        matched.start(),
        matched.end()
    );
    push_repr(vm, &mut text, whole)?;
    text.push('>');
    Ok(vm.new_str(&text))
}

static GETSET: &[GetSet] = &[
    GetSet {
        name: "string",
        get: |_, this| Ok(field(this, STRING)),
        set: None,
        doc: "The string passed to match() or search().",
    },
    GetSet {
        name: "re",
        get: |_, this| Ok(field(this, PATTERN)),
        set: None,
        doc: "The regular expression object.",
    },
    GetSet {
        name: "pos",
        get: |_, this| Ok(field(this, POS)),
        set: None,
        doc: "The index into the string at which the RE engine started looking for a match.",
    },
    GetSet {
        name: "endpos",
        get: |_, this| Ok(field(this, ENDPOS)),
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
    let mut spec = ClassSpec::new("Match", Shape::Fields);
    spec.fields = FIELDS;
    spec.module = "re";
    spec.flags = class_flags::WEAK_REFERENCES;
    spec.slots.repr = Some(repr);
    spec.slots.getitem = Some(getitem);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "The result of re.match() and re.search().";
    spec
}
