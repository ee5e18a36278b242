//! `_contextvars`. A context is a dict of variables' values; the contexts that have been entered are a chain.

use vm::layout::{Class, Shape, class_flags};
use vm::objects::class::slots::Comparison;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::descriptors::read_only;
use vm::objects::dict;
use vm::objects::fields::{field, set_field};
use vm::objects::generic::class_getitem;
use vm::objects::repr::push_repr;
use vm::{Args, Call, Def, Raised, Result, Value, Vm};

use crate::support::{self, add_class, recall, recall_class, remember};

const CURRENT: &str = "contextvars.current";
const MISSING: &str = "contextvars.missing";

/// Fields of a context: a dict, the context that is left for it while it is entered.
const VALUES: usize = 1;
const LEFT_FOR: usize = 2;
/// Fields of a variable.
const NAME: usize = 1;
const DEFAULT: usize = 2;
/// Fields of a token: the context, the variable, its former value, whether the token was used.
const CONTEXT: usize = 1;
const VARIABLE: usize = 2;
const OLD: usize = 3;
const USED: usize = 4;

fn new_context(vm: &mut Vm, values: Value) -> Value {
    let class = recall_class(vm, "_contextvars.Context");
    vm.new_fields(class, &[Value::NULL, values])
}

/// The context that code runs in.
fn current(vm: &mut Vm) -> Value {
    let current = recall(vm, CURRENT);
    if !current.is_null() {
        return current;
    }
    let values = Value::object(vm.new_dict());
    let context = new_context(vm, values);
    remember(vm, CURRENT, context);
    context
}

fn copy(vm: &mut Vm, context: Value) -> Result {
    let values = vm.dict_copy(field(context, VALUES).pointer())?;
    Ok(new_context(vm, Value::object(values)))
}

fn lookup_error(vm: &mut Vm, argument: Value) -> Raised {
    match vm.new_exception(vm.types.lookup_error, &[argument]) {
        Ok(exception) => vm.raise_value(exception),
        Err(raised) => raised,
    }
}

fn check_variable(vm: &mut Vm, value: Value) -> Result<()> {
    if vm.class_of(value) == recall_class(vm, "_contextvars.ContextVar") {
        return Ok(());
    }
    let mut text = String::from("a ContextVar key was expected, got ");
    push_repr(vm, &mut text, value)?;
    Err(vm.type_error(text))
}

/// A variable's value in a context; NULL if it has none.
fn value_in(vm: &mut Vm, context: Value, variable: Value) -> Result {
    check_variable(vm, variable)?;
    vm.dict_get(field(context, VALUES).pointer(), variable)
}

fn context_new(vm: &mut Vm, _: *mut Class, args: Args<'_>) -> Result {
    if !args.values.is_empty() {
        return Err(vm.type_error("Context() does not accept any arguments"));
    }
    let values = Value::object(vm.new_dict());
    Ok(new_context(vm, values))
}

fn run(vm: &mut Vm, context: Value, args: Args<'_>) -> Result {
    let Some((&function, _)) = args.pos().split_first() else {
        return Err(vm.type_error("run() missing 1 required positional argument"));
    };
    if !field(context, LEFT_FOR).is_null() {
        let mut text = String::from("cannot enter context: ");
        push_repr(vm, &mut text, context)?;
        text.push_str(" is already entered");
        return Err(vm.runtime_error(text));
    }
    let left = current(vm);
    set_field(vm, context, LEFT_FOR, left);
    remember(vm, CURRENT, context);
    let result = vm.call(
        function,
        Args {
            values: &args.values[1..],
            kwnames: args.kwnames,
        },
    );
    set_field(vm, context, LEFT_FOR, Value::NULL);
    remember(vm, CURRENT, left);
    result
}

fn context_get(vm: &mut Vm, context: Value, args: &[Value]) -> Result {
    vm.check_positional("get", args.len(), 1, 2)?;
    let value = value_in(vm, context, args[0])?;
    Ok(if value.is_null() {
        args.get(1).copied().unwrap_or(Value::NONE)
    } else {
        value
    })
}

