//! What the interpreter needs of its neighbours and does not have yet.
use crate::layout::{Class, Dict, Frame};
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
    /// `import name` / `from name import fromlist`, through `builtins.__import__` if it was replaced. (model)
    fn import_statement(name: Value, globals: *mut Dict, builtins: *mut Dict, namespace: Value, fromlist: Value, level: Value) -> Result;
    /// `from module import name` with the fallback to `sys.modules` and CPython's messages. (model)
    fn import_from(module: Value, name: Value) -> Result;
    /// The module of an absolute dotted name (the last part). (model)
    fn import_module(name: &str) -> Result;
    /// `exception.__traceback__` or None. (model)
    fn traceback_of(exception: Value) -> Value;
    /// `StopIteration.value`. (model)
    fn stop_iteration_value(exception: Value) -> Value;
    /// Before a frame whose `object` is set goes away: the frame object keeps a copy of the locals. (model)
    fn detach_frame(frame: *mut Frame) -> ();
    /// A template's interpolation; conversion 0 none, 1 str, 2 repr, 3 ascii. (model, may raise for now)
    fn build_interpolation(value: Value, text: Value, spec: Option<Value>, conversion: u32) -> Result;
    /// A template. (model, may raise for now)
    fn build_template(strings: Value, interpolations: Value) -> Result;
    /// Does what `pending` asks for: MemoryError, KeyboardInterrupt, finalizers. (data)
    fn run_pending() -> Result<()>;
}
