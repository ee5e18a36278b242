//! Constants of one compilation: equal ones (of equal type) are one.

use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::ToPrimitive;
use rustc_hash::FxHashMap;

use crate::code::{CodeObject, Constant, PyString};

/// A constant of the pool. Equal numbers mean equal constants.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub(crate) struct ConstId(pub(crate) u32);

pub(crate) const NONE: ConstId = ConstId(0);
pub(crate) const TRUE: ConstId = ConstId(1);
pub(crate) const FALSE: ConstId = ConstId(2);
pub(crate) const ELLIPSIS: ConstId = ConstId(3);

/// A constant whose parts are in the pool. Floats are kept as bits: 0.0 and -0.0 are two constants.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
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

pub(crate) struct ConstPool {
    items: Vec<Const>,
    ids: FxHashMap<Const, ConstId>,
    /// A code object is taken out when the code object that holds it is made.
    codes: Vec<(Option<CodeObject>, u32)>,
    /// Code objects of equal shape, to find equal ones without comparing all.
    code_shapes: FxHashMap<(u32, usize, usize), Vec<(u32, ConstId)>>,
    /// Frozen sets by their sorted members.
    sets: FxHashMap<Box<[ConstId]>, ConstId>,
}

impl ConstPool {
    pub(crate) fn new() -> ConstPool {
        let mut pool = ConstPool {
            items: Vec::new(),
            ids: FxHashMap::default(),
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
        // Two NaNs are two constants: they are not equal.
        if let Some(&id) = self.ids.get(&constant).filter(|_| !constant.is_nan()) {
            return id;
        }
        let id = ConstId(self.items.len() as u32);
        self.items.push(constant.clone());
        self.ids.insert(constant, id);
        id
    }

    pub(crate) fn add_str(&mut self, text: &str) -> ConstId {
        self.add(Const::Str(text.into()))
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

    pub(crate) fn add_code(&mut self, code: CodeObject) -> ConstId {
        let shape = (code.firstlineno, code.code.len(), code.consts.len());
        let alike = self.code_shapes.entry(shape).or_default();
        for &(index, id) in alike.iter() {
            let (own, uses) = &mut self.codes[index as usize];
            if own.as_ref() == Some(&code) {
                *uses += 1;
                return id;
            }
        }
        let index = self.codes.len() as u32;
        let id = ConstId(self.items.len() as u32);
        alike.push((index, id));
        self.codes.push((Some(code), 1));
        self.items.push(Const::Code(index));
        id
    }

    fn take_code(&mut self, index: u32) -> Option<CodeObject> {
        let (code, uses) = &mut self.codes[index as usize];
        *uses -= 1;
        if *uses == 0 {
            code.take()
        } else {
            code.clone()
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
            return self
                .take_code(index)
                .map_or(Constant::None, |code| Constant::Code(Box::new(code)));
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
        self.ids.push(id);
        if self.ids.len() == 8 {
            self.index = self.ids.iter().copied().zip(0..).collect();
        } else if self.ids.len() > 8 {
            self.index.insert(id, at);
        }
        at
    }
}
