//! `tee`: iterators over one shared, linked sequence of what the source has given.
//!
//! Fields of a `_tee`: the link that it reads next. Fields of a link: the iterator, its item (NULL: not yet taken), the
//! next link (NULL: not yet made).

use vm::layout::{Class, Shape};
use vm::objects::class::ClassSpec;
use vm::objects::fields::{field, set_field};
use vm::{Args, Call, Def, Result, Value, Vm};

use super::define;
use crate::support;

fn new_link(vm: &mut Vm, iterator: Value) -> Value {
    let class = support::recall_class(vm, "itertools._tee_dataobject");
    vm.new_fields(class, &[Value::NULL, iterator, Value::NULL, Value::NULL])
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("_tee", args)?;
    vm.check_positional("_tee", args.values.len(), 1, 1)?;
    let iterator = vm.iter(args.values[0])?;
    let link = if vm.class_of(iterator) == class {
        field(iterator, 1)
    } else {
        new_link(vm, iterator)
    };
    Ok(vm.new_fields(class, &[Value::NULL, link]))
}

fn next(vm: &mut Vm, tee: Value) -> Result {
    let link = field(tee, 1);
    if field(link, 2).is_null() {
        let iterator = field(link, 1);
        let Some(item) = vm.next_item(iterator)? else {
            return Ok(Value::NULL);
        };
        let following = new_link(vm, iterator);
        set_field(vm, link, 2, item);
        set_field(vm, link, 3, following);
    }
    let following = field(link, 3);
    set_field(vm, tee, 1, following);
    Ok(field(link, 2))
}

fn copy(vm: &mut Vm, tee: Value) -> Result {
    let class = vm.class_of(tee);
    Ok(vm.new_fields(class, &[Value::NULL, field(tee, 1)]))
}

fn tee(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("tee", args.len(), 1, 2)?;
    let count = match args.get(1) {
        Some(&count) => vm.index_argument(count)?,
        None => 2,
    };
    if count < 0 {
        return Err(vm.value_error("n must be >= 0"));
    }
    let result = vm.new_list(&[]);
    if count > 0 {
        let class = support::recall_class(vm, "itertools._tee");
        let first = new(vm, class, Args::positional(&args[..1]))?;
        vm.list_push(result, first)?;
        for _ in 1..count {
            let another = copy(vm, first)?;
            vm.list_push(result, another)?;
        }
    }
    vm.tuple_from_list(result)
}

pub(super) const TEE: Def = Def::new("tee", Call::Fast(tee));

static METHODS: &[Def] = &[Def::new("__copy__", Call::NoArgs(copy))];

pub(super) fn init(vm: &mut Vm, module: Value) {
    let mut spec = ClassSpec::new("_tee_dataobject", Shape::Fields);
    spec.module = "itertools";
    spec.fields = 4;
    support::add_class(vm, module, spec);
    define(vm, module, "_tee", 2, new, next, METHODS);
}
