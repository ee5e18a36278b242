//! `type`: its slots, methods and attributes.

use super::slots::BinaryOperator;
use super::{ClassSpec, GetSet, get};
use crate::layout::{Class, Shape, class_flags};
use crate::native::Call;
use crate::objects::cast;
use crate::objects::descriptors::{read_only, settable};
use crate::objects::instance::attributes;
use crate::objects::sequences::tuple;
use crate::{Args, Def, Result, Slots, Value, Vm};

fn class_of_value<'a>(this: Value) -> &'a mut Class {
    get(this.pointer())
}

fn text_of(vm: &Vm, this: Value) -> String {
    vm.text(class_of_value(this).name).into_owned()
}

fn in_dict(vm: &mut Vm, this: Value, name: &str) -> Value {
    let key = vm.intern(name);
    vm.dict_get_str(class_of_value(this).dict, key)
}

/// Refuses changes of native classes, and deletions.
fn check_set(vm: &mut Vm, this: Value, value: Value, name: &str) -> Result<()> {
    let class = text_of(vm, this);
    if class_of_value(this).flags & class_flags::IMMUTABLE != 0 {
        return Err(vm.type_error(format!(
            "cannot set '{name}' attribute of immutable type '{class}'"
        )));
    }
    if value.is_null() {
        return Err(vm.type_error(format!(
            "cannot delete '{name}' attribute of immutable type '{class}'"
        )));
    }
    Ok(())
}

fn set_name(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    check_set(vm, this, value, "__name__")?;
    if !vm.is_str(value) {
        let (class, got) = (text_of(vm, this), vm.class_name(value));
        return Err(vm.type_error(format!(
            "can only assign string to {class}.__name__, not '{got}'"
        )));
    }
    if vm.text(value).contains('\0') {
        return Err(vm.value_error("type name must not contain null characters"));
    }
    class_of_value(this).name = value;
    Ok(())
}

fn set_qualname(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    check_set(vm, this, value, "__qualname__")?;
    if !vm.is_str(value) {
        let (class, got) = (text_of(vm, this), vm.class_name(value));
        return Err(vm.type_error(format!(
            "can only assign string to {class}.__qualname__, not '{got}'"
        )));
    }
    class_of_value(this).qualname = value;
    Ok(())
}

fn module(vm: &mut Vm, this: Value) -> Result {
    let found = in_dict(vm, this, "__module__");
    // Classes whose instances have a `__module__` have a descriptor there.
    if !found.is_null() && vm.class_of(found) != vm.types.getset_descriptor {
        return Ok(found);
    }
    if class_of_value(this).flags & class_flags::HEAP_TYPE != 0 {
        return Err(vm.attribute_error("__module__"));
    }
    Ok(vm.intern("builtins"))
}

/// Stores a value in the class's dict, past `type.__setattr__`.
fn store(vm: &mut Vm, this: Value, name: &str, value: Value) -> Result<()> {
    let key = vm.intern(name);
    vm.class_modified(this.pointer(), key);
    let dict = class_of_value(this).dict;
    if value.is_null() {
        vm.dict_remove(dict, key)?;
        return Ok(());
    }
    vm.dict_set(dict, key, value)
}

fn set_module(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    check_set(vm, this, value, "__module__")?;
    store(vm, this, "__module__", value)
}

fn doc(vm: &mut Vm, this: Value) -> Result {
    let found = in_dict(vm, this, "__doc__");
    if found.is_null() || cast::is_exactly(found, vm.types.getset_descriptor) {
        return Ok(Value::NONE);
    }
    let kind = vm.class_of(found);
    match vm.slots(kind).descr_get {
        Some(function) => function(vm, found, Value::NULL, this),
        None => Ok(found),
    }
}

fn set_doc(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    check_set(vm, this, value, "__doc__")?;
    store(vm, this, "__doc__", value)
}

fn set_bases(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    check_set(vm, this, value, "__bases__")?;
    if !vm.is_tuple(value) {
        let (class, got) = (text_of(vm, this), vm.class_name(value));
        return Err(vm.type_error(format!(
            "can only assign tuple to {class}.__bases__, not {got}"
        )));
    }
    if tuple::items(value).is_empty() {
        let class = text_of(vm, this);
        return Err(vm.type_error(format!(
            "can only assign non-empty tuple to {class}.__bases__, not ()"
        )));
    }
    for &base in tuple::items(value) {
        let Some(base) = cast::as_class(base) else {
            let (class, got) = (text_of(vm, this), vm.class_name(base));
            return Err(vm.type_error(format!(
                "{class}.__bases__ must be tuple of classes, not '{got}'"
            )));
        };
        if vm.is_subclass(base, this.pointer()) {
            return Err(vm.type_error("a __bases__ item causes an inheritance cycle"));
        }
    }
    vm.change_bases(this.pointer(), value)
}

