//! Code objects as bytes, and back: what CPython's `marshal` is for. The format is this version's own; the library that is
//! compiled while the runtime is built is kept in it.
//!
//! Numbers are varints, least significant seven bits first. Each name stands where it is first needed, and is a number
//! from then on.

use std::collections::HashMap;
use std::rc::Rc;

use num_bigint::BigInt;

use crate::code::{CodeObject, Constant, PyString};
use crate::ops::Op;

/// What kind of constant follows.
mod tag {
    pub(super) const NONE: u8 = 0;
    pub(super) const TRUE: u8 = 1;
    pub(super) const FALSE: u8 = 2;
    pub(super) const ELLIPSIS: u8 = 3;
    pub(super) const INT: u8 = 4;
    pub(super) const BIG_INT: u8 = 5;
    pub(super) const FLOAT: u8 = 6;
    pub(super) const COMPLEX: u8 = 7;
    pub(super) const STR: u8 = 8;
    pub(super) const BYTES: u8 = 9;
    pub(super) const TUPLE: u8 = 10;
    pub(super) const FROZEN_SET: u8 = 11;
    pub(super) const SLICE: u8 = 12;
    pub(super) const CODE: u8 = 13;
}

/// The bytes of a code object and those in its constants. The name of its file is left out.
pub fn dump(code: &CodeObject) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.code(code);
    writer.out
}

/// The code object that [`dump`] made the bytes of, with the name of its file. None for other bytes.
pub fn load(bytes: &[u8], filename: &str) -> Option<CodeObject> {
    let mut reader = Reader {
        rest: bytes,
        names: Vec::new(),
        filename: filename.into(),
    };
    let code = reader.code()?;
    reader.rest.is_empty().then_some(code)
}

/// How many units of cache follow.
fn cache_units(unit: u16) -> usize {
    Op::cache_units_of(unit as u8)
}

#[derive(Default)]
struct Writer<'a> {
    out: Vec<u8>,
    names: HashMap<&'a str, u64>,
}

