//! Native functions, methods of native classes, and the methods that stand for slots (CPython's `Objects/methodobject.c`
//! and `descrobject.c`).

use super::{builtin, read_only};
use crate::layout::{BoundMethod, Class, Shape, class_flags};
use crate::native::{Call, Def};
use crate::objects::cast;
use crate::objects::class::slots::Comparison;
use crate::objects::class::{ClassSpec, GetSet, get, slotdefs};
use crate::objects::function::def_of;
use crate::{Args, Raised, Result, Value, Vm};

/// The signature and the documentation of a definition, as `__text_signature__` and `__doc__` show them.
pub fn signature_and_doc(vm: &mut Vm, def: &Def) -> [Value; 2] {
    [def.signature, def.doc].map(|text| {
        if text.is_empty() {
            Value::NONE
        } else {
            vm.new_str(text)
        }
    })
}

fn def(value: Value) -> &'static Def {
    // SAFETY: typed: this is used for the classes below, whose definitions are `Def`s.
    unsafe { def_of(builtin(value)) }
}

fn name(vm: &mut Vm, this: Value) -> Result {
    Ok(vm.intern(def(this).name))
}

fn doc(vm: &mut Vm, this: Value) -> Result {
    Ok(signature_and_doc(vm, def(this))[1])
}

fn text_signature(vm: &mut Vm, this: Value) -> Result {
    Ok(signature_and_doc(vm, def(this))[0])
}

fn qualname_in_class(vm: &mut Vm, this: Value) -> Result {
    let text = format!(
        "{}.{}",
        super::qualname_text(vm, builtin(this).owner.pointer()),
        def(this).name
    );
    Ok(vm.new_str(&text))
}

fn reduce(vm: &mut Vm, owner: Value, name: Value) -> Result {
    let key = vm.intern("getattr");
    let getattr = vm.dict_get_str(vm.builtins, key);
    let arguments = vm.new_tuple(&[owner, name]);
    Ok(vm.new_tuple(&[getattr, arguments]))
}

fn reduce_in_class(vm: &mut Vm, this: Value) -> Result {
    let name = vm.intern(def(this).name);
    reduce(vm, builtin(this).owner, name)
}

/// Whether a native function is one of a module (or of nothing) rather than a bound method.
fn of_module(vm: &Vm, this: Value) -> bool {
    builtin(this).this.is_null() || vm.as_module(builtin(this).this).is_some()
}

fn function_qualname(vm: &mut Vm, this: Value) -> Result {
    if of_module(vm, this) {
        return name(vm, this);
    }
    let owner = builtin(this).this;
    let class =
        cast::as_class(owner).map_or_else(|| vm.class_of(owner), |class| class as *mut Class);
    let text = format!("{}.{}", super::qualname_text(vm, class), def(this).name);
    Ok(vm.new_str(&text))
}

fn function_repr(vm: &mut Vm, this: Value) -> Result {
    let name = def(this).name;
    let text = if of_module(vm, this) {
        format!("<built-in function {name}>")
    } else {
        let owner = builtin(this).this;
        format!(
            "<built-in method {name} of {} object at {:#x}>",
            vm.class_name(owner),
            owner.bits()
        )
    };
    Ok(vm.new_str(&text))
}

fn function_hash(_: &mut Vm, this: Value) -> Result<i64> {
    let object = builtin(this);
    Ok(((object.def as i64) ^ (object.this.bits() as i64).rotate_right(4)) & i64::MAX)
}

fn function_compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    let same = match vm.as_builtin(right) {
        Some(right) if matches!(op, Comparison::Eq | Comparison::Ne) => {
            let left = builtin(left);
            left.def == right.def && left.this == right.this
        }
        _ => return Ok(Value::NOT_IMPLEMENTED),
    };
    Ok(Value::bool(same == (op == Comparison::Eq)))
}

fn function_reduce(vm: &mut Vm, this: Value) -> Result {
    let name = vm.intern(def(this).name);
    if of_module(vm, this) {
        Ok(name)
    } else {
        reduce(vm, builtin(this).this, name)
    }
}

