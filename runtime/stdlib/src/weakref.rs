//! `_weakref`: references, and proxies by way of them.
//!
//! Fields of a reference: `__dict__`, the weak slot, the callback (the collector's convention), the hash (NULL while
//! unknown).

use vm::layout::{Class, Fields, Shape, class_flags};
use vm::memory::weak_load;
use vm::objects::class::slots::{BinaryOperator, Comparison};
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::fields::{field, set_field};
use vm::objects::generic::class_getitem;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add, add_class};

const TARGET: usize = 1;
const CALLBACK: usize = 2;
const HASH: usize = 3;

/// What a reference refers to; NULL once that has died.
pub(crate) fn target(reference: Value) -> Value {
    weak_load(field(reference, TARGET))
}

fn check(vm: &mut Vm, object: Value) -> Result<()> {
    let class = vm.class_of(object);
    // SAFETY: typed: every value has a class.
    let weak = object.is_object() && unsafe { (*class).flags } & class_flags::WEAK_REFERENCES != 0;
    let builtin = [
        vm.types.function,
        vm.types.method,
        vm.types.type_,
        vm.types.set,
        vm.types.frozenset,
        vm.types.module,
        vm.types.builtin_function,
    ];
    let is_class = vm.has_flag(object, class_flags::TYPE_SUBCLASS);
    let python = class_is_python(vm, class);
    if weak
        || is_class
        || python
        || builtin.contains(&class)
        || class == vm.types.generator
        || class == vm.types.code
    {
        return Ok(());
    }
    let name = vm.class_name(object);
    Err(vm.type_error(format!("cannot create weak reference to '{name}' object")))
}

/// Whether the class was made by a `class` statement without `__slots__`.
fn class_is_python(_: &mut Vm, class: *mut Class) -> bool {
    // SAFETY: typed: every value has a class.
    let flags = unsafe { (*class).flags };
    flags & class_flags::HEAP_TYPE != 0 && flags & class_flags::MANAGED_DICT != 0
}

fn make(vm: &mut Vm, class: *mut Class, object: Value, callback: Value) -> Result {
    check(vm, object)?;
    let callback = if callback.is_none() {
        Value::NULL
    } else {
        callback
    };
    if callback.is_null() && class == support::recall_class(vm, "weakref.ReferenceType") {
        let known = vm
            .weak
            .holders(object)
            .find(|&holder| vm.class_of(holder) == class && field(holder, CALLBACK).is_null());
        if let Some(known) = known {
            return Ok(known);
        }
    }
    let reference = vm.new_fields(class, &[Value::NULL, Value::NULL, callback, Value::NULL]);
    let holder = reference.pointer::<Fields>();
    // SAFETY: a fresh object with these fields; the slot after the weak one holds the callback.
    unsafe {
        let slot = core::ptr::addr_of_mut!((*holder).values)
            .cast::<Value>()
            .add(TARGET);
        vm.weak.store(reference.pointer(), slot, object);
    }
    Ok(reference)
}

/// A plain reference to an object.
pub(crate) fn reference(vm: &mut Vm, object: Value) -> Result {
    let mut class = support::recall(vm, "weakref.ReferenceType");
    if class.is_null() {
        vm.import_module("_weakref")?;
        class = support::recall(vm, "weakref.ReferenceType");
    }
    make(vm, class.pointer(), object, Value::NONE)
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let values = args.pos();
    vm.check_positional("__new__", values.len(), 1, 2)?;
    make(
        vm,
        class,
        values[0],
        values.get(1).copied().unwrap_or(Value::NONE),
    )
}

fn call(vm: &mut Vm, reference: Value, args: Args<'_>) -> Result {
    vm.no_keywords("weakref", args)?;
    vm.check_positional("weakref", args.values.len(), 0, 0)?;
    let target = target(reference);
    Ok(if target.is_null() {
        Value::NONE
    } else {
        target
    })
}

