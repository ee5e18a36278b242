//! The methods and attributes of `object` (CPython's `Objects/typeobject.c`).

use crate::layout::{Class, Dict, Shape, class_flags};
use crate::native::{Call, Def};
use crate::objects::class::{GetSet, get, mro, slotdefs};
use crate::objects::descriptors::settable;
use crate::objects::dict::Existing;
use crate::objects::sequences::{list, tuple};
use crate::objects::{cast, dict};
use crate::{Args, Raised, Result, Value, Vm};

/// `__new__` of a native class as Python sees it; bound to the class (CPython's `tp_new_wrapper`).
pub static NEW: Def = Def::new("__new__", Call::VarKeywords(call_new)).doc(
    "($type, *args, **kwargs)",
    "Create and return a new object.  See help(type) for accurate signature.",
);

fn call_new(vm: &mut Vm, owner: Value, args: Args<'_>) -> Result {
    let owner: *mut Class = owner.pointer();
    let name = type_name(vm, owner);
    let Some(&subtype) = args.pos().first() else {
        return Err(vm.type_error(format!("{name}.__new__(): not enough arguments")));
    };
    let Some(class) = cast::as_class(subtype) else {
        let got = vm.class_name(subtype);
        return Err(vm.type_error(format!("{name}.__new__(X): X is not a type object ({got})")));
    };
    let class: *mut Class = class;
    let sub = type_name(vm, class);
    if !vm.is_subclass(class, owner) {
        return Err(vm.type_error(format!(
            "{name}.__new__({sub}): {sub} is not a subtype of {name}"
        )));
    }
    let native = native_base(class);
    let Some(makes) = vm.slots(native).new else {
        let native = type_name(vm, native);
        return Err(vm.type_error(format!("cannot create '{native}' instances")));
    };
    match vm.slots(owner).new {
        Some(function) if core::ptr::fn_addr_eq(function, makes) => function(
            vm,
            class,
            Args {
                values: &args.values[1..],
                kwnames: args.kwnames,
            },
        ),
        _ => {
            let mut base = class;
            while slotdefs::has_python_new(vm, base) {
                base = get(base).base;
            }
            let base = type_name(vm, base);
            Err(vm.type_error(format!(
                "{name}.__new__({sub}) is not safe, use {base}.__new__()"
            )))
        }
    }
}

/// A class's name as CPython's `tp_name` has it: a native class's with its module.
fn type_name(vm: &mut Vm, class: *mut Class) -> String {
    if get(class).flags & class_flags::HEAP_TYPE != 0 {
        return vm.text(get(class).name).into_owned();
    }
    crate::objects::descriptors::full_name(vm, class)
}

/// The nearest native class whose layout a class extends.
pub(in crate::objects) fn native_base(class: *mut Class) -> *mut Class {
    let mut class = class;
    while get(class).flags & class_flags::HEAP_TYPE != 0 && !get(class).base.is_null() {
        class = get(class).base;
    }
    class
}

impl Vm {
    /// TypeError for an instance of an abstract class.
    #[cold]
    pub fn abstract_class(&mut self, class: *mut Class) -> Raised {
        let key = self.intern("__abstractmethods__");
        let methods = self.dict_get_str(get(class).dict, key);
        let mut names = Vec::new();
        if !methods.is_null() {
            let listed = match self.list_from(methods) {
                Ok(listed) => listed,
                Err(raised) => return raised,
            };
            if let Err(raised) = self.list_sort(listed, Value::NONE, false) {
                return raised;
            }
            names = list::items(listed)
                .iter()
                .filter(|name| self.is_str(**name))
                .map(|name| format!("'{}'", self.text(*name)))
                .collect();
        }
        let plural = if names.len() == 1 { "" } else { "s" };
        let class = self.text(get(class).name).into_owned();
        self.type_error(format!("Can't instantiate abstract class {class} without an implementation for abstract method{plural} {}", names.join(", ")))
    }