static FUNCTION_GETSET: &[GetSet] = &[
    read_only("__name__", name, ""),
    read_only("__qualname__", function_qualname, ""),
    read_only("__doc__", doc, ""),
    read_only("__text_signature__", text_signature, ""),
    read_only(
        "__module__",
        |_, this| {
            Ok(if builtin(this).module.is_null() {
                Value::NONE
            } else {
                builtin(this).module
            })
        },
        "",
    ),
    read_only(
        "__self__",
        |_, this| {
            Ok(if builtin(this).this.is_null() {
                Value::NONE
            } else {
                builtin(this).this
            })
        },
        "",
    ),
];
static FUNCTION_METHODS: &[Def] = &[Def::new("__reduce__", Call::NoArgs(function_reduce))];

static DESCRIPTOR_GETSET: &[GetSet] = &[
    read_only("__name__", name, ""),
    read_only("__qualname__", qualname_in_class, ""),
    read_only("__doc__", doc, ""),
    read_only("__text_signature__", text_signature, ""),
    read_only("__objclass__", |_, this| Ok(builtin(this).owner), ""),
];
static DESCRIPTOR_METHODS: &[Def] = &[Def::new("__reduce__", Call::NoArgs(reduce_in_class))];

#[cold]
fn not_applicable(vm: &mut Vm, this: Value, got: Value) -> Raised {
    let class: *mut Class = builtin(this).owner.pointer();
    let (class, got) = (vm.text(get(class).name).into_owned(), vm.class_name(got));
    vm.type_error(format!(
        "descriptor '{}' for '{class}' objects doesn't apply to a '{got}' object",
        def(this).name
    ))
}

fn method_get(vm: &mut Vm, this: Value, owner: Value, _: Value) -> Result {
    if owner.is_null() {
        return Ok(this);
    }
    if !vm.is_instance_of(owner, builtin(this).owner.pointer()) {
        return Err(not_applicable(vm, this, owner));
    }
    Ok(vm.new_builtin(def(this), owner, Value::NULL))
}

fn method_repr(vm: &mut Vm, this: Value) -> Result {
    let class: *mut Class = builtin(this).owner.pointer();
    let class = vm.text(get(class).name).into_owned();
    Ok(vm.new_str(&format!(
        "<method '{}' of '{class}' objects>",
        def(this).name
    )))
}

fn method_call(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    vm.call(this, args)
}

fn classmethod_get(vm: &mut Vm, this: Value, owner: Value, class: Value) -> Result {
    let class = if cast::as_class(class).is_some() {
        class
    } else if owner.is_null() {
        let (name, class) = (
            def(this).name,
            vm.text(get(builtin(this).owner.pointer()).name)
                .into_owned(),
        );
        return Err(vm.type_error(format!(
            "descriptor '{name}' for type '{class}' needs either an object or a type"
        )));
    } else {
        Value::object(vm.class_of(owner))
    };
    if !vm.is_subclass(class.pointer(), builtin(this).owner.pointer()) {
        let name = def(this).name;
        let wanted = vm
            .text(get(builtin(this).owner.pointer()).name)
            .into_owned();
        let got = vm.text(get(class.pointer()).name).into_owned();
        return Err(vm.type_error(format!(
            "descriptor '{name}' requires a subtype of '{wanted}' but received '{got}'"
        )));
    }
    Ok(vm.new_builtin(def(this), class, Value::NULL))
}

fn classmethod_call(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let name = def(this).name;
    let Some((class, rest)) = args.values.split_first().filter(|_| !args.pos().is_empty()) else {
        let owner = vm
            .text(get(builtin(this).owner.pointer()).name)
            .into_owned();
        return Err(vm.type_error(format!(
            "descriptor '{name}' of '{owner}' object needs an argument"
        )));
    };
    let bound = classmethod_get(vm, this, Value::NULL, *class)?;
    vm.call(
        bound,
        Args {
            values: rest,
            kwnames: args.kwnames,
        },
    )
}

fn wrapper_get(vm: &mut Vm, this: Value, owner: Value, _: Value) -> Result {
    if owner.is_null() {
        return Ok(this);
    }
    if !vm.is_instance_of(owner, builtin(this).owner.pointer()) {
        return Err(not_applicable(vm, this, owner));
    }
    let class = vm.types.method_wrapper;
    let bound = vm
        .alloc_plain(class, size_of::<BoundMethod>())
        .cast::<BoundMethod>();
    // SAFETY: `alloc_plain` has given an object of the size.
    unsafe { ((*bound).function, (*bound).this) = (this, owner) };
    Ok(Value::object(bound))
}

fn wrapper_repr(vm: &mut Vm, this: Value) -> Result {
    let class: *mut Class = builtin(this).owner.pointer();
    let class = vm.text(get(class).name).into_owned();
    Ok(vm.new_str(&format!(
        "<slot wrapper '{}' of '{class}' objects>",
        def(this).name
    )))
}

