//! The table of exception classes.

use super::layout::OWN;
use super::{base, group, import_error, named, os_error, syntax_error, unicode_error};
use crate::layout::{Class, Dict, Shape, class_flags};
use crate::objects::class::{self, ClassSpec, GetSet};
use crate::{Def, Slots, Types, Value, Vm};

/// Exception classes that have no field in [`Types`], in the order of [`MORE`].
pub struct ExceptionClasses {
    classes: [*mut Class; MORE.len()],
}

impl Default for ExceptionClasses {
    fn default() -> Self {
        ExceptionClasses {
            classes: [core::ptr::null_mut(); MORE.len()],
        }
    }
}

impl ExceptionClasses {
    /// The class of that name.
    pub fn named(&self, name: &str) -> Option<*mut Class> {
        MORE.iter()
            .position(|(own, ..)| *own == name)
            .map(|index| self.classes[index])
    }

    /// Visits the classes, for the collector.
    pub fn visit(&self, visit: &mut dyn FnMut(Value)) {
        for class in self.classes {
            visit(Value::object(class));
        }
    }
}

/// What a class adds to its base.
struct Own {
    fields: u16,
    slots: fn() -> Slots,
    methods: &'static [Def],
    getset: &'static [GetSet],
}

/// Classes whose place is known to [`Types`]: name, class, base, documentation.
type Known = (
    &'static str,
    fn(&Types) -> *mut Class,
    fn(&Types) -> *mut Class,
    &'static str,
);

macro_rules! known {
    ($($name:literal $field:ident($base:ident) $doc:literal;)+) => {
        &[$(($name, |types| types.$field, |types| types.$base, $doc)),+]
    };
}

static KNOWN: &[Known] = known! {
    "BaseException" base_exception(object) "Common base class for all exceptions";
    "Exception" exception(base_exception) "Common base class for all non-exit exceptions.";
    "TypeError" type_error(exception) "Inappropriate argument type.";
    "StopAsyncIteration" stop_async_iteration(exception) "Signal the end from iterator.__anext__().";
    "StopIteration" stop_iteration(exception) "Signal the end from iterator.__next__().";
    "GeneratorExit" generator_exit(base_exception) "Request that a generator exit.";
    "SystemExit" system_exit(base_exception) "Request to exit from the interpreter.";
    "KeyboardInterrupt" keyboard_interrupt(base_exception) "Program interrupted by user.";
    "BaseExceptionGroup" base_exception_group(base_exception) "A combination of multiple unrelated exceptions.";
    "ExceptionGroup" exception_group(base_exception_group) "";
    "ImportError" import_error(exception) "Import can't find module, or can't find name in module.";
    "ModuleNotFoundError" module_not_found_error(import_error) "Module not found.";
    "OSError" os_error(exception) "Base class for I/O related errors.";
    "EOFError" eof_error(exception) "Read beyond end of file.";
    "RuntimeError" runtime_error(exception) "Unspecified run-time error.";
    "RecursionError" recursion_error(runtime_error) "Recursion limit exceeded.";
    "NotImplementedError" not_implemented_error(runtime_error) "Method or function hasn't been implemented yet.";
    "NameError" name_error(exception) "Name not found globally.";
    "UnboundLocalError" unbound_local_error(name_error) "Local name referenced but not bound to a value.";
    "AttributeError" attribute_error(exception) "Attribute not found.";
    "SyntaxError" syntax_error(exception) "Invalid syntax.";
    "IndentationError" indentation_error(syntax_error) "Improper indentation.";
    "TabError" tab_error(indentation_error) "Improper mixture of spaces and tabs.";
    "LookupError" lookup_error(exception) "Base class for lookup errors.";
    "IndexError" index_error(lookup_error) "Sequence index out of range.";
    "KeyError" key_error(lookup_error) "Mapping key not found.";
    "ValueError" value_error(exception) "Inappropriate argument value (of correct type).";
    "UnicodeError" unicode_error(value_error) "Unicode related error.";
    "UnicodeEncodeError" unicode_encode_error(unicode_error) "Unicode encoding error.";
    "UnicodeDecodeError" unicode_decode_error(unicode_error) "Unicode decoding error.";
    "UnicodeTranslateError" unicode_translate_error(unicode_error) "Unicode translation error.";
    "AssertionError" assertion_error(exception) "Assertion failed.";
    "ArithmeticError" arithmetic_error(exception) "Base class for arithmetic errors.";
    "FloatingPointError" floating_point_error(arithmetic_error) "Floating-point operation failed.";
    "OverflowError" overflow_error(arithmetic_error) "Result too large to be represented.";
    "ZeroDivisionError" zero_division_error(arithmetic_error) "Second argument to a division or modulo operation was zero.";
    "SystemError" system_error(exception) "Internal error in the Python interpreter.\n\nPlease report this to the Python maintainer, along with the traceback,\nthe Python version, and the hardware/OS platform and version.";
    "ReferenceError" reference_error(exception) "Weak ref proxy used after referent went away.";
    "MemoryError" memory_error(exception) "Out of memory.";
    "BufferError" buffer_error(exception) "Buffer error.";
    "Warning" warning(exception) "Base class for warning categories.";
    "SyntaxWarning" syntax_warning(warning) "Base class for warnings about dubious syntax.";
};

