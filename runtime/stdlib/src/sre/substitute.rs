//! `sub`, `subn` and `expand`, and the templates that they fill in.

use vm::layout::Shape;
use vm::memory::Payload;
use vm::objects::class::ClassSpec;
use vm::objects::sequences::list;
use vm::objects::strings::builder::Builder;
use vm::{Args, Result, Value, Vm};

use super::found::Spans;
use super::matched::{self, Match};
use super::pattern::{bounds, each, pattern};
use super::subject::Subject;
use crate::support;

/// A replacement with references to groups: a text, then groups each with the text after it.
struct Template {
    first: Value,
    rest: Vec<(usize, Value)>,
}

impl Payload for Template {
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.first);
        self.rest.iter().for_each(|&(_, text)| visit(text));
    }
}

/// `_sre.template(pattern, [text, group, text, ...])`.
pub fn template(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("template", args.len(), 2, 2)?;
    pattern(vm, args[0])?;
    if !vm.is_list(args[1]) {
        let name = vm.class_name(args[1]);
        return Err(vm.type_error(format!("template() argument 2 must be list, not {name}")));
    }
    if list::len(args[1]).is_multiple_of(2) {
        return Err(vm.type_error("invalid template"));
    }
    let mut rest = Vec::new();
    for index in (1..list::len(args[1])).step_by(2) {
        let group = list::items(args[1])[index];
        if !vm.is_int(group) {
            return Err(vm.type_error("an integer is required"));
        }
        let Ok(group) = usize::try_from(vm.index_argument(group)?) else {
            return Err(vm.type_error("invalid template"));
        };
        // The list keeps the texts alive until the template does.
        let text = list::items(args[1]).get(index + 1).copied();
        rest.push((group, text.unwrap_or(Value::NULL)));
    }
    let first = list::items(args[1]).first().copied().unwrap_or(Value::NULL);
    let class = support::recall_class(vm, "_sre.SRE_Template");
    Ok(vm.new_native(class, Box::new(Template { first, rest })))
}

/// What the result is put together of: characters where nothing but strs comes, so that no str is made of each piece.
enum Output {
    Text(Builder),
    /// A list.
    Pieces(Value),
}

impl Output {
    fn new(vm: &mut Vm, subject: Subject, filter: Filter) -> Output {
        if !subject.is_bytes && filter.has_strs_only(vm) {
            Output::Text(Builder::new())
        } else {
            Output::Pieces(vm.new_list(&[]))
        }
    }

    /// Appends a part of the subject.
    fn push_part(
        &mut self,
        vm: &mut Vm,
        subject: Subject,
        (start, end): (usize, usize),
    ) -> Result<()> {
        match self {
            Output::Text(text) => text.push_chars(subject.chars(vm).slice(start, end)),
            Output::Pieces(pieces) => {
                let part = subject.slice(vm, start, end)?;
                vm.list_push(*pieces, part)?;
            }
        }
        Ok(())
    }

    fn push(&mut self, vm: &mut Vm, piece: Value) -> Result<()> {
        match self {
            Output::Text(text) => text.push_str(piece),
            Output::Pieces(pieces) => vm.list_push(*pieces, piece)?,
        }
        Ok(())
    }

    fn finish(self, vm: &mut Vm, subject: Subject) -> Result {
        match self {
            Output::Text(text) => text.finish(vm),
            Output::Pieces(pieces) => subject.join(vm, pieces),
        }
    }
}

/// What a match becomes.
#[derive(Clone, Copy)]
enum Filter {
    /// Always the same.
    Literal(Value),
    /// What a template says.
    Template(Value),
    /// What a function returns.
    Function(Value),
}

impl Filter {
    fn has_strs_only(self, vm: &Vm) -> bool {
        match self {
            Filter::Literal(text) => vm.is_str(text),
            Filter::Template(template) => {
                vm.payload::<Template>(template).is_some_and(|template| {
                    let texts = template.rest.iter().map(|&(_, text)| text);
                    core::iter::once(template.first)
                        .chain(texts)
                        .all(|text| text.is_null() || vm.is_str(text))
                })
            }
            Filter::Function(_) => false,
        }
    }

