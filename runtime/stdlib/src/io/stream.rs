//! A stream of bytes from or to the operating system, or a binary file object, buffered, with text on top: what file objects share.

use std::cell::{RefCell, RefMut};
use std::rc::Rc;

use vm::memory::Payload;
use vm::{Raised, Result, Value, Vm};

use crate::support::{last_os_error, os_error};

/// Bytes gathered before they are read or written.
const BUFFER: usize = 8192;

/// How a text's bytes are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// One byte a character.
    Latin1,
    /// One byte below 128 a character.
    Ascii,
}

/// Which line ends are known when reading, and what is written for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newline {
    /// `newline=None`: any, read as `\n`.
    Translate,
    /// `newline=''`: any, kept.
    Keep,
    /// `\n`.
    Lf,
    /// `\r`.
    Cr,
    /// `\r\n`.
    CrLf,
}

/// In place of a descriptor where an object is below: the system has none of this number.
const NO_DESCRIPTOR: i32 = i32::MAX;

/// The state behind a file object.
pub struct Stream {
    /// The file descriptor; -1 once closed.
    pub fd: i32,
    /// The binary file object that is read and written instead of a descriptor, which the text file keeps as its `buffer`; or NULL.
    pub below: Value,
    /// Whether closing the stream closes the descriptor.
    pub owned: bool,
    /// Whether it can be read.
    pub readable: bool,
    /// Whether it can be written.
    pub writable: bool,
    /// Written at every line end.
    pub line_buffered: bool,
    /// Written at once.
    pub unbuffered: bool,
    /// Takes what is written and drops it.
    pub swallow: bool,
    /// What was read and not yet given.
    pub input: Vec<u8>,
    /// How much of `input` has been given.
    pub position: usize,
    /// What is to be written.
    pub output: Vec<u8>,
    /// See [`Encoding`].
    pub encoding: Encoding,
    /// `errors`.
    pub errors: String,
    /// See [`Newline`].
    pub newline: Newline,
    /// `mode`.
    pub mode: String,
}

/// The payload of file objects: a stream, shared between a text file and its `buffer`.
pub struct File {
    /// The stream.
    pub stream: Rc<RefCell<Stream>>,
    /// `name`.
    pub name: Value,
    /// The binary file below a text file, once asked for.
    pub buffer: Value,
}

impl Payload for File {
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.name);
        visit(self.buffer);
    }
}

impl Stream {
    /// A stream on a descriptor.
    pub fn new(fd: i32, readable: bool, writable: bool) -> Stream {
        Stream {
            fd,
            below: Value::NULL,
            owned: true,
            readable,
            writable,
            line_buffered: false,
            unbuffered: false,
            swallow: false,
            input: Vec::new(),
            position: 0,
            output: Vec::new(),
            encoding: Encoding::Utf8,
            errors: String::from("strict"),
            newline: Newline::Translate,
            mode: String::new(),
        }
    }

    /// A stream that is not open.
    pub fn closed() -> Stream {
        Stream::new(-1, false, false)
    }

    /// A stream on a binary file object.
    pub fn above(vm: &mut Vm, below: Value) -> Result<Stream> {
        let mut can = |what| {
            let answer = vm.call_method(below, what, &[])?;
            vm.is_true(answer)
        };
        let (readable, writable) = (can("readable")?, can("writable")?);
        let mut stream = Stream::new(NO_DESCRIPTOR, readable, writable);
        (stream.below, stream.owned) = (below, false);
        Ok(stream)
    }

    /// What has been read and not yet given.
    pub fn waiting(&self) -> &[u8] {
        &self.input[self.position..]
    }

    /// Takes bytes that wait.
    pub fn take(&mut self, count: usize) -> Vec<u8> {
        let end = (self.position + count).min(self.input.len());
        let bytes = self.input[self.position..end].to_vec();
        self.position = end;
        if self.position == self.input.len() {
            self.input.clear();
            self.position = 0;
        }
        bytes
    }

