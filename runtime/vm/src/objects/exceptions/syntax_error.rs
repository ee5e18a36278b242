//! `SyntaxError`.

use super::base;
use super::layout::{OWN, member};
use crate::objects::class::GetSet;
use crate::objects::fields::{field, set_field};
use crate::objects::sequences::list;
use crate::{Args, Result, Value, Vm};

const MSG: usize = OWN;
const FILENAME: usize = OWN + 1;
const LINENO: usize = OWN + 2;
const OFFSET: usize = OWN + 3;
const TEXT: usize = OWN + 4;
const END_LINENO: usize = OWN + 5;
const END_OFFSET: usize = OWN + 6;
const METADATA: usize = OWN + 7;
const PRINT_FILE_AND_LINE: usize = OWN + 8;

pub(super) fn init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    base::init(vm, this, args)?;
    let args = args.pos();
    if let Some(message) = args.first() {
        set_field(vm, this, MSG, *message);
    }
    let [_, info] = args else { return Ok(()) };
    let info = vm.list_from(*info)?;
    let given = list::items(info).len();
    if !(4..=7).contains(&given) {
        let (how, bound) = if given < 4 { ("least", 4) } else { ("most", 7) };
        return Err(vm.type_error(format!(
            "function takes at {how} {bound} arguments ({given} given)"
        )));
    }
    for index in 0..7 {
        let value = list::items(info).get(index).copied().unwrap_or(Value::NULL);
        set_field(vm, this, FILENAME + index, value);
    }
    if given == 5 {
        return Err(vm.type_error("end_offset must be provided when end_lineno is provided"));
    }
    Ok(())
}

pub(super) fn str(vm: &mut Vm, this: Value) -> Result {
    let message = vm.str(field(this, MSG).or_none())?;
    let mut text = vm.text(message).into_owned();
    let filename = field(this, FILENAME);
    let file = if vm.is_str(filename) {
        let whole = vm.text(filename).into_owned();
        Some(whole.rsplit('/').next().unwrap_or_default().to_owned())
    } else {
        None
    };
    let line = field(this, LINENO);
    let line = if line.is_null() {
        None
    } else {
        vm.int_as_i64(line)
    };
    match (file, line) {
        (Some(file), Some(line)) => text += &format!(" ({file}, line {line})"),
        (Some(file), None) => text += &format!(" ({file})"),
        (None, Some(line)) => text += &format!(" (line {line})"),
        (None, None) => return Ok(message),
    }
    Ok(vm.new_str(&text))
}

pub(super) static GETSET: &[GetSet] = &[
    member::<MSG>("msg", "exception msg"),
    member::<FILENAME>("filename", "exception filename"),
    member::<LINENO>("lineno", "exception lineno"),
    member::<OFFSET>("offset", "exception offset"),
    member::<TEXT>("text", "exception text"),
    member::<END_LINENO>("end_lineno", "exception end lineno"),
    member::<END_OFFSET>("end_offset", "exception end offset"),
    member::<PRINT_FILE_AND_LINE>("print_file_and_line", "exception print_file_and_line"),
    member::<METADATA>("_metadata", "exception private metadata"),
];

/// What the traceback printer shows of a SyntaxError: msg, filename, lineno, offset, text, end_lineno, end_offset.
pub(crate) fn shown(exception: Value) -> [Value; 7] {
    [MSG, FILENAME, LINENO, OFFSET, TEXT, END_LINENO, END_OFFSET]
        .map(|index| field(exception, index).or_none())
}
