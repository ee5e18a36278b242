//! What the interpreter needs of its neighbours and does not have yet.
use crate::layout::Class;
use crate::{Result, Value, Vm};
macro_rules! stubs { ($($(#[doc = $d:literal])+ fn $n:ident($($a:ident: $t:ty),*) -> $r:ty;)+) => { impl Vm { $($(#[doc = $d])+ pub fn $n(&mut self, $($a: $t),*) -> $r { $(let _ = $a;)* todo!(stringify!($n)) })+ } } }
stubs! {
    /// `super(class, this).name`: the attribute; with `method`, an unbound function and `this` where it is a method, else (attr, NULL). (model)
    fn super_lookup(class: Value, this: Value, name: Value, method: bool) -> Result<(Value, Value)>;
    /// A class method. (builtins)
    fn new_classmethod(function: Value) -> Value;
    /// A static method. (builtins)
    fn new_staticmethod(function: Value) -> Value;
    /// The descriptor of a slot (`__slots__`). (builtins)
    fn new_member_descriptor(class: *mut Class, name: Value, index: usize) -> Value;
    /// TypeError for an instance of an abstract class. (builtins)
    fn abstract_class(class: *mut Class) -> crate::Raised;
    /// A template's interpolation; conversion 0 none, 1 str, 2 repr, 3 ascii. (model, may raise for now)
    fn build_interpolation(value: Value, text: Value, spec: Option<Value>, conversion: u32) -> Result;
    /// A template. (model, may raise for now)
    fn build_template(strings: Value, interpolations: Value) -> Result;
}
