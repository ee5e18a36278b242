//! From the vm's state after a run to the report.

mod files;
mod loops;
mod origins;
mod timeline;
mod traces;

use std::collections::HashMap;

use uops::Opcode;
use uops::opcode::Argument;
use uops::opcode::Jump;
use vm::layout::{Code, code_flags};
use vm::lines::line_ends;
use vm::objects::cast;
use vm::objects::code::Position;
use vm::{Value, Vm};

use crate::engine::walk;
use crate::report::{self, Report, Span};

pub use files::Shown;

/// A span of the report from a position of the vm.
pub(crate) fn span(position: Position) -> Span {
    Span {
        line: position.line,
        column: position.col,
        end_line: position.end_line,
        end_column: position.end_col,
    }
}

/// The struct behind a code object's pointer.
pub(crate) fn code<'a>(code: *mut Code) -> &'a Code {
    vm::objects::code::get(code)
}

/// `co_qualname` and `co_firstlineno`.
pub(crate) fn identity(vm: &Vm, pointer: *mut Code) -> (String, u32) {
    let object = code(pointer);
    (
        vm.text(object.qualname).into_owned(),
        vm.codes[object.id as usize].firstlineno,
    )
}

/// The instructions of a code object as they are now: code unit, opcode, argument with its EXTENDED_ARGs. Traces' entries
/// are shown as what they replaced.
pub(crate) fn instructions(vm: &Vm, pointer: *mut Code) -> Vec<(usize, Opcode, u32)> {
    let units = vm.current_units(pointer);
    let original = &vm.codes[code(pointer).id as usize].original;
    let mut found = Vec::new();
    let (mut unit, mut wide) = (0, 0);
    while unit < units.len() {
        let word = units[unit];
        let Some(opcode) = Opcode::of_unit(word) else {
            break;
        };
        let oparg = wide << 8 | u32::from(word >> 8);
        if opcode == Opcode::EXTENDED_ARG {
            wide = oparg;
            unit += 1;
            continue;
        }
        wide = 0;
        found.push((unit, opcode, oparg));
        unit += 1 + original
            .get(unit)
            .and_then(|word| Opcode::of_unit(*word))
            .unwrap_or(opcode)
            .cache_units();
    }
    found
}

/// Fills the report's code, traces, invalidations and libraries. `main` is the code of the file with this name and content.
pub(crate) fn fill(
    vm: &mut Vm,
    main: Value,
    source: Option<(String, Vec<u8>)>,
    shown: &Shown,
    report: &mut Report,
) {
    let found = files::Found::new(vm, main, shown);
    let index: HashMap<usize, u32> = (0..)
        .zip(&found.shown)
        .map(|(at, code)| (*code as usize, at))
        .collect();
    let sources = Sources::with(source);
    let in_traces = InTraces {
        counts: vm.counts_in_traces(),
        met: vm.met_in_traces(),
    };
    report.code = found
        .shown
        .iter()
        .map(|pointer| code_report(vm, *pointer, &sources, &in_traces))
        .collect();
    origins::fill(vm, &found.shown, &in_traces.counts, &index, report);
    report.library_code = files::libraries(vm, &found.others, &in_traces.counts);
    traces::fill(vm, &index, report);
}

/// What traces have counted.
struct InTraces {
    counts: HashMap<(*mut Code, u32), u64>,
    met: HashMap<(*mut Code, u32, usize), u64>,
}

/// The lines of source files, for hashes.
struct Sources {
    files: std::cell::RefCell<HashMap<String, Option<Vec<u8>>>>,
}

impl Sources {
    /// With a file that is not to be read: what ran may be an editor's text, not saved.
    fn with(source: Option<(String, Vec<u8>)>) -> Sources {
        let known = source.map(|(name, bytes)| (name, Some(bytes)));
        Sources {
            files: HashMap::from_iter(known).into(),
        }
    }

    /// The bytes of lines `first..=last` of a file, their ends included.
    fn lines(&self, file: &str, first: u32, last: u32) -> Option<Vec<u8>> {
        let mut files = self.files.borrow_mut();
        let bytes = files
            .entry(file.to_owned())
            .or_insert_with(|| std::fs::read(file).ok())
            .as_ref()?;
        // What lies beyond the last line is nothing.
        let end = |line: u32| match line.checked_sub(1) {
            None => 0,
            Some(line) => line_ends(bytes).nth(line as usize).unwrap_or(bytes.len()),
        };
        let start = end(first.saturating_sub(1));
        Some(bytes[start..end(last).max(start)].to_vec())
    }

