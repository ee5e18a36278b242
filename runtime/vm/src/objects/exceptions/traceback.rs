//! Traceback objects (CPython's `Python/traceback.c`).

use uops::Opcode;

use super::TRACEBACK;
use crate::layout::{Class, Frame, Shape};
use crate::native::Call;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::fields::{field, set_field};
use crate::{Args, Def, Result, Value, Vm};

const NEXT: usize = 1;
const FRAME: usize = 2;
const LASTI: usize = 3;
const LINENO: usize = 4;
const FIELDS: u16 = 5;

impl Vm {
    /// Adds the frame (its `ip` points to the running instruction) to the traceback of an exception.
    pub fn add_traceback(&mut self, exception: Value, frame: *mut Frame) {
        if !self.is_any_exception(exception) || self.is_shim(frame) {
            return;
        }
        // SAFETY: initialised: the frame is live and its `ip` points into its code's units.
        let (unit, id, lasti) = unsafe {
            let code = &*(*frame).code;
            (*(*frame).ip, code.id, (*frame).ip.offset_from(code.units))
        };
        // Raising again what is already under way adds no entry (CPython's `exception_unwind`).
        match Opcode::of_unit(unit) {
            Some(Opcode::RERAISE | Opcode::CLEANUP_THROW | Opcode::END_ASYNC_FOR) => return,
            Some(Opcode::RAISE_VARARGS) if unit >> 8 == 0 && self.handled == exception => return,
            _ => {}
        }
        let line = self.position(id, lasti.unsigned_abs()).line;
        let object = self.frame_object(frame);
        let next = field(exception, TRACEBACK);
        let line = if line == 0 {
            Value::NONE
        } else {
            Value::int_unchecked(i64::from(line))
        };
        let class = self.types.traceback;
        let traceback = self.new_fields(
            class,
            &[
                Value::NULL,
                next,
                object,
                Value::int_unchecked(lasti as i64 * 2),
                line,
            ],
        );
        set_field(self, exception, TRACEBACK, traceback);
    }
}

/// A traceback's next entry; None at the end.
pub fn next(traceback: Value) -> Value {
    field(traceback, NEXT).or_none()
}

/// A traceback's frame object.
pub fn frame(traceback: Value) -> Value {
    field(traceback, FRAME)
}

/// The code unit of a traceback's instruction.
pub fn unit(traceback: Value) -> usize {
    field(traceback, LASTI)
        .as_int()
        .map_or(0, |lasti| (lasti.max(0) / 2) as usize)
}

/// The line of a traceback's entry.
pub fn line(vm: &Vm, traceback: Value) -> Option<u32> {
    let line = field(traceback, LINENO);
    if line.is_null() {
        None
    } else {
        vm.int_as_i64(line)
            .and_then(|line| u32::try_from(line).ok())
    }
}

/// Lets a traceback's next entry be another one that came after it; None for the end.
pub fn relink(vm: &mut Vm, traceback: Value, next: Value) {
    let next = if next.is_none() { Value::NULL } else { next };
    set_field(vm, traceback, NEXT, next);
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [next, frame, lasti, lineno] = vm.bind_arguments(
        "traceback",
        args,
        &["tb_next", "tb_frame", "tb_lasti", "tb_lineno"],
        0,
        4,
        4,
    )?;
    if !next.is_none() && !crate::objects::cast::is_exactly(next, vm.types.traceback) {
        let name = vm.class_name(next);
        return Err(vm.type_error(format!("expected traceback object or None, got '{name}'")));
    }
    if !crate::objects::cast::is_exactly(frame, vm.types.frame) {
        let name = vm.class_name(frame);
        return Err(vm.type_error(format!(
            "traceback() argument 'tb_frame' must be frame, not {name}"
        )));
    }
    let (lasti, lineno) = (vm.index_argument(lasti)?, vm.index_argument(lineno)?);
    let (lasti, lineno) = (vm.new_int(lasti), vm.new_int(lineno));
    Ok(vm.new_fields(
        class,
        &[
            Value::NULL,
            if next.is_none() { Value::NULL } else { next },
            frame,
            lasti,
            lineno,
        ],
    ))
}

fn set_next(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(vm.type_error("can't delete tb_next attribute"));
    }
    if value.is_none() {
        set_field(vm, this, NEXT, Value::NULL);
        return Ok(());
    }
    if !crate::objects::cast::is_exactly(value, vm.types.traceback) {
        let name = vm.class_name(value);
        return Err(vm.type_error(format!("expected traceback object, got '{name}'")));
    }
    let mut link = value;
    while !link.is_null() {
        if link == this {
            return Err(vm.value_error("traceback loop detected"));
        }
        link = field(link, NEXT);
    }
    set_field(vm, this, NEXT, value);
    Ok(())
}

fn dir(vm: &mut Vm, _: Value) -> Result {
    let list = vm.new_list(&[]);
    for name in ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"] {
        let name = vm.intern(name);
        vm.list_push(list, name)?;
    }
    Ok(list)
}

static METHODS: &[Def] = &[Def::new("__dir__", Call::NoArgs(dir))];

static GETSET: &[GetSet] = &[
    GetSet {
        name: "tb_next",
        get: |_, this| Ok(next(this)),
        set: Some(set_next),
        doc: "",
    },
    GetSet {
        name: "tb_frame",
        get: |_, this| Ok(frame(this)),
        set: None,
        doc: "",
    },
    GetSet {
        name: "tb_lasti",
        get: |_, this| Ok(field(this, LASTI)),
        set: None,
        doc: "",
    },
    GetSet {
        name: "tb_lineno",
        get: |_, this| Ok(field(this, LINENO).or_none()),
        set: None,
        doc: "",
    },
];

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("traceback", Shape::Fields);
    spec.fields = FIELDS;
    spec.slots.new = Some(new);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "Create a new traceback object.";
    vm.define_class(vm.types.traceback, spec);
}
