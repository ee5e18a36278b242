//! What native modules share: making modules and classes, reading arguments, raising OSError.

use std::ffi::CString;

use vm::layout::{ByteArrayObject, Class, Dict, class_flags};
use vm::objects::class::ClassSpec;
use vm::{Args, Def, Raised, Result, Value, Vm};

/// A module's or class's dict.
pub fn dict_of(vm: &Vm, module: Value) -> Option<*mut Dict> {
    vm.as_module(module).map(|module| module.dict)
}

/// Makes a module.
pub fn module(vm: &mut Vm, name: &str, functions: &'static [Def]) -> Value {
    vm.new_module(name, functions)
}

/// Adds functions to a module.
pub fn add_functions(vm: &mut Vm, module: Value, functions: &'static [Def]) {
    let Some(dict) = dict_of(vm, module) else {
        return;
    };
    let key = vm.intern("__name__");
    let name = vm.dict_get_str(dict, key);
    for def in functions {
        let function = vm.new_builtin(def, module, name);
        vm.dict_set_str(dict, def.name, function);
    }
}

/// Sets a module's attribute.
pub fn add(vm: &mut Vm, module: Value, name: &str, value: Value) {
    if let Some(dict) = dict_of(vm, module) {
        vm.dict_set_str(dict, name, value);
    }
}

/// Sets attributes that are ints.
pub fn add_ints(vm: &mut Vm, module: Value, values: &[(&str, i64)]) {
    for &(name, value) in values {
        let value = vm.new_int(value);
        add(vm, module, name, value);
    }
}

/// Makes a class and an attribute of the module for it; [`recall`] finds it by its name with its module's.
pub fn add_class(vm: &mut Vm, module: Value, spec: ClassSpec) -> *mut Class {
    let name = spec.name;
    let class = class(vm, spec);
    add(vm, module, name, Value::object(class));
    class
}

/// Makes a class that [`recall`] finds by `module.name`.
pub fn class(vm: &mut Vm, spec: ClassSpec) -> *mut Class {
    let key = format!("{}.{}", spec.module, spec.name);
    let class = vm.new_native_class(spec);
    remember(vm, &key, Value::object(class));
    class
}

/// An exception class, as a `class` statement would make it.
pub fn new_exception_class(vm: &mut Vm, module: &str, name: &str, base: *mut Class) -> Result {
    let namespace = vm.new_dict();
    let module = vm.intern(module);
    vm.dict_set_str(namespace, "__module__", module);
    let (name, bases) = (vm.intern(name), vm.new_tuple(&[Value::object(base)]));
    let metaclass = Value::object(vm.types.type_);
    vm.call_pos(metaclass, &[name, bases, Value::object(namespace)])
}

/// Keeps a value under a name.
pub fn remember(vm: &mut Vm, name: &str, value: Value) {
    vm.dict_set_str(vm.remembered, name, value);
}

/// The value kept under a name; NULL if there is none.
pub fn recall(vm: &mut Vm, name: &str) -> Value {
    let name = vm.intern(name);
    vm.dict_get_str(vm.remembered, name)
}

/// The class kept under a name.
pub fn recall_class(vm: &mut Vm, name: &str) -> *mut Class {
    let class = recall(vm, name);
    if class.is_null() {
        vm.types.object
    } else {
        class.pointer()
    }
}

/// Whether the value is a str or an instance of a subclass.
pub fn is_str(vm: &Vm, value: Value) -> bool {
    vm.has_flag(value, class_flags::STR_SUBCLASS)
}

/// The text of an argument that must be a str.
pub fn text(vm: &mut Vm, value: Value, what: &str) -> Result<String> {
    if is_str(vm, value) {
        return Ok(vm.text(value).into_owned());
    }
    let name = vm.class_name(value);
    Err(vm.type_error(format!("{what} must be str, not {name}")))
}

/// The bytes of a bytes-like argument. Do not hold across anything that may change them.
pub fn bytes_like<'a>(vm: &mut Vm, value: Value) -> Result<&'a [u8]> {
    match bytes_opt(vm, value) {
        Some(bytes) => Ok(bytes),
        None => {
            let name = vm.class_name(value);
            Err(vm.type_error(format!("a bytes-like object is required, not '{name}'")))
        }
    }
}

/// The bytes of bytes, a bytearray or a contiguous memoryview.
pub fn bytes_opt<'a>(vm: &Vm, value: Value) -> Option<&'a [u8]> {
    vm.bytes_like(value)
}

/// The bytes of a bytearray, for changing them in place.
pub fn bytearray<'a>(vm: &Vm, value: Value) -> Option<&'a mut [u8]> {
    let class = vm.class_of(value);
    if !vm.is_subclass(class, vm.types.bytearray) {
        return None;
    }
    let array = value.pointer::<ByteArrayObject>();
    // SAFETY: typed and bodies: a bytearray's body holds `len` bytes.
    unsafe {
        if (*array).len == 0 {
            return Some(&mut []);
        }
        let data = core::ptr::addr_of_mut!((*(*array).body).data).cast::<u8>();
        Some(core::slice::from_raw_parts_mut(data, (*array).len))
    }
}

/// The path of a str, bytes or object with `__fspath__`.
pub fn path(vm: &mut Vm, value: Value) -> Result<String> {
    let path = vm.fs_path(value)?;
    Ok(match bytes_opt(vm, path) {
        Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        None => vm.text(path).into_owned(),
    })
}

/// A path for the operating system.
pub fn c_path(vm: &mut Vm, path: &str) -> Result<CString> {
    CString::new(path).map_err(|_| vm.value_error("embedded null byte"))
}

/// What the operating system says about an error number.
pub fn strerror(number: i32) -> String {
    let text = std::io::Error::from_raw_os_error(number).to_string();
    match text.rfind(" (os error") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// Raises OSError (or the subclass that the number stands for) for an error number, with a file name if there is one.
#[cold]
pub fn os_error(vm: &mut Vm, number: i32, file: Option<Value>) -> Raised {
    let (code, message) = (vm.new_int(number.into()), vm.new_str(&strerror(number)));
    let class = Value::object(vm.types.os_error);
    let exception = match file {
        Some(file) => vm.call_pos(class, &[code, message, file]),
        None => vm.call_pos(class, &[code, message]),
    };
    match exception {
        Ok(exception) => vm.raise_value(exception),
        Err(raised) => raised,
    }
}

/// Raises OSError for the last failed system call.
#[cold]
pub fn last_os_error(vm: &mut Vm, file: Option<Value>) -> Raised {
    let number = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
    os_error(vm, number, file)
}

/// Imports a module and gets one of its attributes.
pub fn import_attr(vm: &mut Vm, module: &str, name: &str) -> Result {
    let module = vm.import_module(module)?;
    let name = vm.intern(name);
    vm.get_attr(module, name)
}

/// What a function without arguments does where nothing is to be done.
pub fn none(_: &mut Vm, _: Value) -> Result {
    Ok(Value::NONE)
}

/// The same, whatever its arguments.
pub fn none_of_any(_: &mut Vm, _: Value, _: Args<'_>) -> Result {
    Ok(Value::NONE)
}

/// The same of one whose result is a number.
pub fn zero_of_any(_: &mut Vm, _: Value, _: Args<'_>) -> Result {
    Ok(Value::int_unchecked(0))
}