fn bound(value: Value) -> (Value, Value) {
    // SAFETY: typed: method wrappers have shape `BoundMethod`.
    let method: &BoundMethod = unsafe { cast::get(value) };
    (method.function, method.this)
}

fn bound_repr(vm: &mut Vm, this: Value) -> Result {
    let (wrapper, owner) = bound(this);
    let text = format!(
        "<method-wrapper '{}' of {} object at {:#x}>",
        def(wrapper).name,
        vm.class_name(owner),
        owner.bits()
    );
    Ok(vm.new_str(&text))
}

fn bound_compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if !cast::is_exactly(right, vm.types.method_wrapper)
        || !matches!(op, Comparison::Eq | Comparison::Ne)
    {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    Ok(Value::bool(
        (bound(left) == bound(right)) == (op == Comparison::Eq),
    ))
}

static BOUND_GETSET: &[GetSet] = &[
    read_only("__self__", |_, this| Ok(bound(this).1), ""),
    read_only(
        "__objclass__",
        |_, this| Ok(builtin(bound(this).0).owner),
        "",
    ),
    read_only("__name__", |vm, this| name(vm, bound(this).0), ""),
    read_only(
        "__qualname__",
        |vm, this| qualname_in_class(vm, bound(this).0),
        "",
    ),
    read_only("__doc__", |vm, this| doc(vm, bound(this).0), ""),
    read_only(
        "__text_signature__",
        |vm, this| text_signature(vm, bound(this).0),
        "",
    ),
];
static BOUND_METHODS: &[Def] = &[Def::new(
    "__reduce__",
    Call::NoArgs(|vm, this| {
        let (wrapper, owner) = bound(this);
        let name = vm.intern(def(wrapper).name);
        reduce(vm, owner, name)
    }),
)];

/// Defines the classes.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("builtin_function_or_method", Shape::Builtin);
    spec.flags = class_flags::WEAK_REFERENCES;
    spec.getset = FUNCTION_GETSET;
    spec.methods = FUNCTION_METHODS;
    spec.slots.repr = Some(function_repr);
    spec.slots.hash = Some(function_hash);
    spec.slots.compare = Some(function_compare);
    spec.slots.call = Some(|vm, this, args| {
        let owner = builtin(this).this;
        vm.call_native(def(this), owner, args)
    });
    vm.define_class(vm.types.builtin_function, spec);

    let mut spec = ClassSpec::new("method_descriptor", Shape::Builtin);
    spec.flags = class_flags::METHOD_DESCRIPTOR;
    spec.getset = DESCRIPTOR_GETSET;
    spec.methods = DESCRIPTOR_METHODS;
    spec.slots.repr = Some(method_repr);
    spec.slots.descr_get = Some(method_get);
    spec.slots.call = Some(method_call);
    let mut class_spec = spec.clone();
    vm.define_class(vm.types.method_descriptor, spec);

    class_spec.name = "classmethod_descriptor";
    class_spec.flags = 0;
    class_spec.slots.descr_get = Some(classmethod_get);
    class_spec.slots.call = Some(classmethod_call);
    let mut wrapper = class_spec.clone();
    vm.define_class(vm.types.classmethod_descriptor, class_spec);

    wrapper.name = "wrapper_descriptor";
    wrapper.flags = class_flags::METHOD_DESCRIPTOR;
    wrapper.slots.repr = Some(wrapper_repr);
    wrapper.slots.descr_get = Some(wrapper_get);
    wrapper.slots.call = Some(slotdefs::call_wrapper);
    vm.define_class(vm.types.wrapper_descriptor, wrapper);

    let mut spec = ClassSpec::new("method-wrapper", Shape::BoundMethod);
    spec.getset = BOUND_GETSET;
    spec.methods = BOUND_METHODS;
    spec.slots.repr = Some(bound_repr);
    spec.slots.compare = Some(bound_compare);
    spec.slots.hash = Some(|vm, this| {
        let (wrapper, owner) = bound(this);
        let _ = vm;
        Ok(((wrapper.bits() ^ owner.bits().rotate_right(4)) as i64) & i64::MAX)
    });
    spec.slots.call = Some(|vm, this, args| {
        let (wrapper, owner) = bound(this);
        vm.call_with_self(wrapper, owner, args)
    });
    vm.define_class(vm.types.method_wrapper, spec);
}