fn abstract_methods(vm: &mut Vm, this: Value) -> Result {
    let found = if this == Value::object(vm.types.type_) {
        Value::NULL
    } else {
        in_dict(vm, this, "__abstractmethods__")
    };
    if found.is_null() {
        Err(vm.attribute_error("__abstractmethods__"))
    } else {
        Ok(found)
    }
}

fn set_abstract_methods(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    let is_abstract = !value.is_null() && vm.is_true(value)?;
    if value.is_null() && in_dict(vm, this, "__abstractmethods__").is_null() {
        return Err(vm.attribute_error("__abstractmethods__"));
    }
    store(vm, this, "__abstractmethods__", value)?;
    let class = class_of_value(this);
    class.flags = if is_abstract {
        class.flags | class_flags::ABSTRACT
    } else {
        class.flags & !class_flags::ABSTRACT
    };
    Ok(())
}

fn bound(vm: &mut Vm, found: Value, this: Value) -> Result {
    let kind = vm.class_of(found);
    match vm.slots(kind).descr_get {
        Some(function) => function(vm, found, Value::NULL, this),
        None => Ok(found),
    }
}

fn annotate(vm: &mut Vm, this: Value) -> Result {
    if class_of_value(this).flags & class_flags::HEAP_TYPE == 0 {
        let class = text_of(vm, this);
        return Err(vm.attribute_error(format!(
            "type object '{class}' has no attribute '__annotate__'"
        )));
    }
    for name in ["__annotate_func__", "__annotate__"] {
        let found = in_dict(vm, this, name);
        if !found.is_null() {
            return bound(vm, found, this);
        }
    }
    store(vm, this, "__annotate_func__", Value::NONE)?;
    Ok(Value::NONE)
}

fn set_annotate(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(vm.type_error("cannot delete __annotate__ attribute"));
    }
    check_set(vm, this, value, "__annotate__")?;
    if !value.is_none() {
        if !vm.is_callable(value) {
            return Err(vm.type_error("__annotate__ must be callable or None"));
        }
        store(vm, this, "__annotations_cache__", Value::NULL)?;
    }
    store(vm, this, "__annotate_func__", value)
}

fn annotations(vm: &mut Vm, this: Value) -> Result {
    if class_of_value(this).flags & class_flags::HEAP_TYPE == 0 {
        let class = text_of(vm, this);
        return Err(vm.attribute_error(format!(
            "type object '{class}' has no attribute '__annotations__'"
        )));
    }
    for name in ["__annotations__", "__annotations_cache__"] {
        let found = in_dict(vm, this, name);
        if !found.is_null() {
            return bound(vm, found, this);
        }
    }
    let function = annotate(vm, this)?;
    let result = if function.is_none() {
        Value::object(vm.new_dict())
    } else {
        let result = vm.call_pos(function, &[Value::int_unchecked(1)])?;
        if !vm.is_dict(result) {
            let got = vm.class_name(result);
            return Err(vm.type_error(format!("__annotate__() must return a dict, not {got}")));
        }
        result
    };
    store(vm, this, "__annotations_cache__", result)?;
    Ok(result)
}

fn set_annotations(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    let class = text_of(vm, this);
    if class_of_value(this).flags & class_flags::IMMUTABLE != 0 {
        return Err(vm.type_error(format!(
            "cannot set '__annotations__' attribute of immutable type '{class}'"
        )));
    }
    let explicit = !in_dict(vm, this, "__annotations__").is_null();
    let name = if explicit {
        "__annotations__"
    } else {
        "__annotations_cache__"
    };
    if value.is_null() && in_dict(vm, this, name).is_null() {
        return Err(vm.attribute_error("__annotations__"));
    }
    store(vm, this, name, value)?;
    if !value.is_null() {
        store(vm, this, "__annotate_func__", Value::NONE)?;
    }
    Ok(())
}

fn type_params(vm: &mut Vm, this: Value) -> Result {
    let found = in_dict(vm, this, "__type_params__");
    Ok(
        if found.is_null() || this == Value::object(vm.types.type_) {
            vm.empty_tuple()
        } else {
            found
        },
    )
}

fn set_type_params(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    check_set(vm, this, value, "__type_params__")?;
    store(vm, this, "__type_params__", value)
}