fn hash(vm: &mut Vm, reference: Value) -> Result<i64> {
    let known = field(reference, HASH);
    if !known.is_null() {
        return Ok(vm.int_as_i64(known).unwrap_or(0));
    }
    let target = target(reference);
    if target.is_null() {
        return Err(vm.type_error("weak object has gone away"));
    }
    let hash = vm.hash(target)?;
    let kept = vm.new_int(hash);
    set_field(vm, reference, HASH, kept);
    Ok(hash)
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    let class = support::recall_class(vm, "weakref.ReferenceType");
    let other = vm.class_of(right);
    if !matches!(op, Comparison::Eq | Comparison::Ne) || !vm.is_subclass(other, class) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (l, r) = (target(left), target(right));
    if l.is_null() || r.is_null() {
        return Ok(Value::bool((left == right) == (op == Comparison::Eq)));
    }
    vm.compare(op, l, r)
}

fn repr(vm: &mut Vm, reference: Value) -> Result {
    let target = target(reference);
    let text = if target.is_null() {
        format!("<weakref at {:#x}; dead>", reference.bits())
    } else {
        format!(
            "<weakref at {:#x}; to '{}' at {:#x}>",
            reference.bits(),
            vm.class_name(target),
            target.bits()
        )
    };
    Ok(vm.new_str(&text))
}

fn getweakrefcount(vm: &mut Vm, _: Value, object: Value) -> Result {
    let count = vm.weak.holders(object).count();
    Ok(vm.new_int(count as i64))
}

fn getweakrefs(vm: &mut Vm, _: Value, object: Value) -> Result {
    let result = vm.new_list(&[]);
    let count = vm.weak.holders(object).count();
    for index in 0..count {
        let holder = vm.weak.holders(object).nth(index);
        if let Some(holder) = holder {
            vm.list_push(result, holder)?;
        }
    }
    Ok(result)
}

fn remove_dead(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("_remove_dead_weakref", args.len(), 2, 2)?;
    let dict = args[0].pointer();
    let reference = vm.dict_get(dict, args[1])?;
    if !reference.is_null() && target(reference).is_null() {
        vm.dict_remove(dict, args[1])?;
    }
    Ok(Value::NONE)
}

/// A proxy: fields: `__dict__`, the weak slot, the callback.
fn proxy(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("proxy", args.len(), 1, 2)?;
    let callable = vm.class_of(args[0]);
    let class = if vm.slots(callable).call.is_some() {
        "weakref.CallableProxyType"
    } else {
        "weakref.ProxyType"
    };
    let class = support::recall_class(vm, class);
    make(
        vm,
        class,
        args[0],
        args.get(1).copied().unwrap_or(Value::NONE),
    )
}

fn referent(vm: &mut Vm, proxy: Value) -> Result {
    let object = target(proxy);
    if object.is_null() {
        return Err(vm.raise(
            vm.types.reference_error,
            "weakly-referenced object no longer exists",
        ));
    }
    Ok(object)
}

/// The object itself, if it is a proxy.
fn unwrapped(vm: &mut Vm, value: Value) -> Result {
    let class = vm.class_of(value);
    if class == support::recall_class(vm, "weakref.ProxyType")
        || class == support::recall_class(vm, "weakref.CallableProxyType")
    {
        return referent(vm, value);
    }
    Ok(value)
}

fn proxy_getattr(vm: &mut Vm, proxy: Value, name: Value) -> Result {
    let object = referent(vm, proxy)?;
    vm.get_attr(object, name)
}

fn proxy_setattr(vm: &mut Vm, proxy: Value, name: Value, value: Value) -> Result<()> {
    let object = referent(vm, proxy)?;
    vm.set_attr(object, name, value)
}

macro_rules! through {
    ($($name:ident = $operator:ident;)+) => { $(
        fn $name(vm: &mut Vm, left: Value, right: Value) -> Result {
            let (left, right) = (unwrapped(vm, left)?, unwrapped(vm, right)?);
            vm.binary(BinaryOperator::$operator, left, right)
        }
    )+
    const OPERATORS: [(BinaryOperator, vm::objects::class::slots::BinaryFn); 12] = [$((BinaryOperator::$operator, $name)),+];
    };
}
through! {
    plus = Add;
    and = And;
    floor_divide = FloorDivide;
    lshift = Lshift;
    multiply = Multiply;
    remainder = Remainder;
    or = Or;
    power = Power;
    rshift = Rshift;
    subtract = Subtract;
    true_divide = TrueDivide;
    xor = Xor;
}

