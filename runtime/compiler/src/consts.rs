//! Constants of one compilation: equal ones (of equal type) are one.

use std::hash::BuildHasher;
use std::rc::Rc;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::code::{CodeObject, Constant, PyString};

/// A constant of the pool. Equal numbers mean equal constants.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub(crate) struct ConstId(pub(crate) u32);

pub(crate) const NONE: ConstId = ConstId(0);
pub(crate) const TRUE: ConstId = ConstId(1);
pub(crate) const FALSE: ConstId = ConstId(2);
pub(crate) const ELLIPSIS: ConstId = ConstId(3);

/// A constant whose parts are in the pool. Floats are kept as bits: 0.0 and -0.0 are two constants.
#[derive(PartialEq, Eq, Hash, Debug)]
pub(crate) enum Const {
    None,
    Bool(bool),
    Ellipsis,
    Int(i64),
    Big(BigInt),
    Float(u64),
    Complex(u64, u64),
    Str(PyString),
    Bytes(Rc<[u8]>),
    Tuple(Box<[ConstId]>),
    FrozenSet(Box<[ConstId]>),
    Slice([ConstId; 3]),
    Code(u32),
}

impl Const {
    pub(crate) fn float(value: f64) -> Const {
        Const::Float(value.to_bits())
    }

    pub(crate) fn complex(real: f64, imaginary: f64) -> Const {
        Const::Complex(real.to_bits(), imaginary.to_bits())
    }

    fn is_nan(&self) -> bool {
        match self {
            Const::Float(bits) => f64::from_bits(*bits).is_nan(),
            Const::Complex(real, imaginary) => {
                f64::from_bits(*real).is_nan() || f64::from_bits(*imaginary).is_nan()
            }
            _ => false,
        }
    }

    pub(crate) fn int(value: BigInt) -> Const {
        value.to_i64().map_or(Const::Big(value), Const::Int)
    }
}

struct PooledCode {
    /// Taken out when the code object that holds it is made.
    code: Option<Box<CodeObject>>,
    id: ConstId,
    uses: u32,
    /// Another one of the same shape.
    alike: Option<u32>,
}

pub(crate) struct ConstPool {
    items: Vec<Const>,
    /// The constants by their hashes, strings by their bytes'.
    ids: HashTable<ConstId>,
    codes: Vec<PooledCode>,
    /// The last code object of each shape, to find equal ones without comparing all.
    code_shapes: FxHashMap<(u32, usize, usize), u32>,
    /// Frozen sets by their sorted members.
    sets: FxHashMap<Box<[ConstId]>, ConstId>,
}

impl ConstPool {
    /// A pool for so many lines of source.
    pub(crate) fn for_source(lines: usize) -> ConstPool {
        // A new constant every four lines or so.
        let capacity = lines / 4 + 4;
        let mut pool = ConstPool {
            items: Vec::with_capacity(capacity),
            ids: HashTable::with_capacity(capacity),
            codes: Vec::new(),
            code_shapes: FxHashMap::default(),
            sets: FxHashMap::default(),
        };
        for constant in [
            Const::None,
            Const::Bool(true),
            Const::Bool(false),
            Const::Ellipsis,
        ] {
            pool.add(constant);
        }
        pool
    }

    pub(crate) fn get(&self, id: ConstId) -> &Const {
        &self.items[id.0 as usize]
    }

    pub(crate) fn add(&mut self, constant: Const) -> ConstId {
        let hash = hash(&constant);
        // Two NaNs are two constants: they are not equal.
        let equal = |own: &Const| *own == constant && !constant.is_nan();
        match self.place(hash, equal) {
            Ok(id) => id,
            Err(id) => {
                self.items.push(constant);
                id
            }
        }
    }

    pub(crate) fn add_str(&mut self, text: &str) -> ConstId {
        self.add_wtf8(text.as_bytes())
    }

    pub(crate) fn add_wtf8(&mut self, bytes: &[u8]) -> ConstId {
        let equal = |own: &Const| matches!(own, Const::Str(own) if own.as_wtf8() == bytes);
        match self.place(FxBuildHasher.hash_one(bytes), equal) {
            Ok(id) => id,
            Err(id) => {
                self.items.push(Const::Str(PyString::from_wtf8(bytes)));
                id
            }
        }
    }

    /// The constant of a hash that is the one looked for, or the number that a new one gets.
    fn place(&mut self, own: u64, equal: impl Fn(&Const) -> bool) -> Result<ConstId, ConstId> {
        let items = &self.items;
        let at = |id: &ConstId| &items[id.0 as usize];
        match self.ids.entry(own, |id| equal(at(id)), |id| hash(at(id))) {
            Entry::Occupied(found) => Ok(*found.get()),
            Entry::Vacant(place) => {
                let id = ConstId(items.len() as u32);
                place.insert(id);
                Err(id)
            }
        }
    }

    /// A frozenset of the items: of items that Python finds equal (1, True, 1.0) the first stays.
    pub(crate) fn add_set(&mut self, items: &[ConstId]) -> ConstId {
        let mut kept: Vec<ConstId> = Vec::with_capacity(items.len());
        for &item in items {
            if !kept.iter().any(|&other| self.equal(item, other)) {
                kept.push(item);
            }
        }
        let mut sorted: Box<[ConstId]> = kept.clone().into();
        sorted.sort_unstable();
        if let Some(&id) = self.sets.get(&sorted) {
            return id;
        }
        let id = self.add(Const::FrozenSet(kept.into()));
        self.sets.insert(sorted, id);
        id
    }