    /// Merges the attributes of a class and its bases into a dict of names (CPython's `merge_class_dict`).
    pub(crate) fn merge_class_names(&mut self, names: *mut Dict, class: Value) -> Result<()> {
        if let Some(class) = cast::as_class(class) {
            for ancestor in mro(class) {
                self.dict_merge(names, Value::object(get(ancestor).dict), Existing::Replace)?;
            }
            return Ok(());
        }
        let key = self.intern("__dict__");
        if let Some(own) = self.get_attr_opt(class, key)? {
            self.dict_merge(names, own, Existing::Replace)?;
        }
        let key = self.intern("__bases__");
        if let Some(bases) = self.get_attr_opt(class, key)? {
            let bases = self.list_from(bases)?;
            for index in 0..list::len(bases) {
                if let Some(&base) = list::items(bases).get(index) {
                    self.merge_class_names(names, base)?;
                }
            }
        }
        Ok(())
    }
}

fn dir(vm: &mut Vm, this: Value) -> Result {
    let names = vm.new_dict();
    let key = vm.intern("__dict__");
    if let Some(own) = vm.get_attr_opt(this, key)?
        && vm.is_dict(own)
    {
        vm.dict_merge(names, own, Existing::Replace)?;
    }
    let key = vm.intern("__class__");
    if let Some(class) = vm.get_attr_opt(this, key)? {
        vm.merge_class_names(names, class)?;
    }
    vm.list_from(Value::object(names))
}

fn format(vm: &mut Vm, this: Value, spec: Value) -> Result {
    if !vm.is_str(spec) {
        let got = vm.class_name(spec);
        return Err(vm.type_error(format!("__format__() argument must be str, not {got}")));
    }
    if crate::objects::strings::len(spec) > 0 {
        let class = vm.class_name(this);
        return Err(vm.type_error(format!(
            "unsupported format string passed to {class}.__format__"
        )));
    }
    vm.str(this)
}

fn sizeof(vm: &mut Vm, this: Value) -> Result {
    let class = get(vm.class_of(this));
    let bytes = if class.shape == Shape::Instance {
        16
    } else {
        super::size_of_instance(class)
    };
    Ok(vm.new_int_usize(bytes))
}

fn is_empty_dict(value: Value) -> bool {
    dict::entries(value.pointer()).next().is_none()
}

/// `object.__getstate__()`.
fn getstate(vm: &mut Vm, this: Value) -> Result {
    let mut state = Value::NONE;
    if vm.has_attributes(this) {
        let own = vm.instance_dict(this);
        if !is_empty_dict(own) {
            state = Value::object(vm.dict_copy(own.pointer())?);
        }
    }
    let class = vm.class_of(this);
    if get(class).slot_count == 0 {
        return Ok(state);
    }
    let copyreg = vm.import_module("copyreg")?;
    let names = vm.call_method(copyreg, "_slotnames", &[Value::object(class)])?;
    let slots = vm.new_dict();
    if !vm.is_list(names) {
        let (class, got) = (vm.class_name(this), vm.class_name(names));
        return Err(vm.type_error(format!(
            "{class}.__slotnames__ should be a list or None, not {got}"
        )));
    }
    let names = vm.list_from(names)?;
    for index in 0..list::len(names) {
        let Some(&name) = list::items(names).get(index) else {
            break;
        };
        let name = vm.attribute_name(name)?;
        if let Some(value) = vm.get_attr_opt(this, name)? {
            vm.dict_set(slots, name, value)?;
        }
    }
    if is_empty_dict(Value::object(slots)) {
        return Ok(state);
    }
    Ok(vm.new_tuple(&[state, Value::object(slots)]))
}

fn call_special(vm: &mut Vm, this: Value, name: &str) -> Result<Option<Value>> {
    let key = vm.intern(name);
    match vm.get_special(this, key)? {
        Some((method, this)) => vm
            .call_with_self(method, this, Args::positional(&[]))
            .map(Some),
        None => Ok(None),
    }
}