fn proxy_spec(name: &'static str) -> ClassSpec {
    let mut spec = ClassSpec::new(name, Shape::Fields);
    spec.module = "weakref";
    spec.fields = 4;
    spec.slots.getattr = Some(proxy_getattr);
    spec.slots.setattr = Some(proxy_setattr);
    spec.slots.repr = Some(|vm, proxy| {
        let object = target(proxy);
        let name = if object.is_null() {
            String::from("NoneType")
        } else {
            vm.class_name(object)
        };
        let text = format!(
            "<weakproxy at {:#x} to {name} at {:#x}>",
            proxy.bits(),
            object.bits()
        );
        Ok(vm.new_str(&text))
    });
    spec.slots.str = Some(|vm, proxy| {
        let object = referent(vm, proxy)?;
        vm.str(object)
    });
    spec.slots.compare = Some(|vm, left, right, op| {
        let (left, right) = (unwrapped(vm, left)?, unwrapped(vm, right)?);
        vm.compare(op, left, right)
    });
    spec.slots.hash = Some(vm::objects::class::slotdefs::unhashable);
    spec.slots.bool = Some(|vm, proxy| {
        let object = referent(vm, proxy)?;
        vm.is_true(object)
    });
    spec.slots.length = Some(|vm, proxy| {
        let object = referent(vm, proxy)?;
        vm.length(object)
    });
    spec.slots.getitem = Some(|vm, proxy, key| {
        let object = referent(vm, proxy)?;
        vm.get_item(object, key)
    });
    spec.slots.setitem = Some(|vm, proxy, key, value| {
        let object = referent(vm, proxy)?;
        vm.set_item(object, key, value)
    });
    spec.slots.contains = Some(|vm, proxy, item| {
        let object = referent(vm, proxy)?;
        vm.contains(object, item)
    });
    spec.slots.iter = Some(|vm, proxy| {
        let object = referent(vm, proxy)?;
        vm.iter(object)
    });
    for (operator, function) in OPERATORS {
        spec.slots.binary[operator as usize] = Some(function);
    }
    spec
}

static METHODS: &[Def] = &[Def::new("__class_getitem__", Call::One(class_getitem)).class()];

static GETSET: &[GetSet] = &[GetSet {
    name: "__callback__",
    get: |_, reference| {
        let callback = field(reference, CALLBACK);
        Ok(if callback.is_null() || target(reference).is_null() {
            Value::NONE
        } else {
            callback
        })
    },
    set: None,
    doc: "",
}];

static FUNCTIONS: &[Def] = &[
    Def::new("getweakrefcount", Call::One(getweakrefcount)),
    Def::new("getweakrefs", Call::One(getweakrefs)),
    Def::new("_remove_dead_weakref", Call::Fast(remove_dead)),
    Def::new("proxy", Call::Fast(proxy)),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_weakref", FUNCTIONS);
    let mut spec = ClassSpec::new("ReferenceType", Shape::Fields);
    spec.module = "weakref";
    spec.fields = 4;
    spec.flags = class_flags::BASE_TYPE;
    spec.slots.new = Some(new);
    spec.slots.init = Some(|_, _, _| Ok(()));
    spec.slots.call = Some(call);
    spec.slots.hash = Some(hash);
    spec.slots.compare = Some(compare);
    spec.slots.repr = Some(repr);
    spec.methods = METHODS;
    spec.getset = GETSET;
    let class = add_class(vm, module, spec);
    add(vm, module, "ref", Value::object(class));
    add_class(vm, module, proxy_spec("ProxyType"));
    let mut spec = proxy_spec("CallableProxyType");
    spec.slots.call = Some(|vm, proxy, args| {
        let object = referent(vm, proxy)?;
        vm.call(object, args)
    });
    add_class(vm, module, spec);
    Ok(module)
}