fn getitem(vm: &mut Vm, context: Value, variable: Value) -> Result {
    let value = value_in(vm, context, variable)?;
    if value.is_null() {
        return Err(vm.key_error(variable));
    }
    Ok(value)
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if vm.class_of(left) != vm.class_of(right) || !matches!(op, Comparison::Eq | Comparison::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    vm.compare(op, field(left, VALUES), field(right, VALUES))
}

/// Calls a method of the dict of values.
fn of_values(vm: &mut Vm, context: Value, method: &str) -> Result {
    vm.call_method(field(context, VALUES), method, &[])
}

static CONTEXT_METHODS: &[Def] = &[
    Def::new("run", Call::FastKeywords(run)),
    Def::new("get", Call::Fast(context_get)),
    Def::new("copy", Call::NoArgs(copy)),
    Def::new("keys", Call::NoArgs(|vm, this| of_values(vm, this, "keys"))),
    Def::new(
        "values",
        Call::NoArgs(|vm, this| of_values(vm, this, "values")),
    ),
    Def::new(
        "items",
        Call::NoArgs(|vm, this| of_values(vm, this, "items")),
    ),
];

fn context_class() -> ClassSpec {
    let mut spec = ClassSpec::new("Context", Shape::Fields);
    spec.module = "_contextvars";
    spec.fields = 3;
    spec.flags = class_flags::WEAK_REFERENCES;
    spec.slots.new = Some(context_new);
    spec.slots.getitem = Some(getitem);
    spec.slots.contains = Some(|vm, this, variable| Ok(!value_in(vm, this, variable)?.is_null()));
    spec.slots.length = Some(|_, this| Ok(dict::entries(field(this, VALUES).pointer()).count()));
    spec.slots.iter = Some(|vm, this| vm.iter(field(this, VALUES)));
    spec.slots.compare = Some(compare);
    spec.slots.hash = Some(vm::objects::class::slotdefs::unhashable);
    spec.methods = CONTEXT_METHODS;
    spec
}

fn variable_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [name, default] = vm.bind_arguments("ContextVar", args, &["name", "default"], 1, 1, 1)?;
    if !vm.is_str(name) {
        return Err(vm.type_error("context variable name must be a str"));
    }
    Ok(vm.new_fields(class, &[Value::NULL, name, default]))
}

fn variable_get(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("get", args.len(), 0, 1)?;
    let context = current(vm);
    let value = value_in(vm, context, this)?;
    let default = args.first().copied().unwrap_or(field(this, DEFAULT));
    match (value.is_null(), default.is_null()) {
        (false, _) => Ok(value),
        (true, false) => Ok(default),
        (true, true) => Err(lookup_error(vm, this)),
    }
}

fn variable_set(vm: &mut Vm, this: Value, value: Value) -> Result {
    let context = current(vm);
    let old = value_in(vm, context, this)?;
    vm.dict_set(field(context, VALUES).pointer(), this, value)?;
    let class = recall_class(vm, "_contextvars.Token");
    Ok(vm.new_fields(class, &[Value::NULL, context, this, old, Value::FALSE]))
}

fn reset(vm: &mut Vm, this: Value, token: Value) -> Result {
    if vm.class_of(token) != recall_class(vm, "_contextvars.Token") {
        let mut text = String::from("expected an instance of Token, got ");
        push_repr(vm, &mut text, token)?;
        return Err(vm.type_error(text));
    }
    let context = current(vm);
    let reason = if field(token, USED) == Value::TRUE {
        " has already been used once"
    } else if field(token, VARIABLE) != this {
        " was created by a different ContextVar"
    } else if field(token, CONTEXT) != context {
        " was created in a different Context"
    } else {
        ""
    };
    if !reason.is_empty() {
        let mut text = String::new();
        push_repr(vm, &mut text, token)?;
        text.push_str(reason);
        return Err(if field(token, USED) == Value::TRUE {
            vm.runtime_error(text)
        } else {
            vm.value_error(text)
        });
    }
    set_field(vm, token, USED, Value::TRUE);
    let values = field(context, VALUES).pointer();
    match field(token, OLD) {
        Value::NULL => vm.dict_remove(values, this).map(|_| ())?,
        old => vm.dict_set(values, this, old)?,
    }
    Ok(Value::NONE)
}