    /// Reads more; whether there was any.
    pub fn fill(&mut self, vm: &mut Vm, at_least: usize) -> Result<bool> {
        if self.position > 0 {
            self.input.drain(..self.position);
            self.position = 0;
        }
        if !self.below.is_null() {
            let count = vm.new_int_usize(at_least.clamp(BUFFER, 1 << 20));
            let read = vm.call_method(self.below, "read1", &[count])?;
            let bytes = crate::support::bytes_like(vm, read)?;
            vm.reserve(&mut self.input, bytes.len())?;
            self.input.extend_from_slice(bytes);
            return Ok(!bytes.is_empty());
        }
        let old = self.input.len();
        let room = at_least.clamp(BUFFER, 1 << 20);
        self.input.resize(old + room, 0);
        loop {
            // SAFETY: the buffer has `room` bytes from `old` on.
            let got = unsafe { libc::read(self.fd, self.input.as_mut_ptr().add(old).cast(), room) };
            if got >= 0 {
                self.input.truncate(old + got as usize);
                return Ok(got > 0);
            }
            if std::io::Error::last_os_error().kind() != std::io::ErrorKind::Interrupted {
                self.input.truncate(old);
                return Err(last_os_error(vm, None));
            }
        }
    }

    /// Up to `count` bytes, or all there are.
    pub fn read(&mut self, vm: &mut Vm, count: Option<usize>) -> Result<Vec<u8>> {
        self.flush(vm)?;
        loop {
            let have = self.waiting().len();
            if count.is_some_and(|count| have >= count)
                || !self.fill(vm, count.map_or(1 << 16, |count| count - have))?
            {
                let have = self.waiting().len();
                return Ok(self.take(count.unwrap_or(have)));
            }
        }
    }

    /// A line with its end, at most `limit` bytes.
    pub fn read_line(
        &mut self,
        vm: &mut Vm,
        limit: Option<usize>,
        newline: Newline,
    ) -> Result<Vec<u8>> {
        self.flush(vm)?;
        let mut scanned = 0;
        loop {
            let waiting = self.waiting();
            let mut end = None;
            for (index, &byte) in waiting.iter().enumerate().skip(scanned) {
                let ends = match newline {
                    Newline::Lf => byte == b'\n',
                    Newline::Cr => byte == b'\r',
                    Newline::CrLf => byte == b'\n' && index > 0 && waiting[index - 1] == b'\r',
                    Newline::Translate | Newline::Keep => byte == b'\n' || byte == b'\r',
                };
                if !ends {
                    continue;
                }
                if byte == b'\r' && matches!(newline, Newline::Translate | Newline::Keep) {
                    match waiting.get(index + 1) {
                        Some(b'\n') => end = Some(index + 2),
                        Some(_) => end = Some(index + 1),
                        // Whether a line feed follows is not known yet.
                        None => {
                            scanned = index;
                        }
                    }
                } else {
                    end = Some(index + 1);
                }
                break;
            }
            let have = waiting.len();
            if let Some(end) = end {
                return Ok(self.take(limit.map_or(end, |limit| limit.min(end))));
            }
            if let Some(limit) = limit
                && have >= limit
            {
                return Ok(self.take(limit));
            }
            if have == 0 || waiting[have - 1] != b'\r' {
                scanned = have;
            }
            if !self.fill(vm, 0)? {
                let have = self.waiting().len();
                return Ok(self.take(have));
            }
        }
    }

    /// Writes bytes, through the buffer.
    pub fn write(&mut self, vm: &mut Vm, bytes: &[u8]) -> Result<()> {
        if self.swallow {
            return Ok(());
        }
        self.forget_input();
        self.output.extend_from_slice(bytes);
        let now = self.unbuffered
            || self.output.len() >= BUFFER
            || (self.line_buffered && bytes.contains(&b'\n'));
        if now { self.flush(vm) } else { Ok(()) }
    }

    /// Puts the descriptor's position where reading has got to.
    pub fn forget_input(&mut self) {
        let ahead = self.waiting().len();
        if ahead > 0 {
            // SAFETY: a plain system call; a stream that cannot seek keeps its position.
            unsafe { libc::lseek(self.fd, -(ahead as i64), libc::SEEK_CUR) };
        }
        self.input.clear();
        self.position = 0;
    }

