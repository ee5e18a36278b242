//! From the compiler's output to the vm's code objects.

use compiler::{CodeObject, Constant, ErrorKind, Mode, Options, SyntaxError, TokensEnd};
use vm::objects::code::{Handler, Known, NewCode, Position};
use vm::objects::sequences::{list, tuple};

use vm::{CompileOptions, Raised, Result, Value, Vm};

use crate::warnings;

/// The `compile` hook: text, file name, how. Issues the compiler's warnings.
pub fn compile(vm: &mut Vm, text: &str, filename: &str, how: CompileOptions<'_>) -> Result {
    let mode = match how.mode {
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        _ => Mode::Exec,
    };
    let options = Options {
        mode,
        optimize: how.optimize,
        future_flags: how.future_flags,
    };
    match compiler::compile_with_warnings(text, filename, &options) {
        Ok((code, warnings)) => {
            warnings::issue(vm, &warnings, filename, text)?;
            Ok(code_object(vm, &code))
        }
        Err(error) => Err(raise(vm, &error)),
    }
}

/// The `decode` hook: bytes of a source, and the file name for errors.
pub fn decode(vm: &mut Vm, bytes: &[u8], filename: &str) -> Result<String> {
    let error = match compiler::decode_string(bytes) {
        Ok(text) => return Ok(text.into_owned()),
        Err(error) => error,
    };
    if error.line > 0 {
        // The tokenizer does not know the name; as in CPython it is an attribute, and None among the arguments.
        let class = vm.types.syntax_error;
        let exception = exception(vm, class, &error)?;
        let (key, filename) = (vm.intern("filename"), vm.try_new_str(filename)?);
        vm.set_attr(exception, key, filename)?;
        return Err(vm.raise_value(exception));
    }
    let filename = Some(filename.to_owned());
    let error = SyntaxError { filename, ..error };
    match compiler::foreign_encoding(bytes) {
        Some(encoding) => decode_foreign(vm, bytes, &encoding, error),
        None => Err(raise(vm, &error)),
    }
}

/// The `tokenize` hook.
pub fn tokenize(vm: &mut Vm, text: &str) -> Result<(Value, Value)> {
    let tokens = compiler::tokenize(text);
    let list = vm.new_list(&[]);
    for token in &tokens.tokens {
        let mut place = |(row, column)| {
            let place = [vm.new_int_usize(row), vm.new_int_usize(column)];
            vm.new_tuple(&place)
        };
        let (start, end) = (place(token.start), place(token.end));
        let (kind, text) = (vm.new_int(token.kind.into()), vm.try_new_str(token.text)?);
        let line = vm.try_new_str(token.line)?;
        let token = vm.new_tuple(&[kind, text, start, end, line]);
        vm.list_push(list, token)?;
    }
    let error = match tokens.end {
        TokensEnd::Whole => return Ok((list, Value::NONE)),
        TokensEnd::Wrong(error) => Some(*error),
        TokensEnd::Open => None,
    };
    let Raised = match error {
        Some(error) => raise(vm, &error),
        None => {
            let message = "unexpected EOF in multi-line statement".into();
            let line = text.lines().count() as u32;
            let (kind, filename) = (ErrorKind::Syntax, Some("<string>".into()));
            let error = SyntaxError {
                kind,
                message,
                filename,
                line,
                column: 0,
                end_line: 0,
                end_column: 0,
                text: None,
            };
            raise(vm, &error)
        }
    };
    Ok((list, vm.take_raised()))
}

/// Decodes with a codec of Python's; `unknown` is the error if there is none.
fn decode_foreign(
    vm: &mut Vm,
    bytes: &[u8],
    encoding: &str,
    unknown: SyntaxError,
) -> Result<String> {
    let (bytes, encoding) = (vm.new_bytes(bytes), vm.new_str(encoding));
    match vm.decode(bytes, encoding, Value::NULL) {
        Ok(text) => Ok(vm.text(text).into_owned()),
        Err(Raised) => {
            let raised = vm.take_raised();
            let error = if vm.is_subclass(vm.class_of(raised), vm.types.unicode_error) {
                let message = vm.str(raised)?;
                SyntaxError {
                    message: vm.text(message).into_owned(),
                    ..unknown
                }
            } else {
                unknown
            };
            Err(raise(vm, &error))
        }
    }
}

