//! `translate` and `maketrans`.

use super::builder::Builder;
use super::{chars, len};
use crate::objects::sequences::{list, tuple};
use crate::{Result, Value, Vm};

pub(super) fn translate(vm: &mut Vm, this: Value, table: Value) -> Result {
    let points = chars(this);
    let mut builder = Builder::with_capacity(points.len());
    // Of ASCII characters, what the table says is asked once.
    let mut known = [Value::NULL; 128];
    for point in points.iter() {
        let mapped = match known.get(point as usize) {
            Some(&mapped) if !mapped.is_null() => mapped,
            _ => look_up(vm, table, point)?,
        };
        if let Some(slot) = known.get_mut(point as usize) {
            *slot = mapped;
        }
        if mapped == Value::ELLIPSIS {
            builder.push(point);
        } else if mapped.is_none() {
        } else if vm.is_str(mapped) {
            builder.push_str(mapped);
        } else if vm.is_int(mapped) {
            match vm.int_as_i64(mapped) {
                Some(mapped @ 0..0x11_0000) => builder.push(mapped as u32),
                _ => return Err(vm.value_error("character mapping must be in range(0x110000)")),
            }
        } else {
            return Err(vm.type_error("character mapping must return integer, None or str"));
        }
    }
    builder.finish(vm)
}

/// What the table maps a character to; Ellipsis where it has no entry.
fn look_up(vm: &mut Vm, table: Value, point: u32) -> Result {
    match vm.get_item(table, Value::int_unchecked(point as i64)) {
        Ok(mapped) => Ok(mapped),
        Err(raised) => {
            let exception = vm.raised;
            if !vm.is_exception(exception, vm.types.lookup_error) {
                return Err(raised);
            }
            vm.take_raised();
            Ok(Value::ELLIPSIS)
        }
    }
}

pub(super) fn maketrans(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("maketrans", args.len(), 1, 3)?;
    let table = vm.new_dict();
    let first = args[0];
    if args.len() == 1 {
        if vm.class_of(first) != vm.types.dict {
            return Err(
                vm.type_error("if you give only one argument to maketrans it must be a dict")
            );
        }
        let items = vm.call_method(first, "items", &[])?;
        let items = vm.list_from(items)?;
        for &item in list::items(items) {
            let &[key, value] = tuple::items(item) else {
                continue;
            };
            let key = if vm.is_str(key) {
                if len(key) != 1 {
                    return Err(vm.value_error("string keys in translatetable must be of length 1"));
                }
                Value::int_unchecked(super::at(key, 0) as i64)
            } else if vm.is_int(key) {
                key
            } else {
                return Err(vm.type_error("keys in translate table must be strings or integers"));
            };
            vm.dict_set(table, key, value)?;
        }
        return Ok(Value::object(table));
    }
    if !vm.is_str(first) {
        return Err(vm.type_error(
            "first maketrans argument must be a string if there is a second argument",
        ));
    }
    for (at, &argument) in args.iter().enumerate().skip(1) {
        vm.expect_str("maketrans", &format!("{} ", at + 1), argument)?;
    }
    if len(first) != len(args[1]) {
        return Err(vm.value_error("the first two maketrans arguments must have equal length"));
    }
    for (from, to) in chars(first).iter().zip(chars(args[1]).iter()) {
        vm.dict_set(
            table,
            Value::int_unchecked(from as i64),
            Value::int_unchecked(to as i64),
        )?;
    }
    if let Some(&dropped) = args.get(2) {
        for point in chars(dropped).iter() {
            vm.dict_set(table, Value::int_unchecked(point as i64), Value::NONE)?;
        }
    }
    Ok(Value::object(table))
}
