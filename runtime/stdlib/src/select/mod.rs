//! `select`: `select()`, `poll` and `epoll`.

mod epoll;
pub(crate) mod wait;

use vm::layout::{Class, Shape};
use vm::memory::Payload;
use vm::objects::class::ClassSpec;
use vm::objects::sequences::list;
use vm::{Call, Def, Raised, Result, Value, Vm};

use crate::support::{self, add, add_ints, recall_class};
use wait::{Patience, descriptor, waiting};

/// Descriptors from this one on do not fit in what `select(2)` takes.
const FD_SETSIZE: i32 = 1024;

/// What is waited for by each of the lists, and what makes it ready.
const KINDS: [(i16, i16); 3] = [
    (libc::POLLIN, libc::POLLIN | libc::POLLHUP | libc::POLLERR),
    (libc::POLLOUT, libc::POLLOUT | libc::POLLERR),
    (libc::POLLPRI, libc::POLLPRI),
];

/// A list of its own for each of the three.
fn objects_of(vm: &mut Vm, objects: Value) -> Result {
    vm.list_from(objects).map_err(|Raised| {
        let raised = vm.take_raised();
        if vm.is_subclass(vm.class_of(raised), vm.types.type_error) {
            vm.type_error("arguments 1-3 must be sequences")
        } else {
            vm.raise_value(raised)
        }
    })
}

fn select(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("select", args.len(), 3, 4)?;
    let patience = match args.get(3) {
        None => Patience::ENDLESS,
        Some(timeout) if timeout.is_none() => Patience::ENDLESS,
        Some(&timeout) => {
            if !vm.is_int(timeout) && !vm.is_float(timeout) {
                return Err(vm.type_error("timeout must be a float or None"));
            }
            let seconds = vm.to_float(timeout)?;
            if seconds < 0.0 {
                return Err(vm.value_error("timeout must be non-negative"));
            }
            Patience::seconds(seconds)
        }
    };
    let mut descriptors = Vec::new();
    let mut ends = [0; 3];
    let lists = vm.new_list(&[]);
    for (kind, &objects) in args[..3].iter().enumerate() {
        let objects = objects_of(vm, objects)?;
        vm.list_push(lists, objects)?;
        for &object in list::items(objects) {
            let fd = descriptor(vm, object)?;
            if fd >= FD_SETSIZE {
                return Err(vm.value_error("filedescriptor out of range in select()"));
            }
            descriptors.push(waiting(fd, KINDS[kind].0));
        }
        ends[kind] = descriptors.len();
    }
    wait::poll(vm, &mut descriptors, patience)?;
    if descriptors
        .iter()
        .any(|own| own.revents & libc::POLLNVAL != 0)
    {
        return Err(support::os_error(vm, libc::EBADF, None));
    }
    let results = vm.new_list(&[]);
    let mut start = 0;
    for (kind, end) in ends.into_iter().enumerate() {
        let ready = vm.new_list(&[]);
        vm.list_push(results, ready)?;
        for (at, own) in descriptors[start..end].iter().enumerate() {
            if own.revents & KINDS[kind].1 != 0 {
                let objects = list::items(lists)[kind];
                let object = list::items(objects)[at];
                vm.list_push(ready, object)?;
            }
        }
        start = end;
    }
    Ok(vm.new_tuple(list::items(results)))
}

/// The descriptors of a `poll` object, in the order in which they were registered, with their events.
struct Poll(Vec<(i32, i16)>);

impl Payload for Poll {}

fn polled<'a>(vm: &mut Vm, this: Value) -> Result<&'a mut Poll> {
    match vm.payload::<Poll>(this) {
        Some(poll) => Ok(poll),
        None => Err(vm.type_error("poll expected")),
    }
}

fn new_poll(vm: &mut Vm, _: Value) -> Result {
    let class: *mut Class = recall_class(vm, "select.poll");
    Ok(vm.new_native(class, Box::new(Poll(Vec::new()))))
}

fn events(vm: &mut Vm, mask: Value) -> Result<i16> {
    let mask = vm.index_argument(mask)?;
    match u16::try_from(mask) {
        Ok(mask) => Ok(mask as i16),
        Err(_) if mask < 0 => Err(vm.value_error("Cannot convert negative int")),
        Err(_) => Err(vm.overflow_error("Python int too large for C unsigned short")),
    }
}

fn register(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("register", args.len(), 1, 2)?;
    let fd = descriptor(vm, args[0])?;
    let events = match args.get(1) {
        Some(mask) => events(vm, *mask)?,
        None => libc::POLLIN | libc::POLLPRI | libc::POLLOUT,
    };
    let poll = polled(vm, this)?;
    match poll.0.iter_mut().find(|(own, _)| *own == fd) {
        Some((_, own)) => *own = events,
        None => poll.0.push((fd, events)),
    }
    Ok(Value::NONE)
}