fn variable_repr(vm: &mut Vm, this: Value) -> Result {
    let mut text = String::from("<ContextVar name=");
    push_repr(vm, &mut text, field(this, NAME))?;
    if !field(this, DEFAULT).is_null() {
        text.push_str(" default=");
        push_repr(vm, &mut text, field(this, DEFAULT))?;
    }
    text.push_str(&format!(" at {:#x}>", this.bits()));
    Ok(vm.new_str(&text))
}

static VARIABLE_METHODS: &[Def] = &[
    Def::new("get", Call::Fast(variable_get)),
    Def::new("set", Call::One(variable_set)),
    Def::new("reset", Call::One(reset)),
    Def::new("__class_getitem__", Call::One(class_getitem)).class(),
];
static VARIABLE_GETSET: &[GetSet] = &[read_only("name", |_, this| Ok(field(this, NAME)), "")];

fn variable_class() -> ClassSpec {
    let mut spec = ClassSpec::new("ContextVar", Shape::Fields);
    spec.module = "_contextvars";
    spec.fields = 3;
    spec.flags = class_flags::WEAK_REFERENCES;
    spec.slots.new = Some(variable_new);
    spec.slots.repr = Some(variable_repr);
    spec.methods = VARIABLE_METHODS;
    spec.getset = VARIABLE_GETSET;
    spec
}

fn old_value(vm: &mut Vm, token: Value) -> Result {
    Ok(match field(token, OLD) {
        Value::NULL => recall(vm, MISSING),
        old => old,
    })
}

fn token_repr(vm: &mut Vm, token: Value) -> Result {
    let mut text = String::from("<Token");
    if field(token, USED) == Value::TRUE {
        text.push_str(" used");
    }
    text.push_str(" var=");
    push_repr(vm, &mut text, field(token, VARIABLE))?;
    text.push_str(&format!(" at {:#x}>", token.bits()));
    Ok(vm.new_str(&text))
}

fn token_exit(vm: &mut Vm, token: Value, _: &[Value]) -> Result {
    reset(vm, field(token, VARIABLE), token)
}

static TOKEN_METHODS: &[Def] = &[
    Def::new("__enter__", Call::NoArgs(|_, token| Ok(token))),
    Def::new("__exit__", Call::Fast(token_exit)),
    Def::new("__class_getitem__", Call::One(class_getitem)).class(),
];
static TOKEN_GETSET: &[GetSet] = &[
    read_only("var", |_, token| Ok(field(token, VARIABLE)), ""),
    read_only("old_value", old_value, ""),
];

fn token_class() -> ClassSpec {
    let mut spec = ClassSpec::new("Token", Shape::Fields);
    spec.module = "_contextvars";
    spec.fields = 5;
    spec.slots.new =
        Some(|vm, _, _| Err(vm.runtime_error("Tokens can only be created by ContextVars")));
    spec.slots.repr = Some(token_repr);
    spec.slots.hash = Some(vm::objects::class::slotdefs::unhashable);
    spec.methods = TOKEN_METHODS;
    spec.getset = TOKEN_GETSET;
    spec
}

fn copy_context(vm: &mut Vm, _: Value) -> Result {
    let context = current(vm);
    copy(vm, context)
}

static FUNCTIONS: &[Def] = &[Def::new("copy_context", Call::NoArgs(copy_context))];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_contextvars", FUNCTIONS);
    let mut missing = ClassSpec::new("Token.MISSING", Shape::Fields);
    missing.fields = 1;
    missing.slots.repr = Some(|vm, _| Ok(vm.new_str("<Token.MISSING>")));
    let missing = support::class(vm, missing);
    let missing = vm.new_fields(missing, &[]);
    remember(vm, MISSING, missing);
    for class in [context_class(), variable_class()] {
        add_class(vm, module, class);
    }
    let token = add_class(vm, module, token_class());
    // SAFETY: typed: the class was just made.
    let dict = unsafe { (*token).dict };
    vm.dict_set_str(dict, "MISSING", missing);
    Ok(module)
}