    /// The whole of a file.
    fn line_count(&self, file: &str) -> u32 {
        self.lines(file, 1, u32::MAX - 1)
            .map_or(1, |bytes| line_ends(&bytes).count().max(1) as u32)
    }
}

fn code_report(
    vm: &Vm,
    pointer: *mut Code,
    sources: &Sources,
    in_traces: &InTraces,
) -> report::Code {
    let object = code(pointer);
    let details = &vm.codes[object.id as usize];
    let file = vm.text(object.filename).into_owned();
    let qualname = vm.text(object.qualname).into_owned();
    let is_module = qualname == "<module>";
    let last = vm
        .positions(object.id)
        .iter()
        .map(|position| position.end_line)
        .max()
        .unwrap_or(details.firstlineno);
    let span = if is_module {
        Span {
            line: 1,
            column: 0,
            end_line: sources.line_count(&file),
            end_column: 0,
        }
    } else {
        Span {
            line: details.firstlineno,
            column: 0,
            end_line: last.max(nested_last_line(vm, pointer)),
            end_column: 0,
        }
    };
    let hash = sources
        .lines(&file, span.line, span.end_line)
        .map(|bytes| report::content_hash(&bytes))
        .unwrap_or_default();
    let instructions: Vec<report::Instruction> = instructions(vm, pointer)
        .into_iter()
        .map(|(unit, opcode, oparg)| {
            let mut shown = instruction(vm, pointer, unit, opcode, oparg);
            let traced = in_traces.counts.get(&(pointer, unit as u32));
            shown.traced = traced.copied().unwrap_or(0);
            shown.count += shown.traced;
            // `+=` is about the same operands as `+`, but `==` is itself.
            let operator = match opcode.base() {
                Opcode::BINARY_OP => shown.argrepr.trim_end_matches('='),
                _ => &shown.argrepr,
            };
            shown.met = met(vm, pointer, unit as u32, operator, in_traces);
            shown
        })
        .collect();
    let calls = instructions
        .iter()
        .find(|instruction| instruction.base_opname == "RESUME")
        .map_or(0, |resume| resume.count);
    report::Code {
        qualname,
        firstlineno: details.firstlineno,
        file,
        span,
        hash,
        function: object.flags & code_flags::NEWLOCALS != 0,
        calls,
        instructions,
    }
}

fn nested_last_line(vm: &Vm, pointer: *mut Code) -> u32 {
    let mut nested = Vec::new();
    walk(vm, Value::object(pointer), &mut nested);
    let last = |code: &*mut Code| {
        vm.positions(self::code(*code).id)
            .iter()
            .map(|position| position.end_line)
            .max()
    };
    nested.iter().filter_map(last).max().unwrap_or(0)
}

fn instruction(
    vm: &Vm,
    pointer: *mut Code,
    unit: usize,
    opcode: Opcode,
    oparg: u32,
) -> report::Instruction {
    let details = &vm.codes[code(pointer).id as usize];
    let position = vm.position(code(pointer).id, unit);
    let failures = details
        .failures
        .iter()
        .filter(|failure| failure.unit as usize == unit);
    let note = vm.note(code(pointer).id as usize, unit as u32);
    let timeline = note.map(|note| &note.timeline);
    report::Instruction {
        offset: unit as u32 * 2,
        base_opname: opcode.base().name().to_owned(),
        opname: opcode.name().to_owned(),
        argrepr: argument(vm, pointer, unit, opcode.base(), oparg),
        span: (position.line > 0).then(|| span(position)),
        count: details.counts.of(unit as u32),
        traced: 0,
        was: timeline.map_or_else(Vec::new, timeline::given_up),
        met: Vec::new(),
        origins: Vec::new(),
        changes: timeline.map_or(0, |timeline| timeline.forms.saturating_sub(1)),
        timeline: timeline.map_or_else(Vec::new, timeline::events),
        deopts: note.map_or(0, |note| note.deopts),
        failures: failures
            .map(|failure| report::Failure {
                kind: failure.reason.into(),
                reason: failure.reason.words().to_owned(),
                witness: failure.witness.clone(),
                count: u64::from(failure.count),
                items: failure.items,
            })
            .collect(),
    }
}