/// The other classes: name, base (of [`Types`], or by name), documentation.
const MORE: &[(&str, &str, &str)] = &[
    ("BlockingIOError", "OSError", "I/O operation would block."),
    ("ConnectionError", "OSError", "Connection error."),
    ("ChildProcessError", "OSError", "Child process error."),
    ("BrokenPipeError", "ConnectionError", "Broken pipe."),
    (
        "ConnectionAbortedError",
        "ConnectionError",
        "Connection aborted.",
    ),
    (
        "ConnectionRefusedError",
        "ConnectionError",
        "Connection refused.",
    ),
    (
        "ConnectionResetError",
        "ConnectionError",
        "Connection reset.",
    ),
    ("FileExistsError", "OSError", "File already exists."),
    ("FileNotFoundError", "OSError", "File not found."),
    (
        "IsADirectoryError",
        "OSError",
        "Operation doesn't work on directories.",
    ),
    (
        "NotADirectoryError",
        "OSError",
        "Operation only works on directories.",
    ),
    ("InterruptedError", "OSError", "Interrupted by signal."),
    ("PermissionError", "OSError", "Not enough permissions."),
    ("ProcessLookupError", "OSError", "Process not found."),
    ("TimeoutError", "OSError", "Timeout expired."),
    (
        "PythonFinalizationError",
        "RuntimeError",
        "Operation blocked during Python finalization.",
    ),
    ("_IncompleteInputError", "SyntaxError", "incomplete input."),
    (
        "UserWarning",
        "Warning",
        "Base class for warnings generated by user code.",
    ),
    (
        "EncodingWarning",
        "Warning",
        "Base class for warnings about encodings.",
    ),
    (
        "DeprecationWarning",
        "Warning",
        "Base class for warnings about deprecated features.",
    ),
    (
        "PendingDeprecationWarning",
        "Warning",
        "Base class for warnings about features which will be deprecated\nin the future.",
    ),
    (
        "RuntimeWarning",
        "Warning",
        "Base class for warnings about dubious runtime behavior.",
    ),
    (
        "FutureWarning",
        "Warning",
        "Base class for warnings about constructs that will change semantically\nin the future.",
    ),
    (
        "ImportWarning",
        "Warning",
        "Base class for warnings about probable mistakes in module imports",
    ),
    (
        "UnicodeWarning",
        "Warning",
        "Base class for warnings about Unicode related problems, mostly\nrelated to conversion problems.",
    ),
    (
        "BytesWarning",
        "Warning",
        "Base class for warnings about bytes and buffer related problems, mostly\nrelated to conversion from str or comparing to str.",
    ),
    (
        "ResourceWarning",
        "Warning",
        "Base class for warnings about resource usage.",
    ),
];

/// What a class has of its own, where it is more than its place.
fn own(name: &str) -> Option<Own> {
    const NO_METHODS: &[Def] = &[];
    let (fields, slots, methods, getset): (u16, fn() -> Slots, &'static [Def], &'static [GetSet]) =
        match name {
            "BaseException" => (0, base::slots, base::METHODS, base::GETSET),
            "StopIteration" => (
                1,
                || Slots {
                    init: Some(named::stop_iteration_init),
                    ..Slots::default()
                },
                NO_METHODS,
                named::STOP_ITERATION,
            ),
            "SystemExit" => (
                1,
                || Slots {
                    init: Some(named::system_exit_init),
                    ..Slots::default()
                },
                NO_METHODS,
                named::SYSTEM_EXIT,
            ),
            "KeyError" => (
                0,
                || Slots {
                    str: Some(named::key_error_str),
                    ..Slots::default()
                },
                NO_METHODS,
                &[],
            ),
            "NameError" => (
                1,
                || Slots {
                    init: Some(named::name_error_init),
                    ..Slots::default()
                },
                NO_METHODS,
                named::NAME_ERROR,
            ),
            "AttributeError" => (
                2,
                || Slots {
                    init: Some(named::attribute_error_init),
                    ..Slots::default()
                },
                named::ATTRIBUTE_ERROR_METHODS,
                named::ATTRIBUTE_ERROR,
            ),
            "ImportError" => (
                4,
                || Slots {
                    init: Some(import_error::init),
                    str: Some(import_error::str),
                    ..Slots::default()
                },
                import_error::METHODS,
                import_error::GETSET,
            ),
            "OSError" => (5, os_error::slots, os_error::METHODS, os_error::GETSET),
            "SyntaxError" => (
                9,
                || Slots {
                    init: Some(syntax_error::init),
                    str: Some(syntax_error::str),
                    ..Slots::default()
                },
                NO_METHODS,
                syntax_error::GETSET,
            ),
            "UnicodeEncodeError" => (
                5,
                unicode_error::encode_slots,
                NO_METHODS,
                unicode_error::GETSET,
            ),
            "UnicodeDecodeError" => (
                5,
                unicode_error::decode_slots,
                NO_METHODS,
                unicode_error::GETSET,
            ),
            "UnicodeTranslateError" => (
                5,
                unicode_error::translate_slots,
                NO_METHODS,
                unicode_error::TRANSLATE_GETSET,
            ),
            "BaseExceptionGroup" => (2, group::slots, group::METHODS, group::GETSET),
            _ => return None,
        };
    Some(Own {
        fields,
        slots,
        methods,
        getset,
    })
}