    /// Writes what is gathered.
    pub fn flush(&mut self, vm: &mut Vm) -> Result<()> {
        if !self.below.is_null() {
            if self.output.is_empty() {
                return Ok(());
            }
            let bytes = vm.try_new_bytes(&self.output)?;
            self.output.clear();
            return vm.call_method(self.below, "write", &[bytes]).map(drop);
        }
        let mut done = 0;
        while done < self.output.len() {
            let rest = &self.output[done..];
            // SAFETY: the slice is live during the call.
            let wrote = unsafe { libc::write(self.fd, rest.as_ptr().cast(), rest.len()) };
            if wrote >= 0 {
                done += wrote as usize;
            } else if std::io::Error::last_os_error().kind() != std::io::ErrorKind::Interrupted {
                self.output.clear();
                return Err(last_os_error(vm, None));
            }
        }
        self.output.clear();
        Ok(())
    }

    /// Moves; gives the new position.
    pub fn seek(&mut self, vm: &mut Vm, offset: i64, whence: i32) -> Result<i64> {
        self.flush(vm)?;
        self.forget_input();
        if !self.below.is_null() {
            let arguments = [vm.new_int(offset), vm.new_int(whence.into())];
            let position = vm.call_method(self.below, "seek", &arguments)?;
            return vm.index_argument(position);
        }
        // SAFETY: a plain system call.
        let position = unsafe { libc::lseek(self.fd, offset, whence) };
        if position < 0 {
            Err(last_os_error(vm, None))
        } else {
            Ok(position)
        }
    }

    /// The position.
    pub fn tell(&mut self, vm: &mut Vm) -> Result<i64> {
        let position = if self.below.is_null() {
            // SAFETY: a plain system call.
            unsafe { libc::lseek(self.fd, 0, libc::SEEK_CUR) }
        } else {
            let position = vm.call_method(self.below, "tell", &[])?;
            vm.index_argument(position)?
        };
        if position < 0 {
            return Err(last_os_error(vm, None));
        }
        Ok(position - self.waiting().len() as i64 + self.output.len() as i64)
    }

    /// Closes, after writing what is gathered.
    pub fn close(&mut self, vm: &mut Vm) -> Result<()> {
        if self.fd < 0 {
            return Ok(());
        }
        let flushed = self.flush(vm);
        if !self.below.is_null() {
            self.fd = -1;
            vm.call_method(self.below, "close", &[])?;
            return flushed;
        }
        let fd = core::mem::replace(&mut self.fd, -1);
        // SAFETY: the stream's own descriptor, closed once.
        if self.owned && unsafe { libc::close(fd) } < 0 {
            return Err(last_os_error(vm, None));
        }
        flushed
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if self.fd >= 0 && !self.swallow && self.below.is_null() {
            // What a program forgot to close is written all the same.
            let _ = unsafe_write_all(self.fd, &self.output);
            if self.owned && self.fd > 2 {
                // SAFETY: the stream's own descriptor.
                unsafe { libc::close(self.fd) };
            }
        }
    }
}

fn unsafe_write_all(fd: i32, mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        // SAFETY: the slice is live during the call.
        let wrote = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
        if wrote <= 0 {
            return false;
        }
        bytes = &bytes[wrote as usize..];
    }
    true
}

/// The stream of a file object, for reading, writing or anything.
pub fn stream<'a>(vm: &mut Vm, file: Value) -> Result<RefMut<'a, Stream>> {
    let Some(payload) = vm.payload::<File>(file) else {
        return Err(vm.value_error("I/O operation on uninitialized object"));
    };
    let stream = payload.stream.try_borrow_mut();
    match stream {
        Ok(stream) if stream.fd >= 0 => Ok(stream),
        Ok(_) => Err(vm.value_error("I/O operation on closed file.")),
        Err(_) => Err(os_error(vm, libc::EBUSY, None)),
    }
}

/// Raises `io.UnsupportedOperation`.
#[cold]
pub fn unsupported(vm: &mut Vm, what: &str) -> Raised {
    match super::unsupported_operation(vm) {
        Ok(class) => vm.raise(class, what),
        Err(raised) => raised,
    }
}
