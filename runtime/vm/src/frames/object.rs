//! Frame objects, made when Python code (or a traceback) asks for a frame (CPython's `Objects/frameobject.c`).
//!
//! While the frame runs or is suspended, the object refers to it by its address; when the frame goes away, the object
//! takes a copy of its locals.

use crate::frames::locals;
use crate::layout::{Code, Frame, FrameOwner, GeneratorState, Shape, code_flags};
use crate::native::Call;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::code;
use crate::objects::fields::{field, set_field};
use crate::{Def, Result, Value, Vm};

/// The frame's address, an int; None once the frame is gone.
const ADDRESS: usize = 1;
const CODE: usize = 2;
const GLOBALS: usize = 3;
const BUILTINS: usize = 4;
const NAMESPACE: usize = 5;
/// The locals that were kept, a tuple (unbound ones are NULL).
const KEPT: usize = 6;
const BACK: usize = 7;
/// The code unit where the frame ended, an int.
const UNIT: usize = 8;
/// The generator that the frame is part of, or NULL.
const GENERATOR: usize = 9;
const TRACE: usize = 10;
const TRACE_LINES: usize = 11;
const TRACE_OPCODES: usize = 12;
/// What was set through `f_locals` and is no variable of the code, a dict or NULL.
const EXTRA: usize = 13;
const FIELDS: u16 = 14;

impl Vm {
    /// The frame object of a frame.
    pub fn frame_object(&mut self, frame: *mut Frame) -> Value {
        // SAFETY: initialised: callers pass a frame that runs or is suspended.
        let f = unsafe { &mut *frame };
        if !f.object.is_null() {
            return f.object;
        }
        let address = Value::int_unchecked(frame as usize as i64);
        let generator = if f.owner == FrameOwner::Generator {
            Value::object(core::ptr::from_mut(Vm::generator_of(frame)))
        } else {
            Value::NULL
        };
        let class = self.types.frame;
        let values = [
            Value::NULL,
            address,
            Value::object(f.code),
            Value::object(f.globals),
            Value::object(f.builtins),
            f.namespace,
            Value::NULL,
            Value::NULL,
            Value::NULL,
            generator,
            Value::NULL,
            Value::TRUE,
            Value::FALSE,
            Value::NULL,
        ];
        let object = self.new_fields(class, &values);
        f.object = object;
        object
    }

    /// The frame object `depth` frames above the running one; None beyond the first.
    pub fn frame_at(&mut self, depth: usize) -> Value {
        let mut frame = self.visible(self.frame);
        for _ in 0..depth {
            if frame.is_null() {
                break;
            }
            // SAFETY: initialised: the chain of running frames.
            frame = self.visible(unsafe { (*frame).previous });
        }
        if frame.is_null() {
            Value::NONE
        } else {
            self.frame_object(frame)
        }
    }

    /// The frame, or the nearest caller that Python code may see: not the interpreter's own shims.
    pub(crate) fn visible(&self, frame: *mut Frame) -> *mut Frame {
        let mut frame = frame;
        while !frame.is_null() && self.is_shim(frame) {
            // SAFETY: initialised: the chain of running frames.
            frame = unsafe { (*frame).previous };
        }
        frame
    }

    /// Whether a frame is the interpreter's own.
    pub(crate) fn is_shim(&self, frame: *mut Frame) -> bool {
        // SAFETY: initialised: callers pass a running frame.
        unsafe {
            (*frame).owner == FrameOwner::Entry
                || Value::object((*frame).code) == self.callables.init_shim
        }
    }