/// The arguments of `copyreg.__newobj__` and, where there are keywords, of `__newobj_ex__`.
fn new_arguments(vm: &mut Vm, this: Value) -> Result<(Value, Value)> {
    if let Some(pair) = call_special(vm, this, "__getnewargs_ex__")? {
        if !vm.is_tuple(pair) {
            let got = vm.class_name(pair);
            return Err(vm.type_error(format!(
                "__getnewargs_ex__ should return a tuple, not '{got}'"
            )));
        }
        let &[args, kwargs] = tuple::items(pair) else {
            let count = tuple::items(pair).len();
            return Err(vm.value_error(format!(
                "__getnewargs_ex__ should return a tuple of length 2, not {count}"
            )));
        };
        if !vm.is_tuple(args) {
            let got = vm.class_name(args);
            return Err(vm.type_error(format!(
                "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{got}'"
            )));
        }
        if !vm.is_dict(kwargs) {
            let got = vm.class_name(kwargs);
            return Err(vm.type_error(format!(
                "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{got}'"
            )));
        }
        return Ok((args, kwargs));
    }
    if let Some(args) = call_special(vm, this, "__getnewargs__")? {
        if !vm.is_tuple(args) {
            let got = vm.class_name(args);
            return Err(vm.type_error(format!("__getnewargs__ should return a tuple, not '{got}'")));
        }
        return Ok((args, Value::NULL));
    }
    Ok((vm.empty_tuple(), Value::NULL))
}

/// `__reduce_ex__` of protocol 2 and later (CPython's `reduce_newobj`).
fn reduce_new(vm: &mut Vm, this: Value) -> Result {
    let class = vm.class_of(this);
    if vm.slots(class).new.is_none() {
        let name = vm.text(get(class).name).into_owned();
        return Err(vm.type_error(format!("cannot pickle '{name}' object")));
    }
    let (args, kwargs) = new_arguments(vm, this)?;
    let is_plain = get(class).flags
        & (class_flags::HEAP_TYPE | class_flags::LIST_SUBCLASS | class_flags::DICT_SUBCLASS)
        == 0;
    let has_arguments = !tuple::items(args).is_empty() || !kwargs.is_null();
    if is_plain && !has_arguments && class != vm.types.object && get(class).shape != Shape::Instance
    {
        let name = vm.text(get(class).name).into_owned();
        return Err(vm.type_error(format!("cannot pickle '{name}' object")));
    }
    let copyreg = vm.import_module("copyreg")?;
    let with_keywords = !kwargs.is_null() && !is_empty_dict(kwargs);
    let key = vm.intern(if with_keywords {
        "__newobj_ex__"
    } else {
        "__newobj__"
    });
    let newobj = vm.get_attr(copyreg, key)?;
    let newargs = if with_keywords {
        vm.new_tuple(&[Value::object(class), args, kwargs])
    } else {
        let all = vm.new_list(&[Value::object(class)]);
        vm.list_extend(all, args)?;
        vm.tuple_from_list(all)?
    };
    let state = vm.call_method(this, "__getstate__", &[])?;
    let list_items = if vm.is_list(this) {
        vm.iter(this)?
    } else {
        Value::NONE
    };
    let dict_items = if vm.is_dict(this) {
        let items = vm.call_method(this, "items", &[])?;
        vm.iter(items)?
    } else {
        Value::NONE
    };
    Ok(vm.new_tuple(&[newobj, newargs, state, list_items, dict_items]))
}

fn reduce_common(vm: &mut Vm, this: Value, protocol: i64) -> Result {
    if protocol >= 2 {
        return reduce_new(vm, this);
    }
    let copyreg = vm.import_module("copyreg")?;
    let protocol = vm.new_int(protocol);
    vm.call_method(copyreg, "_reduce_ex", &[this, protocol])
}

fn reduce(vm: &mut Vm, this: Value) -> Result {
    reduce_common(vm, this, 0)
}

fn reduce_ex(vm: &mut Vm, this: Value, protocol: Value) -> Result {
    let protocol = vm.index_argument(protocol)?;
    let key = vm.intern("__reduce__");
    let class = vm.class_of(this);
    let (own, general) = (vm.lookup(class, key), vm.lookup(vm.types.object, key));
    if own != general {
        return vm.call_method(this, "__reduce__", &[]);
    }
    reduce_common(vm, this, protocol)
}

