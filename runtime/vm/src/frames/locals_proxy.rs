//! `frame.f_locals` (PEP 667; CPython's `FrameLocalsProxy`): a mapping that reads and writes a frame's variables. Field 1 is
//! the frame object.

use super::object;
use super::variables::Variables;
use crate::layout::{Class, Frame, Shape, class_flags};
use crate::memory::RootedVec;
use crate::objects::class::ClassSpec;
use crate::objects::class::slotdefs::unhashable;
use crate::objects::class::slots::{BinaryOperator, Comparison};
use crate::objects::dict::Existing;
use crate::objects::fields::field;
use crate::objects::repr::ReprGuard;
use crate::objects::sequences::{list, tuple};
use crate::{Args, Call, Def, Result, Value, Vm};

const FRAME: usize = 1;

impl Vm {
    /// The local variables of a frame, for `locals()`: a new dict for a function, the namespace itself for a module's or
    /// class's body.
    pub fn frame_locals(&mut self, frame: *mut Frame) -> Result {
        // SAFETY: initialised: callers pass a frame that runs or is suspended.
        let (namespace, object) = unsafe { ((*frame).namespace, (*frame).object) };
        let variables = Variables::Live(frame);
        if !namespace.is_null() && !variables.hides_some(self) {
            return Ok(namespace);
        }
        let extra = if object.is_null() {
            Value::NULL
        } else {
            object::extra_locals(object)
        };
        self.locals_dict(variables, extra)
    }

    fn locals_dict(&mut self, variables: Variables, extra: Value) -> Result {
        let dict = Value::object(self.new_dict());
        variables.add_to(self, dict)?;
        if !extra.is_null() {
            self.dict_merge(dict.pointer(), extra, Existing::Replace)?;
        }
        Ok(dict)
    }
}

/// `frame.f_locals`: the namespace of a module's or class's body, else a new proxy.
pub fn locals_of(vm: &mut Vm, frame: Value) -> Result {
    let namespace = object::namespace_of(frame);
    if !namespace.is_null() && !Variables::of(frame).hides_some(vm) {
        return Ok(namespace);
    }
    let class = vm.types.frame_locals_proxy;
    Ok(vm.new_fields(class, &[Value::NULL, frame]))
}

/// The local variables of a frame object's frame as a dict.
pub(crate) fn snapshot(vm: &mut Vm, frame: Value) -> Result {
    let locals = locals_of(vm, frame)?;
    if is_proxy(vm, locals) {
        copy(vm, locals)
    } else {
        Ok(locals)
    }
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    if args.keyword_count() > 0 {
        return Err(vm.type_error("FrameLocalsProxy takes no keyword arguments"));
    }
    let [frame] = args.pos() else {
        let given = args.pos().len();
        return Err(vm.type_error(format!("FrameLocalsProxy expected 1 argument, got {given}")));
    };
    if vm.class_of(*frame) != vm.types.frame {
        let name = vm.class_name(*frame);
        return Err(vm.type_error(format!("expect frame, not {name}")));
    }
    Ok(vm.new_fields(class, &[Value::NULL, *frame]))
}