/// The types that an instruction met, most often first; none where its form is for all that came.
fn met(
    vm: &Vm,
    pointer: *mut Code,
    unit: u32,
    operator: &str,
    in_traces: &InTraces,
) -> Vec<report::Met> {
    let traced = |index| in_traces.met.get(&(pointer, unit, index)).unwrap_or(&0);
    let note = vm.note(code(pointer).id as usize, unit);
    let types = note.into_iter().flat_map(|note| note.met.seen());
    let mut found: Vec<report::Met> = types
        .enumerate()
        .map(|(index, seen)| report::Met {
            types: match seen.names {
                [container, subscript] if operator == "[]" => format!("{container}[{subscript}]"),
                [left, right] if !operator.is_empty() => {
                    format!("{left} {operator} {right}")
                }
                names => names.join(", "),
            },
            count: seen.count + traced(index),
        })
        .filter(|met| met.count > 0)
        .collect();
    found.sort_by_key(|met| std::cmp::Reverse(met.count));
    found
}

/// The code unit that an instruction jumps to, if it jumps.
fn jump_target(unit: u32, opcode: Opcode, oparg: u32) -> Option<u32> {
    let next = unit + 1 + opcode.cache_units() as u32;
    opcode.jump().map(|jump| match jump {
        Jump::Forward => next + oparg,
        Jump::Backward => next.saturating_sub(oparg),
    })
}

/// A constant as its `repr` has it, where that is short; else its type.
fn constant_text(vm: &Vm, constant: Value) -> String {
    const MOST: usize = 60;
    let text = if let Some(tuple) = vm.as_tuple(constant) {
        let items = cast::tuple_items(tuple).iter();
        let items: Vec<String> = items.map(|item| constant_text(vm, *item)).collect();
        match &items[..] {
            [one] => format!("({one},)"),
            items => format!("({})", items.join(", ")),
        }
    } else if vm.is_exact_str(constant) {
        let text = vm.text(constant);
        // As Python has it, but for rare escapes.
        let inner = text
            .escape_debug()
            .to_string()
            .replace("\\'", "'")
            .replace("\\\"", "\"");
        match inner.contains('\'') {
            true => format!("\"{inner}\""),
            false => format!("'{inner}'"),
        }
    } else if constant.is_object() {
        format!("<{}>", vm.class_name_of(constant))
    } else {
        format!("{constant:?}")
    };
    if text.chars().count() > MOST {
        return format!("<{}>", vm.class_name_of(constant));
    }
    text
}

/// An instruction's argument as `dis` shows it.
fn argument(vm: &Vm, pointer: *mut Code, unit: usize, base: Opcode, oparg: u32) -> String {
    use vm::objects::class::slots::{BinaryOperator, Comparison, INPLACE_FROM, SUBSCR};
    let object = code(pointer);
    let local = |index: u32| vm.local_name(pointer, index as usize);
    let name = |index: u32| vm.tuple_text(object.names, index as usize);
    match base {
        Opcode::BINARY_OP if oparg == SUBSCR => String::from("[]"),
        Opcode::BINARY_OP => {
            let inplace = oparg >= INPLACE_FROM;
            let operator = BinaryOperator::ALL
                .get((if inplace { oparg - INPLACE_FROM } else { oparg }) as usize);
            let sign = operator.map_or("?", |operator| {
                if *operator == BinaryOperator::Power {
                    "**"
                } else {
                    operator.sign()
                }
            });
            if inplace {
                format!("{sign}=")
            } else {
                sign.to_owned()
            }
        }
        Opcode::COMPARE_OP => Comparison::from_index(oparg >> 5).sign().to_owned(),
        _ => match base.argument() {
            Argument::Constant => match cast::tuple_items(object.consts).get(oparg as usize) {
                Some(constant) => constant_text(vm, *constant),
                None => oparg.to_string(),
            },
            Argument::Local | Argument::Cell => local(oparg),
            Argument::Locals => format!("{}, {}", local(oparg >> 4), local(oparg & 15)),
            Argument::Name(below) => name(oparg >> below),
            Argument::Number => match jump_target(unit as u32, base, oparg) {
                Some(target) => format!("to {}", target * 2),
                None if base.has_argument() => oparg.to_string(),
                None => String::new(),
            },
        },
    }
}
