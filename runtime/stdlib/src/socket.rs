//! `_socket`. There is no network where programs run: a socket of any family is asked of the system, and refused. What there
//! is are pairs of connected sockets, which lead nowhere else: `asyncio` wakes itself up with one.

use std::io::ErrorKind;

use vm::layout::{Class, Shape, class_flags};
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::fields::{field, set_field};
use vm::objects::sequences::list;
use vm::{Args, Call, Def, Raised, Result, Value, Vm};

use crate::select::wait::{Patience, poll, waiting};
use crate::support::{self, add, add_class, add_ints, last_os_error, recall_class};

/// The fields of a socket, after a subclass's `__dict__`. A closed one's descriptor is -1; no timeout is None.
const DESCRIPTOR: usize = 1;
const FAMILY: usize = 2;
const KIND: usize = 3;
const PROTOCOL: usize = 4;
const TIMEOUT: usize = 5;
const FIELDS: u16 = 6;

fn number(value: i32) -> Value {
    Value::int_unchecked(value.into())
}

fn descriptor(this: Value) -> i32 {
    field(this, DESCRIPTOR).as_int().unwrap_or(-1) as i32
}

fn new(vm: &mut Vm, class: *mut Class, _: Args<'_>) -> Result {
    let unset = number(-1);
    Ok(vm.new_fields(
        class,
        &[Value::NULL, unset, unset, unset, unset, Value::NONE],
    ))
}

fn init_socket(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    let names = ["family", "type", "proto", "fileno"];
    let [family, kind, protocol, fd] = vm.bind_arguments("socket", args, &names, 0, 4, 0)?;
    let mut given = |value: Value, default: i32| {
        if value.is_null() {
            return Ok(default);
        }
        let number = vm.index_argument(value)? as i32;
        Ok(if number < 0 { default } else { number })
    };
    let adopts = !fd.is_null() && !fd.is_none();
    let default = if adopts { libc::AF_UNIX } else { libc::AF_INET };
    let (family, kind) = (given(family, default)?, given(kind, libc::SOCK_STREAM)?);
    let protocol = given(protocol, 0)?;
    if !adopts {
        return Err(refused(vm, family, kind, protocol));
    }
    let fd = vm.index_argument(fd)?;
    if fd < 0 {
        return Err(vm.value_error("negative file descriptor"));
    }
    set_up(vm, this, [fd as i32, family, kind, protocol]);
    Ok(())
}

/// Raises what the system says of a new socket; what it would make is not used.
fn refused(vm: &mut Vm, family: i32, kind: i32, protocol: i32) -> Raised {
    // SAFETY: a plain system call.
    let fd = unsafe { libc::socket(family, kind | libc::SOCK_CLOEXEC, protocol) };
    if fd < 0 {
        return last_os_error(vm, None);
    }
    // SAFETY: the descriptor was just made; nothing here can use it.
    unsafe { libc::close(fd) };
    not_permitted(vm)
}

fn not_permitted(vm: &mut Vm) -> Raised {
    support::os_error(vm, libc::EPERM, None)
}

fn set_up(vm: &mut Vm, this: Value, numbers: [i32; 4]) {
    for (place, own) in numbers.into_iter().enumerate() {
        set_field(vm, this, DESCRIPTOR + place, number(own));
    }
    set_field(vm, this, TIMEOUT, Value::NONE);
}

/// `socketpair([family[, type[, proto]]])`.
fn socketpair(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("socketpair", args.len(), 0, 3)?;
    let mut numbers = [libc::AF_UNIX, libc::SOCK_STREAM, 0];
    for (own, given) in numbers.iter_mut().zip(args) {
        *own = vm.index_argument(*given)? as i32;
    }
    let [family, kind, protocol] = numbers;
    let mut pair = [-1; 2];
    // SAFETY: the array is live during the call.
    let result = unsafe {
        libc::socketpair(
            family,
            kind | libc::SOCK_CLOEXEC,
            protocol,
            pair.as_mut_ptr(),
        )
    };
    if result < 0 {
        return Err(last_os_error(vm, None));
    }
    let class = recall_class(vm, "_socket.socket");
    let list = vm.new_list(&[]);
    for fd in pair {
        let socket = vm.new_fields(class, &[]);
        vm.list_push(list, socket)?;
        set_up(vm, socket, [fd, family, kind, protocol]);
    }
    Ok(vm.new_tuple(list::items(list)))
}

