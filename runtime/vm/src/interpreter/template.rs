//! What the interpreter needs of its neighbours and does not have yet.
use crate::{Result, Value, Vm};
macro_rules! stubs { ($($(#[doc = $d:literal])+ fn $n:ident($($a:ident: $t:ty),*) -> $r:ty;)+) => { impl Vm { $($(#[doc = $d])+ pub fn $n(&mut self, $($a: $t),*) -> $r { $(let _ = $a;)* todo!(stringify!($n)) })+ } } }
stubs! {
    /// A template's interpolation; conversion 0 none, 1 str, 2 repr, 3 ascii. (model, may raise for now)
    fn build_interpolation(value: Value, text: Value, spec: Option<Value>, conversion: u32) -> Result;
    /// A template. (model, may raise for now)
    fn build_template(strings: Value, interpolations: Value) -> Result;
}
