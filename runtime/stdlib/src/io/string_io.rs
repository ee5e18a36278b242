//! `StringIO`: text in memory.

use vm::layout::{Shape, class_flags};
use vm::memory::Payload;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::strings;
use vm::{Args, Call, Def, Result, Value, Vm};

use super::binary::count;
use crate::support::{self, add_class};

/// Code points and a position in them; `None` once closed.
struct Text {
    points: Option<Vec<u32>>,
    position: usize,
    translate: bool,
}

impl Payload for Text {}

fn state<'a>(vm: &mut Vm, io: Value) -> Result<(&'a mut Vec<u32>, &'a mut usize)> {
    if let Some(text) = vm.payload::<Text>(io)
        && let Some(points) = &mut text.points
    {
        return Ok((points, &mut text.position));
    }
    Err(vm.value_error("I/O operation on closed file"))
}

fn points(string: Value) -> Vec<u32> {
    strings::chars(string).iter().collect()
}

fn new(vm: &mut Vm, class: *mut vm::layout::Class, _: Args<'_>) -> Result {
    Ok(vm.new_native(
        class,
        Box::new(Text {
            points: Some(Vec::new()),
            position: 0,
            translate: false,
        }),
    ))
}

fn init_io(vm: &mut Vm, io: Value, args: Args<'_>) -> Result<()> {
    let [initial, newline] =
        vm.bind_arguments("StringIO", args, &["initial_value", "newline"], 0, 2, 0)?;
    let mut content = Vec::new();
    if !initial.is_null() && !initial.is_none() {
        if !support::is_str(vm, initial) {
            let name = vm.class_name(initial);
            return Err(vm.type_error(format!("initial_value must be str or None, not {name}")));
        }
        content = points(initial);
    }
    if let Some(text) = vm.payload::<Text>(io) {
        text.points = Some(content);
        text.position = 0;
        text.translate = newline.is_none();
    }
    Ok(())
}

fn write(vm: &mut Vm, io: Value, string: Value) -> Result {
    if !support::is_str(vm, string) {
        let name = vm.class_name(string);
        return Err(vm.type_error(format!("string argument expected, got '{name}'")));
    }
    let new = points(string);
    let end = state(vm, io)?.1.saturating_add(new.len());
    vm.check_room(end.saturating_mul(size_of::<u32>()))?;
    let (content, position) = state(vm, io)?;
    let more = end.saturating_sub(content.len());
    vm.reserve(content, more)?;
    if *position > content.len() {
        content.resize(*position, 0);
    }
    let overwritten = end.min(content.len());
    content.splice(*position..overwritten, new.iter().copied());
    *position = end;
    Ok(vm.new_int(new.len() as i64))
}

fn read(vm: &mut Vm, io: Value, args: &[Value]) -> Result {
    let count = count(vm, args)?;
    let (content, position) = state(vm, io)?;
    let start = (*position).min(content.len());
    let end = count.map_or(content.len(), |count| {
        start.saturating_add(count).min(content.len())
    });
    *position = end;
    vm.try_new_str_from_code_points(&content[start..end])
}

fn readline(vm: &mut Vm, io: Value, args: &[Value]) -> Result {
    let count = count(vm, args)?;
    let (content, position) = state(vm, io)?;
    let start = (*position).min(content.len());
    let line = content[start..]
        .iter()
        .position(|&point| point == u32::from(b'\n'))
        .map_or(content.len(), |at| start + at + 1);
    let end = count.map_or(line, |count| start.saturating_add(count).min(line));
    *position = end;
    vm.try_new_str_from_code_points(&content[start..end])
}

fn next(vm: &mut Vm, io: Value) -> Result {
    let line = readline(vm, io, &[])?;
    if strings::len(line) == 0 {
        Ok(Value::NULL)
    } else {
        Ok(line)
    }
}

fn getvalue(vm: &mut Vm, io: Value) -> Result {
    let (content, _) = state(vm, io)?;
    vm.try_new_str_from_code_points(content)
}

fn tell(vm: &mut Vm, io: Value) -> Result {
    let (_, position) = state(vm, io)?;
    Ok(vm.new_int(*position as i64))
}

fn seek(vm: &mut Vm, io: Value, args: &[Value]) -> Result {
    vm.check_positional("seek", args.len(), 1, 2)?;
    let offset = vm.index_argument(args[0])?;
    let whence = match args.get(1) {
        Some(&whence) => vm.index_argument(whence)?,
        None => 0,
    };
    let (content, position) = state(vm, io)?;
    if whence == 0 && offset < 0 {
        return Err(vm.value_error(format!("Negative seek position {offset}")));
    }
    if whence != 0 && offset != 0 {
        return Err(vm.raise(vm.types.os_error, "Can't do nonzero cur-relative seeks"));
    }
    match whence {
        0 => *position = offset as usize,
        2 => *position = content.len(),
        _ => {}
    }
    Ok(vm.new_int(*position as i64))
}

fn truncate(vm: &mut Vm, io: Value, args: &[Value]) -> Result {
    let size = count(vm, args)?;
    let (content, position) = state(vm, io)?;
    let size = size.unwrap_or(*position);
    content.truncate(size);
    Ok(vm.new_int(size as i64))
}

fn close(vm: &mut Vm, io: Value) -> Result {
    if let Some(text) = vm.payload::<Text>(io) {
        text.points = None;
    }
    Ok(Value::NONE)
}

fn yes(_: &mut Vm, _: Value) -> Result {
    Ok(Value::TRUE)
}

static METHODS: &[Def] = &[
    Def::new("write", Call::One(write)),
    Def::new("read", Call::Fast(read)),
    Def::new("readline", Call::Fast(readline)),
    Def::new("getvalue", Call::NoArgs(getvalue)),
    Def::new("tell", Call::NoArgs(tell)),
    Def::new("seek", Call::Fast(seek)),
    Def::new("truncate", Call::Fast(truncate)),
    Def::new("close", Call::NoArgs(close)),
    Def::new("readable", Call::NoArgs(yes)),
    Def::new("writable", Call::NoArgs(yes)),
    Def::new("seekable", Call::NoArgs(yes)),
];

fn closed(vm: &mut Vm, io: Value) -> Result {
    Ok(Value::bool(
        vm.payload::<Text>(io)
            .is_none_or(|text| text.points.is_none()),
    ))
}

static GETSET: &[GetSet] = &[
    GetSet {
        name: "closed",
        get: closed,
        set: None,
        doc: "",
    },
    GetSet {
        name: "encoding",
        get: |_, _| Ok(Value::NONE),
        set: None,
        doc: "",
    },
    GetSet {
        name: "errors",
        get: |_, _| Ok(Value::NONE),
        set: None,
        doc: "",
    },
    GetSet {
        name: "newlines",
        get: |_, _| Ok(Value::NONE),
        set: None,
        doc: "",
    },
    GetSet {
        name: "line_buffering",
        get: |_, _| Ok(Value::FALSE),
        set: None,
        doc: "",
    },
];

pub(super) fn init(vm: &mut Vm, module: Value) {
    let mut spec = ClassSpec::new("StringIO", Shape::Native);
    spec.module = "_io";
    spec.base = support::recall_class(vm, "_io._TextIOBase");
    spec.flags = class_flags::BASE_TYPE | class_flags::MANAGED_DICT | class_flags::WEAK_REFERENCES;
    spec.slots.next = Some(next);
    spec.slots.new = Some(new);
    spec.slots.init = Some(init_io);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "Text I/O implementation using an in-memory buffer.";
    add_class(vm, module, spec);
}
