//! The built-in classes.
use crate::layout::Class;
macro_rules! types { ($($name:ident)+) => {
    /// The built-in classes, by field.
    #[expect(missing_docs, reason = "the names say it")]
    #[derive(Debug)]
    pub struct Types { $(pub $name: *mut Class,)+ }
    impl Types {
        /// No class yet.
        pub fn empty() -> Types { Types { $($name: core::ptr::null_mut(),)+ } }
        /// All, for the collector.
        pub fn all(&self) -> impl Iterator<Item = *mut Class> { [$(self.$name),+].into_iter() }
    }
} }
types! {
    object type_ none ellipsis not_implemented bool int float complex str bytes bytearray tuple list dict set frozenset
    slice range range_iterator list_iterator tuple_iterator str_iterator bytes_iterator seq_iterator
    function method builtin_function method_descriptor wrapper_descriptor classmethod_descriptor getset_descriptor member_descriptor
    property classmethod staticmethod super_ cell code frame traceback module generator coroutine async_generator
    value_array raw_bytes dict_table shared_keys native
    base_exception exception type_error value_error index_error key_error lookup_error attribute_error name_error unbound_local_error
    overflow_error zero_division_error arithmetic_error floating_point_error runtime_error memory_error recursion_error system_error import_error
    module_not_found_error not_implemented_error stop_iteration stop_async_iteration generator_exit system_exit
    keyboard_interrupt os_error assertion_error syntax_error indentation_error tab_error unicode_error unicode_decode_error
    unicode_encode_error unicode_translate_error buffer_error eof_error reference_error base_exception_group exception_group
    warning
    dict_keys dict_values dict_items dict_keyiterator dict_valueiterator dict_itemiterator dict_reversekeyiterator
    dict_reversevalueiterator dict_reverseitemiterator set_iterator list_reverseiterator longrange_iterator callable_iterator
    enumerate zip map filter reversed generic_alias
}

/// Makes the built-in classes.
pub fn bootstrap(vm: &mut crate::Vm) { let _ = vm; todo!() }
