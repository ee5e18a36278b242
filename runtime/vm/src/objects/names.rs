//! Names of special methods, interned once, so that slots and protocols need not hash their texts at each call.

use crate::{Value, Vm};

macro_rules! names {
    ($($text:literal)+) => {
        const TEXTS: &[&str] = &[$($text),+];
    };
}
names! {
    "__repr__" "__str__" "__hash__" "__call__" "__iter__" "__next__" "__getattribute__" "__getattr__" "__setattr__" "__delattr__"
    "__lt__" "__le__" "__eq__" "__ne__" "__gt__" "__ge__" "__bool__" "__len__" "__getitem__" "__setitem__" "__delitem__"
    "__contains__" "__neg__" "__pos__" "__abs__" "__invert__" "__int__" "__float__" "__index__" "__await__" "__aiter__" "__anext__"
    "__get__" "__set__" "__delete__" "__init__" "__new__" "__del__" "__add__" "__and__" "__floordiv__" "__lshift__" "__matmul__" "__mul__"
    "__mod__" "__or__" "__pow__" "__rshift__" "__sub__" "__truediv__" "__xor__" "__radd__" "__rand__" "__rfloordiv__" "__rlshift__"
    "__rmatmul__" "__rmul__" "__rmod__" "__ror__" "__rpow__" "__rrshift__" "__rsub__" "__rtruediv__" "__rxor__" "__divmod__" "__rdivmod__" "__iadd__" "__iand__"
    "__ifloordiv__" "__ilshift__" "__imatmul__" "__imul__" "__imod__" "__ior__" "__ipow__" "__irshift__" "__isub__" "__itruediv__"
    "__ixor__" "__format__" "__class__" "__instancecheck__" "__subclasscheck__" "__class_getitem__" "__dict__" "__name__" "__bases__"
    "__module__" "__qualname__" "__doc__" "__set_name__" "__init_subclass__" "__slots__" "__static_attributes__" "__annotate_func__"
    "__builtins__" "__length_hint__" "__reversed__" "__round__" "__build_class__" "keys" "throw" "close" "__match_args__" "__mro_entries__" "__prepare__" "__orig_bases__" "__annotations__"
    "mro" "__enter__" "__exit__" "__aenter__" "__aexit__"
}

/// The number of a name; does not compile for one that the table lacks (use it in `const`).
pub const fn special(text: &str) -> usize {
    let mut number = 0;
    while number < TEXTS.len() {
        if same(TEXTS[number].as_bytes(), text.as_bytes()) {
            return number;
        }
        number += 1;
    }
    panic!("the table of names lacks this one")
}

const fn same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The interned names, by number. Strings that native code interns live forever: they need no roots.
pub struct Names([Value; TEXTS.len()]);

impl Default for Names {
    fn default() -> Names {
        Names([Value::NULL; TEXTS.len()])
    }
}

impl Names {
    /// The name of a number from [`special`].
    #[inline(always)]
    pub fn get(&self, number: usize) -> Value {
        self.0[number]
    }
}

/// Interns the names.
pub fn init(vm: &mut Vm) {
    for (number, text) in TEXTS.iter().enumerate() {
        vm.names.0[number] = vm.intern(text);
    }
}

/// An interned name of the table: `name!(vm, "__init__")`.
macro_rules! name {
    ($vm:expr, $text:literal) => {
        $vm.names
            .get(const { $crate::objects::names::special($text) })
    };
}
pub(crate) use name;