/// Decodes a source file and compiles it.
pub fn compile_file(vm: &mut Vm, bytes: &[u8], filename: &str) -> Result {
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(raise(vm, &null_byte(bytes, at, filename)));
    }
    match compiler::decode(bytes) {
        Ok(text) => compile(vm, &text, filename, CompileOptions::MODULE),
        Err(_) if compiler::foreign_encoding(bytes).is_some() => {
            let text = decode(vm, bytes, filename)?;
            compile(vm, &text, filename, CompileOptions::MODULE)
        }
        Err(error) => {
            // Of a file CPython says its name, of other bytes it does not.
            let message = match error.message.split_once(" on line ") {
                Some((what, rest)) => format!("{what} in file {filename} on line {rest}"),
                None => error.message,
            };
            let filename = Some(filename.to_owned());
            Err(raise(
                vm,
                &SyntaxError {
                    message,
                    filename,
                    ..error
                },
            ))
        }
    }
}

/// The error of a file with a null byte: its line is shown up to there.
fn null_byte(bytes: &[u8], at: usize, filename: &str) -> SyntaxError {
    let start = bytes[..at].iter().rposition(|byte| *byte == b'\n');
    let line = &bytes[start.map_or(0, |newline| newline + 1)..at];
    SyntaxError {
        kind: ErrorKind::Syntax,
        message: "source code cannot contain null bytes".into(),
        filename: Some(filename.into()),
        line: bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u32 + 1,
        column: 0,
        end_line: 0,
        end_column: 0,
        text: Some(String::from_utf8_lossy(line).into_owned()),
    }
}

/// Raises the exception of an error in the source.
pub fn raise(vm: &mut Vm, error: &SyntaxError) -> Raised {
    let class = match error.kind {
        ErrorKind::Syntax => vm.types.syntax_error,
        ErrorKind::Indentation => vm.types.indentation_error,
        ErrorKind::Tab => vm.types.tab_error,
        ErrorKind::Value => return vm.value_error(&error.message),
        ErrorKind::Recursion => return vm.recursion_error(&error.message),
        ErrorKind::Memory => return vm.memory_error(&error.message),
        ErrorKind::Overflow => return vm.overflow_error(&error.message),
    };
    match exception(vm, class, error) {
        Ok(exception) => vm.raise_value(exception),
        Err(raised) => raised,
    }
}

fn exception(vm: &mut Vm, class: *mut vm::layout::Class, error: &SyntaxError) -> Result {
    let message = vm.try_new_str(&error.message)?;
    let filename = match &error.filename {
        Some(filename) => vm.try_new_str(filename)?,
        None => Value::NONE,
    };
    let text = match &error.text {
        Some(text) => vm.try_new_str(text)?,
        None => Value::NONE,
    };
    let number = |value: i64| Value::int_unchecked(value);
    let details = [
        filename,
        number(error.line.into()),
        number(error.column.into()),
        text,
        number(error.end_line.into()),
        number(error.end_column.into()),
    ];
    // What no line is known of has no end.
    let known = if error.end_line == 0 { 4 } else { 6 };
    let details = vm.new_tuple(&details[..known]);
    vm.new_exception(class, &[message, details])
}