fn close_descriptor(vm: &mut Vm, fd: i32) -> Result<()> {
    // SAFETY: a plain system call.
    if unsafe { libc::close(fd) } < 0 {
        let error = std::io::Error::last_os_error();
        // The other end is gone: nothing is lost.
        if error.kind() != ErrorKind::ConnectionReset {
            return Err(last_os_error(vm, None));
        }
    }
    Ok(())
}

fn close(vm: &mut Vm, this: Value) -> Result {
    let fd = descriptor(this);
    if fd >= 0 {
        set_field(vm, this, DESCRIPTOR, number(-1));
        close_descriptor(vm, fd)?;
    }
    Ok(Value::NONE)
}

fn detach(vm: &mut Vm, this: Value) -> Result {
    let fd = field(this, DESCRIPTOR);
    set_field(vm, this, DESCRIPTOR, number(-1));
    Ok(fd)
}

fn fileno(_: &mut Vm, this: Value) -> Result {
    Ok(field(this, DESCRIPTOR))
}

/// Waits for the socket as long as its timeout says, then does `work`, which gives -1 for an error.
fn patiently(
    vm: &mut Vm,
    this: Value,
    events: i16,
    mut work: impl FnMut(i32) -> isize,
) -> Result<usize> {
    let fd = descriptor(this);
    let timeout = field(this, TIMEOUT);
    let patience = if timeout.is_none() {
        Patience::ENDLESS
    } else {
        Patience::seconds(vm.to_float(timeout)?)
    };
    loop {
        if fd >= 0 && !timeout.is_none() && !is_zero(timeout) {
            let mut one = [waiting(fd, events)];
            if poll(vm, &mut one, patience)? == 0 {
                let class = support::import_attr(vm, "builtins", "TimeoutError")?;
                return Err(vm.raise(class.pointer(), "timed out"));
            }
        }
        if let Ok(done) = usize::try_from(work(fd)) {
            return Ok(done);
        }
        match std::io::Error::last_os_error().kind() {
            ErrorKind::Interrupted => {}
            // Another took what was ready. Without a timeout the descriptor blocks, unless somebody else changed it.
            ErrorKind::WouldBlock if !timeout.is_none() && !is_zero(timeout) => {}
            _ => return Err(last_os_error(vm, None)),
        }
    }
}

fn is_zero(timeout: Value) -> bool {
    timeout.is_float() && timeout.float_payload() == 0.0
}

/// Bytes that one call receives at most.
const MOST: i64 = 1 << 26;

fn receive(vm: &mut Vm, this: Value, size: i64) -> Result<Vec<u8>> {
    if size < 0 {
        return Err(vm.value_error("negative buffersize in recv"));
    }
    let mut bytes = vec![0u8; size.min(MOST) as usize];
    let got = patiently(vm, this, libc::POLLIN, |fd| {
        // SAFETY: the buffer is live during the call.
        unsafe { libc::read(fd, bytes.as_mut_ptr().cast(), bytes.len()) }
    })?;
    bytes.truncate(got);
    Ok(bytes)
}

/// Checks the number of arguments of what takes one, and flags.
fn data_and_flags(vm: &mut Vm, name: &str, args: &[Value]) -> Result<()> {
    match args.len() {
        1 | 2 => Ok(()),
        0 => Err(vm.type_error(format!("{name}() takes at least 1 argument (0 given)"))),
        count => Err(vm.type_error(format!(
            "{name}() takes at most 2 arguments ({count} given)"
        ))),
    }
}

fn recv(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    data_and_flags(vm, "recv", args)?;
    let size = vm.index_argument(args[0])?;
    let bytes = receive(vm, this, size)?;
    vm.try_new_bytes(&bytes)
}

fn recv_into(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let names = ["buffer", "nbytes", "flags"];
    let [buffer, size, _] = vm.bind_arguments("recv_into", args, &names, 0, 3, 1)?;
    let Some(room) = support::bytearray(vm, buffer).map(|buffer| buffer.len() as i64) else {
        let name = vm.class_name(buffer);
        return Err(vm.type_error(format!(
            "recv_into() argument 1 must be read-write bytes-like object, not {name}"
        )));
    };
    let size = match size.is_null() {
        true => 0,
        false => vm.index_argument(size)?,
    };
    if size < 0 {
        return Err(vm.value_error("negative buffersize in recv_into"));
    }
    if size > room {
        return Err(vm.value_error("buffer too small for requested bytes"));
    }
    let bytes = receive(vm, this, if size == 0 { room } else { size })?;
    if let Some(buffer) = support::bytearray(vm, buffer) {
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
    }
    Ok(Value::int_unchecked(bytes.len() as i64))
}