fn modify(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("modify", args.len(), 2, 2)?;
    let (fd, events) = (descriptor(vm, args[0])?, events(vm, args[1])?);
    let poll = polled(vm, this)?;
    match poll.0.iter_mut().find(|(own, _)| *own == fd) {
        Some((_, own)) => *own = events,
        None => return Err(support::os_error(vm, libc::ENOENT, None)),
    }
    Ok(Value::NONE)
}

fn unregister(vm: &mut Vm, this: Value, fd: Value) -> Result {
    let fd = descriptor(vm, fd)?;
    let poll = polled(vm, this)?;
    match poll.0.iter().position(|(own, _)| *own == fd) {
        Some(at) => poll.0.remove(at),
        None => return Err(vm.key_error(Value::int_unchecked(fd.into()))),
    };
    Ok(Value::NONE)
}

fn poll(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("poll", args.len(), 0, 1)?;
    let patience = match args.first() {
        Some(&timeout) if !timeout.is_none() => match vm.to_float(timeout)? {
            milliseconds if milliseconds < 0.0 => Patience::ENDLESS,
            milliseconds => Patience::seconds(milliseconds / 1000.0),
        },
        _ => Patience::ENDLESS,
    };
    let mut descriptors: Vec<libc::pollfd> = polled(vm, this)?
        .0
        .iter()
        .map(|&(fd, events)| waiting(fd, events))
        .collect();
    wait::poll(vm, &mut descriptors, patience)?;
    let list = vm.new_list(&[]);
    for own in descriptors.iter().filter(|own| own.revents != 0) {
        let pair = [own.fd.into(), i64::from(own.revents as u16)].map(Value::int_unchecked);
        let pair = vm.new_tuple(&pair);
        vm.list_push(list, pair)?;
    }
    Ok(list)
}

static FUNCTIONS: &[Def] = &[
    Def::new("select", Call::Fast(select)),
    Def::new("poll", Call::NoArgs(new_poll)),
];

static POLL: &[Def] = &[
    Def::new("register", Call::Fast(register)),
    Def::new("modify", Call::Fast(modify)),
    Def::new("unregister", Call::One(unregister)),
    Def::new("poll", Call::Fast(poll)),
];

static CONSTANTS: &[(&str, i64)] = &[
    ("EPOLLERR", libc::EPOLLERR as i64),
    ("EPOLLET", 0x8000_0000),
    ("EPOLLEXCLUSIVE", libc::EPOLLEXCLUSIVE as i64),
    ("EPOLLHUP", libc::EPOLLHUP as i64),
    ("EPOLLIN", libc::EPOLLIN as i64),
    ("EPOLLMSG", libc::EPOLLMSG as i64),
    ("EPOLLONESHOT", libc::EPOLLONESHOT as i64),
    ("EPOLLOUT", libc::EPOLLOUT as i64),
    ("EPOLLPRI", libc::EPOLLPRI as i64),
    ("EPOLLRDBAND", libc::EPOLLRDBAND as i64),
    ("EPOLLRDHUP", libc::EPOLLRDHUP as i64),
    ("EPOLLRDNORM", libc::EPOLLRDNORM as i64),
    ("EPOLLWAKEUP", libc::EPOLLWAKEUP as i64),
    ("EPOLLWRBAND", libc::EPOLLWRBAND as i64),
    ("EPOLLWRNORM", libc::EPOLLWRNORM as i64),
    ("EPOLL_CLOEXEC", libc::EPOLL_CLOEXEC as i64),
    ("PIPE_BUF", libc::PIPE_BUF as i64),
    ("POLLERR", libc::POLLERR as i64),
    ("POLLHUP", libc::POLLHUP as i64),
    ("POLLIN", libc::POLLIN as i64),
    ("POLLMSG", 0x400),
    ("POLLNVAL", libc::POLLNVAL as i64),
    ("POLLOUT", libc::POLLOUT as i64),
    ("POLLPRI", libc::POLLPRI as i64),
    ("POLLRDBAND", libc::POLLRDBAND as i64),
    ("POLLRDHUP", libc::POLLRDHUP as i64),
    ("POLLRDNORM", libc::POLLRDNORM as i64),
    ("POLLWRBAND", libc::POLLWRBAND as i64),
    ("POLLWRNORM", libc::POLLWRNORM as i64),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "select", FUNCTIONS);
    let mut spec = ClassSpec::new("poll", Shape::Native);
    spec.module = "select";
    spec.methods = POLL;
    support::class(vm, spec);
    epoll::init(vm, module);
    add(vm, module, "error", Value::object(vm.types.os_error));
    add_ints(vm, module, CONSTANTS);
    Ok(module)
}
