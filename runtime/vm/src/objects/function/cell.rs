//! Cells: what closures share.

use crate::layout::{Cell, Shape};
use crate::objects::cast;
use crate::objects::class::slots::Comparison;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::descriptors::settable;
use crate::{Result, Value, Vm};

fn cell<'a>(this: Value) -> &'a mut Cell {
    // SAFETY: typed: this is used for cells, whose class cannot be subclassed.
    unsafe { cast::get(this) }
}

impl Vm {
    /// A cell.
    pub fn new_cell(&mut self, content: Value) -> Value {
        let class = self.types.cell;
        let cell: *mut Cell = self.alloc_plain(class, size_of::<Cell>()).cast();
        // SAFETY: `alloc_plain` has given an object of the size.
        unsafe { (*cell).content = content };
        Value::object(cell)
    }
}

fn contents(vm: &mut Vm, this: Value) -> Result {
    if cell(this).content.is_null() {
        Err(vm.value_error("cell is empty"))
    } else {
        Ok(cell(this).content)
    }
}

fn set_contents(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    // SAFETY: the field is the cell's own.
    unsafe { vm.write_field(this.pointer(), &raw mut cell(this).content, value) };
    Ok(())
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let content = cell(this).content;
    let text = if content.is_null() {
        format!("<cell at {:#x}: empty>", this.bits())
    } else {
        format!(
            "<cell at {:#x}: {} object at {:#x}>",
            this.bits(),
            vm.class_name(content),
            content.bits()
        )
    };
    Ok(vm.new_str(&text))
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    let Some(other) = vm.as_cell(right) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let (left, right) = (cell(left).content, other.content);
    if left.is_null() || right.is_null() {
        return Ok(Value::bool(
            op.holds((!left.is_null()).cmp(&!right.is_null())),
        ));
    }
    vm.compare(op, left, right)
}

static GETSET: &[GetSet] = &[settable("cell_contents", contents, set_contents, "")];

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("cell", Shape::Cell);
    spec.getset = GETSET;
    spec.slots.repr = Some(repr);
    spec.slots.compare = Some(compare);
    spec.slots.new = Some(|vm, _, args| {
        vm.no_keywords("cell", args)?;
        vm.check_positional("cell", args.values.len(), 0, 1)?;
        Ok(vm.new_cell(args.values.first().copied().unwrap_or(Value::NULL)))
    });
    spec.slots.init = Some(|_, _, _| Ok(()));
    vm.define_class(vm.types.cell, spec);
}