    /// Before a frame whose `object` is set goes away: the frame object keeps a copy of the locals.
    pub fn detach_frame(&mut self, frame: *mut Frame) {
        // SAFETY: initialised: callers pass a frame that is about to end.
        let f = unsafe { &mut *frame };
        let object = f.object;
        if object.is_null() {
            return;
        }
        let count = code::get(f.code).nlocalsplus as usize;
        // SAFETY: a frame has `nlocalsplus` locals.
        let values = unsafe { core::slice::from_raw_parts(locals(frame), count) };
        let kept = self.new_tuple(values);
        set_field(self, object, KEPT, kept);
        // SAFETY: initialised: `ip` points into the code's units.
        let unit = unsafe { f.ip.offset_from(code::get(f.code).units) };
        set_field(self, object, UNIT, Value::int_unchecked(unit as i64));
        let previous = self.visible(f.previous);
        if !previous.is_null() {
            let back = self.frame_object(previous);
            set_field(self, object, BACK, back);
        }
        set_field(self, object, ADDRESS, Value::NONE);
        set_field(self, object, GENERATOR, Value::NULL);
        f.object = Value::NULL;
    }
}

/// The frame behind a frame object, while there is one.
pub fn live_frame(object: Value) -> Option<*mut Frame> {
    let address = field(object, ADDRESS).as_int()?;
    Some(address as usize as *mut Frame)
}

/// A frame object's code object.
pub fn code_of(object: Value) -> *mut Code {
    field(object, CODE).pointer()
}

/// A frame object's globals.
pub fn globals_of(object: Value) -> Value {
    field(object, GLOBALS)
}

/// A frame object's builtins.
pub fn builtins_of(object: Value) -> Value {
    field(object, BUILTINS)
}

/// The code unit that a frame is at, if it has begun.
fn unit(object: Value) -> usize {
    let Some(frame) = live_frame(object) else {
        return field(object, UNIT)
            .as_int()
            .map_or(0, |unit| unit.max(0) as usize);
    };
    // SAFETY: initialised: the object says that the frame is live.
    let (ip, units, suspended) = unsafe {
        let f = &*frame;
        let suspended = f.owner == FrameOwner::Generator
            && matches!(
                Vm::generator_of(frame).state,
                GeneratorState::Created
                    | GeneratorState::Suspended
                    | GeneratorState::SuspendedYieldFrom
            );
        (f.ip, (*f.code).units, suspended)
    };
    let unit = (ip as usize).saturating_sub(units as usize) / 2;
    if suspended {
        unit.saturating_sub(1)
    } else {
        unit
    }
}

/// The line that a frame is at.
pub fn line_of(vm: &Vm, object: Value) -> Option<u32> {
    let id = code::get(code_of(object)).id;
    let line = vm
        .positions(id)
        .get(unit(object))
        .map_or(vm.codes[id as usize].firstlineno, |position| position.line);
    (line != 0).then_some(line)
}

/// The local variables that a frame kept when it ended.
pub(super) fn kept(object: Value) -> Value {
    field(object, KEPT)
}

/// Replaces them.
pub(super) fn set_kept(vm: &mut Vm, object: Value, kept: Value) {
    set_field(vm, object, KEPT, kept);
}

/// The namespace of a module's or class's body, or NULL.
pub(super) fn namespace_of(object: Value) -> Value {
    field(object, NAMESPACE)
}

/// What was set through `f_locals` and is no variable of the code, a dict or NULL.
pub(super) fn extra_locals(object: Value) -> Value {
    field(object, EXTRA)
}

/// The same, made if there is none.
pub(super) fn make_extra_locals(vm: &mut Vm, object: Value) -> Value {
    if field(object, EXTRA).is_null() {
        let extra = vm.new_dict();
        set_field(vm, object, EXTRA, Value::object(extra));
    }
    field(object, EXTRA)
}

fn back(vm: &mut Vm, object: Value) -> Result {
    match live_frame(object) {
        // SAFETY: initialised: the object says that the frame is live.
        Some(frame) => match vm.visible(unsafe { (*frame).previous }) {
            previous if previous.is_null() => Ok(Value::NONE),
            previous => Ok(vm.frame_object(previous)),
        },
        None => Ok(field(object, BACK).or_none()),
    }
}

fn lineno(vm: &mut Vm, object: Value) -> Result {
    Ok(line_of(vm, object).map_or(Value::NONE, |line| Value::int_unchecked(i64::from(line))))
}

