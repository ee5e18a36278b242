//! The built-in classes.
use crate::Vm;
use crate::layout::{Class, Shape};
macro_rules! types { ($($name:ident)+) => {
    /// The built-in classes, by field.
    #[expect(missing_docs, reason = "the names say it")]
    #[derive(Debug)]
    pub struct Types { $(pub $name: *mut Class,)+ }
    impl Types {
        /// No class yet.
        pub fn empty() -> Types { Types { $($name: core::ptr::null_mut(),)+ } }
        /// The fields, to be filled.
        fn fields(&mut self) -> impl Iterator<Item = (&'static str, &mut *mut Class)> { [$((stringify!($name), &mut self.$name)),+].into_iter() }
        /// All, for the collector.
        pub fn all(&self) -> impl Iterator<Item = *mut Class> { [$(self.$name),+].into_iter() }
    }
} }
types! {
    object type_ none ellipsis not_implemented bool int float complex str bytes bytearray memoryview tuple list dict set frozenset
    slice range range_iterator list_iterator tuple_iterator str_iterator bytes_iterator seq_iterator
    function method builtin_function method_descriptor wrapper_descriptor classmethod_descriptor getset_descriptor member_descriptor
    property classmethod staticmethod super_ cell code frame frame_locals_proxy traceback module generator coroutine async_generator
    value_array raw_bytes dict_table set_table shared_keys native
    base_exception exception type_error value_error index_error key_error lookup_error attribute_error name_error unbound_local_error
    overflow_error zero_division_error arithmetic_error floating_point_error runtime_error memory_error recursion_error system_error import_error
    module_not_found_error not_implemented_error stop_iteration stop_async_iteration generator_exit system_exit
    keyboard_interrupt os_error assertion_error syntax_error indentation_error tab_error unicode_error unicode_decode_error
    unicode_encode_error unicode_translate_error buffer_error eof_error reference_error base_exception_group exception_group
    warning syntax_warning
    dict_keys dict_values dict_items dict_keyiterator dict_valueiterator dict_itemiterator dict_reversekeyiterator
    dict_reversevalueiterator dict_reverseitemiterator set_iterator list_reverseiterator longrange_iterator callable_iterator
    enumerate zip map filter reversed generic_alias method_wrapper mappingproxy union anext_awaitable
    template interpolation
}

impl Types {
    /// Classes of bodies, which are never values: Python does not see them.
    pub fn bodies(&self) -> [*mut Class; 6] {
        [
            self.value_array,
            self.raw_bytes,
            self.dict_table,
            self.set_table,
            self.shared_keys,
            self.native,
        ]
    }
}

/// The slots of a class that is not yet defined.
static NO_SLOTS: crate::Slots = crate::Slots::EMPTY;

/// Makes the built-in classes: first all of them as empty shells, so that every object made meanwhile has its class, then
/// what each type says of itself.
pub fn bootstrap(vm: &mut Vm) {
    vm.heap.paused += 1;
    let mut shells = Vec::new();
    for _ in 0..vm.types.all().count() {
        shells.push(
            vm.alloc_plain(core::ptr::null_mut(), size_of::<Class>())
                .cast::<Class>(),
        );
    }
    for ((_, field), shell) in vm.types.fields().zip(&shells) {
        *field = *shell;
    }
    let type_ = vm.types.type_;
    for shell in shells {
        // SAFETY: initialised: the shells were just allocated, zeroed.
        unsafe {
            (*shell).head.class = type_;
            (*shell).slots = (&raw const NO_SLOTS).cast();
        };
    }
    // Internal classes: their objects are never values.
    let bodies = [
        (vm.types.value_array, Shape::ValueArray),
        (vm.types.raw_bytes, Shape::RawBytes),
        (vm.types.dict_table, Shape::DictTable),
        (vm.types.set_table, Shape::SetTable),
        (vm.types.shared_keys, Shape::SharedKeys),
        (vm.types.native, Shape::Native),
    ];
    // What the definitions themselves make must have its shape before.
    let early = [
        (vm.types.type_, Shape::Class),
        (vm.types.str, Shape::Str),
        (vm.types.tuple, Shape::Tuple),
        (vm.types.list, Shape::List),
        (vm.types.dict, Shape::Dict),
        (vm.types.method_descriptor, Shape::Builtin),
        (vm.types.classmethod_descriptor, Shape::Builtin),
        (vm.types.builtin_function, Shape::Builtin),
        (vm.types.wrapper_descriptor, Shape::Builtin),
        (vm.types.getset_descriptor, Shape::Builtin),
    ];
    for (class, shape) in bodies.into_iter().chain(early) {
        // SAFETY: initialised: a shell.
        unsafe { (*class).shape = shape };
    }
    vm.make_char_strs();
    crate::objects::names::init(vm);
    crate::objects::instance::object::init(vm);
    super::attributes::init(vm);
    crate::objects::init(vm);
    vm.heap.paused -= 1;
}

/// Defines, by their shapes alone, the classes that no type's `init` has.
pub(in crate::objects) fn define_rest(vm: &mut Vm) {
    let shapes = [
        ("function", Shape::Function),
        ("method", Shape::BoundMethod),
        ("builtin_function", Shape::Builtin),
        ("method_descriptor", Shape::Builtin),
        ("wrapper_descriptor", Shape::Builtin),
        ("classmethod_descriptor", Shape::Builtin),
        ("getset_descriptor", Shape::Builtin),
        ("cell", Shape::Cell),
        ("code", Shape::Code),
        ("module", Shape::Module),
        ("generator", Shape::Generator),
        ("coroutine", Shape::Generator),
        ("async_generator", Shape::Generator),
        ("str", Shape::Str),
        ("bytes", Shape::Bytes),
        ("bytearray", Shape::ByteArray),
        ("value_array", Shape::ValueArray),
        ("raw_bytes", Shape::RawBytes),
        ("dict_table", Shape::DictTable),
        ("set_table", Shape::SetTable),
        ("shared_keys", Shape::SharedKeys),
        ("native", Shape::Native),
    ];
    let undefined: Vec<(&'static str, *mut Class)> = vm
        .types
        .fields()
        .map(|(name, class)| (name, *class))
        .filter(|(_, class)| super::get(*class).dict.is_null())
        .collect();
    for (name, class) in undefined {
        let shape = shapes
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(Shape::Fields, |(_, shape)| *shape);
        vm.define_class(class, super::ClassSpec::new(name, shape));
    }
}
