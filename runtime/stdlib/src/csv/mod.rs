//! `_csv`: the registry of dialects here, dialects in `dialect`, readers in `reader`, writers in `writer`.

mod dialect;
mod reader;
mod writer;

use vm::layout::Dict;
use vm::objects::dict;
use vm::{Args, Call, Def, Raised, Result, Value, Vm};

use crate::support::{self, add, add_class, is_str, recall, remember};

const ERROR: &str = "_csv.Error";
const DIALECTS: &str = "_csv.dialects";
const LIMIT: &str = "_csv.field_limit";

/// Raises `csv.Error`.
#[cold]
fn error(vm: &mut Vm, message: impl AsRef<str>) -> Raised {
    let class = recall(vm, ERROR);
    let message = vm.new_str(message.as_ref());
    match vm.call_pos(class, &[message]) {
        Ok(exception) => vm.raise_value(exception),
        Err(raised) => raised,
    }
}

#[cold]
fn unknown(vm: &mut Vm) -> Raised {
    error(vm, "unknown dialect")
}

/// The setter of attributes that are plain members in CPython; those have other words than computed ones.
fn refuse(vm: &mut Vm, _: Value, _: Value) -> Result<()> {
    Err(vm.attribute_error("readonly attribute"))
}

fn dialects(vm: &mut Vm) -> *mut Dict {
    recall(vm, DIALECTS).pointer()
}

/// The dialect registered under a name.
fn registered(vm: &mut Vm, name: Value) -> Result {
    let dialects = dialects(vm);
    let found = vm.dict_get(dialects, name)?;
    if found.is_null() {
        Err(unknown(vm))
    } else {
        Ok(found)
    }
}

/// How many characters a field may have.
fn field_limit(vm: &mut Vm) -> i64 {
    let limit = recall(vm, LIMIT);
    vm.int_as_i64(limit).unwrap_or(i64::MAX)
}

/// Splits off the first argument, after which at most a dialect and its parameters follow.
fn first<'a>(vm: &mut Vm, name: &str, args: Args<'a>) -> Result<(Value, Args<'a>)> {
    vm.check_positional(name, args.pos().len(), 1, 2)?;
    let rest = Args {
        values: &args.values[1..],
        kwnames: args.kwnames,
    };
    Ok((args.values[0], rest))
}

fn register_dialect(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let (name, rest) = first(vm, "register_dialect", args)?;
    if !is_str(vm, name) {
        return Err(vm.type_error("dialect name must be a string"));
    }
    let dialect = dialect::make(vm, rest)?;
    let dialects = dialects(vm);
    vm.dict_set(dialects, name, dialect)?;
    Ok(Value::NONE)
}

fn unregister_dialect(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [name] = vm.bind_arguments("unregister_dialect", args, &["name"], 0, 1, 1)?;
    let dialects = dialects(vm);
    if vm.dict_remove(dialects, name)?.is_null() {
        return Err(unknown(vm));
    }
    Ok(Value::NONE)
}

fn get_dialect(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [name] = vm.bind_arguments("get_dialect", args, &["name"], 0, 1, 1)?;
    registered(vm, name)
}

fn list_dialects(vm: &mut Vm, _: Value) -> Result {
    let dialects = dialects(vm);
    let list = vm.new_list(&[]);
    for (name, _) in dict::entries(dialects) {
        vm.list_push(list, name)?;
    }
    Ok(list)
}

fn field_size_limit(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [new] = vm.bind_arguments("field_size_limit", args, &["new_limit"], 0, 1, 0)?;
    let old = recall(vm, LIMIT);
    if new.is_null() {
        return Ok(old);
    }
    if !vm.is_exact_int(new) {
        return Err(vm.type_error("limit must be an integer"));
    }
    if vm.int_as_i64(new).is_none() {
        return Err(vm.overflow_error("Python int too large to convert to C ssize_t"));
    }
    remember(vm, LIMIT, new);
    Ok(old)
}

static FUNCTIONS: &[Def] = &[
    Def::new("reader", Call::VarKeywords(reader::reader)).doc(
        "($module, iterable, /, dialect='excel', **fmtparams)",
        "Make an iterator of the rows in an iterable's lines.",
    ),
    Def::new("writer", Call::VarKeywords(writer::writer)).doc(
        "($module, fileobj, /, dialect='excel', **fmtparams)",
        "Make an object that writes rows to a file.",
    ),
    Def::new("list_dialects", Call::NoArgs(list_dialects))
        .doc("($module, /)", "The names of the registered dialects."),
    Def::new("register_dialect", Call::VarKeywords(register_dialect)).doc(
        "($module, name, /, dialect='excel', **fmtparams)",
        "Give a dialect a name.",
    ),
    Def::new("unregister_dialect", Call::FastKeywords(unregister_dialect))
        .doc("($module, /, name)", "Forget the dialect of a name."),
    Def::new("get_dialect", Call::FastKeywords(get_dialect))
        .doc("($module, /, name)", "The dialect of a name."),
    Def::new("field_size_limit", Call::FastKeywords(field_size_limit)).doc(
        "($module, /, new_limit=<unrepresentable>)",
        "How many characters a field may have; sets it if a number is given.",
    ),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_csv", FUNCTIONS);
    let doc = vm.new_str("CSV parsing and writing.\n");
    add(vm, module, "__doc__", doc);
    let registry = Value::object(vm.new_dict());
    remember(vm, DIALECTS, registry);
    add(vm, module, "_dialects", registry);
    let limit = vm.new_int(128 * 1024);
    remember(vm, LIMIT, limit);
    let class = support::new_exception_class(vm, "_csv", "Error", vm.types.exception)?;
    remember(vm, ERROR, class);
    add(vm, module, "Error", class);
    support::add_ints(vm, module, dialect::QUOTINGS);
    add_class(vm, module, dialect::class());
    // Their names are those of the functions that make them.
    for (name, spec) in [("Reader", reader::class()), ("Writer", writer::class())] {
        let class = support::class(vm, spec);
        add(vm, module, name, Value::object(class));
    }
    Ok(module)
}
