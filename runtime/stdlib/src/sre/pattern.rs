//! `re.Pattern`.

use std::rc::Rc;

use vm::layout::{Class, Shape, class_flags};
use vm::memory::Payload;
use vm::objects::class::slots::Comparison;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::generic::class_getitem;
use vm::{Args, Call, Def, Result, Value, Vm};

use super::found::{self, Found, Spans};
use super::program::Program;
use super::search::Query;
use super::subject::Subject;
use super::{scanner, substitute};
use crate::support;

/// A compiled pattern.
#[derive(Clone)]
pub struct Pattern {
    /// What runs.
    pub program: Rc<Program>,
    /// The class of its matches.
    pub matches: *mut Class,
    /// The str or bytes it was compiled from, or None.
    pub source: Value,
    flags: i64,
    /// A dict of groups' numbers by name.
    pub group_index: Value,
    /// A tuple of groups' names, None where there is none.
    pub index_group: Value,
    /// Whether it is for bytes; `None` where nothing tells.
    pub is_bytes: Option<bool>,
}

impl Payload for Pattern {
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        [self.source, self.group_index, self.index_group]
            .into_iter()
            .for_each(visit);
    }
}

/// What a value of the class holds; its values live as long as the value does.
pub fn pattern(vm: &mut Vm, value: Value) -> Result<Pattern> {
    match vm.payload::<Pattern>(value) {
        Some(pattern) => Ok(pattern.clone()),
        None => Err(vm.type_error("a compiled pattern is required")),
    }
}

impl Pattern {
    /// The number of groups.
    pub fn groups(&self) -> usize {
        self.program.groups
    }
}

/// A pattern object.
pub fn new(
    vm: &mut Vm,
    source: Value,
    flags: i64,
    program: Program,
    [group_index, index_group]: [Value; 2],
) -> Result {
    let is_bytes = if source.is_none() {
        None
    } else {
        Some(Subject::argument(vm, source, None)?.is_bytes)
    };
    let class = support::recall_class(vm, "re.Pattern");
    let pattern = Pattern {
        program: Rc::new(program),
        matches: support::recall_class(vm, "re.Match"),
        source,
        flags,
        group_index,
        index_group,
        is_bytes,
    };
    Ok(vm.new_native(class, Box::new(pattern)))
}

/// The subject and the part of it that the arguments `string`, `pos` and `endpos` say.
pub fn bounds(
    vm: &mut Vm,
    pattern: &Pattern,
    [string, pos, endpos]: [Value; 3],
) -> Result<(Subject, Query)> {
    let pos = if pos.is_null() {
        0
    } else {
        vm.index_argument(pos)?
    };
    let endpos = if endpos.is_null() {
        i64::MAX
    } else {
        vm.index_argument(endpos)?
    };
    let subject = Subject::argument(vm, string, pattern.is_bytes)?;
    let length = subject.len(vm);
    let clip = |index: i64| usize::try_from(index).unwrap_or(0).min(length);
    let query = Query {
        start: clip(pos),
        end: clip(endpos),
        anchored: false,
        whole: false,
        not_empty: false,
    };
    Ok((subject, query))
}

/// How `match`, `fullmatch` and `search` differ.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Match,
    Whole,
    Search,
}

fn find(vm: &mut Vm, this: Value, args: Args<'_>, name: &str, how: How) -> Result {
    let names = ["string", "pos", "endpos"];
    let arguments = vm.bind_arguments(name, args, &names, 0, 3, 1)?;
    let pattern = pattern(vm, this)?;
    let (subject, mut query) = bounds(vm, &pattern, arguments)?;
    query.anchored = how != How::Search;
    query.whole = how == How::Whole;
    let pos = query.start;
    pattern
        .program
        .with_engine(|engine| found::find(vm, engine, (this, &pattern), subject, query, pos))
}

fn re_match(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    find(vm, this, args, "match", How::Match)
}

