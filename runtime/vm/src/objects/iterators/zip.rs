//! `zip`. Fields: `__dict__`, the tuple of iterators, whether it is strict.

use super::itself;
use crate::layout::{Class, Shape, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::fields::{field, set_field};
use crate::objects::sequences::tuple;
use crate::{Args, Call, Def, Raised, Result, Value, Vm};

/// The value of the one keyword `strict`, if given.
pub(super) fn strict_keyword(vm: &mut Vm, function: &str, args: Args<'_>) -> Result<bool> {
    let mut strict = false;
    for (name, value) in args.keywords() {
        if &*vm.text(name) != "strict" {
            let message = format!(
                "{function}() got an unexpected keyword argument '{}'",
                vm.text(name)
            );
            return Err(vm.type_error(message));
        }
        strict = vm.is_true(value)?;
    }
    Ok(strict)
}

/// A tuple of the iterables' iterators.
pub(super) fn iterators_of(vm: &mut Vm, iterables: &[Value]) -> Result {
    let result = vm.new_tuple_uninit(vm.types.tuple, iterables.len())?;
    for (index, &iterable) in iterables.iter().enumerate() {
        let iterator = vm.iter(iterable)?;
        tuple::set_fresh(result, index, iterator);
    }
    Ok(result)
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let strict = strict_keyword(vm, "zip", args)?;
    let iterators = iterators_of(vm, args.pos())?;
    Ok(vm.new_fields(class, &[Value::NULL, iterators, Value::bool(strict)]))
}

fn next(vm: &mut Vm, zip: Value) -> Result {
    let iterators = tuple::items(field(zip, 1));
    if iterators.is_empty() {
        return Ok(Value::NULL);
    }
    if let &[first, second] = iterators {
        let Some(one) = vm.next_item(first)? else {
            return end(vm, zip, 0);
        };
        let Some(two) = vm.next_item(second)? else {
            return end(vm, zip, 1);
        };
        return Ok(vm.new_tuple(&[one, two]));
    }
    let result = vm.new_tuple_uninit(vm.types.tuple, iterators.len())?;
    for (index, &iterator) in iterators.iter().enumerate() {
        let Some(item) = vm.next_item(iterator)? else {
            return end(vm, zip, index);
        };
        tuple::set_fresh(result, index, item);
    }
    Ok(result)
}

#[cold]
fn end(vm: &mut Vm, zip: Value, at: usize) -> Result {
    if field(zip, 2) == Value::TRUE {
        check_lengths(vm, "zip", tuple::items(field(zip, 1)), at)?;
    }
    Ok(Value::NULL)
}

/// Raises ValueError unless all iterators end together; that at `at` has ended.
pub(super) fn check_lengths(
    vm: &mut Vm,
    function: &str,
    iterators: &[Value],
    at: usize,
) -> Result<()> {
    if at > 0 {
        return Err(unequal(vm, function, at, "shorter"));
    }
    for (index, &iterator) in iterators.iter().enumerate().skip(1) {
        if vm.next_item(iterator)?.is_some() {
            return Err(unequal(vm, function, index, "longer"));
        }
    }
    Ok(())
}

fn unequal(vm: &mut Vm, function: &str, index: usize, how: &str) -> Raised {
    let others = if index == 1 {
        String::from(" 1")
    } else {
        format!("s 1-{index}")
    };
    vm.value_error(format!(
        "{function}() argument {} is {how} than argument{others}",
        index + 1
    ))
}

fn reduce(vm: &mut Vm, zip: Value) -> Result {
    let class = Value::object(vm.class_of(zip));
    let iterators = field(zip, 1);
    if field(zip, 2) == Value::TRUE {
        Ok(vm.new_tuple(&[class, iterators, Value::TRUE]))
    } else {
        Ok(vm.new_tuple(&[class, iterators]))
    }
}

fn setstate(vm: &mut Vm, zip: Value, state: Value) -> Result {
    let strict = vm.is_true(state)?;
    set_field(vm, zip, 2, Value::bool(strict));
    Ok(Value::NONE)
}

static METHODS: &[Def] = &[
    Def::new("__reduce__", Call::NoArgs(reduce)).doc("", "Return state information for pickling."),
    Def::new("__setstate__", Call::One(setstate)).doc("", "Set state information for unpickling."),
];

/// Defines `zip`.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("zip", Shape::Fields);
    spec.fields = 3;
    spec.flags = class_flags::BASE_TYPE;
    spec.slots.iter = Some(itself);
    spec.slots.next = Some(next);
    spec.slots.new = Some(new);
    spec.methods = METHODS;
    spec.doc = "The zip object yields n-length tuples, where n is the number of iterables\npassed as positional arguments to zip().  The i-th element in every tuple\ncomes from the i-th iterable argument to zip().  This continues until the\nshortest argument is exhausted.\n\nIf strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.\n\n   >>> list(zip('abcdefg', range(3), range(4)))\n   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]";
    vm.define_class(vm.types.zip, spec);
}
