//! `writer`: lines out of rows.

use vm::layout::Shape;
use vm::memory::Payload;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::strings::builder::Builder;
use vm::objects::strings::{self, Chars};
use vm::{Args, Call, Def, Result, Value, Vm};

use super::dialect::{self, ALL, Dialect, NONE, NONNUMERIC, NOT_SET, NOTNULL, STRINGS};
use super::{error, first, refuse};
use crate::support::{is_str, recall_class};

struct Writer {
    write: Value,
    dialect: Value,
}

impl Payload for Writer {
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.write);
        visit(self.dialect);
    }
}

fn state<'a>(vm: &mut Vm, this: Value) -> Result<&'a mut Writer> {
    match vm.payload::<Writer>(this) {
        Some(writer) => Ok(writer),
        None => Err(vm.type_error("a writer is required")),
    }
}

/// `writer(fileobj, dialect='excel', **fmtparams)`.
pub fn writer(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let (file, rest) = first(vm, "writer", args)?;
    let name = vm.intern("write");
    let write = match vm.get_attr_opt(file, name)? {
        Some(write) if vm.is_callable(write) => write,
        _ => return Err(vm.type_error("argument 1 must have a \"write\" method")),
    };
    let dialect = dialect::make(vm, rest)?;
    let class = recall_class(vm, "_csv.writer");
    Ok(vm.new_native(class, Box::new(Writer { write, dialect })))
}

/// What becomes of a character of a field.
enum Treatment {
    Plain,
    /// It stays, but the field must be quoted.
    Quoted,
    /// It is written twice in a quoted field.
    Doubled,
    Escaped,
}

/// A row being written.
struct Line {
    dialect: Dialect,
    text: Builder,
    fields: usize,
    /// The special characters that are ASCII, a bit each.
    special: u128,
}

impl Line {
    fn new(dialect: Dialect) -> Line {
        let mut special = 1 << b'\n' | 1 << b'\r';
        let single = [dialect.delimiter, dialect.quotechar, dialect.escapechar];
        for point in strings::chars(dialect.lineterminator).iter().chain(single) {
            if point < 128 {
                special |= 1 << point;
            }
        }
        Line {
            dialect,
            text: Builder::new(),
            fields: 0,
            special,
        }
    }

    fn is_special(&self, point: u32) -> bool {
        if point < 128 {
            return self.special >> point & 1 == 1;
        }
        let dialect = &self.dialect;
        point == dialect.delimiter
            || point == dialect.quotechar
            || point == dialect.escapechar
            || strings::chars(dialect.lineterminator)
                .iter()
                .any(|other| other == point)
    }

    fn treatment(&self, point: u32) -> Treatment {
        let dialect = &self.dialect;
        if !self.is_special(point) {
            Treatment::Plain
        } else if dialect.quoting == NONE || point == dialect.escapechar {
            Treatment::Escaped
        } else if point != dialect.quotechar {
            Treatment::Quoted
        } else if dialect.doublequote {
            Treatment::Doubled
        } else {
            Treatment::Escaped
        }
    }

