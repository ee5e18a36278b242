//! `_abc`: abstract base classes (CPython's `Modules/_abc.c`).

use vm::layout::{Class, Shape, class_flags};
use vm::objects::cast;
use vm::objects::class::ClassSpec;
use vm::objects::class::slots::BinaryOperator;
use vm::objects::fields::{field, set_field};
use vm::objects::sequences::list;
use vm::{Call, Def, Result, Value, Vm};

use crate::support;
use crate::weakref;

/// Fields of a class's `_abc_impl`. The sets are dicts from a class's number to a weak reference to it, NULL while empty;
/// a number whose reference is dead, or is to another class by now, is in no set.
const REGISTRY: usize = 1;
const CACHE: usize = 2;
const NEGATIVE_CACHE: usize = 3;
/// The counter of registrations that the negative cache is good for.
const VERSION: usize = 4;

const COUNTER: &str = "_abc.counter";
/// `Py_TPFLAGS_SEQUENCE` and `Py_TPFLAGS_MAPPING`, as `__abc_tpflags__` has them.
const FLAGS: [(i64, u32); 2] = [
    (1 << 5, class_flags::SEQUENCE),
    (1 << 6, class_flags::MAPPING),
];

fn implementation(vm: &mut Vm, class: Value) -> Result {
    let name = vm.intern("_abc_impl");
    let data = vm.get_attr(class, name)?;
    if vm.class_of(data) != support::recall_class(vm, "_abc._abc_data") {
        return Err(vm.type_error("_abc_impl is set to a wrong type"));
    }
    Ok(data)
}

fn number(class: Value) -> Value {
    Value::int_unchecked((class.bits() >> 3) as i64)
}

fn insert(vm: &mut Vm, data: Value, set: usize, class: Value) -> Result<()> {
    if field(data, set).is_null() {
        let dict = Value::object(vm.new_dict());
        set_field(vm, data, set, dict);
    }
    let reference = weakref::reference(vm, class)?;
    vm.dict_set(field(data, set).pointer(), number(class), reference)
}

fn contains(vm: &mut Vm, data: Value, set: usize, class: Value) -> Result<bool> {
    let dict = field(data, set);
    if dict.is_null() || !class.is_object() {
        return Ok(false);
    }
    let found = vm.dict_get(dict.pointer(), number(class))?;
    Ok(!found.is_null() && weakref::target(found) == class)
}

/// The references of a set, as a list.
fn references(vm: &mut Vm, data: Value, set: usize) -> Result {
    let dict = field(data, set);
    if dict.is_null() {
        return Ok(vm.new_list(&[]));
    }
    let values = vm.call_method(dict, "values", &[])?;
    vm.list_from(values)
}

fn counter(vm: &mut Vm) -> Value {
    support::recall(vm, COUNTER)
}

fn check_class(vm: &mut Vm, class: Value, message: &str) -> Result<*mut Class> {
    match cast::as_class(class) {
        Some(class) => Ok(class),
        None => Err(vm.type_error(message)),
    }
}

fn is_abstract(vm: &mut Vm, value: Value) -> Result<bool> {
    let name = vm.intern("__isabstractmethod__");
    match vm.get_attr_opt(value, name)? {
        Some(truth) => vm.is_true(truth),
        None => Ok(false),
    }
}

fn compute_abstract_methods(vm: &mut Vm, class: Value) -> Result<()> {
    let [namespace, bases, methods] =
        ["__dict__", "__bases__", "__abstractmethods__"].map(|name| vm.intern(name));
    let abstracts = vm.new_set(&[])?;
    let namespace = vm.get_attr(class, namespace)?;
    let items = vm.call_method(namespace, "items", &[])?;
    let items = vm.list_from(items)?;
    let mut at = 0;
    while let Some(&item) = list::items(items).get(at) {
        at += 1;
        let [name, value] = [0, 1].map(|part| vm.get_item(item, Value::int_unchecked(part)));
        if is_abstract(vm, value?)? {
            vm.set_add(abstracts, name?)?;
        }
    }
    let bases = vm.get_attr(class, bases)?;
    let bases = vm.list_from(bases)?;
    let mut at = 0;
    while let Some(&base) = list::items(bases).get(at) {
        at += 1;
        let Some(inherited) = vm.get_attr_opt(base, methods)? else {
            continue;
        };
        let iterator = vm.iter(inherited)?;
        while let Some(name) = vm.next_item(iterator)? {
            if let Some(value) = vm.get_attr_opt(class, name)?
                && is_abstract(vm, value)?
            {
                vm.set_add(abstracts, name)?;
            }
        }
    }
    let frozen = vm.new_frozenset(&[])?;
    let frozen = vm.call_method(frozen, "union", &[abstracts])?;
    vm.set_attr(class, methods, frozen)
}