/// CPython's `Py_TPFLAGS_*` of our flags.
fn flags(vm: &mut Vm, this: Value) -> Result {
    const BITS: &[(u32, u32)] = &[
        (class_flags::INLINE_VALUES, 2),
        (class_flags::WEAK_REFERENCES, 3),
        (class_flags::MANAGED_DICT, 4),
        (class_flags::SEQUENCE, 5),
        (class_flags::MAPPING, 6),
        (class_flags::IMMUTABLE, 8),
        (class_flags::HEAP_TYPE, 9),
        (class_flags::BASE_TYPE, 10),
        (class_flags::METHOD_DESCRIPTOR, 17),
        (class_flags::ABSTRACT, 20),
        (class_flags::MATCH_SELF, 22),
        (class_flags::INT_SUBCLASS, 24),
        (class_flags::LIST_SUBCLASS, 25),
        (class_flags::TUPLE_SUBCLASS, 26),
        (class_flags::BYTES_SUBCLASS, 27),
        (class_flags::STR_SUBCLASS, 28),
        (class_flags::DICT_SUBCLASS, 29),
        (class_flags::EXCEPTION_SUBCLASS, 30),
        (class_flags::TYPE_SUBCLASS, 31),
    ];
    let own = class_of_value(this).flags;
    let ready = 1 << 12;
    let all = BITS
        .iter()
        .filter(|(flag, _)| own & flag != 0)
        .fold(ready, |all, (_, bit)| all | 1i64 << bit);
    Ok(vm.new_int(all))
}

/// Bytes of an instance and of an item, as CPython has them.
fn sizes(class: &Class) -> (i64, i64) {
    let (mut basic, item) = match class.shape {
        Shape::Class => (928, 40),
        Shape::BigInt => (24, 4),
        Shape::Bytes => (33, 1),
        Shape::Tuple => (24, 8),
        Shape::Float => (24, 0),
        Shape::Complex => (32, 0),
        Shape::Str => (64, 0),
        Shape::List => (40, 0),
        Shape::Dict => (48, 0),
        Shape::Set => (200, 0),
        Shape::Fields => (16 + 8 * i64::from(class.inline_size), 0),
        _ => (16, 0),
    };
    if class.shape == Shape::Instance {
        basic += 8 * i64::from(class.slot_count);
    }
    (basic, item)
}

fn prepare(vm: &mut Vm, _: Value, _: Args<'_>) -> Result {
    Ok(Value::object(vm.new_dict()))
}

fn instance_check(vm: &mut Vm, this: Value, value: Value) -> Result {
    vm.is_instance_plain(value, this.pointer()).map(Value::bool)
}

fn subclass_check(vm: &mut Vm, this: Value, class: Value) -> Result {
    vm.is_subclass_plain(class, this).map(Value::bool)
}

fn subclasses(vm: &mut Vm, this: Value) -> Result {
    let known = class_of_value(this).subclasses;
    let items = if known.is_null() {
        vm.new_list(&[])
    } else {
        vm.list_from(known)?
    };
    Ok(items)
}

fn mro(vm: &mut Vm, this: Value) -> Result {
    vm.list_from(class_of_value(this).mro)
}

fn dir(vm: &mut Vm, this: Value) -> Result {
    let names = vm.new_dict();
    vm.merge_class_names(names, this)?;
    vm.list_from(Value::object(names))
}

/// Its methods.
pub static METHODS: &[Def] = &[
    Def::new("mro", Call::NoArgs(mro))
        .doc("($self, /)", "Return a type's method resolution order."),
    Def::new("__subclasses__", Call::NoArgs(subclasses))
        .doc("($self, /)", "Return a list of immediate subclasses."),
    Def::new("__prepare__", Call::FastKeywords(prepare))
        .doc(
            "($cls, name, bases, /, **kwds)",
            "Create the namespace for the class statement",
        )
        .class(),
    Def::new("__instancecheck__", Call::One(instance_check))
        .doc("($self, instance, /)", "Check if an object is an instance."),
    Def::new("__subclasscheck__", Call::One(subclass_check))
        .doc("($self, subclass, /)", "Check if a class is a subclass."),
    Def::new("__dir__", Call::NoArgs(dir)).doc(
        "($self, /)",
        "Specialized __dir__ implementation for types.",
    ),
    Def::new(
        "__sizeof__",
        Call::NoArgs(|_, _| Ok(Value::int_unchecked(928))),
    )
    .doc(
        "($self, /)",
        "Return memory consumption of the type object.",
    ),
];

