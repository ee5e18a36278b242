//! `BaseException`.

use super::layout::{ARGS, CAUSE, CONTEXT, SUPPRESS, TRACEBACK};
use crate::layout::Class;
use crate::native::Call;
use crate::objects::class::GetSet;
use crate::objects::fields::{field, set_field};
use crate::objects::sequences::{list, tuple};
use crate::{Args, Def, Result, Value, Vm};

/// `BaseException.__new__`: keeps the arguments, whatever they are.
pub(super) fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let exception = vm.new_fields(class, &[]);
    let args = vm.new_tuple(args.pos());
    set_field(vm, exception, ARGS, args);
    Ok(exception)
}

/// `BaseException.__init__`.
pub(super) fn init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    if args.keyword_count() > 0 {
        let name = vm.class_name(this);
        vm.no_keywords(&name, args)?;
    }
    set_args(vm, this, args.pos());
    Ok(())
}

/// Sets `args`, unless `__new__` has already set the very same ones.
pub(super) fn set_args(vm: &mut Vm, this: Value, args: &[Value]) {
    let old = field(this, ARGS);
    if old.is_null() || tuple::items(old) != args {
        let args = vm.new_tuple(args);
        set_field(vm, this, ARGS, args);
    }
}

/// `args` as a slice.
pub(super) fn args_of<'a>(this: Value) -> &'a [Value] {
    let args = field(this, ARGS);
    if args.is_null() {
        &[]
    } else {
        tuple::items(args)
    }
}

pub(super) fn str(vm: &mut Vm, this: Value) -> Result {
    match args_of(this) {
        [] => Ok(vm.new_str("")),
        [one] => vm.str(*one),
        _ => vm.str(field(this, ARGS)),
    }
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let name = vm.class_name(this);
    let name = name.rsplit('.').next().unwrap_or_default().to_owned();
    let text = match args_of(this) {
        [one] => {
            let one = vm.repr(*one)?;
            format!("{name}({})", vm.text(one))
        }
        _ => {
            let args = vm.repr(field(this, ARGS))?;
            format!("{name}{}", vm.text(args))
        }
    };
    Ok(vm.new_str(&text))
}

/// `(class, args)` or `(class, args, state)`.
pub(super) fn reduced(vm: &mut Vm, this: Value, args: Value, state: Value) -> Result {
    let class = Value::object(vm.class_of(this));
    let parts = [class, args, state];
    Ok(vm.new_tuple(if state.is_null() { &parts[..2] } else { &parts }))
}

fn reduce(vm: &mut Vm, this: Value) -> Result {
    let state = field(this, 0);
    reduced(vm, this, field(this, ARGS), state)
}

fn setstate(vm: &mut Vm, this: Value, state: Value) -> Result {
    if state.is_none() {
        return Ok(Value::NONE);
    }
    if !vm.is_dict(state) {
        return Err(vm.type_error("state is not a dictionary"));
    }
    let mut position = 0;
    while let Some((number, name, value)) =
        crate::objects::dict::next_entry(state.pointer(), position)
    {
        let name = vm.attribute_name(name)?;
        vm.set_attr(this, name, value)?;
        position = number + 1;
    }
    Ok(Value::NONE)
}

fn with_traceback(vm: &mut Vm, this: Value, traceback: Value) -> Result {
    set_traceback(vm, this, traceback)?;
    Ok(this)
}

fn add_note(vm: &mut Vm, this: Value, note: Value) -> Result {
    if !vm.is_str(note) {
        let name = vm.class_name(note);
        return Err(vm.type_error(format!("add_note() argument must be str, not {name}")));
    }
    let name = vm.intern("__notes__");
    let notes = match vm.get_attr_opt(this, name)? {
        Some(notes) => notes,
        None => {
            let notes = vm.new_list(&[]);
            vm.set_attr(this, name, notes)?;
            notes
        }
    };
    if !vm.is_list(notes) {
        return Err(vm.type_error("Cannot add note: __notes__ is not a list"));
    }
    vm.list_push(notes, note)?;
    Ok(Value::NONE)
}

