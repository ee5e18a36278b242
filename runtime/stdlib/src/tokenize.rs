//! `_tokenize`: an iterator over the tokens of a source.
//!
//! Fields of a `TokenizerIter`: the list of tokens, the number of the next, and the exception that is behind them, or None.

use vm::layout::{Class, Shape};
use vm::objects::class::ClassSpec;
use vm::objects::fields::{field, set_field};
use vm::objects::sequences::list;
use vm::{Args, Result, Value, Vm};

use crate::support::{self, add_class};

/// The whole source: what `readline` gives until it gives nothing, or has nothing to give.
fn source(vm: &mut Vm, readline: Value, encoding: Value) -> Result<String> {
    let mut text = String::new();
    loop {
        let line = match vm.call_pos(readline, &[]) {
            Ok(line) => line,
            Err(raised) => {
                let exception = vm.raised;
                if vm.is_exception(exception, vm.types.stop_iteration) {
                    vm.take_raised();
                    return Ok(text);
                }
                return Err(raised);
            }
        };
        let line = if encoding.is_null() {
            line
        } else {
            vm.call_method(line, "decode", &[encoding])?
        };
        if !support::is_str(vm, line) {
            let name = vm.class_name(line);
            return Err(vm.type_error(format!("readline() returned a non-string object ({name})")));
        }
        let line = vm.text(line).into_owned();
        if line.is_empty() {
            return Ok(text);
        }
        vm.reserve(&mut text, line.len())?;
        text.push_str(&line.replace("\r\n", "\n"));
    }
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let names = ["readline", "encoding", "extra_tokens"];
    let [readline, encoding, extra] = vm.bind_arguments("tokenizeriter", args, &names, 1, 1, 1)?;
    // The parser's own tokens are nobody's business.
    if extra.is_null() || !vm.is_true(extra)? {
        return Err(vm.not_implemented_error("tokens without comments"));
    }
    let text = source(vm, readline, encoding)?;
    let tokenize = vm.hooks.tokenize;
    let (tokens, error) = tokenize(vm, &text)?;
    let first = Value::int_unchecked(0);
    Ok(vm.new_fields(class, &[tokens, first, error]))
}

fn next(vm: &mut Vm, this: Value) -> Result {
    let (tokens, number) = (field(this, 0), field(this, 1).int_payload() as usize);
    if number < list::len(tokens) {
        let following = vm.new_int_usize(number + 1);
        set_field(vm, this, 1, following);
        return Ok(list::items(tokens)[number]);
    }
    let error = field(this, 2);
    if error.is_none() {
        return Ok(Value::NULL);
    }
    set_field(vm, this, 2, Value::NONE);
    Err(vm.raise_value(error))
}

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_tokenize", &[]);
    let mut spec = ClassSpec::new("TokenizerIter", Shape::Fields);
    spec.module = "_tokenize";
    spec.fields = 3;
    spec.slots.new = Some(new);
    spec.slots.init = Some(|_, _, _| Ok(()));
    spec.slots.iter = Some(|_, this| Ok(this));
    spec.slots.next = Some(next);
    add_class(vm, module, spec);
    Ok(module)
}