    fn of(vm: &mut Vm, pattern: Value, replacement: Value) -> Result<Filter> {
        if vm.is_callable(replacement) {
            return Ok(Filter::Function(replacement));
        }
        match Subject::of(vm, replacement) {
            Some(text) if text.chars(vm).iter().all(|point| point != 0x5c) => {
                Ok(Filter::Literal(replacement))
            }
            text => {
                // The cache of templates wants what is hashable.
                let hashable = match text {
                    Some(text) if text.is_bytes => text.slice(vm, 0, usize::MAX)?,
                    _ => replacement,
                };
                Filter::compiled(vm, pattern, hashable)
            }
        }
    }

    fn compiled(vm: &mut Vm, pattern: Value, replacement: Value) -> Result<Filter> {
        let compile = support::import_attr(vm, "re", "_compile_template")?;
        let template = vm.call_pos(compile, &[pattern, replacement])?;
        match vm.payload::<Template>(template) {
            Some(simple) if simple.rest.is_empty() => Ok(Filter::Literal(simple.first)),
            Some(_) => Ok(Filter::Template(template)),
            None => Ok(Filter::Function(template)),
        }
    }
}

/// Appends what a template makes of a match.
fn fill(
    vm: &mut Vm,
    template: Value,
    (subject, found): (Subject, impl Spans),
    output: &mut Output,
) -> Result<()> {
    let Some(first) = vm
        .payload::<Template>(template)
        .map(|template| template.first)
    else {
        return Ok(());
    };
    output.push(vm, first)?;
    let mut next = 0;
    while let Some(&(group, text)) = vm
        .payload::<Template>(template)
        .and_then(|template| template.rest.get(next))
    {
        next += 1;
        if group >= found.count() {
            return Err(vm.index_error("no such group"));
        }
        if let Some(span) = found.span(group) {
            output.push_part(vm, subject, span)?;
        }
        if !text.is_null() {
            output.push(vm, text)?;
        }
    }
    Ok(())
}

/// `match.expand(template)`.
pub fn expand(vm: &mut Vm, matched: Match, pattern: Value, template: Value) -> Result {
    match Filter::compiled(vm, pattern, template)? {
        Filter::Literal(text) => Ok(text),
        Filter::Template(template) => {
            let subject = matched.subject(vm);
            let mut output = Output::new(vm, subject, Filter::Template(template));
            fill(vm, template, (subject, matched), &mut output)?;
            output.finish(vm, subject)
        }
        Filter::Function(other) => Ok(other),
    }
}

/// The text with matches replaced, and how many were.
fn replace(vm: &mut Vm, this: Value, args: Args<'_>, name: &str) -> Result<(Value, i64)> {
    let names = ["repl", "string", "count"];
    let [replacement, string, count] = vm.bind_arguments(name, args, &names, 0, 3, 2)?;
    let count = if count.is_null() {
        0
    } else {
        vm.index_argument(count)?
    };
    let filter = Filter::of(vm, this, replacement)?;
    let pattern = pattern(vm, this)?;
    let (subject, query) = bounds(vm, &pattern, [string, Value::NULL, Value::NULL])?;
    let mut output = Output::new(vm, subject, filter);
    let (mut last, mut replaced) = (0, 0);
    if count >= 0 {
        each(vm, &pattern, subject, query, |vm, found| {
            if last < found.start() {
                output.push_part(vm, subject, (last, found.start()))?;
            }
            match filter {
                Filter::Literal(text) => output.push(vm, text)?,
                Filter::Template(template) => fill(vm, template, (subject, found), &mut output)?,
                Filter::Function(function) => {
                    let places = [query.start, query.end];
                    let object = matched::new(vm, (this, &pattern), subject, found, places);
                    let piece = vm.call_pos(function, &[object])?;
                    if !piece.is_none() {
                        output.push(vm, piece)?;
                    }
                }
            }
            last = found.end();
            replaced += 1;
            Ok(replaced != count)
        })?;
    }
    if replaced == 0 {
        return Ok((subject.slice(vm, 0, usize::MAX)?, 0));
    }
    if last < query.end {
        output.push_part(vm, subject, (last, query.end))?;
    }
    Ok((output.finish(vm, subject)?, replaced))
}

/// `pattern.sub(repl, string, count)`.
pub fn sub(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    Ok(replace(vm, this, args, "sub")?.0)
}

/// `pattern.subn(repl, string, count)`.
pub fn subn(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let (text, replaced) = replace(vm, this, args, "subn")?;
    let replaced = vm.new_int(replaced);
    Ok(vm.new_tuple(&[text, replaced]))
}

/// The class of templates.
pub fn class() -> ClassSpec {
    let mut spec = ClassSpec::new("SRE_Template", Shape::Native);
    spec.module = "_sre";
    spec
}
