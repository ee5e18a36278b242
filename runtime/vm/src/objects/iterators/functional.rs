//! `map` (fields: `__dict__`, function, tuple of iterators, whether it is strict) and `filter` (fields: `__dict__`,
//! function, iterator).

use super::itself;
use super::zip::{check_lengths, iterators_of, strict_keyword};
use crate::layout::{Class, Shape, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::fields::{field, set_field};
use crate::objects::sequences::{list, tuple};
use crate::{Args, Call, Def, Result, Value, Vm};

fn map_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let strict = strict_keyword(vm, "map", args)?;
    let [function, iterables @ ..] = args.pos() else {
        return Err(vm.type_error("map() must have at least two arguments."));
    };
    if iterables.is_empty() {
        return Err(vm.type_error("map() must have at least two arguments."));
    }
    let iterators = iterators_of(vm, iterables)?;
    Ok(vm.new_fields(
        class,
        &[Value::NULL, *function, iterators, Value::bool(strict)],
    ))
}

fn map_next(vm: &mut Vm, map: Value) -> Result {
    let (function, iterators) = (field(map, 1), tuple::items(field(map, 2)));
    if let &[iterator] = iterators {
        let item = match vm.quick_of_sequence(iterator) {
            Some(item) => item,
            None => match vm.next_item(iterator)? {
                Some(item) => item,
                None => return Ok(Value::NULL),
            },
        };
        return vm.call_one(function, item);
    }
    let arguments = vm.new_list_with_capacity(iterators.len())?;
    for (index, &iterator) in iterators.iter().enumerate() {
        match vm.next_item(iterator)? {
            Some(item) => vm.list_push(arguments, item)?,
            None => {
                if field(map, 3) == Value::TRUE {
                    check_lengths(vm, "map", iterators, index)?;
                }
                return Ok(Value::NULL);
            }
        }
    }
    // Nobody else knows the list, so that its items stay.
    let result = vm.call_pos(function, list::items(arguments));
    core::hint::black_box(arguments);
    result
}

fn map_reduce(vm: &mut Vm, map: Value) -> Result {
    let class = Value::object(vm.class_of(map));
    let arguments = vm.new_list(&[field(map, 1)]);
    vm.list_extend(arguments, field(map, 2))?;
    let arguments = vm.tuple_from_list(arguments)?;
    if field(map, 3) == Value::TRUE {
        Ok(vm.new_tuple(&[class, arguments, Value::TRUE]))
    } else {
        Ok(vm.new_tuple(&[class, arguments]))
    }
}

fn map_setstate(vm: &mut Vm, map: Value, state: Value) -> Result {
    let strict = vm.is_true(state)?;
    set_field(vm, map, 3, Value::bool(strict));
    Ok(Value::NONE)
}

static MAP_METHODS: &[Def] = &[
    Def::new("__reduce__", Call::NoArgs(map_reduce))
        .doc("", "Return state information for pickling."),
    Def::new("__setstate__", Call::One(map_setstate))
        .doc("", "Set state information for unpickling."),
];

fn filter_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    if class == vm.types.filter {
        vm.no_keywords("filter", args)?;
    }
    let values = args.pos();
    vm.check_positional("filter", values.len(), 2, 2)?;
    let iterator = vm.iter(values[1])?;
    Ok(vm.new_fields(class, &[Value::NULL, values[0], iterator]))
}

fn filter_next(vm: &mut Vm, filter: Value) -> Result {
    let (function, iterator) = (field(filter, 1), field(filter, 2));
    let itself_decides = function.is_none() || function == Value::object(vm.types.bool);
    while let Some(item) = vm.next_item(iterator)? {
        let good = if itself_decides {
            item
        } else {
            vm.call_one(function, item)?
        };
        if good == Value::TRUE || (good != Value::FALSE && vm.is_true(good)?) {
            return Ok(item);
        }
    }
    Ok(Value::NULL)
}

fn filter_reduce(vm: &mut Vm, filter: Value) -> Result {
    let arguments = vm.new_tuple(&[field(filter, 1), field(filter, 2)]);
    let class = Value::object(vm.class_of(filter));
    Ok(vm.new_tuple(&[class, arguments]))
}

static FILTER_METHODS: &[Def] = &[Def::new("__reduce__", Call::NoArgs(filter_reduce))
    .doc("", "Return state information for pickling.")];

/// Defines `map` and `filter`.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("map", Shape::Fields);
    spec.fields = 4;
    spec.flags = class_flags::BASE_TYPE | class_flags::VECTORCALL;
    spec.slots.iter = Some(itself);
    spec.slots.next = Some(map_next);
    spec.slots.new = Some(map_new);
    spec.methods = MAP_METHODS;
    spec.doc = "Make an iterator that computes the function using arguments from\neach of the iterables.  Stops when the shortest iterable is exhausted.\n\nIf strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.";
    vm.define_class(vm.types.map, spec);

    let mut spec = ClassSpec::new("filter", Shape::Fields);
    spec.fields = 3;
    spec.flags = class_flags::BASE_TYPE | class_flags::VECTORCALL;
    spec.slots.iter = Some(itself);
    spec.slots.next = Some(filter_next);
    spec.slots.new = Some(filter_new);
    spec.methods = FILTER_METHODS;
    spec.doc = "Return an iterator yielding those items of iterable for which function(item)\nis true. If function is None, return the items that are true.";
    vm.define_class(vm.types.filter, spec);
}
