//! getattr and its kin, dir, vars, callable, id, hash.

use crate::layout::Frame;
use crate::native::{Call, Def};
use crate::{Result, Value, Vm};

impl Vm {
    /// `callable(value)`.
    pub fn is_callable(&self, value: Value) -> bool {
        self.slots(self.class_of(value)).call.is_some()
    }

    /// The running Python frame, or SystemError.
    pub(crate) fn running_frame(&mut self) -> Result<*mut Frame> {
        if self.frame.is_null() {
            Err(self.system_error("frame does not exist"))
        } else {
            Ok(self.frame)
        }
    }
}

fn getattr(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("getattr", args.len(), 2, 3)?;
    let name = vm.attribute_name(args[1])?;
    match args.get(2) {
        None => vm.get_attr(args[0], name),
        Some(&default) => Ok(vm.get_attr_opt(args[0], name)?.unwrap_or(default)),
    }
}

fn hasattr(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("hasattr", args.len(), 2, 2)?;
    let name = vm.attribute_name(args[1])?;
    Ok(Value::bool(vm.get_attr_opt(args[0], name)?.is_some()))
}

fn setattr(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("setattr", args.len(), 3, 3)?;
    let name = vm.attribute_name(args[1])?;
    vm.set_attr(args[0], name, args[2])?;
    Ok(Value::NONE)
}

fn delattr(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("delattr", args.len(), 2, 2)?;
    let name = vm.attribute_name(args[1])?;
    vm.set_attr(args[0], name, Value::NULL)?;
    Ok(Value::NONE)
}

fn dir(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("dir", args.len(), 0, 1)?;
    let names = match args.first() {
        None => {
            let frame = vm.running_frame()?;
            let locals = vm.frame_locals(frame)?;
            vm.call_method(locals, "keys", &[])?
        }
        Some(&value) => {
            let name = vm.intern("__dir__");
            match vm.get_special(value, name)? {
                Some((method, this)) => {
                    vm.call_with_self(method, this, crate::Args::positional(&[]))?
                }
                None => return Err(vm.type_error("object does not provide __dir__")),
            }
        }
    };
    let list = vm.list_from(names)?;
    vm.list_sort(list, Value::NONE, false)?;
    Ok(list)
}

fn vars(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("vars", args.len(), 0, 1)?;
    let Some(&value) = args.first() else {
        let frame = vm.running_frame()?;
        return vm.frame_locals(frame);
    };
    let name = vm.intern("__dict__");
    match vm.get_attr_opt(value, name)? {
        Some(dict) => Ok(dict),
        None => Err(vm.type_error("vars() argument must have __dict__ attribute")),
    }
}

fn locals(vm: &mut Vm, _: Value) -> Result {
    let frame = vm.running_frame()?;
    vm.frame_locals(frame)
}

fn globals(vm: &mut Vm, _: Value) -> Result {
    let frame = vm.running_frame()?;
    // SAFETY: initialised: the running frame is live.
    Ok(Value::object(unsafe { (*frame).globals }))
}

fn id(vm: &mut Vm, _: Value, value: Value) -> Result {
    Ok(vm.new_int_i128(i128::from(value.bits())))
}

fn hash(vm: &mut Vm, _: Value, value: Value) -> Result {
    let hash = vm.hash(value)?;
    Ok(vm.new_int(hash))
}

/// The functions.
pub static FUNCTIONS: &[Def] = &[
    Def::new("getattr", Call::Fast(getattr)).doc("", "getattr(object, name[, default]) -> value\n\nGet a named attribute from an object.\n\ngetattr(x, 'y') is equivalent to x.y.\nWhen a default argument is given, it is returned when the attribute\ndoesn't exist; without it, an exception is raised in that case."),
    Def::new("hasattr", Call::Fast(hasattr)).doc("($module, obj, name, /)", "Return whether the object has an attribute with the given name.\n\nThis is done by calling getattr(obj, name) and catching AttributeError."),
    Def::new("setattr", Call::Fast(setattr)).doc("($module, obj, name, value, /)", "Sets the named attribute on the given object to the specified value.\n\nsetattr(x, 'y', v) is equivalent to ``x.y = v``"),
    Def::new("delattr", Call::Fast(delattr)).doc("($module, obj, name, /)", "Deletes the named attribute from the given object.\n\ndelattr(x, 'y') is equivalent to ``del x.y``"),
    Def::new("dir", Call::Varargs(dir)).doc("", "dir([object]) -> list of strings\n\nIf called without an argument, return the names in the current scope.\nElse, return an alphabetized list of names comprising (some of) the\nattributes of the given object, and of attributes reachable from it.\nIf the object supplies a method named __dir__, it will be used;\notherwise the default dir() logic is used and returns:\n  for a module object: the module's attributes.\n  for a class object:  its attributes, and recursively the attributes\n    of its bases.\n  for any other object: its attributes, its class's attributes, and\n    recursively the attributes of its class's base classes."),
    Def::new("vars", Call::Varargs(vars)).doc("", "vars([object]) -> dictionary\n\nWithout arguments, equivalent to locals().\nWith an argument, equivalent to object.__dict__."),
    Def::new("locals", Call::NoArgs(locals)).doc("($module, /)", "Return a dictionary containing the current scope's local variables.\n\nNOTE: Whether or not updates to this dictionary will affect name\nlookups in the local scope and vice-versa is *implementation\ndependent* and not covered by any backwards compatibility\nguarantees."),
    Def::new("globals", Call::NoArgs(globals)).doc("($module, /)", "Return the dictionary containing the current scope's global variables.\n\nNOTE: Updates to this dictionary *will* affect name lookups in the\ncurrent global scope and vice-versa."),
    Def::new("callable", Call::One(|vm, _, value| Ok(Value::bool(vm.is_callable(value))))).doc("($module, obj, /)", "Return whether the object is callable (i.e., some kind of function).\n\nNote that classes are callable, as are instances of classes with a\n__call__() method."),
    Def::new("id", Call::One(id)).doc("($module, obj, /)", "Return the identity of an object.\n\nThis is guaranteed to be unique among simultaneously existing objects.\n(CPython uses the object's memory address.)"),
    Def::new("hash", Call::One(hash)).doc("($module, obj, /)", "Return the integer hash value for the given object.\n\nTwo objects that compare equal must also have the same hash value, but\nthe reverse is not necessarily true.  Hash values may differ between\nPython processes.  Not all objects are hashable; calling hash() on an\nunhashable object raises TypeError."),
];