impl<'a> Writer<'a> {
    fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.out.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.out.push(value as u8);
    }

    fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.out.extend_from_slice(bytes);
    }

    /// Zero and the text, or the number that it got when it was new.
    fn name(&mut self, name: &'a str) {
        let next = self.names.len() as u64 + 1;
        let number = *self.names.entry(name).or_insert(next);
        if number < next {
            self.number(number);
        } else {
            self.number(0);
            self.bytes(name.as_bytes());
        }
    }

    fn names(&mut self, names: &'a [Rc<str>]) {
        self.count(names.len());
        for name in names {
            self.name(name);
        }
    }

    fn float(&mut self, value: f64) {
        self.out.extend_from_slice(&value.to_le_bytes());
    }

    fn constants(&mut self, constants: &'a [Constant]) {
        self.count(constants.len());
        for constant in constants {
            self.constant(constant);
        }
    }

    fn constant(&mut self, constant: &'a Constant) {
        let tag = match constant {
            Constant::None => tag::NONE,
            Constant::Bool(true) => tag::TRUE,
            Constant::Bool(false) => tag::FALSE,
            Constant::Ellipsis => tag::ELLIPSIS,
            Constant::Int(_) => tag::INT,
            Constant::BigInt(_) => tag::BIG_INT,
            Constant::Float(_) => tag::FLOAT,
            Constant::Complex(..) => tag::COMPLEX,
            Constant::Str(_) => tag::STR,
            Constant::Bytes(_) => tag::BYTES,
            Constant::Tuple(_) => tag::TUPLE,
            Constant::FrozenSet(_) => tag::FROZEN_SET,
            Constant::Slice(_) => tag::SLICE,
            Constant::Code(_) => tag::CODE,
        };
        self.out.push(tag);
        match constant {
            Constant::None | Constant::Bool(_) | Constant::Ellipsis => {}
            // The sign last, so that small numbers of either sign are short.
            Constant::Int(value) => self.number((value << 1 ^ value >> 63) as u64),
            Constant::BigInt(value) => self.bytes(&value.to_signed_bytes_le()),
            Constant::Float(value) => self.float(*value),
            Constant::Complex(real, imaginary) => {
                self.float(*real);
                self.float(*imaginary);
            }
            Constant::Str(text) => self.bytes(text.as_wtf8()),
            Constant::Bytes(bytes) => self.bytes(bytes),
            Constant::Tuple(items) | Constant::FrozenSet(items) => self.constants(items),
            Constant::Slice(parts) => {
                for part in &**parts {
                    self.constant(part);
                }
            }
            Constant::Code(code) => self.code(code),
        }
    }

    fn code(&mut self, code: &'a CodeObject) {
        self.name(&code.name);
        self.name(&code.qualname);
        for number in [
            code.firstlineno,
            code.argcount,
            code.posonlyargcount,
            code.kwonlyargcount,
            code.nlocals,
            code.stacksize,
            code.flags,
        ] {
            self.number(number.into());
        }
        self.names(&code.localsplusnames);
        self.out.extend_from_slice(&code.localspluskinds);
        self.names(&code.names);
        self.constants(&code.consts);
        self.count(code.code.len());
        let mut units = code.code.iter();
        while let Some(unit) = units.next() {
            self.out.extend_from_slice(&unit.to_le_bytes());
            // Caches are zeros, which need not be kept.
            for _ in 0..cache_units(*unit) {
                units.next();
            }
        }
        self.bytes(&code.exceptiontable);
        self.bytes(&code.linetable);
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    names: Vec<Rc<str>>,
    filename: Rc<str>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(byte)
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn smalls<const COUNT: usize>(&mut self) -> Option<[u32; COUNT]> {
        let mut numbers = [0; COUNT];
        for number in &mut numbers {
            *number = self.number()?.try_into().ok()?;
        }
        Some(numbers)
    }

    /// A number of things, each of which takes a byte at least.
    fn count(&mut self) -> Option<usize> {
        let count = self.number()?.try_into().ok()?;
        (count <= self.rest.len()).then_some(count)
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let count = self.count()?;
        self.take(count)
    }

    fn name(&mut self) -> Option<Rc<str>> {
        let number = usize::try_from(self.number()?).ok()?;
        if let Some(at) = number.checked_sub(1) {
            return self.names.get(at).cloned();
        }
        let name: Rc<str> = std::str::from_utf8(self.bytes()?).ok()?.into();
        self.names.push(Rc::clone(&name));
        Some(name)
    }

    fn names(&mut self) -> Option<Vec<Rc<str>>> {
        let count = self.count()?;
        (0..count).map(|_| self.name()).collect()
    }

    fn float(&mut self) -> Option<f64> {
        let bytes = self.take(8)?.try_into().ok()?;
        Some(f64::from_le_bytes(bytes))
    }

    fn constants(&mut self) -> Option<Vec<Constant>> {
        let count = self.count()?;
        (0..count).map(|_| self.constant()).collect()
    }

    fn constant(&mut self) -> Option<Constant> {
        Some(match self.byte()? {
            tag::NONE => Constant::None,
            tag::TRUE => Constant::Bool(true),
            tag::FALSE => Constant::Bool(false),
            tag::ELLIPSIS => Constant::Ellipsis,
            tag::INT => {
                let value = self.number()?;
                Constant::Int((value >> 1) as i64 ^ -((value & 1) as i64))
            }
            tag::BIG_INT => Constant::BigInt(BigInt::from_signed_bytes_le(self.bytes()?)),
            tag::FLOAT => Constant::Float(self.float()?),
            tag::COMPLEX => Constant::Complex(self.float()?, self.float()?),
            tag::STR => Constant::Str(PyString::from_wtf8(self.bytes()?)),
            tag::BYTES => Constant::Bytes(self.bytes()?.into()),
            tag::TUPLE => Constant::Tuple(self.constants()?),
            tag::FROZEN_SET => Constant::FrozenSet(self.constants()?),
            tag::SLICE => {
                let parts = [self.constant()?, self.constant()?, self.constant()?];
                Constant::Slice(Box::new(parts))
            }
            tag::CODE => Constant::Code(Box::new(self.code()?)),
            _ => return None,
        })
    }

    fn code(&mut self) -> Option<CodeObject> {
        // Fields are read in the order in which they stand here.
        let name = self.name()?;
        let qualname = self.name()?.as_ref().into();
        let [
            firstlineno,
            argcount,
            posonlyargcount,
            kwonlyargcount,
            nlocals,
            stacksize,
            flags,
        ] = self.smalls()?;
        let localsplusnames = self.names()?;
        let localspluskinds = self.take(localsplusnames.len())?.to_vec();
        Some(CodeObject {
            name,
            qualname,
            filename: Rc::clone(&self.filename),
            firstlineno,
            argcount,
            posonlyargcount,
            kwonlyargcount,
            nlocals,
            stacksize,
            flags,
            localsplusnames,
            localspluskinds,
            names: self.names()?,
            consts: self.constants()?,
            code: self.units()?,
            exceptiontable: self.bytes()?.to_vec(),
            linetable: self.bytes()?.to_vec(),
        })
    }

    fn units(&mut self) -> Option<Vec<u16>> {
        let count = self.number()?.try_into().ok()?;
        let mut units = Vec::with_capacity(self.rest.len().min(count));
        while units.len() < count {
            let unit = u16::from_le_bytes([self.byte()?, self.byte()?]);
            units.push(unit);
            units.resize(units.len() + cache_units(unit), 0);
        }
        (units.len() == count).then_some(units)
    }
}

#[cfg(test)]
mod tests {
    use super::{dump, load};

    fn check(source: &str) {
        let code = crate::compile(source, "file.py", &crate::Options::default()).expect("compiles");
        let bytes = dump(&code);
        assert_eq!(load(&bytes, "file.py"), Some(code), "{source}");
        for length in 0..bytes.len() {
            assert_eq!(load(&bytes[..length], "file.py"), None, "{source} {length}");
        }
    }

    #[test]
    fn what_is_dumped_is_loaded() {
        check("");
        check("x = None, True, False, ..., 0, -1, 1 << 62, -(1 << 63), 10 ** 30, -10 ** 30");
        check("x = 0.5, -0.0, 1e400, 2j, -0j, 'text', 'sm\\xf8r', '\\udc80', b'\\0\\xff', x[1:2]");
        check(
            "def f(a, /, b, *c, d, **e):\n    'doc'\n    try:\n        return lambda: a in {1, 2}\n    except: raise\n",
        );
        check(
            "class C[T]:\n    x: int = 1\n    async def f(self): return [y async for y in self.x if y]\n",
        );
    }

    #[test]
    fn other_bytes_do_no_harm() {
        let code = crate::compile("x = 1, 'a'", "f", &crate::Options::default()).expect("compiles");
        let bytes = dump(&code);
        for at in 0..bytes.len() {
            for byte in [0, 1, 0x7f, 0x80, 0xff] {
                let mut other = bytes.clone();
                other[at] = byte;
                std::hint::black_box(load(&other, "f"));
            }
        }
    }
}