/// The number of the variable of a name, if there is one that satisfies `wanted`.
fn find(
    vm: &mut Vm,
    variables: Variables,
    key: Value,
    wanted: fn(Variables, &Vm, usize) -> bool,
) -> Result<Option<usize>> {
    // Raises where the key cannot be hashed.
    vm.hash(key)?;
    for (index, name) in variables.names().iter().enumerate() {
        if vm.equal(*name, key)? && wanted(variables, vm, index) {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

fn is_bound(variables: Variables, vm: &Vm, index: usize) -> bool {
    !variables.get(vm, index).is_null()
}

/// The value of a name; NULL if there is none.
fn lookup(vm: &mut Vm, this: Value, key: Value) -> Result {
    let frame = field(this, FRAME);
    let variables = Variables::of(frame);
    if let Some(index) = find(vm, variables, key, is_bound)? {
        return Ok(variables.get(vm, index));
    }
    let extra = object::extra_locals(frame);
    if extra.is_null() {
        return Ok(Value::NULL);
    }
    vm.dict_get(extra.pointer(), key)
}

fn getitem(vm: &mut Vm, this: Value, key: Value) -> Result {
    let value = lookup(vm, this, key)?;
    if value.is_null() {
        let repr = vm.repr(key)?;
        let text = format!("local variable '{}' is not defined", vm.text(repr));
        let text = vm.new_str(&text);
        return Err(vm.key_error(text));
    }
    Ok(value)
}

/// Sets a variable, or what is none; a NULL value removes what is none.
fn setitem(vm: &mut Vm, this: Value, key: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return match remove(vm, this, key)? {
            gone if gone.is_null() => Err(vm.key_error(key)),
            _ => Ok(()),
        };
    }
    let frame = field(this, FRAME);
    let variables = Variables::of(frame);
    if let Some(index) = find(vm, variables, key, Variables::can_set)? {
        variables.set(vm, index, value);
        return Ok(());
    }
    let extra = object::make_extra_locals(vm, frame);
    vm.dict_set(extra.pointer(), key, value)
}

/// Removes what is no variable, and gives its value; NULL if there is none.
fn remove(vm: &mut Vm, this: Value, key: Value) -> Result {
    let frame = field(this, FRAME);
    if find(vm, Variables::of(frame), key, Variables::can_set)?.is_some() {
        return Err(vm.value_error("cannot remove local variables from FrameLocalsProxy"));
    }
    let extra = object::extra_locals(frame);
    if extra.is_null() {
        return Ok(Value::NULL);
    }
    vm.dict_remove(extra.pointer(), key)
}

/// All of it, as a new dict.
fn copy(vm: &mut Vm, this: Value) -> Result {
    let frame = field(this, FRAME);
    let extra = object::extra_locals(frame);
    vm.locals_dict(Variables::of(frame), extra)
}

/// A list that a dict's method makes of a copy.
fn listed(vm: &mut Vm, this: Value, method: &str) -> Result {
    let dict = copy(vm, this)?;
    let view = vm.call_method(dict, method, &[])?;
    vm.list_from(view)
}

fn is_proxy(vm: &Vm, value: Value) -> bool {
    vm.class_of(value) == vm.types.frame_locals_proxy
}

/// A proxy's copy; a dict itself; `None` for anything else.
fn as_dict(vm: &mut Vm, value: Value) -> Result<Option<Value>> {
    if is_proxy(vm, value) {
        return copy(vm, value).map(Some);
    }
    Ok(vm.is_dict(value).then_some(value))
}

/// Sets what a dict or another proxy has; whether `other` is one.
fn merge(vm: &mut Vm, this: Value, other: Value) -> Result<bool> {
    let Some(other) = as_dict(vm, other)? else {
        return Ok(false);
    };
    let items = vm.call_method(other, "items", &[])?;
    let items = vm.list_from(items)?;
    let pairs = RootedVec::from_slice(vm, list::items(items));
    for pair in pairs.iter() {
        let [key, value] = *tuple::items(*pair) else {
            continue;
        };
        setitem(vm, this, key, value)?;
    }
    Ok(true)
}

fn update(vm: &mut Vm, this: Value, other: Value) -> Result {
    if !merge(vm, this, other)? {
        return Err(vm.type_error("update() argument must be dict or another FrameLocalsProxy"));
    }
    Ok(Value::NONE)
}

fn get(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    let (key, default) = match *args {
        [key] => (key, Value::NONE),
        [key, default] => (key, default),
        _ => return Err(vm.type_error("get expected 1 or 2 arguments")),
    };
    let value = lookup(vm, this, key)?;
    Ok(if value.is_null() { default } else { value })
}

fn setdefault(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    let (key, default) = match *args {
        [key] => (key, Value::NONE),
        [key, default] => (key, default),
        _ => return Err(vm.type_error("setdefault expected 1 or 2 arguments")),
    };
    let value = lookup(vm, this, key)?;
    if value.is_null() {
        setitem(vm, this, key, default)?;
        return Ok(default);
    }
    Ok(value)
}

fn pop(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    let (key, default) = match *args {
        [key] => (key, Value::NULL),
        [key, default] => (key, default),
        _ => return Err(vm.type_error("pop expected 1 or 2 arguments")),
    };
    let value = remove(vm, this, key)?;
    match (value.is_null(), default.is_null()) {
        (false, _) => Ok(value),
        (true, false) => Ok(default),
        (true, true) => Err(vm.key_error(key)),
    }
}

fn reversed(vm: &mut Vm, this: Value) -> Result {
    let list = listed(vm, this, "keys")?;
    vm.call_method(list, "reverse", &[])?;
    Ok(list)
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let Some(_guard) = ReprGuard::enter(this) else {
        return Ok(vm.new_str("{...}"));
    };
    let dict = copy(vm, this)?;
    vm.repr(dict)
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    let same = if is_proxy(vm, right) {
        field(left, FRAME) == field(right, FRAME)
    } else if vm.is_dict(right) {
        let dict = copy(vm, left)?;
        vm.equal(dict, right)?
    } else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    Ok(match op {
        Comparison::Eq => Value::bool(same),
        Comparison::Ne => Value::bool(!same),
        _ => Value::NOT_IMPLEMENTED,
    })
}

fn or(vm: &mut Vm, left: Value, right: Value) -> Result {
    let (Some(left), Some(right)) = (as_dict(vm, left)?, as_dict(vm, right)?) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    vm.binary(BinaryOperator::Or, left, right)
}

fn inplace_or(vm: &mut Vm, left: Value, right: Value) -> Result {
    Ok(if merge(vm, left, right)? {
        left
    } else {
        Value::NOT_IMPLEMENTED
    })
}

static METHODS: &[Def] = &[
    Def::new("get", Call::Fast(get)),
    Def::new("setdefault", Call::Fast(setdefault)),
    Def::new("pop", Call::Fast(pop)),
    Def::new("update", Call::One(update)),
    Def::new("copy", Call::NoArgs(copy)),
    Def::new("keys", Call::NoArgs(|vm, this| listed(vm, this, "keys"))),
    Def::new(
        "values",
        Call::NoArgs(|vm, this| listed(vm, this, "values")),
    ),
    Def::new("items", Call::NoArgs(|vm, this| listed(vm, this, "items"))),
    Def::new("__reversed__", Call::NoArgs(reversed)),
];

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("FrameLocalsProxy", Shape::Fields);
    spec.fields = 2;
    spec.flags = class_flags::MAPPING;
    spec.methods = METHODS;
    spec.slots.new = Some(new);
    spec.slots.repr = Some(repr);
    spec.slots.hash = Some(unhashable);
    spec.slots.compare = Some(compare);
    spec.slots.iter = Some(|vm, this| {
        let keys = listed(vm, this, "keys")?;
        vm.iter(keys)
    });
    spec.slots.length = Some(|vm, this| {
        let dict = copy(vm, this)?;
        vm.length(dict)
    });
    spec.slots.getitem = Some(getitem);
    spec.slots.setitem = Some(setitem);
    spec.slots.contains = Some(|vm, this, key| Ok(!lookup(vm, this, key)?.is_null()));
    spec.slots.binary[BinaryOperator::Or as usize] = Some(or);
    spec.slots.inplace[BinaryOperator::Or as usize] = Some(inplace_or);
    vm.define_class(vm.types.frame_locals_proxy, spec);
}