    /// Appends a field: a str's characters, or none for None.
    fn append(&mut self, vm: &mut Vm, field: Option<Chars<'_>>, mut quoted: bool) -> Result<()> {
        let Dialect {
            delimiter,
            quotechar,
            escapechar,
            quoting,
            ..
        } = self.dialect;
        let chars = field.unwrap_or(Chars::Ascii(b""));
        let room = self.text.len().saturating_add(chars.len());
        vm.check_room(room.saturating_mul(size_of::<u32>()))?;
        if chars.is_empty() && delimiter == 32 && self.dialect.skipinitialspace {
            if quoting == NONE || (field.is_none() && matches!(quoting, STRINGS | NOTNULL)) {
                return Err(error(
                    vm,
                    "empty field must be quoted if delimiter is a space and skipinitialspace is true",
                ));
            }
            quoted = true;
        }
        let mut plain = true;
        for point in chars.iter() {
            match self.treatment(point) {
                Treatment::Plain => continue,
                Treatment::Quoted | Treatment::Doubled => quoted = true,
                Treatment::Escaped if escapechar == NOT_SET => {
                    return Err(error(vm, "need to escape, but no escapechar set"));
                }
                Treatment::Escaped => {}
            }
            plain = false;
        }
        if self.fields > 0 {
            self.text.push(delimiter);
        }
        self.fields += 1;
        if quoted {
            self.text.push(quotechar);
        }
        if plain {
            self.text.push_chars(chars);
        } else {
            for point in chars.iter() {
                match self.treatment(point) {
                    Treatment::Plain | Treatment::Quoted => {}
                    Treatment::Doubled => self.text.push(quotechar),
                    Treatment::Escaped => self.text.push(escapechar),
                }
                self.text.push(point);
            }
        }
        if quoted {
            self.text.push(quotechar);
        }
        Ok(())
    }
}

/// Whether a value counts as a number (CPython's `PyNumber_Check`).
fn is_number(vm: &Vm, value: Value) -> bool {
    let class = vm.class_of(value);
    let slots = vm.slots(class);
    slots.index.is_some()
        || slots.int.is_some()
        || slots.float.is_some()
        || vm.complex_parts(value).is_some()
}

fn iterate(vm: &mut Vm, row: Value) -> Result {
    match vm.iter(row) {
        Err(_) if vm.is_exception(vm.raised, vm.types.type_error) => {
            vm.take_raised();
            let name = vm.class_name(row);
            Err(error(vm, format!("iterable expected, not {name}")))
        }
        result => result,
    }
}

fn writerow(vm: &mut Vm, this: Value, row: Value) -> Result {
    let writer = state(vm, this)?;
    let (write, object) = (writer.write, writer.dialect);
    let dialect = dialect::dialect(vm, object)?;
    let iterator = iterate(vm, row)?;
    let mut line = Line::new(dialect);
    let mut last = Value::NULL;
    loop {
        let field = vm.next(iterator)?;
        if field.is_null() {
            break;
        }
        last = field;
        let text = is_str(vm, field);
        let quoted = match dialect.quoting {
            ALL => true,
            NONNUMERIC => !is_number(vm, field),
            STRINGS => text,
            NOTNULL => !field.is_none(),
            _ => false,
        };
        if field.is_none() {
            line.append(vm, None, quoted)?;
            continue;
        }
        let shown = if text { field } else { vm.str(field)? };
        line.append(vm, Some(strings::chars(shown)), quoted)?;
    }
    if line.fields > 0 && line.text.is_empty() {
        let quoting = dialect.quoting;
        if quoting == NONE || (last.is_none() && matches!(quoting, STRINGS | NOTNULL)) {
            return Err(error(vm, "single empty field record must be quoted"));
        }
        line.fields -= 1;
        line.append(vm, None, true)?;
    }
    line.text.push_str(dialect.lineterminator);
    let text = line.text.finish(vm)?;
    vm.call_pos(write, &[text])
}

fn writerows(vm: &mut Vm, this: Value, rows: Value) -> Result {
    let iterator = vm.iter(rows)?;
    loop {
        let row = vm.next(iterator)?;
        if row.is_null() {
            return Ok(Value::NONE);
        }
        writerow(vm, this, row)?;
    }
}

static METHODS: &[Def] = &[
    Def::new("writerow", Call::One(writerow)).doc("($self, row, /)", "Write a row."),
    Def::new("writerows", Call::One(writerows)).doc("($self, rows, /)", "Write rows."),
];

static GETSET: &[GetSet] = &[GetSet {
    name: "dialect",
    get: |vm, this| Ok(state(vm, this)?.dialect),
    set: Some(refuse),
    doc: "",
}];

/// The class.
pub fn class() -> ClassSpec {
    let mut spec = ClassSpec::new("writer", Shape::Native);
    spec.module = "_csv";
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "What writes rows to a file.";
    spec
}