/// `object.__class__ = class`.
fn set_class(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(vm.type_error("can't delete __class__ attribute"));
    }
    let Some(new) = cast::as_class(value) else {
        let got = vm.class_name(value);
        return Err(vm.type_error(format!(
            "__class__ must be set to a class, not '{got}' object"
        )));
    };
    let (old, new): (*mut Class, *mut Class) = (vm.class_of(this), new);
    let is_module = |vm: &Vm, class| vm.is_subclass(class, vm.types.module);
    let mutable = (get(old).flags | get(new).flags) & class_flags::IMMUTABLE == 0;
    if !(mutable || is_module(vm, old) && is_module(vm, new)) {
        return Err(vm.type_error(
            "__class__ assignment only supported for mutable types or ModuleType subclasses",
        ));
    }
    if old == new {
        return Ok(());
    }
    let facts = class_flags::MANAGED_DICT;
    let same = get(old).shape == get(new).shape
        && get(old).slot_count == get(new).slot_count
        && (get(old).flags & facts == get(new).flags & facts || is_module(vm, old))
        && native_base(old) == native_base(new);
    if !same {
        let (new, old) = (
            vm.text(get(new).name).into_owned(),
            vm.text(get(old).name).into_owned(),
        );
        return Err(vm.type_error(format!(
            "__class__ assignment: '{new}' object layout differs from '{old}'"
        )));
    }
    change_class(vm, this, old, new);
    Ok(())
}

/// Gives an object another class of the same shape, with no more fields than it has.
pub(crate) fn change_class(vm: &mut Vm, this: Value, old: *mut Class, new: *mut Class) {
    if get(old).flags & class_flags::INLINE_VALUES != 0 {
        // The classes share neither names nor size: the attributes move into a dict.
        vm.instance_dict(this);
    }
    vm.instance_leaves_class(old);
    // SAFETY: typed: both classes have the same shape and no more fields than the object.
    unsafe { (*this.pointer::<crate::layout::Object>()).class = new };
}

/// Its methods.
pub static METHODS: &[Def] = &[
    Def::new("__reduce_ex__", Call::One(reduce_ex)).doc("($self, protocol, /)", "Helper for pickle."),
    Def::new("__reduce__", Call::NoArgs(reduce)).doc("($self, /)", "Helper for pickle."),
    Def::new("__getstate__", Call::NoArgs(getstate)).doc("($self, /)", "Helper for pickle."),
    Def::new("__subclasshook__", Call::One(|_, _, _| Ok(Value::NOT_IMPLEMENTED)))
        .doc("", "Abstract classes can override this to customize issubclass().\n\nThis is invoked early on by abc.ABCMeta.__subclasscheck__().\nIt should return True, False or NotImplemented.  If it returns\nNotImplemented, the normal algorithm is used.  Otherwise, it\noverrides the normal algorithm (and the outcome is cached).\n")
        .class(),
    Def::new("__init_subclass__", Call::NoArgs(|_, _| Ok(Value::NONE)))
        .doc("", "This method is called when a class is subclassed.\n\nThe default implementation does nothing. It may be\noverridden to extend subclasses.\n")
        .class(),
    Def::new("__format__", Call::One(format)).doc("($self, format_spec, /)", "Default object formatter.\n\nReturn str(self) if format_spec is empty. Raise TypeError otherwise."),
    Def::new("__sizeof__", Call::NoArgs(sizeof)).doc("($self, /)", "Size of object in memory, in bytes."),
    Def::new("__dir__", Call::NoArgs(dir)).doc("($self, /)", "Default dir() implementation."),
];

/// Its computed attributes.
pub static GETSET: &[GetSet] = &[settable(
    "__class__",
    |vm, this| Ok(Value::object(vm.class_of(this))),
    set_class,
    "the object's class",
)];
