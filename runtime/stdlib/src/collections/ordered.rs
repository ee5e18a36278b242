//! `OrderedDict`: a dict, which is ordered, with the methods that move items.

use vm::layout::{Shape, class_flags};
use vm::objects::class::ClassSpec;
use vm::objects::class::slots::{BinaryOperator, Comparison};
use vm::objects::dict;
use vm::objects::dict::Existing;
use vm::objects::repr::ReprGuard;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add_class};

/// The first entry: key and value.
fn first(this: Value) -> Option<(Value, Value)> {
    dict::next_entry(this.pointer(), 0).map(|(_, key, value)| (key, value))
}

fn move_to_end(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [key, last] = vm.bind_arguments("move_to_end", args, &["key", "last"], 0, 2, 1)?;
    let last = last.is_null() || vm.is_true(last)?;
    let value = vm.dict_remove(this.pointer(), key)?;
    if value.is_null() {
        return Err(vm.key_error(key));
    }
    if last {
        vm.dict_set(this.pointer(), key, value)?;
        return Ok(Value::NONE);
    }
    let rest = vm.dict_copy(this.pointer())?;
    vm.dict_clear(this.pointer());
    vm.dict_set(this.pointer(), key, value)?;
    let mut position = 0;
    while let Some((number, key, value)) = dict::next_entry(rest, position) {
        vm.dict_set(this.pointer(), key, value)?;
        position = number + 1;
    }
    Ok(Value::NONE)
}

fn popitem(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [last] = vm.bind_arguments("popitem", args, &["last"], 0, 1, 0)?;
    let last = last.is_null() || vm.is_true(last)?;
    let key = if last {
        dict::last_key(this.pointer())
    } else {
        first(this).map_or(Value::NULL, |(key, _)| key)
    };
    if key.is_null() {
        let message = vm.new_str("dictionary is empty");
        return Err(vm.key_error(message));
    }
    let value = vm.dict_remove(this.pointer(), key)?;
    Ok(vm.new_tuple(&[key, value]))
}

fn pop(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [key, default] = vm.bind_arguments("pop", args, &["key", "default"], 0, 2, 1)?;
    let value = vm.dict_remove(this.pointer(), key)?;
    if !value.is_null() {
        return Ok(value);
    }
    if !default.is_null() {
        return Ok(default);
    }
    let name = vm.intern("__missing__");
    match vm.get_special(this, name)? {
        Some((method, bound)) if bound.is_null() => vm.call_pos(method, &[key]),
        Some((method, bound)) => vm.call_pos(method, &[bound, key]),
        None => Err(vm.key_error(key)),
    }
}

fn copy(vm: &mut Vm, this: Value) -> Result {
    let class = Value::object(vm.class_of(this));
    vm.call_pos(class, &[this])
}

fn reduce(vm: &mut Vm, this: Value) -> Result {
    let class = Value::object(vm.class_of(this));
    let arguments = vm.empty_tuple();
    let items = vm.call_method(this, "items", &[])?;
    let items = vm.iter(items)?;
    Ok(vm.new_tuple(&[class, arguments, Value::NONE, Value::NONE, items]))
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let name = vm.class_name(this);
    if dict::len(this.pointer()) == 0 {
        return Ok(vm.new_str(&format!("{name}()")));
    }
    let plain = {
        let Some(_guard) = ReprGuard::enter(this) else {
            return Ok(vm.new_str("..."));
        };
        // A plain dict of the same items shows them.
        let plain = Value::object(vm.dict_copy(this.pointer())?);
        vm.repr(plain)?
    };
    let text = format!("{name}({})", vm.text(plain));
    Ok(vm.new_str(&text))
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    let Some(plain) = vm.slots(vm.types.dict).compare else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let result = plain(vm, left, right, op)?;
    let base = support::recall_class(vm, "collections.OrderedDict");
    let (l, r) = (vm.class_of(left), vm.class_of(right));
    let same_items = result == Value::bool(op == Comparison::Eq);
    if !same_items
        || !matches!(op, Comparison::Eq | Comparison::Ne)
        || !vm.is_subclass(l, base)
        || !vm.is_subclass(r, base)
    {
        return Ok(result);
    }
    let (mut at, mut other) = (0, 0);
    while let (Some((number, l, _)), Some((other_number, r, _))) = (
        dict::next_entry(left.pointer(), at),
        dict::next_entry(right.pointer(), other),
    ) {
        if !vm.items_equal(l, r)? {
            return Ok(Value::bool(op == Comparison::Ne));
        }
        (at, other) = (number + 1, other_number + 1);
    }
    Ok(result)
}

fn or(vm: &mut Vm, left: Value, right: Value) -> Result {
    if !vm.is_dict(left) || !vm.is_dict(right) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let base = support::recall_class(vm, "collections.OrderedDict");
    let class = vm.class_of(left);
    let class = if vm.is_subclass(class, base) {
        class
    } else {
        vm.class_of(right)
    };
    let result = vm.call_pos(Value::object(class), &[left])?;
    vm.dict_merge(result.pointer(), right, Existing::Replace)?;
    Ok(result)
}

static METHODS: &[Def] = &[
    Def::new("move_to_end", Call::FastKeywords(move_to_end)),
    Def::new("popitem", Call::FastKeywords(popitem)),
    Def::new("pop", Call::FastKeywords(pop)),
    Def::new("copy", Call::NoArgs(copy)),
    Def::new("__reduce__", Call::NoArgs(reduce)),
];

pub(super) fn init(vm: &mut Vm, module: Value) {
    let mut spec = ClassSpec::new("OrderedDict", Shape::Dict);
    spec.module = "collections";
    spec.base = vm.types.dict;
    spec.flags = class_flags::BASE_TYPE
        | class_flags::DICT_SUBCLASS
        | class_flags::MAPPING
        | class_flags::MATCH_SELF
        | class_flags::MANAGED_DICT
        | class_flags::WEAK_REFERENCES;
    spec.slots.repr = Some(repr);
    spec.slots.compare = Some(compare);
    spec.slots.hash = Some(vm::objects::class::slotdefs::unhashable);
    spec.slots.binary[BinaryOperator::Or as usize] = Some(or);
    spec.methods = METHODS;
    spec.doc = "Dictionary that remembers insertion order";
    add_class(vm, module, spec);
}
