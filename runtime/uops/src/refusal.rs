//! Why an adaptive instruction is not specialized, to the user: the one table of reasons. The vm says which it is, a report has its
//! name and words.

/// Calls `$m!` with every row of the table: `NAME: words;`.
#[macro_export]
macro_rules! for_each_refusal { ($m:path) => { $m! {
    Operands: "the operands are of different types";
    Type: "there is no specialized form for this type";
    Operator: "there is no specialized form of this operator";
    OperatorOfTypes: "CPython 3.14 has no specialized form of this operator for these types";
    Comparison: "there is no specialized form of this comparison for the type";
    BigInt: "the specialized form is for ints of at most 30 bits";
    Subscript: "there is no specialized form for this container and subscript";
    NegativeIndex: "the index is negative";
    GetitemParameters: "__getitem__ takes other than two plain parameters";
    StoredSubscript: "only list[int] from 0 and dict[key] have a specialized form";
    Container: "only dicts and sets have a specialized form";
    Truth: "the truth of this type has no specialized form";
    Iterator: "only lists, tuples, ranges and generators have a specialized loop";
    Sent: "only generators and coroutines have a specialized send";
    Unpacked: "only tuples and lists have a specialized unpacking";
    TupleLength: "the tuple's length differs from the number of targets";
    ListLength: "the list's length differs from the number of targets";
    NoModule: "no module";
    ModuleChanged: "the module has changed too often";
    ModuleAttribute: "the module's dict does not have the attribute";
    MetaclassDescriptor: "the metaclass has a descriptor of that name";
    MetaclassAttribute: "the attribute is the metaclass's";
    MetaclassChanged: "the metaclass has changed too often";
    NoClassAttribute: "the class has no such attribute";
    PythonObject: "the class attribute is an object of a Python class, which may become a descriptor";
    Descriptor: "the class attribute is a descriptor";
    DataDescriptor: "the class attribute is a data descriptor";
    ClassChanged: "the class has changed too often";
    MethodLoaded: "a method is loaded without being called";
    AttributeCalled: "a class attribute that is no method is called";
    ClassMethod: "a class method is loaded from an instance";
    NotShared: "the class's instances do not share the attribute";
    AccessOverridden: "the class overrides attribute access";
    PropertyCalled: "the property's value is called";
    Getter: "the property's getter is not a plain Python function";
    Property: "the attribute is a property";
    ClassAttribute: "the class has an attribute of that name";
    KeysChanged: "the instances' attributes have changed too often";
    InstanceDict: "the instance has a dict";
    DictAskedFor: "the instance's `__dict__` was asked for";
    NotInDict: "the instance's dict does not have the attribute";
    NoDictYet: "the instance has no dict yet";
    NoAttribute: "there is no such attribute";
    NotHadYet: "no instance has had the attribute yet";
    NativeDict: "exceptions, functions and others with a native dict do not keep attributes as instances do";
    StoredInClass: "stores into modules and classes have no specialized form";
    Super: "super is not the built-in one";
    SuperOfNoClass: "super's first argument is no class";
    NativeMethod: "the bound method is not of a Python function";
    ArgumentCount: "the number of arguments is not the function's";
    NoFunctionCode: "the code object is no function's";
    FunctionModified: "the function's code or defaults were changed";
    FunctionChanged: "the function has changed";
    Namespace: "the namespace is not exactly a dict";
    GlobalsChanged: "the globals have changed too often";
    TooManyGlobals: "the module has too many globals";
    NoName: "the name is neither a global nor a built-in";
    BuiltinsChanged: "the builtins have changed too often";
} } }

macro_rules! define_refusals {
    ($($name:ident: $words:literal;)+) => {
        /// Why an adaptive instruction is not specialized.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Refusal { $(#[doc = $words] $name,)+ }

        impl Refusal {
            /// A sentence, the same for all programs.
            pub const fn words(self) -> &'static str {
                match self { $(Refusal::$name => $words,)+ }
            }
        }
    };
}
for_each_refusal!(define_refusals);
