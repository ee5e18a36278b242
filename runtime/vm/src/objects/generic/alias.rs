//! `types.GenericAlias`: `list[int]` (PEP 585). Fields: `__dict__`, origin, arguments (a tuple), parameters (a tuple, or
//! NULL until asked for), whether it is starred.

use crate::layout::{Class, Shape, class_flags};
use crate::objects::cast::as_class;
use crate::objects::class::slots::{BinaryOperator, Comparison};
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::fields::field;
use crate::objects::repr::push_text;
use crate::objects::sequences::{list, tuple};
use crate::{Args, Call, Def, Result, Value, Vm};

const ORIGIN: usize = 1;
const ARGUMENTS: usize = 2;
const PARAMETERS: usize = 3;
const STARRED: usize = 4;

/// `class[arguments]`: the class method `__class_getitem__` of containers.
pub fn class_getitem(vm: &mut Vm, class: Value, arguments: Value) -> Result {
    Ok(vm.new_generic_alias(class, arguments))
}

impl Vm {
    /// `types.GenericAlias(origin, arguments)`.
    pub fn new_generic_alias(&mut self, origin: Value, arguments: Value) -> Value {
        let arguments = if self.is_tuple(arguments) {
            arguments
        } else {
            self.new_tuple(&[arguments])
        };
        self.new_fields(
            self.types.generic_alias,
            &[Value::NULL, origin, arguments, Value::NULL, Value::FALSE],
        )
    }
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("GenericAlias", args)?;
    let values = args.pos();
    vm.check_positional("GenericAlias", values.len(), 2, 2)?;
    let arguments = if vm.is_tuple(values[1]) {
        values[1]
    } else {
        vm.new_tuple(&[values[1]])
    };
    Ok(vm.new_fields(
        class,
        &[Value::NULL, values[0], arguments, Value::NULL, Value::FALSE],
    ))
}

/// An attribute, if there is one.
fn attribute(vm: &mut Vm, value: Value, name: &str) -> Result<Option<Value>> {
    let name = vm.intern(name);
    vm.get_attr_opt(value, name)
}

/// How a type is shown: by its name where it has one (CPython's `_Py_typing_type_repr`).
fn push_type(vm: &mut Vm, text: &mut String, value: Value) -> Result<()> {
    if value == Value::ELLIPSIS {
        text.push_str("...");
        return Ok(());
    }
    if value.is_none() {
        text.push_str("None");
        return Ok(());
    }
    let is_alias = vm.class_of(value) == vm.types.generic_alias;
    let is_alias = is_alias
        || attribute(vm, value, "__origin__")?.is_some()
            && attribute(vm, value, "__args__")?.is_some();
    if !is_alias
        && let Some(qualname) = attribute(vm, value, "__qualname__")?
        && let Some(module) = attribute(vm, value, "__module__")?
        && vm.is_exact_str(qualname)
        && !module.is_none()
    {
        if vm.is_exact_str(module) && &*vm.text(module) != "builtins" {
            push_text(vm, text, module);
            text.push('.');
        }
        push_text(vm, text, qualname);
        return Ok(());
    }
    crate::objects::repr::push_repr(vm, text, value)
}

fn repr(vm: &mut Vm, alias: Value) -> Result {
    let mut text = String::from(if field(alias, STARRED) == Value::TRUE {
        "*"
    } else {
        ""
    });
    push_type(vm, &mut text, field(alias, ORIGIN))?;
    text.push('[');
    let arguments = tuple::items(field(alias, ARGUMENTS));
    for (index, &argument) in arguments.iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        if vm.class_of(argument) == vm.types.list {
            text.push('[');
            let mut inner = 0;
            while let Some(&item) = list::items(argument).get(inner) {
                if inner > 0 {
                    text.push_str(", ");
                }
                push_type(vm, &mut text, item)?;
                inner += 1;
            }
            text.push(']');
        } else {
            push_type(vm, &mut text, argument)?;
        }
    }
    if arguments.is_empty() {
        text.push_str("()");
    }
    text.push(']');
    Ok(vm.new_str(&text))
}