/// Whether instances match as sequences or as mappings, which the class body says by `__abc_tpflags__`.
fn take_flags(vm: &mut Vm, value: Value) -> Result<()> {
    let Some(class) = cast::as_class(value) else {
        return Ok(());
    };
    let [name, namespace] = ["__abc_tpflags__", "__dict__"].map(|name| vm.intern(name));
    let namespace = vm.get_attr(value, namespace)?;
    if !vm.contains(namespace, name)? {
        return Ok(());
    }
    let flags = vm.get_item(namespace, name)?;
    if vm.is_int(flags) {
        let flags = vm.index_argument(flags)?;
        let chosen = FLAGS.iter().filter(|(bit, _)| flags & bit != 0);
        let chosen = chosen.fold(0, |all, (_, flag)| all | flag);
        if chosen == class_flags::COLLECTION {
            let message =
                "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING";
            return Err(vm.type_error(message));
        }
        if chosen != 0 {
            vm.set_collection_flag(class, chosen);
        }
    }
    vm.set_class_attribute(class, name, Value::NULL)
}

fn init_class(vm: &mut Vm, _: Value, class: Value) -> Result {
    compute_abstract_methods(vm, class)?;
    let kind = support::recall_class(vm, "_abc._abc_data");
    let version = counter(vm);
    let data = vm.new_fields(
        kind,
        &[Value::NULL, Value::NULL, Value::NULL, Value::NULL, version],
    );
    let name = vm.intern("_abc_impl");
    vm.set_attr(class, name, data)?;
    take_flags(vm, class)?;
    Ok(Value::NONE)
}

fn register(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("_abc_register", args.len(), 2, 2)?;
    let (class, subclass) = (args[0], args[1]);
    let object = check_class(vm, subclass, "Can only register classes")?;
    if vm.is_subclass_of(subclass, class)? {
        return Ok(subclass);
    }
    if vm.is_subclass_of(class, subclass)? {
        return Err(vm.runtime_error("Refusing to create an inheritance cycle"));
    }
    let data = implementation(vm, class)?;
    insert(vm, data, REGISTRY, subclass)?;
    let (now, one) = (counter(vm), Value::int_unchecked(1));
    let next = vm.binary(BinaryOperator::Add, now, one)?;
    support::remember(vm, COUNTER, next);
    if let Some(own) = cast::as_class(class)
        && let Some((_, flag)) = FLAGS.iter().find(|(_, flag)| vm.class_has_flag(own, *flag))
    {
        vm.set_collection_flag(object, *flag);
    }
    Ok(subclass)
}

fn instance_check(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("_abc_instancecheck", args.len(), 2, 2)?;
    let (class, instance) = (args[0], args[1]);
    let data = implementation(vm, class)?;
    let name = vm.intern("__class__");
    let own = Value::object(vm.class_of(instance));
    let claimed = vm.get_attr_opt(instance, name)?.unwrap_or(own);
    if contains(vm, data, CACHE, claimed)? {
        return Ok(Value::TRUE);
    }
    if own == claimed {
        if field(data, VERSION) == counter(vm) && contains(vm, data, NEGATIVE_CACHE, claimed)? {
            return Ok(Value::FALSE);
        }
        return vm.call_method(class, "__subclasscheck__", &[claimed]);
    }
    let result = vm.call_method(class, "__subclasscheck__", &[claimed])?;
    if vm.is_true(result)? {
        return Ok(result);
    }
    vm.call_method(class, "__subclasscheck__", &[own])
}

