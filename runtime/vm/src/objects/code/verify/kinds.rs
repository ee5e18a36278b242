//! What is known of a value.

use crate::objects::cast;
use crate::objects::sequences::tuple;
use crate::{Value, Vm};

/// CPython's `CO_FAST_*` kinds of locals.
pub(super) const LOCAL: u8 = 0x20;
pub(super) const FREE: u8 = 0x80;

/// What is known of a value on the stack or in a local.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// No value.
    Null,
    /// A value or none.
    Maybe,
    /// A value.
    Any,
    Str,
    List,
    Set,
    Dict,
    Tuple,
    /// A tuple of that many strs.
    Names(u32),
    /// A tuple of that many cells.
    Cells(u32),
    Cell,
    Exception,
    /// An exception or None.
    Handled,
    /// A code object with that many free variables.
    Code(u32),
    Function,
    /// A type parameter.
    Parameter,
    /// A function that still needs a closure of that many cells.
    Open(u32),
}

impl Kind {
    /// A constant's.
    pub(super) fn of(vm: &Vm, value: Value) -> Kind {
        if value.is_none() {
            return Kind::Handled;
        }
        if let Some(code) = vm.as_code(value) {
            return Kind::Code(code.nlocalsplus - code.first_free);
        }
        if cast::is_exactly(value, vm.types.tuple) {
            let items = tuple::items(value);
            let names = items.iter().all(|item| vm.is_exact_str(*item));
            return if names {
                Kind::Names(items.len() as u32)
            } else {
                Kind::Tuple
            };
        }
        if vm.is_exact_str(value) {
            Kind::Str
        } else {
            Kind::Any
        }
    }

    /// Whether it will do where another kind is asked for.
    pub(super) fn is(self, wanted: Kind) -> bool {
        match wanted {
            _ if self == wanted => true,
            Kind::Maybe => !matches!(self, Kind::Open(_)),
            Kind::Any => !matches!(self, Kind::Null | Kind::Maybe | Kind::Open(_)),
            Kind::Tuple => matches!(self, Kind::Names(_) | Kind::Cells(_)),
            Kind::Handled => self == Kind::Exception,
            _ => false,
        }
    }

    /// What is known where two ways meet.
    pub(super) fn join(self, other: Kind) -> Kind {
        let general = [Kind::Handled, Kind::Tuple, Kind::Any, Kind::Maybe];
        let both = |kind: &Kind| self.is(*kind) && other.is(*kind);
        if self == other {
            return self;
        }
        general
            .into_iter()
            .find(both)
            .unwrap_or(Kind::Open(u32::MAX))
    }
}