/// Its computed attributes.
pub static GETSET: &[GetSet] = &[
    settable(
        "__name__",
        |_, this| Ok(class_of_value(this).name),
        set_name,
        "",
    ),
    settable(
        "__qualname__",
        |_, this| Ok(class_of_value(this).qualname),
        set_qualname,
        "",
    ),
    settable("__module__", module, set_module, ""),
    settable(
        "__bases__",
        |_, this| Ok(class_of_value(this).bases),
        set_bases,
        "",
    ),
    read_only(
        "__base__",
        |_, this| {
            Ok(if class_of_value(this).base.is_null() {
                Value::NONE
            } else {
                Value::object(class_of_value(this).base)
            })
        },
        "",
    ),
    read_only("__mro__", |_, this| Ok(class_of_value(this).mro), ""),
    settable(
        "__abstractmethods__",
        abstract_methods,
        set_abstract_methods,
        "",
    ),
    read_only(
        "__dict__",
        |vm, this| Ok(vm.new_mappingproxy(Value::object(class_of_value(this).dict))),
        "",
    ),
    settable("__doc__", doc, set_doc, ""),
    read_only("__text_signature__", |_, _| Ok(Value::NONE), ""),
    settable("__annotations__", annotations, set_annotations, ""),
    settable("__annotate__", annotate, set_annotate, ""),
    settable("__type_params__", type_params, set_type_params, ""),
    read_only("__flags__", flags, ""),
    read_only(
        "__basicsize__",
        |vm, this| Ok(vm.new_int(sizes(class_of_value(this)).0)),
        "",
    ),
    read_only(
        "__itemsize__",
        |vm, this| Ok(vm.new_int(sizes(class_of_value(this)).1)),
        "",
    ),
    read_only(
        "__dictoffset__",
        |vm, this| {
            Ok(vm.new_int(
                if class_of_value(this).flags & class_flags::MANAGED_DICT != 0 {
                    -1
                } else {
                    0
                },
            ))
        },
        "",
    ),
    read_only(
        "__weakrefoffset__",
        |vm, this| {
            Ok(vm.new_int(
                if class_of_value(this).flags & class_flags::WEAK_REFERENCES != 0 {
                    -32
                } else {
                    0
                },
            ))
        },
        "",
    ),
];

fn repr(vm: &mut Vm, value: Value) -> Result {
    let name = crate::objects::descriptors::full_name(vm, value.pointer());
    Ok(vm.new_str(&format!("<class '{name}'>")))
}

fn call(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    vm.call_class(this.pointer(), args)
}

/// `type(name, bases, namespace, **keywords)`.
fn new(vm: &mut Vm, metaclass: *mut Class, args: Args<'_>) -> Result {
    let [name, bases, namespace] = *args.pos() else {
        return Err(vm.type_error("type() takes 1 or 3 arguments"));
    };
    if !vm.is_instance_of(name, vm.types.str) {
        let got = vm.class_name(name);
        return Err(vm.type_error(format!("type.__new__() argument 1 must be str, not {got}")));
    }
    if !vm.is_instance_of(bases, vm.types.tuple) {
        let got = vm.class_name(bases);
        return Err(vm.type_error(format!(
            "type.__new__() argument 2 must be tuple, not {got}"
        )));
    }
    if !vm.is_instance_of(namespace, vm.types.dict) {
        let got = vm.class_name(namespace);
        return Err(vm.type_error(format!("type.__new__() argument 3 must be dict, not {got}")));
    }
    let keywords = Args {
        values: &args.values[3..],
        kwnames: args.kwnames,
    };
    vm.new_class(metaclass, name, bases, namespace.pointer(), keywords)
}

fn init_class(_: &mut Vm, _: Value, _: Args<'_>) -> Result<()> {
    Ok(())
}

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let class = vm.types.type_;
    let mut slots = Slots {
        repr: Some(repr),
        call: Some(call),
        getattr: Some(attributes::class_getattr),
        setattr: Some(attributes::class_setattr),
        new: Some(new),
        init: Some(init_class),
        ..Slots::default()
    };
    slots.binary[BinaryOperator::Or as usize] = Some(crate::objects::generic::union::or);
    let spec = ClassSpec {
        flags: class_flags::BASE_TYPE | class_flags::TYPE_SUBCLASS | class_flags::VECTORCALL,
        slots,
        methods: METHODS,
        getset: GETSET,
        doc: "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
        ..ClassSpec::new("type", Shape::Class)
    };
    vm.define_class(class, spec);
    debug_assert!(cast::as_class(Value::object(class)).is_some());
}