fn subclass_check(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("_abc_subclasscheck", args.len(), 2, 2)?;
    let (class, subclass) = (args[0], args[1]);
    check_class(vm, subclass, "issubclass() arg 1 must be a class")?;
    let data = implementation(vm, class)?;
    if contains(vm, data, CACHE, subclass)? {
        return Ok(Value::TRUE);
    }
    let now = counter(vm);
    if field(data, VERSION) != now {
        set_field(vm, data, NEGATIVE_CACHE, Value::NULL);
        set_field(vm, data, VERSION, now);
    } else if contains(vm, data, NEGATIVE_CACHE, subclass)? {
        return Ok(Value::FALSE);
    }
    let found = derives(vm, data, class, subclass)?;
    let cache = if found { CACHE } else { NEGATIVE_CACHE };
    insert(vm, data, cache, subclass)?;
    Ok(Value::bool(found))
}

/// What `issubclass` finds without the caches.
fn derives(vm: &mut Vm, data: Value, class: Value, subclass: Value) -> Result<bool> {
    let hooked = vm.call_method(class, "__subclasshook__", &[subclass])?;
    if hooked == Value::TRUE || hooked == Value::FALSE {
        return Ok(hooked == Value::TRUE);
    }
    if hooked != Value::NOT_IMPLEMENTED {
        let error = vm.types.assertion_error;
        let message = "__subclasshook__ must return either False, True, or NotImplemented";
        return Err(vm.raise(error, message));
    }
    if let (Some(own), Some(other)) = (cast::as_class(subclass), cast::as_class(class))
        && vm.is_subclass(own, other)
    {
        return Ok(true);
    }
    let registered = references(vm, data, REGISTRY)?;
    let mut at = 0;
    while let Some(&reference) = list::items(registered).get(at) {
        at += 1;
        let known = weakref::target(reference);
        if !known.is_null() && vm.is_subclass_of(subclass, known)? {
            return Ok(true);
        }
    }
    let subclasses = vm.call_method(class, "__subclasses__", &[])?;
    if !vm.is_list(subclasses) {
        return Err(vm.type_error("__subclasses__() must return a list"));
    }
    let mut at = 0;
    while let Some(&known) = list::items(subclasses).get(at) {
        at += 1;
        if vm.is_subclass_of(subclass, known)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn dump(vm: &mut Vm, _: Value, class: Value) -> Result {
    let data = implementation(vm, class)?;
    let dumped = vm.new_list(&[]);
    for set in [REGISTRY, CACHE, NEGATIVE_CACHE] {
        let known = vm.new_set(&[])?;
        let references = references(vm, data, set)?;
        vm.set_update(known, references)?;
        vm.list_append(dumped, known);
    }
    vm.list_append(dumped, field(data, VERSION));
    let tuple = Value::object(vm.types.tuple);
    vm.call_pos(tuple, &[dumped])
}

fn reset_registry(vm: &mut Vm, _: Value, class: Value) -> Result {
    let data = implementation(vm, class)?;
    set_field(vm, data, REGISTRY, Value::NULL);
    Ok(Value::NONE)
}

fn reset_caches(vm: &mut Vm, _: Value, class: Value) -> Result {
    let data = implementation(vm, class)?;
    set_field(vm, data, CACHE, Value::NULL);
    set_field(vm, data, NEGATIVE_CACHE, Value::NULL);
    Ok(Value::NONE)
}

static FUNCTIONS: &[Def] = &[
    Def::new("get_cache_token", Call::NoArgs(|vm, _| Ok(counter(vm)))),
    Def::new("_abc_init", Call::One(init_class)),
    Def::new("_abc_register", Call::Fast(register)),
    Def::new("_abc_instancecheck", Call::Fast(instance_check)),
    Def::new("_abc_subclasscheck", Call::Fast(subclass_check)),
    Def::new("_get_dump", Call::One(dump)),
    Def::new("_reset_registry", Call::One(reset_registry)),
    Def::new("_reset_caches", Call::One(reset_caches)),
];

/// `_abc`.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_abc", FUNCTIONS);
    let mut spec = ClassSpec::new("_abc_data", Shape::Fields);
    spec.module = "_abc";
    spec.fields = VERSION as u16 + 1;
    support::class(vm, spec);
    support::remember(vm, COUNTER, Value::int_unchecked(0));
    Ok(module)
}