fn clear(vm: &mut Vm, object: Value) -> Result {
    let Some(frame) = live_frame(object) else {
        set_field(vm, object, KEPT, Value::NULL);
        set_field(vm, object, EXTRA, Value::NULL);
        return Ok(Value::NONE);
    };
    // SAFETY: initialised: the object says that the frame is live.
    if unsafe { (*frame).owner } != FrameOwner::Generator {
        return Err(vm.runtime_error("cannot clear an executing frame"));
    }
    let generator = field(object, GENERATOR);
    match Vm::generator_of(frame).state {
        GeneratorState::Executing => Err(vm.runtime_error("cannot clear an executing frame")),
        GeneratorState::Suspended | GeneratorState::SuspendedYieldFrom => {
            Err(vm.runtime_error("cannot clear a suspended frame"))
        }
        _ => vm.call_method(generator, "close", &[]),
    }
}

fn repr(vm: &mut Vm, object: Value) -> Result {
    let code = code::get(code_of(object));
    let filename = vm.repr(code.filename)?;
    let line = line_of(vm, object).unwrap_or(0);
    let text = format!(
        "<frame at {:#x}, file {}, line {line}, code {}>",
        object.bits(),
        vm.text(filename),
        vm.text(code.name)
    );
    Ok(vm.new_str(&text))
}

fn generator(_: &mut Vm, object: Value) -> Result {
    Ok(field(object, GENERATOR).or_none())
}

fn set_member<const INDEX: usize>(vm: &mut Vm, object: Value, value: Value) -> Result<()> {
    set_field(vm, object, INDEX, value);
    Ok(())
}

fn set_lineno(vm: &mut Vm, _: Value, _: Value) -> Result<()> {
    Err(vm.value_error("f_lineno can only be set in a trace function"))
}

static METHODS: &[Def] = &[Def::new("clear", Call::NoArgs(clear))
    .doc("($self, /)", "Clear all references held by the frame.")];

static GETSET: &[GetSet] = &[
    GetSet {
        name: "f_back",
        get: back,
        set: None,
        doc: "",
    },
    GetSet {
        name: "f_code",
        get: |_, object| Ok(field(object, CODE)),
        set: None,
        doc: "",
    },
    GetSet {
        name: "f_globals",
        get: |_, object| Ok(field(object, GLOBALS)),
        set: None,
        doc: "",
    },
    GetSet {
        name: "f_builtins",
        get: |_, object| Ok(field(object, BUILTINS)),
        set: None,
        doc: "",
    },
    GetSet {
        name: "f_locals",
        get: super::locals_proxy::locals_of,
        set: None,
        doc: "",
    },
    GetSet {
        name: "f_lineno",
        get: lineno,
        set: Some(set_lineno),
        doc: "",
    },
    GetSet {
        name: "f_lasti",
        get: |_, object| Ok(Value::int_unchecked(unit(object) as i64 * 2)),
        set: None,
        doc: "",
    },
    GetSet {
        name: "f_generator",
        get: generator,
        set: None,
        doc: "",
    },
    GetSet {
        name: "f_trace",
        get: |_, object| Ok(field(object, TRACE).or_none()),
        set: Some(set_member::<TRACE>),
        doc: "",
    },
    GetSet {
        name: "f_trace_lines",
        get: |_, object| Ok(field(object, TRACE_LINES)),
        set: Some(set_member::<TRACE_LINES>),
        doc: "",
    },
    GetSet {
        name: "f_trace_opcodes",
        get: |_, object| Ok(field(object, TRACE_OPCODES)),
        set: Some(set_member::<TRACE_OPCODES>),
        doc: "",
    },
];

/// Whether a code object is a function's body.
pub fn is_function_body(code: *mut Code) -> bool {
    code::get(code).flags & code_flags::OPTIMIZED != 0
}

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("frame", Shape::Fields);
    spec.fields = FIELDS;
    spec.slots.repr = Some(repr);
    spec.methods = METHODS;
    spec.getset = GETSET;
    vm.define_class(vm.types.frame, spec);
    super::locals_proxy::init(vm);
}