fn transmit(vm: &mut Vm, this: Value, data: Value) -> Result<(usize, usize)> {
    let bytes = vm.expect_bytes(data)?;
    let bytes = vm.copied(bytes)?;
    let sent = patiently(vm, this, libc::POLLOUT, |fd| {
        // SAFETY: the buffer is live during the call.
        unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) }
    })?;
    Ok((sent, bytes.len()))
}

fn send(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    data_and_flags(vm, "send", args)?;
    let (sent, _) = transmit(vm, this, args[0])?;
    Ok(Value::int_unchecked(sent as i64))
}

fn sendall(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    data_and_flags(vm, "sendall", args)?;
    let mut data = args[0];
    loop {
        let (sent, all) = transmit(vm, this, data)?;
        if sent == all {
            return Ok(Value::NONE);
        }
        let rest = &vm.expect_bytes(data)?[sent..];
        let rest = vm.copied(rest)?;
        data = vm.try_new_bytes(&rest)?;
    }
}

/// Sets the timeout, and whether the descriptor blocks: it does only without one.
fn set_timeout(vm: &mut Vm, this: Value, timeout: Value) -> Result {
    let fd = descriptor(this);
    // SAFETY: plain system calls.
    let failed = unsafe {
        let flags = libc::fcntl(fd, libc::F_GETFL);
        let flags = if timeout.is_none() {
            flags & !libc::O_NONBLOCK
        } else {
            flags | libc::O_NONBLOCK
        };
        flags < 0 || libc::fcntl(fd, libc::F_SETFL, flags) < 0
    };
    if failed {
        return Err(last_os_error(vm, None));
    }
    set_field(vm, this, TIMEOUT, timeout);
    Ok(Value::NONE)
}

fn settimeout(vm: &mut Vm, this: Value, timeout: Value) -> Result {
    if timeout.is_none() {
        return set_timeout(vm, this, timeout);
    }
    let seconds = vm.to_float(timeout)?;
    if seconds < 0.0 {
        return Err(vm.value_error("Timeout value out of range"));
    }
    set_timeout(vm, this, Value::float(seconds))
}

fn gettimeout(_: &mut Vm, this: Value) -> Result {
    Ok(field(this, TIMEOUT))
}

fn setblocking(vm: &mut Vm, this: Value, blocking: Value) -> Result {
    let timeout = if vm.is_true(blocking)? {
        Value::NONE
    } else {
        Value::float(0.0)
    };
    set_timeout(vm, this, timeout)
}

fn getblocking(_: &mut Vm, this: Value) -> Result {
    Ok(Value::bool(!is_zero(field(this, TIMEOUT))))
}

/// What needs a network.
fn no_network(vm: &mut Vm, _: Value, _: Args<'_>) -> Result {
    Err(not_permitted(vm))
}

fn close_number(vm: &mut Vm, _: Value, fd: Value) -> Result {
    let fd = vm.index_argument(fd)? as i32;
    close_descriptor(vm, fd)?;
    Ok(Value::NONE)
}

fn getdefaulttimeout(_: &mut Vm, _: Value) -> Result {
    Ok(Value::NONE)
}

static FUNCTIONS: &[Def] = &[
    Def::new("close", Call::One(close_number)),
    Def::new("getaddrinfo", Call::FastKeywords(no_network)),
    Def::new("getdefaulttimeout", Call::NoArgs(getdefaulttimeout)),
    Def::new("gethostbyname", Call::FastKeywords(no_network)),
    Def::new("getnameinfo", Call::FastKeywords(no_network)),
    Def::new("socketpair", Call::Fast(socketpair)),
];

static METHODS: &[Def] = &[
    Def::new("_accept", Call::FastKeywords(no_network)),
    Def::new("bind", Call::FastKeywords(no_network)),
    Def::new("close", Call::NoArgs(close)),
    Def::new("connect", Call::FastKeywords(no_network)),
    Def::new("connect_ex", Call::FastKeywords(no_network)),
    Def::new("detach", Call::NoArgs(detach)),
    Def::new("fileno", Call::NoArgs(fileno)),
    Def::new("getblocking", Call::NoArgs(getblocking)),
    Def::new("getpeername", Call::FastKeywords(no_network)),
    Def::new("getsockname", Call::FastKeywords(no_network)),
    Def::new("getsockopt", Call::FastKeywords(no_network)),
    Def::new("gettimeout", Call::NoArgs(gettimeout)),
    Def::new("listen", Call::FastKeywords(no_network)),
    Def::new("recv", Call::Fast(recv)),
    Def::new("recv_into", Call::FastKeywords(recv_into)),
    Def::new("send", Call::Fast(send)),
    Def::new("sendall", Call::Fast(sendall)),
    Def::new("sendto", Call::FastKeywords(no_network)),
    Def::new("setblocking", Call::One(setblocking)),
    Def::new("setsockopt", Call::FastKeywords(no_network)),
    Def::new("settimeout", Call::One(settimeout)),
    Def::new("shutdown", Call::FastKeywords(no_network)),
];

