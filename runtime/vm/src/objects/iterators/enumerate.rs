//! `enumerate`. Fields: `__dict__`, the iterator, the next index (an int of any size).

use super::itself;
use crate::layout::{Class, Shape, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::fields::{field, set_field};
use crate::objects::generic::class_getitem;
use crate::{Args, Call, Def, Result, Value, Vm};

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [iterable, start] = bind(vm, args)?;
    let start = if start.is_null() {
        Value::int_unchecked(0)
    } else {
        vm.index(start)?
    };
    let iterator = vm.iter(iterable)?;
    Ok(vm.new_fields(class, &[Value::NULL, iterator, start]))
}

fn bind(vm: &mut Vm, args: Args<'_>) -> Result<[Value; 2]> {
    let count = args.values.len();
    if count > 2 {
        return Err(vm.type_error(format!(
            "enumerate() takes at most 2 arguments ({count} given)"
        )));
    }
    if let &[iterable] = args.values
        && args.kwnames.is_null()
    {
        return Ok([iterable, Value::NULL]);
    }
    let mut bound = [Value::NULL; 2];
    bound[..args.pos().len()].copy_from_slice(args.pos());
    for (name, value) in args.keywords() {
        let index = match &*vm.text(name) {
            "iterable" => 0,
            "start" => 1,
            other => {
                let message = format!("'{other}' is an invalid keyword argument for enumerate()");
                return Err(vm.type_error(message));
            }
        };
        bound[index] = value;
    }
    if bound[0].is_null() {
        return Err(vm.type_error("enumerate() missing required argument 'iterable'"));
    }
    Ok(bound)
}

fn next(vm: &mut Vm, iterator: Value) -> Result {
    let Some(item) = vm.next_item(field(iterator, 1))? else {
        return Ok(Value::NULL);
    };
    let index = field(iterator, 2);
    let following = match index.as_int() {
        Some(index) => vm.new_int(index + 1),
        None => vm.int_add(index, Value::int_unchecked(1)),
    };
    set_field(vm, iterator, 2, following);
    Ok(vm.new_tuple(&[index, item]))
}

fn reduce(vm: &mut Vm, iterator: Value) -> Result {
    let arguments = vm.new_tuple(&[field(iterator, 1), field(iterator, 2)]);
    let class = Value::object(vm.class_of(iterator));
    Ok(vm.new_tuple(&[class, arguments]))
}

static METHODS: &[Def] = &[
    Def::new("__reduce__", Call::NoArgs(reduce)).doc("", "Return state information for pickling."),
    Def::new("__class_getitem__", Call::One(class_getitem))
        .doc("", "See PEP 585")
        .class(),
];

/// Defines `enumerate`.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("enumerate", Shape::Fields);
    spec.fields = 3;
    spec.flags = class_flags::BASE_TYPE | class_flags::VECTORCALL;
    spec.slots.iter = Some(itself);
    spec.slots.next = Some(next);
    spec.slots.new = Some(new);
    spec.methods = METHODS;
    spec.doc = "Return an enumerate object.\n\n  iterable\n    an object supporting iteration\n\nThe enumerate object yields pairs containing a count (from start, which\ndefaults to zero) and a value yielded by the iterable argument.\n\nenumerate is useful for obtaining an indexed list:\n    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...";
    vm.define_class(vm.types.enumerate, spec);
}
