//! `select.epoll`.

use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use vm::layout::{Class, Shape, class_flags};
use vm::memory::Payload;
use vm::objects::class::{ClassSpec, GetSet};
use vm::{Args, Call, Def, Result, Value, Vm};

use super::wait::{Patience, descriptor};
use crate::support::{add_class, last_os_error};

struct Epoll(Option<OwnedFd>);

impl Payload for Epoll {}

fn epoll<'a>(vm: &mut Vm, this: Value) -> Result<&'a mut Epoll> {
    match vm.payload::<Epoll>(this) {
        Some(epoll) => Ok(epoll),
        None => Err(vm.type_error("epoll expected")),
    }
}

fn open(vm: &mut Vm, this: Value) -> Result<i32> {
    match &epoll(vm, this)?.0 {
        Some(fd) => Ok(fd.as_raw_fd()),
        None => Err(vm.value_error("I/O operation on closed epoll object")),
    }
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [size, flags] = vm.bind_arguments("epoll", args, &["sizehint", "flags"], 0, 2, 0)?;
    if !size.is_null() {
        let size = vm.index_argument(size)?;
        if size <= 0 && size != -1 {
            return Err(vm.value_error("negative sizehint"));
        }
    }
    if !flags.is_null() && vm.index_argument(flags)? & !i64::from(libc::EPOLL_CLOEXEC) != 0 {
        return Err(crate::support::os_error(vm, libc::EINVAL, None));
    }
    // SAFETY: a plain system call.
    let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
    if fd < 0 {
        return Err(last_os_error(vm, None));
    }
    // SAFETY: the descriptor was just made; nobody else has it.
    let fd = unsafe { OwnedFd::from_raw_fd(fd) };
    Ok(vm.new_native(class, Box::new(Epoll(Some(fd)))))
}

fn from_fd(vm: &mut Vm, class: Value, fd: Value) -> Result {
    let fd = vm.index_argument(fd)? as i32;
    // SAFETY: the caller gives the descriptor away, as in CPython.
    let fd = (fd >= 0).then(|| unsafe { OwnedFd::from_raw_fd(fd) });
    Ok(vm.new_native(class.pointer(), Box::new(Epoll(fd))))
}

/// `epoll_ctl(2)`.
fn control(
    vm: &mut Vm,
    this: Value,
    operation: i32,
    target: Value,
    events: Value,
    default: i32,
) -> Result {
    let epoll = open(vm, this)?;
    let target = descriptor(vm, target)?;
    let events = if events.is_null() {
        default as u32
    } else {
        vm.index_argument(events)? as u32
    };
    let mut event = libc::epoll_event {
        events,
        u64: u64::from(target.unsigned_abs()),
    };
    // SAFETY: the event is live during the call.
    let result = unsafe { libc::epoll_ctl(epoll, operation, target, &raw mut event) };
    if result < 0 {
        return Err(last_os_error(vm, None));
    }
    Ok(Value::NONE)
}

fn register(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [fd, events] = vm.bind_arguments("register", args, &["fd", "eventmask"], 0, 2, 1)?;
    let all = libc::EPOLLIN | libc::EPOLLOUT | libc::EPOLLPRI;
    control(vm, this, libc::EPOLL_CTL_ADD, fd, events, all)
}

fn modify(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [fd, events] = vm.bind_arguments("modify", args, &["fd", "eventmask"], 0, 2, 2)?;
    control(vm, this, libc::EPOLL_CTL_MOD, fd, events, 0)
}

fn unregister(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [fd] = vm.bind_arguments("unregister", args, &["fd"], 0, 1, 1)?;
    control(vm, this, libc::EPOLL_CTL_DEL, fd, Value::NULL, 0)
}

/// Events that one call gives, if it is not said otherwise (CPython's `FD_SETSIZE - 1`).
const MANY: i64 = 1023;

fn poll(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [timeout, most] = vm.bind_arguments("poll", args, &["timeout", "maxevents"], 0, 2, 0)?;
    let fd = open(vm, this)?;
    let patience = if timeout.is_null() || timeout.is_none() {
        Patience::ENDLESS
    } else {
        let seconds = vm.to_float(timeout)?;
        if seconds < 0.0 {
            Patience::ENDLESS
        } else {
            Patience::seconds(seconds)
        }
    };
    let most = match most.is_null() {
        true => MANY,
        false => match vm.index_argument(most)? {
            -1 => MANY,
            most if most <= 0 => {
                return Err(vm.value_error(format!("maxevents must be greater than 0, got {most}")));
            }
            most => most.min(MANY),
        },
    };
    let mut events = vec![libc::epoll_event { events: 0, u64: 0 }; most as usize];
    let ready = loop {
        // SAFETY: the vector is live during the call, and has room for as many events.
        let ready = unsafe {
            libc::epoll_wait(
                fd,
                events.as_mut_ptr(),
                events.len() as i32,
                patience.milliseconds(),
            )
        };
        if let Ok(ready) = usize::try_from(ready) {
            break ready;
        }
        if std::io::Error::last_os_error().kind() != std::io::ErrorKind::Interrupted {
            return Err(last_os_error(vm, None));
        }
    };
    let list = vm.new_list(&[]);
    for event in &events[..ready] {
        let pair = [event.u64 as i64, i64::from(event.events)].map(Value::int_unchecked);
        let pair = vm.new_tuple(&pair);
        vm.list_push(list, pair)?;
    }
    Ok(list)
}

fn close(vm: &mut Vm, this: Value) -> Result {
    epoll(vm, this)?.0 = None;
    Ok(Value::NONE)
}

fn enter(vm: &mut Vm, this: Value) -> Result {
    open(vm, this)?;
    Ok(this)
}

fn exit(vm: &mut Vm, this: Value, _: &[Value]) -> Result {
    close(vm, this)
}

fn fileno(vm: &mut Vm, this: Value) -> Result {
    open(vm, this).map(|fd| Value::int_unchecked(fd.into()))
}

static METHODS: &[Def] = &[
    Def::new("fromfd", Call::One(from_fd)).class(),
    Def::new("close", Call::NoArgs(close)),
    Def::new("fileno", Call::NoArgs(fileno)),
    Def::new("register", Call::FastKeywords(register)),
    Def::new("modify", Call::FastKeywords(modify)),
    Def::new("unregister", Call::FastKeywords(unregister)),
    Def::new("poll", Call::FastKeywords(poll)),
    Def::new("__enter__", Call::NoArgs(enter)),
    Def::new("__exit__", Call::Fast(exit)),
];

static GETSET: &[GetSet] = &[GetSet {
    name: "closed",
    get: |vm, this| Ok(Value::bool(epoll(vm, this)?.0.is_none())),
    set: None,
    doc: "True if the epoll handler is closed",
}];

/// Makes the class.
pub(super) fn init(vm: &mut Vm, module: Value) {
    let mut spec = ClassSpec::new("epoll", Shape::Native);
    spec.module = "select";
    spec.flags = class_flags::BASE_TYPE;
    spec.slots.new = Some(new);
    spec.slots.init = Some(|_, _, _| Ok(()));
    spec.methods = METHODS;
    spec.getset = GETSET;
    add_class(vm, module, spec);
}