/// Of the simple exceptions those without a `__new__` of their own, of the others those with one.
const NEW_DIFFERS: &[&str] = &[
    "KeyError",
    "MemoryError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeTranslateError",
];

/// The classes whose objects CPython has a struct of their own for, KeyError excepted: neither they nor those derived from
/// them have a `tp_vectorcall`.
const WITHOUT_VECTORCALL: &[&str] = &[
    "AttributeError",
    "BaseExceptionGroup",
    "ImportError",
    "MemoryError",
    "NameError",
    "OSError",
    "StopIteration",
    "SyntaxError",
    "SystemExit",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeTranslateError",
];

fn spec(vm: &Vm, name: &'static str, base: *mut Class, doc: &'static str) -> ClassSpec {
    let mut spec = ClassSpec::new(name, Shape::Fields);
    spec.base = base;
    spec.fields = OWN as u16;
    spec.flags =
        class_flags::EXCEPTION_SUBCLASS | class_flags::BASE_TYPE | class_flags::MANAGED_DICT;
    spec.doc = doc;
    let derived =
        class::get(base).flags & (class_flags::VECTORCALL | class_flags::EXCEPTION_SUBCLASS);
    if derived != class_flags::EXCEPTION_SUBCLASS && !WITHOUT_VECTORCALL.contains(&name) {
        spec.flags |= class_flags::VECTORCALL;
    }
    if let Some(own) = own(name) {
        spec.fields += own.fields;
        spec.slots = (own.slots)();
        spec.methods = own.methods;
        spec.getset = own.getset;
    }
    let simple = spec.flags & class_flags::VECTORCALL != 0;
    if simple != NEW_DIFFERS.contains(&name) {
        // CPython's simple exceptions, which have a `__new__` of their own too.
        spec.slots.new = spec.slots.new.or(vm.slots(base).new);
    }
    spec
}

/// Defines the exception classes, tracebacks, frames and generators.
pub fn init(vm: &mut Vm) {
    for (name, class, base, doc) in KNOWN {
        let (class, base) = (class(&vm.types), base(&vm.types));
        let spec = spec(vm, name, base, doc);
        vm.define_class(class, spec);
    }
    second_base(vm);
    for (index, (name, base, doc)) in MORE.iter().enumerate() {
        let base = find(vm, base);
        let spec = spec(vm, name, base, doc);
        let class = vm.new_native_class(spec);
        vm.exceptions.classes[index] = class;
    }
    super::traceback::init(vm);
    crate::frames::object::init(vm);
    crate::frames::generator_object::init(vm);
}

fn find(vm: &Vm, name: &str) -> *mut Class {
    match KNOWN.iter().find(|(own, ..)| *own == name) {
        Some((_, class, ..)) => class(&vm.types),
        None => vm.exceptions.named(name).unwrap_or(vm.types.exception),
    }
}

/// ExceptionGroup derives from BaseExceptionGroup and from Exception.
fn second_base(vm: &mut Vm) {
    let types = [
        vm.types.exception_group,
        vm.types.base_exception_group,
        vm.types.exception,
        vm.types.base_exception,
        vm.types.object,
    ];
    let order = types.map(Value::object);
    let group = class::get(vm.types.exception_group);
    group.bases = vm.new_tuple(&order[1..3]);
    group.mro = vm.new_tuple(&order);
    vm.add_subclass(types[2], types[0]);
    let (dict, module) = (group.dict, vm.intern("builtins"));
    vm.dict_set_str(dict, "__module__", module);
}

/// Puts the exception classes into the `builtins` module's dict.
pub fn add_to_builtins(vm: &mut Vm, dict: *mut Dict) {
    for (name, class, ..) in KNOWN {
        let class = class(&vm.types);
        vm.dict_set_str(dict, name, Value::object(class));
    }
    for (index, (name, ..)) in MORE.iter().enumerate() {
        let class = vm.exceptions.classes[index];
        vm.dict_set_str(dict, name, Value::object(class));
    }
    for alias in ["EnvironmentError", "IOError"] {
        let class = vm.types.os_error;
        vm.dict_set_str(dict, alias, Value::object(class));
    }
}

impl Vm {
    /// A built-in exception class by name, such as `FileNotFoundError`; `Exception` if there is none.
    pub fn exception_class(&self, name: &str) -> *mut Class {
        find(self, name)
    }
}