fn set_args_attribute(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(vm.type_error("args may not be deleted"));
    }
    let list = vm.list_from(value)?;
    let args = vm.new_tuple(list::items(list));
    set_field(vm, this, ARGS, args);
    Ok(())
}

fn set_traceback(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(vm.type_error("__traceback__ may not be deleted"));
    }
    if value.is_none() {
        set_field(vm, this, TRACEBACK, Value::NULL);
    } else if crate::objects::cast::is_exactly(value, vm.types.traceback) {
        set_field(vm, this, TRACEBACK, value);
    } else {
        return Err(vm.type_error("__traceback__ must be a traceback or None"));
    }
    Ok(())
}

fn set_linked(
    vm: &mut Vm,
    this: Value,
    index: usize,
    value: Value,
    name: &str,
    what: &str,
) -> Result<()> {
    if value.is_null() {
        return Err(vm.type_error(format!("{name} may not be deleted")));
    }
    if value.is_none() {
        set_field(vm, this, index, Value::NULL);
    } else if vm.is_any_exception(value) {
        set_field(vm, this, index, value);
    } else {
        return Err(vm.type_error(format!(
            "exception {what} must be None or derive from BaseException"
        )));
    }
    Ok(())
}

fn set_suppress(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(vm.type_error("can't delete numeric/char attribute"));
    }
    if !value.is_bool() {
        return Err(vm.type_error("attribute value type must be bool"));
    }
    set_field(
        vm,
        this,
        SUPPRESS,
        if value == Value::TRUE {
            value
        } else {
            Value::NULL
        },
    );
    Ok(())
}

fn set_dict(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(vm.type_error("cannot delete __dict__"));
    }
    if !vm.is_dict(value) {
        let name = vm.class_name(value);
        return Err(vm.type_error(format!(
            "__dict__ must be set to a dictionary, not a '{name}'"
        )));
    }
    vm.set_instance_dict(this, value);
    Ok(())
}

pub(super) static METHODS: &[Def] = &[
    Def::new("__reduce__", Call::NoArgs(reduce)),
    Def::new("__setstate__", Call::One(setstate)).doc("($self, object, /)", ""),
    Def::new("with_traceback", Call::One(with_traceback)).doc(
        "($self, object, /)",
        "Set self.__traceback__ to tb and return self.",
    ),
    Def::new("add_note", Call::One(add_note))
        .doc("($self, object, /)", "Add a note to the exception"),
];

pub(super) static GETSET: &[GetSet] = &[
    GetSet {
        name: "__dict__",
        get: |vm, this| Ok(vm.instance_dict(this)),
        set: Some(set_dict),
        doc: "",
    },
    GetSet {
        name: "args",
        get: |_, this| Ok(field(this, ARGS).or_none()),
        set: Some(set_args_attribute),
        doc: "",
    },
    GetSet {
        name: "__traceback__",
        get: |_, this| Ok(field(this, TRACEBACK).or_none()),
        set: Some(set_traceback),
        doc: "",
    },
    GetSet {
        name: "__context__",
        get: |_, this| Ok(field(this, CONTEXT).or_none()),
        set: Some(|vm, this, value| set_linked(vm, this, CONTEXT, value, "__context__", "context")),
        doc: "",
    },
    GetSet {
        name: "__cause__",
        get: |_, this| Ok(field(this, CAUSE).or_none()),
        set: Some(|vm, this, value| {
            set_linked(vm, this, CAUSE, value, "__cause__", "cause")?;
            set_field(vm, this, SUPPRESS, Value::TRUE);
            Ok(())
        }),
        doc: "",
    },
    GetSet {
        name: "__suppress_context__",
        get: |_, this| Ok(Value::bool(field(this, SUPPRESS) == Value::TRUE)),
        set: Some(set_suppress),
        doc: "",
    },
];

/// The slots of BaseException.
pub(super) fn slots() -> crate::Slots {
    crate::Slots {
        new: Some(new),
        init: Some(init),
        str: Some(str),
        repr: Some(repr),
        ..crate::Slots::default()
    }
}
