//! `_codecs`: the registry of encodings and error handlers, and the native encodings as functions.

mod charmap;
mod escapes;
mod handlers;
mod native;

use vm::layout::Dict;
use vm::objects::sequences::{list, tuple};
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, recall, remember};

/// A list of functions that find encodings, and a dict of those found.
const SEARCHERS: &str = "_codecs.searchers";
const FOUND: &str = "_codecs.found";
/// A dict of error handlers.
const HANDLERS: &str = "_codecs.handlers";

fn dict(vm: &mut Vm, name: &str) -> *mut Dict {
    recall(vm, name).pointer()
}

/// The name of an encoding as searchers are asked for it.
fn normalized(vm: &mut Vm, name: Value) -> Result<Value> {
    let text = support::text(vm, name, "lookup() argument")?;
    Ok(vm.intern(&text.to_lowercase().replace(' ', "_")))
}

/// The `CodecInfo` of an encoding, from those who know it.
fn lookup(vm: &mut Vm, _: Value, encoding: Value) -> Result {
    let name = normalized(vm, encoding)?;
    let found = dict(vm, FOUND);
    let known = vm.dict_get(found, name)?;
    if !known.is_null() {
        return Ok(known);
    }
    // It registers the searcher for the library's encodings.
    vm.import_module("encodings")?;
    let searchers = recall(vm, SEARCHERS);
    let mut next = 0;
    while let Some(&searcher) = list::items(searchers).get(next) {
        next += 1;
        let info = vm.call_pos(searcher, &[name])?;
        if info.is_none() {
            continue;
        }
        if !vm.is_tuple(info) || tuple::items(info).len() != 4 {
            return Err(vm.type_error("codec search functions must return 4-tuples"));
        }
        vm.dict_set(found, name, info)?;
        return Ok(info);
    }
    let text = vm.text(encoding).into_owned();
    Err(vm.raise(vm.types.lookup_error, format!("unknown encoding: {text}")))
}

fn register(vm: &mut Vm, _: Value, searcher: Value) -> Result {
    if !vm.is_callable(searcher) {
        return Err(vm.type_error("argument must be callable"));
    }
    let searchers = recall(vm, SEARCHERS);
    vm.list_push(searchers, searcher)?;
    Ok(Value::NONE)
}

fn unregister(vm: &mut Vm, _: Value, searcher: Value) -> Result {
    let kept = vm.new_list(&[]);
    let searchers = recall(vm, SEARCHERS);
    for &known in list::items(searchers) {
        if known != searcher {
            vm.list_push(kept, known)?;
        }
    }
    remember(vm, SEARCHERS, kept);
    let found = dict(vm, FOUND);
    vm.dict_clear(found);
    Ok(Value::NONE)
}

/// What `str.encode` and `bytes.decode` call: `convert` with encodings of text only.
fn convert_text(vm: &mut Vm, args: &[Value], which: usize) -> Result {
    let info = lookup(vm, Value::NULL, args[1])?;
    let name = vm.intern("_is_text_encoding");
    if let Some(is_text) = vm.get_attr_opt(info, name)?
        && !vm.is_true(is_text)?
    {
        let name = ["encode", "decode"][which];
        let message = format!(
            "'{}' is not a text encoding; use codecs.{name}() to handle arbitrary codecs",
            vm.text(args[1])
        );
        return Err(vm.raise(vm.types.lookup_error, message));
    }
    convert(vm, Args::positional(args), which)
}

/// Calls the encoder (0) or decoder (1) of an encoding; gives the first of its two results.
fn convert(vm: &mut Vm, args: Args<'_>, which: usize) -> Result {
    let name = ["encode", "decode"][which];
    let names = ["obj", "encoding", "errors"];
    let [object, encoding, errors] = vm.bind_arguments(name, args, &names, 0, 3, 1)?;
    let encoding = if encoding.is_null() {
        vm.intern("utf-8")
    } else {
        encoding
    };
    let info = lookup(vm, Value::NULL, encoding)?;
    let function = tuple::items(info)[which];
    let result = if errors.is_null() {
        vm.call_pos(function, &[object])?
    } else {
        vm.call_pos(function, &[object, errors])?
    };
    if vm.is_tuple(result)
        && let &[converted, _] = tuple::items(result)
    {
        return Ok(converted);
    }
    Err(vm.type_error(format!("{name}r must return a tuple (object, integer)")))
}

fn register_error(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("register_error", args.len(), 2, 2)?;
    support::text(vm, args[0], "register_error() argument 1")?;
    if !vm.is_callable(args[1]) {
        return Err(vm.type_error("handler must be callable"));
    }
    let known = dict(vm, HANDLERS);
    vm.dict_set(known, args[0], args[1])?;
    Ok(Value::NONE)
}

/// The error handler of a name.
fn lookup_error(vm: &mut Vm, _: Value, name: Value) -> Result {
    let text = support::text(vm, name, "lookup_error() argument")?;
    let known = dict(vm, HANDLERS);
    let handler = vm.dict_get(known, name)?;
    if handler.is_null() {
        let message = format!("unknown error handler name '{text}'");
        return Err(vm.raise(vm.types.lookup_error, message));
    }
    Ok(handler)
}

fn unregister_error(vm: &mut Vm, _: Value, name: Value) -> Result {
    let text = support::text(vm, name, "_unregister_error() argument")?;
    if handlers::NAMES.contains(&text.as_str()) {
        return Err(vm.value_error(format!(
            "cannot un-register built-in error handler '{text}'"
        )));
    }
    let known = dict(vm, HANDLERS);
    let had = vm.dict_remove(known, name)?;
    Ok(Value::bool(!had.is_null()))
}

static FUNCTIONS: &[Def] = &[
    Def::new("register", Call::One(register)),
    Def::new("unregister", Call::One(unregister)),
    Def::new("lookup", Call::One(lookup)),
    Def::new(
        "encode",
        Call::FastKeywords(|vm, _, args| convert(vm, args, 0)),
    ),
    Def::new(
        "decode",
        Call::FastKeywords(|vm, _, args| convert(vm, args, 1)),
    ),
    Def::new("register_error", Call::Fast(register_error)),
    Def::new("lookup_error", Call::One(lookup_error)),
    Def::new("_unregister_error", Call::One(unregister_error)),
];

/// What the vm calls, remembered.
static TEXT_FUNCTIONS: &[Def] = &[
    Def::new(
        "_codecs.text_encode",
        Call::Fast(|vm, _, args| convert_text(vm, args, 0)),
    ),
    Def::new(
        "_codecs.text_decode",
        Call::Fast(|vm, _, args| convert_text(vm, args, 1)),
    ),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_codecs", FUNCTIONS);
    for functions in [native::FUNCTIONS, charmap::FUNCTIONS, escapes::FUNCTIONS] {
        support::add_functions(vm, module, functions);
    }
    let searchers = vm.new_list(&[]);
    remember(vm, SEARCHERS, searchers);
    for name in [FOUND, HANDLERS] {
        let empty = Value::object(vm.new_dict());
        remember(vm, name, empty);
    }
    handlers::init(vm)?;
    for def in TEXT_FUNCTIONS {
        let function = vm.new_builtin(def, module, Value::NONE);
        remember(vm, def.name, function);
    }
    Ok(module)
}