/// Makes the vm's code object, and those in its constants.
pub fn code_object(vm: &mut Vm, code: &CodeObject) -> Value {
    let consts = constants(vm, &code.consts);
    let names = interned(vm, &code.names);
    let localsplusnames = interned(vm, &code.localsplusnames);
    let (name, qualname, filename) = (
        vm.intern_name(&code.name),
        vm.intern_name(&code.qualname),
        vm.intern_name(&code.filename),
    );
    let new = NewCode {
        units: code.code.clone(),
        consts,
        names,
        localsplusnames,
        kinds: code.localspluskinds.clone(),
        name,
        qualname,
        filename,
        firstlineno: code.firstlineno,
        argcount: code.argcount,
        posonlyargcount: code.posonlyargcount,
        kwonlyargcount: code.kwonlyargcount,
        stacksize: code.stacksize,
        flags: code.flags,
        exceptiontable: code.exceptiontable.clone(),
        linetable: code.linetable.clone(),
        handlers: code.exception_entries().into_iter().map(handler).collect(),
    };
    vm.new_code(new)
}

fn handler(entry: compiler::ExceptionEntry) -> Handler {
    Handler {
        start: entry.start,
        end: entry.end,
        target: entry.target,
        depth: entry.depth,
        lasti: entry.lasti,
    }
}

/// The `positions` hook: decodes a table of positions.
pub fn positions(linetable: &[u8], firstlineno: u32) -> Vec<Position> {
    let positions = compiler::positions(linetable, firstlineno);
    positions.into_iter().map(position).collect()
}

fn position(position: compiler::Position) -> Position {
    Position {
        known: match (position.line, position.column) {
            (None, _) => Known::Nothing,
            (_, None) => Known::Lines,
            _ => Known::Columns,
        },
        line: position.line.unwrap_or(0),
        end_line: position.end_line.unwrap_or(0),
        col: position.column.unwrap_or(0),
        end_col: position.end_column.unwrap_or(0),
    }
}

fn interned(vm: &mut Vm, names: &[std::rc::Rc<str>]) -> Value {
    let buffer = vm.new_list(&[]);
    for name in names {
        let name = vm.intern_name(name);
        vm.list_append(buffer, name);
    }
    vm.new_tuple(list::items(buffer))
}

fn constants(vm: &mut Vm, constants: &[Constant]) -> Value {
    let buffer = vm.new_list(&[]);
    for constant in constants {
        let value = self::constant(vm, constant);
        vm.list_append(buffer, value);
    }
    vm.new_tuple(list::items(buffer))
}

fn constant(vm: &mut Vm, constant: &Constant) -> Value {
    match constant {
        Constant::None => Value::NONE,
        Constant::Bool(value) => Value::bool(*value),
        Constant::Ellipsis => Value::ELLIPSIS,
        Constant::Int(value) => vm.new_int(*value),
        Constant::BigInt(value) => vm.new_bigint(value),
        Constant::Float(value) => Value::float(*value),
        Constant::Complex(real, imag) => vm.new_complex(*real, *imag),
        Constant::Str(text) => match text.as_str() {
            Some(text)
                if text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') =>
            {
                // Not for ever: whether it is immortal decides what LOAD_CONST becomes.
                let string = vm.new_str(text);
                vm.intern_str(string)
            }
            Some(text) => vm.new_str(text),
            None => {
                let points: Vec<u32> = text.code_points().collect();
                vm.new_str_from_code_points(&points)
            }
        },
        Constant::Bytes(data) => vm.new_bytes(data),
        Constant::Tuple(items) => constants(vm, items),
        Constant::FrozenSet(items) => {
            let items = constants(vm, items);
            match vm.new_frozenset(tuple::items(items)) {
                Ok(set) => set,
                // Constants are hashable: the compiler makes frozensets only of those.
                Err(Raised) => unreachable!("a constant is hashable"),
            }
        }
        Constant::Slice(parts) => {
            let [start, stop, step] = parts.as_ref();
            let (start, stop, step) = (
                self::constant(vm, start),
                self::constant(vm, stop),
                self::constant(vm, step),
            );
            vm.new_slice(start, stop, step)
        }
        Constant::Code(code) => code_object(vm, code),
    }
}