static GETSET: &[GetSet] = &[
    read_only("family", |_, this| Ok(field(this, FAMILY))),
    read_only("type", |_, this| Ok(field(this, KIND))),
    read_only("proto", |_, this| Ok(field(this, PROTOCOL))),
    read_only("timeout", |_, this| Ok(field(this, TIMEOUT))),
];

const fn read_only(name: &'static str, get: fn(&mut Vm, Value) -> Result) -> GetSet {
    GetSet {
        name,
        get,
        set: None,
        doc: "",
    }
}

static CONSTANTS: &[(&str, i64)] = &[
    ("AF_INET", libc::AF_INET as i64),
    ("AF_INET6", libc::AF_INET6 as i64),
    ("AF_UNIX", libc::AF_UNIX as i64),
    ("AF_UNSPEC", 0),
    ("AI_PASSIVE", 1),
    ("EAI_ADDRFAMILY", -9),
    ("IPPROTO_IP", 0),
    ("IPPROTO_IPV6", libc::IPPROTO_IPV6 as i64),
    ("IPPROTO_TCP", libc::IPPROTO_TCP as i64),
    ("IPPROTO_UDP", libc::IPPROTO_UDP as i64),
    ("IPV6_V6ONLY", libc::IPV6_V6ONLY as i64),
    ("MSG_PEEK", libc::MSG_PEEK as i64),
    ("SHUT_RD", libc::SHUT_RD as i64),
    ("SHUT_RDWR", libc::SHUT_RDWR as i64),
    ("SHUT_WR", libc::SHUT_WR as i64),
    ("SOCK_CLOEXEC", libc::SOCK_CLOEXEC as i64),
    ("SOCK_DGRAM", libc::SOCK_DGRAM as i64),
    ("SOCK_NONBLOCK", libc::SOCK_NONBLOCK as i64),
    ("SOCK_RAW", libc::SOCK_RAW as i64),
    ("SOCK_STREAM", libc::SOCK_STREAM as i64),
    ("SOL_SOCKET", libc::SOL_SOCKET as i64),
    ("SOMAXCONN", libc::SOMAXCONN as i64),
    ("SO_BROADCAST", libc::SO_BROADCAST as i64),
    ("SO_ERROR", libc::SO_ERROR as i64),
    ("SO_KEEPALIVE", libc::SO_KEEPALIVE as i64),
    ("SO_RCVBUF", libc::SO_RCVBUF as i64),
    ("SO_REUSEADDR", libc::SO_REUSEADDR as i64),
    ("SO_REUSEPORT", libc::SO_REUSEPORT as i64),
    ("SO_SNDBUF", libc::SO_SNDBUF as i64),
    ("SO_TYPE", libc::SO_TYPE as i64),
    ("TCP_NODELAY", libc::TCP_NODELAY as i64),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_socket", FUNCTIONS);
    let mut spec = ClassSpec::new("socket", Shape::Fields);
    spec.module = "_socket";
    spec.fields = FIELDS;
    spec.flags = class_flags::BASE_TYPE;
    spec.slots.new = Some(new);
    spec.slots.init = Some(init_socket);
    spec.methods = METHODS;
    spec.getset = GETSET;
    let class = add_class(vm, module, spec);
    add(vm, module, "SocketType", Value::object(class));
    let os_error = vm.types.os_error;
    add(vm, module, "error", Value::object(os_error));
    let timeout = support::import_attr(vm, "builtins", "TimeoutError")?;
    add(vm, module, "timeout", timeout);
    for name in ["herror", "gaierror"] {
        let class = support::new_exception_class(vm, "socket", name, os_error)?;
        add(vm, module, name, class);
    }
    add(vm, module, "has_ipv6", Value::FALSE);
    add_ints(vm, module, CONSTANTS);
    Ok(module)
}