    pub(crate) fn add_code(&mut self, code: Box<CodeObject>) -> ConstId {
        let shape = (code.firstlineno, code.code.len(), code.consts.len());
        let last = self.code_shapes.get(&shape).copied();
        let mut alike = last;
        while let Some(index) = alike {
            let own = &mut self.codes[index as usize];
            if own.code.as_ref() == Some(&code) {
                own.uses += 1;
                return own.id;
            }
            alike = own.alike;
        }
        let index = self.codes.len() as u32;
        let id = ConstId(self.items.len() as u32);
        self.code_shapes.insert(shape, index);
        self.codes.push(PooledCode {
            code: Some(code),
            id,
            uses: 1,
            alike: last,
        });
        self.items.push(Const::Code(index));
        id
    }

    fn take_code(&mut self, index: u32) -> Option<Box<CodeObject>> {
        let own = &mut self.codes[index as usize];
        own.uses -= 1;
        if own.uses == 0 {
            own.code.take()
        } else {
            own.code.clone()
        }
    }

    /// Python's `==`.
    pub(crate) fn equal(&self, left: ConstId, right: ConstId) -> bool {
        if left == right {
            return true;
        }
        let (left, right) = (self.get(left), self.get(right));
        if let (Const::Tuple(left), Const::Tuple(right)) = (left, right) {
            return left.len() == right.len()
                && left.iter().zip(right).all(|(&l, &r)| self.equal(l, r));
        }
        match (number(left), number(right)) {
            (Some(Number::Int(left)), Some(Number::Int(right))) => left == right,
            (Some(Number::Complex(a, b)), Some(Number::Complex(c, d))) => a == c && b == d,
            (Some(Number::Int(int)), Some(Number::Complex(real, imaginary)))
            | (Some(Number::Complex(real, imaginary)), Some(Number::Int(int))) => {
                imaginary == 0.0
                    && real.fract() == 0.0
                    && num_traits::FromPrimitive::from_f64(real) == Some(int)
            }
            _ => false,
        }
    }

    /// The constant as the code object carries it.
    pub(crate) fn export(&mut self, id: ConstId) -> Constant {
        if let &Const::Code(index) = self.get(id) {
            return self.take_code(index).map_or(Constant::None, Constant::Code);
        }
        self.export_plain(id)
    }

    fn export_plain(&self, id: ConstId) -> Constant {
        let all = |items: &[ConstId]| items.iter().map(|&item| self.export_plain(item)).collect();
        match self.get(id) {
            Const::None | Const::Code(_) => Constant::None,
            Const::Bool(value) => Constant::Bool(*value),
            Const::Ellipsis => Constant::Ellipsis,
            Const::Int(value) => Constant::Int(*value),
            Const::Big(value) => Constant::BigInt(value.clone()),
            Const::Float(bits) => Constant::Float(f64::from_bits(*bits)),
            Const::Complex(real, imaginary) => {
                Constant::Complex(f64::from_bits(*real), f64::from_bits(*imaginary))
            }
            Const::Str(text) => Constant::Str(text.clone()),
            Const::Bytes(bytes) => Constant::Bytes(bytes.clone()),
            Const::Tuple(items) => Constant::Tuple(all(items)),
            Const::FrozenSet(items) => Constant::FrozenSet(all(items)),
            Const::Slice(parts) => {
                Constant::Slice(Box::new(parts.map(|part| self.export_plain(part))))
            }
        }
    }
}

/// Strings have the hash of their bytes, so that they are found by these.
fn hash(constant: &Const) -> u64 {
    match constant {
        Const::Str(text) => FxBuildHasher.hash_one(text.as_wtf8()),
        _ => FxBuildHasher.hash_one(constant),
    }
}

enum Number {
    Int(BigInt),
    Complex(f64, f64),
}

fn number(constant: &Const) -> Option<Number> {
    Some(match constant {
        Const::Bool(value) => Number::Int((*value).into()),
        Const::Int(value) => Number::Int((*value).into()),
        Const::Big(value) => Number::Int(value.clone()),
        Const::Float(bits) => Number::Complex(f64::from_bits(*bits), 0.0),
        Const::Complex(real, imaginary) => {
            Number::Complex(f64::from_bits(*real), f64::from_bits(*imaginary))
        }
        _ => return None,
    })
}

/// The constants of one code object, in the order in which they were first used.
#[derive(Default)]
pub(crate) struct ConstTable {
    pub(crate) ids: Vec<ConstId>,
    index: FxHashMap<ConstId, u32>,
}

impl ConstTable {
    pub(crate) fn add(&mut self, id: ConstId) -> u32 {
        if self.ids.len() < 8 {
            if let Some(at) = self.ids.iter().position(|&own| own == id) {
                return at as u32;
            }
        } else if let Some(&at) = self.index.get(&id) {
            return at;
        }
        let at = self.ids.len() as u32;
        if at == 0 {
            self.ids.reserve(16);
        }
        self.ids.push(id);
        if self.ids.len() == 8 {
            self.index = self.ids.iter().copied().zip(0..).collect();
        } else if self.ids.len() > 8 {
            self.index.insert(id, at);
        }
        at
    }
}