fn fullmatch(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    find(vm, this, args, "fullmatch", How::Whole)
}

fn search(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    find(vm, this, args, "search", How::Search)
}

/// Matches one after the other: calls a function with each, until it says `false`.
pub fn each(
    vm: &mut Vm,
    pattern: &Pattern,
    subject: Subject,
    mut query: Query,
    mut take: impl FnMut(&mut Vm, Found<'_>) -> Result<bool>,
) -> Result<()> {
    pattern.program.with_engine(|engine| {
        loop {
            let chars = subject.chars(vm);
            let Some((start, end)) = engine.find(vm, &pattern.program, chars, query)? else {
                return Ok(());
            };
            vm.check_memory()?;
            if !take(vm, Found::new(engine, start, end))? {
                return Ok(());
            }
            query.not_empty = start == end;
            query.start = end;
        }
    })
}

fn findall(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let names = ["string", "pos", "endpos"];
    let arguments = vm.bind_arguments("findall", args, &names, 0, 3, 1)?;
    let pattern = pattern(vm, this)?;
    let (subject, query) = bounds(vm, &pattern, arguments)?;
    let list = vm.new_list(&[]);
    let empty = subject.slice(vm, 0, 0)?;
    each(vm, &pattern, subject, query, |vm, found| {
        let item = match pattern.groups() {
            0 | 1 => found.group(vm, subject, pattern.groups(), empty)?,
            _ => found.groups(vm, subject, empty)?,
        };
        vm.list_push(list, item)?;
        Ok(true)
    })?;
    Ok(list)
}

fn split(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let names = ["string", "maxsplit"];
    let [string, maxsplit] = vm.bind_arguments("split", args, &names, 0, 2, 1)?;
    let mut left = if maxsplit.is_null() {
        0
    } else {
        vm.index_argument(maxsplit)?
    };
    if left == 0 {
        left = i64::MAX;
    }
    let pattern = pattern(vm, this)?;
    let (subject, query) = bounds(vm, &pattern, [string, Value::NULL, Value::NULL])?;
    let list = vm.new_list(&[]);
    let mut last = 0;
    if left > 0 {
        each(vm, &pattern, subject, query, |vm, found| {
            let piece = subject.slice(vm, last, found.start())?;
            vm.list_push(list, piece)?;
            for group in 1..=pattern.groups() {
                let text = found.group(vm, subject, group, Value::NONE)?;
                vm.list_push(list, text)?;
            }
            last = found.end();
            left -= 1;
            Ok(left > 0)
        })?;
    }
    let rest = subject.slice(vm, last, usize::MAX)?;
    vm.list_push(list, rest)?;
    Ok(list)
}

/// Names of flags, in the order in which they are shown.
const FLAGS: [(i64, &str); 8] = [
    (2, "re.IGNORECASE"),
    (4, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (UNICODE, "re.UNICODE"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (256, "re.ASCII"),
];
const UNICODE: i64 = 32;

fn repr(vm: &mut Vm, this: Value) -> Result {
    let pattern = pattern(vm, this)?;
    let mut flags = pattern.flags;
    // What a str's pattern is unless it says otherwise is not said.
    if pattern.is_bytes != Some(true) && flags & (UNICODE | 4 | 256) == UNICODE {
        flags &= !UNICODE;
    }
    let source = vm.repr(pattern.source)?;
    let mut text = String::from("re.compile(");
    text.extend(vm.text(source).chars().take(200));
    let mut names: Vec<String> = Vec::new();
    for (flag, name) in FLAGS {
        if flags & flag != 0 {
            names.push(name.to_owned());
            flags &= !flag;
        }
    }
    if flags != 0 {
        names.push(format!("0x{flags:x}"));
    }
    if !names.is_empty() {
        text.push_str(", ");
        text.push_str(&names.join("|"));
    }
    text.push(')');
    Ok(vm.new_str(&text))
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    let wanted = match op {
        Comparison::Eq => true,
        Comparison::Ne => false,
        _ => return Ok(Value::NOT_IMPLEMENTED),
    };
    let (Some(a), Some(b)) = (vm.payload::<Pattern>(left), vm.payload::<Pattern>(right)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let (a, b) = (a.clone(), b.clone());
    let equal = left == right
        || a.flags == b.flags
            && a.is_bytes == b.is_bytes
            && a.program.words == b.program.words
            && vm.equal(a.source, b.source)?;
    Ok(Value::bool(equal == wanted))
}

fn hash(vm: &mut Vm, this: Value) -> Result<i64> {
    let pattern = pattern(vm, this)?;
    let mut hash = vm.hash(pattern.source)?;
    for &word in &pattern.program.words {
        hash = hash.wrapping_mul(1_000_003) ^ i64::from(word);
    }
    hash ^= pattern.flags ^ pattern.groups() as i64;
    Ok(if hash == -1 { -2 } else { hash })
}

fn group_index(vm: &mut Vm, this: Value) -> Result {
    let index = pattern(vm, this)?.group_index;
    Ok(vm.new_mappingproxy(index))
}

static GETSET: &[GetSet] = &[
    GetSet {
        name: "pattern",
        get: |vm, this| Ok(pattern(vm, this)?.source),
        set: None,
        doc: "The pattern string from which the RE object was compiled.",
    },
    GetSet {
        name: "flags",
        get: |vm, this| {
            let flags = pattern(vm, this)?.flags;
            Ok(vm.new_int(flags))
        },
        set: None,
        doc: "The regex matching flags.",
    },
    GetSet {
        name: "groups",
        get: |vm, this| {
            let groups = pattern(vm, this)?.groups();
            Ok(vm.new_int_usize(groups))
        },
        set: None,
        doc: "The number of capturing groups in the pattern.",
    },
    GetSet {
        name: "groupindex",
        get: group_index,
        set: None,
        doc: "A dictionary mapping group names to group numbers.",
    },
];

const BOUNDED: &str = "($self, /, string, pos=0, endpos=sys.maxsize)";
static METHODS: &[Def] = &[
    Def::new("match", Call::VarKeywords(re_match)).doc(BOUNDED, "Matches zero or more characters at the beginning of the string."),
    Def::new("fullmatch", Call::VarKeywords(fullmatch)).doc(BOUNDED, "Matches against all of the string."),
    Def::new("search", Call::VarKeywords(search)).doc(BOUNDED, "Scan through string looking for a match, and return a corresponding match object instance."),
    Def::new("sub", Call::VarKeywords(substitute::sub)).doc("($self, /, repl, string, count=0)", "Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl."),
    Def::new("subn", Call::VarKeywords(substitute::subn)).doc("($self, /, repl, string, count=0)", "Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of pattern with the replacement repl."),
    Def::new("findall", Call::FastKeywords(findall)).doc(BOUNDED, "Return a list of all non-overlapping matches of pattern in string."),
    Def::new("split", Call::FastKeywords(split)).doc("($self, /, string, maxsplit=0)", "Split string by the occurrences of pattern."),
    Def::new("finditer", Call::VarKeywords(scanner::finditer)).doc(BOUNDED, "Return an iterator over all non-overlapping matches for the RE pattern in string."),
    Def::new("scanner", Call::VarKeywords(scanner::scanner)),
    Def::new("__copy__", Call::NoArgs(|_, this| Ok(this))),
    Def::new("__deepcopy__", Call::One(|_, this, _| Ok(this))),
    Def::new("__class_getitem__", Call::One(class_getitem)).class(),
];

/// The class.
pub fn class() -> ClassSpec {
    let mut spec = ClassSpec::new("Pattern", Shape::Native);
    spec.module = "re";
    spec.flags = class_flags::WEAK_REFERENCES;
    spec.slots.repr = Some(repr);
    spec.slots.compare = Some(compare);
    spec.slots.hash = Some(hash);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "Compiled regular expression object.";
    spec
}
