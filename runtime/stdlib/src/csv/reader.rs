//! `reader`: rows out of lines.

use vm::layout::Shape;
use vm::memory::Payload;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::iterators::itself;
use vm::objects::strings::builder::Builder;
use vm::objects::strings::{self, Chars};
use vm::{Args, Result, Value, Vm};

use super::dialect::{self, Dialect, NONE, NONNUMERIC, NOTNULL, STRINGS};
use super::{error, field_limit, first, refuse};
use crate::support::{is_str, recall_class};

struct Reader {
    iterator: Value,
    dialect: Value,
    line_num: i64,
    /// Whether a row is being read: the iterator may ask for one itself.
    reading: bool,
}

impl Payload for Reader {
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.iterator);
        visit(self.dialect);
    }
}

fn state<'a>(vm: &mut Vm, this: Value) -> Result<&'a mut Reader> {
    match vm.payload::<Reader>(this) {
        Some(reader) => Ok(reader),
        None => Err(vm.type_error("a reader is required")),
    }
}

/// `reader(iterable, dialect='excel', **fmtparams)`.
pub fn reader(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let (lines, rest) = first(vm, "reader", args)?;
    let iterator = vm.iter(lines)?;
    let dialect = dialect::make(vm, rest)?;
    let class = recall_class(vm, "_csv.reader");
    let reader = Reader {
        iterator,
        dialect,
        line_num: 0,
        reading: false,
    };
    Ok(vm.new_native(class, Box::new(reader)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    StartRecord,
    StartField,
    Escaped,
    InField,
    InQuoted,
    EscapedInQuoted,
    QuoteInQuoted,
    /// After the characters that end a line.
    LineEnd,
    AfterEscapedNewline,
}

/// What stands for the end of a line where a character is expected.
const END: u32 = u32::MAX - 1;
const NEWLINE: u32 = b'\n' as u32;
const RETURN: u32 = b'\r' as u32;
const SPACE: u32 = b' ' as u32;

/// A row being read. It lives on the native stack, where the collector sees the list.
struct Row {
    dialect: Dialect,
    state: State,
    fields: Value,
    field: Builder,
    /// Whether the field has not begun with a quote.
    unquoted: bool,
    limit: i64,
}

impl Row {
    /// Reads a line. `line` is the str of the characters.
    fn line(&mut self, vm: &mut Vm, line: Value) -> Result<()> {
        let chars = strings::chars(line);
        let mut at = 0;
        while at < chars.len() {
            if matches!(self.state, State::InField | State::InQuoted) {
                let end = self.plain(chars, at);
                if end > at {
                    self.field.push_chars(chars.slice(at, end));
                    self.check_limit(vm)?;
                    at = end;
                    continue;
                }
            }
            self.step(vm, chars.at(at))?;
            at += 1;
        }
        self.step(vm, END)?;
        core::hint::black_box(line);
        Ok(())
    }

    /// Where the characters from `start` on end that mean themselves within a field.
    fn plain(&self, chars: Chars<'_>, start: usize) -> usize {
        let Dialect {
            delimiter,
            quotechar,
            escapechar,
            ..
        } = self.dialect;
        (start..chars.len())
            .find(|&at| {
                let point = chars.at(at);
                point == delimiter
                    || point == NEWLINE
                    || point == RETURN
                    || point == quotechar
                    || point == escapechar
            })
            .unwrap_or(chars.len())
    }

    fn check_limit(&self, vm: &mut Vm) -> Result<()> {
        let limit = self.limit;
        if i64::try_from(self.field.len()).is_ok_and(|length| length <= limit) {
            return Ok(());
        }
        Err(error(
            vm,
            format!("field larger than field limit ({limit})"),
        ))
    }

    fn push(&mut self, vm: &mut Vm, point: u32, after: State) -> Result<()> {
        self.field.push(point);
        self.state = after;
        self.check_limit(vm)
    }

    /// Ends the field.
    fn save(&mut self, vm: &mut Vm, after: State) -> Result<()> {
        self.state = after;
        let quoting = self.dialect.quoting;
        let field = core::mem::take(&mut self.field);
        let (empty, unquoted) = (field.is_empty(), self.unquoted);
        let value = if unquoted && empty && matches!(quoting, STRINGS | NOTNULL) {
            Value::NONE
        } else {
            let text = field.finish(vm)?;
            if unquoted && !empty && matches!(quoting, STRINGS | NONNUMERIC) {
                let float = Value::object(vm.types.float);
                vm.call_pos(float, &[text])?
            } else {
                text
            }
        };
        vm.list_push(self.fields, value)
    }

    /// Ends the field at a character that ends the line.
    fn save_last(&mut self, vm: &mut Vm, point: u32) -> Result<()> {
        let after = if point == END {
            State::StartRecord
        } else {
            State::LineEnd
        };
        self.save(vm, after)
    }

    fn step(&mut self, vm: &mut Vm, point: u32) -> Result<()> {
        let Dialect {
            delimiter,
            quotechar,
            escapechar,
            ..
        } = self.dialect;
        let quotes = self.dialect.quoting != NONE;
        let newline = point == NEWLINE || point == RETURN;
        match self.state {
            State::StartRecord if point == END => Ok(()),
            State::StartRecord if newline => {
                self.state = State::LineEnd;
                Ok(())
            }
            State::StartRecord | State::StartField => {
                self.unquoted = true;
                self.state = State::StartField;
                if newline || point == END {
                    return self.save_last(vm, point);
                }
                if point == quotechar && quotes {
                    self.unquoted = false;
                    self.state = State::InQuoted;
                } else if point == escapechar {
                    self.state = State::Escaped;
                } else if point == SPACE && self.dialect.skipinitialspace {
                } else if point == delimiter {
                    return self.save(vm, State::StartField);
                } else {
                    return self.push(vm, point, State::InField);
                }
                Ok(())
            }
            State::Escaped if newline => self.push(vm, point, State::AfterEscapedNewline),
            State::Escaped => {
                let point = if point == END { NEWLINE } else { point };
                self.push(vm, point, State::InField)
            }
            State::AfterEscapedNewline if point == END => Ok(()),
            State::InField | State::AfterEscapedNewline => {
                if newline || point == END {
                    self.save_last(vm, point)
                } else if point == escapechar {
                    self.state = State::Escaped;
                    Ok(())
                } else if point == delimiter {
                    self.save(vm, State::StartField)
                } else {
                    self.push(vm, point, State::InField)
                }
            }
            State::InQuoted => {
                if point == END {
                } else if point == escapechar {
                    self.state = State::EscapedInQuoted;
                } else if point == quotechar && quotes {
                    self.state = if self.dialect.doublequote {
                        State::QuoteInQuoted
                    } else {
                        State::InField
                    };
                } else {
                    return self.push(vm, point, State::InQuoted);
                }
                Ok(())
            }
            State::EscapedInQuoted => {
                let point = if point == END { NEWLINE } else { point };
                self.push(vm, point, State::InQuoted)
            }
            State::QuoteInQuoted => {
                if point == quotechar && quotes {
                    self.push(vm, point, State::InQuoted)
                } else if point == delimiter {
                    self.save(vm, State::StartField)
                } else if newline || point == END {
                    self.save_last(vm, point)
                } else if self.dialect.strict {
                    let [after, wanted] = [quotechar, delimiter]
                        .map(|point| char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER));
                    Err(error(vm, format!("'{wanted}' expected after '{after}'")))
                } else {
                    self.push(vm, point, State::InField)
                }
            }
            State::LineEnd => {
                if point == END {
                    self.state = State::StartRecord;
                } else if !newline {
                    return Err(error(
                        vm,
                        "new-line character seen in unquoted field - do you need to open the file with newline=''?",
                    ));
                }
                Ok(())
            }
        }
    }
}

fn next(vm: &mut Vm, this: Value) -> Result {
    let reader = state(vm, this)?;
    reader.reading = true;
    let (iterator, object) = (reader.iterator, reader.dialect);
    let mut row = Row {
        dialect: dialect::dialect(vm, object)?,
        state: State::StartRecord,
        fields: vm.new_list(&[]),
        field: Builder::new(),
        unquoted: true,
        limit: 0,
    };
    loop {
        let line = vm.next(iterator)?;
        if line.is_null() {
            if row.field.is_empty() && row.state != State::InQuoted {
                return Ok(Value::NULL);
            }
            if row.dialect.strict {
                return Err(error(vm, "unexpected end of data"));
            }
            row.save(vm, State::StartRecord)?;
            break;
        }
        if !is_str(vm, line) {
            let name = vm.class_name(line);
            return Err(error(
                vm,
                format!(
                    "iterator should return strings, not {name} (the file should be opened in text mode)"
                ),
            ));
        }
        let reader = state(vm, this)?;
        if !reader.reading {
            return Err(error(vm, "iterator has already advanced the reader"));
        }
        reader.line_num += 1;
        row.limit = field_limit(vm);
        let room = row.field.len().saturating_add(strings::len(line));
        vm.check_room(room.saturating_mul(size_of::<u32>()))?;
        row.line(vm, line)?;
        if row.state == State::StartRecord {
            break;
        }
    }
    state(vm, this)?.reading = false;
    Ok(row.fields)
}

static GETSET: &[GetSet] = &[
    GetSet {
        name: "dialect",
        get: |vm, this| Ok(state(vm, this)?.dialect),
        set: Some(refuse),
        doc: "",
    },
    GetSet {
        name: "line_num",
        get: |vm, this| {
            let line = state(vm, this)?.line_num;
            Ok(vm.new_int(line))
        },
        set: Some(refuse),
        doc: "",
    },
];

/// The class.
pub fn class() -> ClassSpec {
    let mut spec = ClassSpec::new("reader", Shape::Native);
    spec.module = "_csv";
    spec.slots.iter = Some(itself);
    spec.slots.next = Some(next);
    spec.getset = GETSET;
    spec.doc = "An iterator of rows.";
    spec
}