fn hash(vm: &mut Vm, alias: Value) -> Result<i64> {
    let (origin, arguments) = (
        vm.hash(field(alias, ORIGIN))?,
        vm.hash(field(alias, ARGUMENTS))?,
    );
    Ok(origin ^ arguments)
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if !vm.is_subclass(vm.class_of(right), vm.types.generic_alias)
        || !matches!(op, Comparison::Eq | Comparison::Ne)
    {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let equal = field(left, STARRED) == field(right, STARRED)
        && vm.equal(field(left, ORIGIN), field(right, ORIGIN))?
        && vm.equal(field(left, ARGUMENTS), field(right, ARGUMENTS))?;
    Ok(Value::bool(equal == (op == Comparison::Eq)))
}

fn call(vm: &mut Vm, alias: Value, args: Args<'_>) -> Result {
    let result = vm.call(field(alias, ORIGIN), args)?;
    let name = vm.intern("__orig_class__");
    if vm.set_attr(result, name, alias).is_err() {
        // An object that takes no attributes is as good.
        if !vm.is_exception(vm.raised, vm.types.attribute_error)
            && !vm.is_exception(vm.raised, vm.types.type_error)
        {
            return Err(crate::Raised);
        }
        vm.take_raised();
    }
    Ok(result)
}

/// Type variables among the arguments, each once, those of nested aliases and lists included.
fn collect_parameters(vm: &mut Vm, arguments: &[Value], found: Value) -> Result<()> {
    vm.check_native_stack()?;
    for &argument in arguments {
        let class = Value::object(vm.class_of(argument));
        if as_class(argument).is_some() {
            continue;
        }
        let nested = if vm.is_tuple(argument) || vm.is_list(argument) {
            let items = vm.tuple_from(argument)?;
            let inner = vm.new_list(&[]);
            collect_parameters(vm, tuple::items(items), inner)?;
            vm.tuple_from_list(inner)?
        } else if attribute(vm, class, "__typing_subst__")?.is_some() {
            vm.new_tuple(&[argument])
        } else {
            attribute(vm, argument, "__parameters__")?.unwrap_or(Value::NULL)
        };
        if nested.is_null() || !vm.is_tuple(nested) {
            continue;
        }
        for &parameter in tuple::items(nested) {
            if !vm.contains(found, parameter)? {
                vm.list_push(found, parameter)?;
            }
        }
    }
    Ok(())
}

fn parameters(vm: &mut Vm, alias: Value) -> Result {
    if field(alias, PARAMETERS).is_null() {
        let found = vm.new_list(&[]);
        collect_parameters(vm, tuple::items(field(alias, ARGUMENTS)), found)?;
        let parameters = vm.tuple_from_list(found)?;
        crate::objects::fields::set_field(vm, alias, PARAMETERS, parameters);
    }
    Ok(field(alias, PARAMETERS))
}

/// `alias[arguments]`: replaces the type variables.
fn getitem(vm: &mut Vm, alias: Value, given: Value) -> Result {
    let parameters = parameters(vm, alias)?;
    let wanted = tuple::items(parameters);
    if wanted.is_empty() {
        let text = repr(vm, alias)?;
        let message = format!("{} is not a generic class", vm.text(text));
        return Err(vm.type_error(message));
    }
    let mut given = unpacked(vm, given)?;
    for &parameter in wanted {
        if let Some(prepare) = attribute(vm, parameter, "__typing_prepare_subst__")?
            && !prepare.is_none()
        {
            let prepared = vm.call_pos(prepare, &[alias, given])?;
            given = as_tuple(vm, prepared);
        }
    }
    let values = tuple::items(given);
    if values.len() != wanted.len() {
        let text = repr(vm, alias)?;
        let how = if values.len() > wanted.len() {
            "many"
        } else {
            "few"
        };
        let message = format!(
            "Too {how} arguments for {}; actual {}, expected {}",
            vm.text(text),
            values.len(),
            wanted.len()
        );
        return Err(vm.type_error(message));
    }
    let arguments = vm.new_list(&[]);
    for &argument in tuple::items(field(alias, ARGUMENTS)) {
        substitute(vm, argument, (wanted, values), arguments)?;
    }
    let arguments = vm.tuple_from_list(arguments)?;
    Ok(vm.new_generic_alias(field(alias, ORIGIN), arguments))
}

fn as_tuple(vm: &mut Vm, value: Value) -> Value {
    if vm.is_tuple(value) {
        value
    } else {
        vm.new_tuple(&[value])
    }
}

/// Arguments, with the items of `*tuple[int, str]` in its place.
fn unpacked(vm: &mut Vm, given: Value) -> Result {
    let given = as_tuple(vm, given);
    let all = vm.new_list(&[]);
    for &argument in tuple::items(given) {
        let inner = match as_class(argument) {
            Some(_) => None,
            None => attribute(vm, argument, "__typing_unpacked_tuple_args__")?,
        };
        match inner.filter(|&inner| vm.is_tuple(inner)) {
            Some(inner) if tuple::items(inner).last() != Some(&Value::ELLIPSIS) => {
                vm.list_extend(all, inner)?;
            }
            _ => vm.list_push(all, argument)?,
        }
    }
    vm.tuple_from_list(all)
}

/// Appends what becomes of an argument when type variables are replaced by values: `*Ts` becomes several.
fn substitute(
    vm: &mut Vm,
    argument: Value,
    (wanted, values): (&[Value], &[Value]),
    replaced: Value,
) -> Result<()> {
    if as_class(argument).is_some() {
        return vm.list_push(replaced, argument);
    }
    if vm.is_tuple(argument) || vm.is_list(argument) {
        let items = vm.tuple_from(argument)?;
        let inner = vm.new_list(&[]);
        for &item in tuple::items(items) {
            substitute(vm, item, (wanted, values), inner)?;
        }
        let inner = if vm.is_tuple(argument) {
            vm.tuple_from_list(inner)?
        } else {
            inner
        };
        return vm.list_push(replaced, inner);
    }
    let several = attribute(vm, argument, "__typing_is_unpacked_typevartuple__")?;
    let place = wanted.iter().position(|&parameter| parameter == argument);
    let new = match (attribute(vm, argument, "__typing_subst__")?, place) {
        (Some(subst), Some(place)) => vm.call_pos(subst, &[values[place]])?,
        _ => substitute_nested(vm, argument, wanted, values)?,
    };
    if several == Some(Value::TRUE) && vm.is_tuple(new) {
        vm.list_extend(replaced, new)
    } else {
        vm.list_push(replaced, new)
    }
}

/// `argument[...]` where it has type variables of its own.
fn substitute_nested(vm: &mut Vm, argument: Value, wanted: &[Value], values: &[Value]) -> Result {
    let Some(nested) = attribute(vm, argument, "__parameters__")? else {
        return Ok(argument);
    };
    if !vm.is_tuple(nested) || tuple::items(nested).is_empty() {
        return Ok(argument);
    }
    let inner = vm.new_list(&[]);
    for &parameter in tuple::items(nested) {
        let class = vm.class_of(parameter);
        let place = wanted.iter().position(|&other| other == parameter);
        let value = place.map_or(parameter, |place| values[place]);
        if place.is_some() && vm.slots(class).iter.is_some() && vm.is_tuple(value) {
            vm.list_extend(inner, value)?;
        } else {
            vm.list_push(inner, value)?;
        }
    }
    let inner = vm.tuple_from_list(inner)?;
    vm.get_item(argument, inner)
}

/// `*alias`: an iterator of the one starred alias.
fn iterate(vm: &mut Vm, alias: Value) -> Result {
    let class = vm.class_of(alias);
    let starred = vm.new_fields(
        class,
        &[
            Value::NULL,
            field(alias, ORIGIN),
            field(alias, ARGUMENTS),
            field(alias, PARAMETERS),
            Value::TRUE,
        ],
    );
    let one = vm.new_tuple(&[starred]);
    vm.iter(one)
}

/// The arguments of `*tuple[...]`.
fn unpacked_arguments(vm: &mut Vm, alias: Value) -> Result {
    let is_tuple = field(alias, ORIGIN) == Value::object(vm.types.tuple);
    Ok(if is_tuple && field(alias, STARRED) == Value::TRUE {
        field(alias, ARGUMENTS)
    } else {
        Value::NONE
    })
}

/// Attributes that an alias has itself; all others are the origin's.
const OWN: [&str; 14] = [
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
    "__copy__",
    "__deepcopy__",
    "__call__",
    "__getitem__",
    "__or__",
];

fn getattr(vm: &mut Vm, alias: Value, name: Value) -> Result {
    let own = {
        let text = vm.text(name);
        OWN.contains(&&*text)
    };
    if own {
        let object = vm.types.object;
        if let Some(generic) = vm.slots(object).getattr {
            return generic(vm, alias, name);
        }
    }
    vm.get_attr(field(alias, ORIGIN), name)
}

fn mro_entries(vm: &mut Vm, alias: Value, _: Value) -> Result {
    Ok(vm.new_tuple(&[field(alias, ORIGIN)]))
}

fn instancecheck(vm: &mut Vm, _: Value, _: Value) -> Result {
    Err(vm.type_error("isinstance() argument 2 cannot be a parameterized generic"))
}

fn subclasscheck(vm: &mut Vm, _: Value, _: Value) -> Result {
    Err(vm.type_error("issubclass() argument 2 cannot be a parameterized generic"))
}

fn reduce(vm: &mut Vm, alias: Value) -> Result {
    let arguments = vm.new_tuple(&[field(alias, ORIGIN), field(alias, ARGUMENTS)]);
    Ok(vm.new_tuple(&[Value::object(vm.types.generic_alias), arguments]))
}

fn or(vm: &mut Vm, left: Value, right: Value) -> Result {
    // As for two classes, which know how to make a union.
    let class = vm.types.type_;
    match vm.slots(class).binary[BinaryOperator::Or as usize] {
        Some(or) => or(vm, left, right),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

static METHODS: &[Def] = &[
    Def::new("__mro_entries__", Call::One(mro_entries)),
    Def::new("__instancecheck__", Call::One(instancecheck)),
    Def::new("__subclasscheck__", Call::One(subclasscheck)),
    Def::new("__reduce__", Call::NoArgs(reduce)),
];

static GETSET: &[GetSet] = &[
    GetSet {
        name: "__origin__",
        get: |_, alias| Ok(field(alias, ORIGIN)),
        set: None,
        doc: "",
    },
    GetSet {
        name: "__args__",
        get: |_, alias| Ok(field(alias, ARGUMENTS)),
        set: None,
        doc: "",
    },
    GetSet {
        name: "__unpacked__",
        get: |_, alias| Ok(field(alias, STARRED)),
        set: None,
        doc: "",
    },
    GetSet {
        name: "__parameters__",
        get: parameters,
        set: None,
        doc: "Type variables in the GenericAlias.",
    },
    GetSet {
        name: "__typing_unpacked_tuple_args__",
        get: unpacked_arguments,
        set: None,
        doc: "",
    },
];

/// Defines `types.GenericAlias`.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("GenericAlias", Shape::Fields);
    spec.module = "types";
    spec.fields = 5;
    spec.flags = class_flags::BASE_TYPE;
    spec.slots.repr = Some(repr);
    spec.slots.hash = Some(hash);
    spec.slots.compare = Some(compare);
    spec.slots.call = Some(call);
    spec.slots.iter = Some(iterate);
    spec.slots.getitem = Some(getitem);
    spec.slots.getattr = Some(getattr);
    spec.slots.binary[BinaryOperator::Or as usize] = Some(or);
    spec.slots.new = Some(new);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).";
    vm.define_class(vm.types.generic_alias, spec);
}
