//! The layout of heap objects, shared by the interpreter and compiled code.
//!
//! Invariants, named so that `// SAFETY:` comments can refer to them:
//! - **typed**: an object's header points to its class, and the class's [`Shape`] says which struct of this module the
//!   object is.
//! - **pinned**: objects never move.
//! - **initialised**: every field of an object is valid before the next safepoint.
//! - **bodies**: a pointer from one of these structs to a body (`ValueArray`, `ByteArray`, `DictTable`, `SetTable`) is null or points
//!   to the start of a live body.

use crate::value::Value;

/// The start of every heap object.
#[derive(Debug)]
#[repr(C)]
pub struct Object {
    /// The class; for a body, one of the internal classes.
    pub class: *mut Class,
}

/// Which struct an object is, for the collector and for casts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Shape {
    /// [`Instance`]: attributes inline, then a dict. Also classes without a native base.
    Instance,
    /// [`Class`].
    Class,
    /// [`BigInt`].
    BigInt,
    /// [`FloatObject`]: an instance of a subclass of `float` (plain floats are values).
    Float,
    /// [`Complex`].
    Complex,
    /// [`Str`].
    Str,
    /// [`Bytes`].
    Bytes,
    /// [`ByteArrayObject`].
    ByteArray,
    /// [`Tuple`].
    Tuple,
    /// [`List`].
    List,
    /// [`Dict`].
    Dict,
    /// [`Set`], also `frozenset`.
    Set,
    /// [`Slice`].
    Slice,
    /// [`Range`].
    Range,
    /// [`RangeIter`].
    RangeIter,
    /// [`SeqIter`]: iterators of list, tuple, str, bytes and of objects with `__getitem__`.
    SeqIter,
    /// [`Function`].
    Function,
    /// [`BoundMethod`].
    BoundMethod,
    /// [`Builtin`]: a native function, method descriptor or bound native method.
    Builtin,
    /// [`Cell`].
    Cell,
    /// [`Code`].
    Code,
    /// [`Generator`]: also coroutines and asynchronous generators.
    Generator,
    /// [`Module`].
    Module,
    /// [`Fields`]: a native object that is just a fixed number of values (exceptions, properties, iterators, ...).
    Fields,
    /// [`ValueArray`]: the body of lists, ...
    ValueArray,
    /// [`RawBytes`]: a body without values.
    RawBytes,
    /// [`DictTable`]: the body of dicts.
    DictTable,
    /// [`SetTable`]: the body of sets.
    SetTable,
    /// [`SharedKeys`].
    SharedKeys,
    /// [`Native`]: a Rust value with its own drop and trace functions.
    Native,
}

/// Facts about a class that are asked often, inherited by subclasses (CPython's `tp_flags`).
pub mod class_flags {
    #![expect(missing_docs, reason = "the names say it")]
    pub const INT_SUBCLASS: u32 = 1 << 0;
    pub const STR_SUBCLASS: u32 = 1 << 1;
    pub const BYTES_SUBCLASS: u32 = 1 << 2;
    pub const LIST_SUBCLASS: u32 = 1 << 3;
    pub const TUPLE_SUBCLASS: u32 = 1 << 4;
    pub const DICT_SUBCLASS: u32 = 1 << 5;
    pub const EXCEPTION_SUBCLASS: u32 = 1 << 6;
    pub const TYPE_SUBCLASS: u32 = 1 << 7;
    pub const FLOAT_SUBCLASS: u32 = 1 << 8;
    pub const SET_SUBCLASS: u32 = 1 << 9;
    /// Made by a `class` statement or `type()`; its attributes may change.
    pub const HEAP_TYPE: u32 = 1 << 10;
    /// Instances may have a `__dict__`.
    pub const MANAGED_DICT: u32 = 1 << 11;
    /// Instances keep their attributes inline (implies MANAGED_DICT).
    pub const INLINE_VALUES: u32 = 1 << 12;
    /// May be subclassed.
    pub const BASE_TYPE: u32 = 1 << 13;
    /// A match statement's sequence pattern matches it.
    pub const SEQUENCE: u32 = 1 << 14;
    /// A match statement's mapping pattern matches it.
    pub const MAPPING: u32 = 1 << 15;
    /// What kind of collection a class is to patterns: one of them at most.
    pub const COLLECTION: u32 = SEQUENCE | MAPPING;
    /// A class pattern with one positional argument matches the subject itself.
    pub const MATCH_SELF: u32 = 1 << 16;
    /// Abstract: instances cannot be made.
    pub const ABSTRACT: u32 = 1 << 17;
    /// Looking an attribute of this kind up on a class makes a method of it (functions).
    pub const METHOD_DESCRIPTOR: u32 = 1 << 18;
    /// Has `__del__`.
    pub const FINALIZER: u32 = 1 << 19;
    /// Instances can be referred to weakly.
    pub const WEAK_REFERENCES: u32 = 1 << 20;
    /// A native class whose attributes cannot be set.
    pub const IMMUTABLE: u32 = 1 << 21;
    /// Instances that are made without arguments of their own may call `object.__new__` directly (no `__new__` override).
    pub const PLAIN_NEW: u32 = 1 << 22;
    /// CPython's class has a `tp_vectorcall`, by which calls of it specialize.
    pub const VECTORCALL: u32 = 1 << 23;
    /// An instance has got a dict.
    pub const DICTS: u32 = 1 << 25;
    /// An instance's `__class__` was assigned, so that it is one no longer.
    pub const REASSIGNED: u32 = 1 << 24;
}

/// A class. The method table behind `slots` belongs to the vm.
#[derive(Debug)]
#[repr(C)]
pub struct Class {
    /// The metaclass.
    pub head: Object,
    /// Changes whenever the class or one of its bases does; 0 while unassigned (CPython's `tp_version_tag`).
    pub version: u32,
    /// See [`class_flags`].
    pub flags: u32,
    /// What instances are.
    pub shape: Shape,
    /// Whether traces rely on the version (see the vm's watchers).
    pub watched: bool,
    /// Values inline in an instance: attributes for `Instance`, fields for `Fields`.
    pub inline_size: u16,
    /// Named slots (`__slots__`) at the start of the inline values.
    pub slot_count: u16,
    /// The attribute names shared by the instances; null where instances have no attributes, or a dict as native ones have.
    pub keys: *mut SharedKeys,
    /// The class's own attributes.
    pub dict: *mut Dict,
    /// The method resolution order, a tuple.
    pub mro: Value,
    /// The direct bases, a tuple.
    pub bases: Value,
    /// The base whose layout the instances extend.
    pub base: *mut Class,
    /// `__name__`.
    pub name: Value,
    /// `__qualname__`.
    pub qualname: Value,
    /// Weak list of direct subclasses (a [`List`] that the collector drops dead ones from), or null.
    pub subclasses: Value,
    /// The vm's table of native slots (`tp_*`).
    pub slots: *const core::ffi::c_void,
    /// Specialization's cached Python `__getitem__` or `__init__` (CPython's `_spec_cache`), or null.
    pub cached_getitem: Value,
    /// See `cached_getitem`.
    pub cached_init: Value,
}

/// The attribute names that the instances of a class share, in the order of first assignment.
#[derive(Debug)]
#[repr(C)]
pub struct SharedKeys {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// Changes with the names; 0 while unassigned.
    pub version: u32,
    /// How many names there are.
    pub len: u32,
    /// A bit for each name that CPython's keys would have: set by the class's own methods, or stored before. Inherited names
    /// are listed earlier, so that the order of attributes is that of their assignment.
    pub known: u32,
    /// As many names may still become known. Each new instance takes one away, down to the last (CPython's `dk_usable`): the
    /// first instances show what all of them will have.
    pub room: u32,
    /// The names (interned strings).
    pub names: [Value; SharedKeys::CAPACITY],
}

impl SharedKeys {
    /// As many attributes as an instance keeps without a dict (CPython's `SHARED_KEYS_MAX_SIZE`).
    pub const CAPACITY: usize = 30;
}

/// An instance of a Python class. `values` follow: `class.inline_size` of them, `class.slot_count` where it has a dict.
#[derive(Debug)]
#[repr(C)]
pub struct Instance {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// NULL: the attributes are inline. A [`Dict`]: they are there.
    pub dict: Value,
    /// The slots and attributes, those unset NULL.
    pub values: [Value; 0],
}

/// An int of more than 48 bits. `digits` follow: least significant first, the last not 0.
#[derive(Debug)]
#[repr(C)]
pub struct BigInt {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// An instance of a subclass keeps its attributes here; NULL for plain ints.
    pub dict: Value,
    /// Whether it is below zero.
    pub negative: bool,
    /// How many digits follow.
    pub len: usize,
    #[expect(missing_docs, reason = "see the struct")]
    pub digits: [u64; 0],
}

/// An instance of a subclass of `float`.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct FloatObject {
    pub head: Object,
    pub dict: Value,
    pub value: f64,
}

/// A complex number.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Complex {
    pub head: Object,
    pub dict: Value,
    pub real: f64,
    pub imag: f64,
}

/// How wide a string's characters are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum StrKind {
    /// One byte a character, all below 128.
    Ascii,
    /// One byte a character.
    Latin1,
    /// Two bytes a character.
    Ucs2,
    /// Four bytes a character.
    Ucs4,
}

/// How lasting an interned string is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Interning {
    /// It is not interned.
    None,
    /// Equal interned strings are this very object.
    Mortal,
    /// CPython would have it live as long as the process: what native code interns, and names in code objects.
    Immortal,
    /// It does live so long: what native code interns.
    Rooted,
}

/// A string, in the narrowest kind that holds its characters (PEP 393). The characters follow, then a zero byte; of one that
/// grows they are elsewhere, see [`StrBuffer`].
#[derive(Debug)]
#[repr(C)]
pub struct Str {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// An instance of a subclass keeps its attributes here, a string that grows its [`StrBuffer`]; NULL for others.
    pub dict: Value,
    /// Characters.
    pub len: usize,
    /// The hash, or -1 while unknown.
    pub hash: i64,
    #[expect(missing_docs, reason = "see StrKind")]
    pub kind: StrKind,
    /// Whether the characters are in a [`StrBuffer`].
    pub grows: bool,
    #[expect(missing_docs, reason = "see Interning")]
    pub interned: Interning,
    /// Aligns what follows for the widest kind.
    pub align: [u32; 0],
    /// The characters, unless it grows.
    pub inline: [u8; 0],
}

impl Str {
    /// `kind`, and above it `grows`: one comparison tells a string of one byte a character that has them inline.
    #[inline(always)]
    pub fn form(&self) -> u16 {
        self.kind as u16 | (self.grows as u16) << 8
    }
}

/// Bytes. The data follow.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Bytes {
    pub head: Object,
    pub dict: Value,
    pub len: usize,
    pub hash: i64,
    pub data: [u8; 0],
}

/// A `bytearray`.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ByteArrayObject {
    pub head: Object,
    pub dict: Value,
    pub len: usize,
    /// A [`RawBytes`], or null while empty.
    pub body: *mut RawBytes,
}

/// A tuple. `items` follow.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Tuple {
    pub head: Object,
    /// An instance of a subclass keeps its attributes here; NULL for plain tuples.
    pub dict: Value,
    pub len: usize,
    pub items: [Value; 0],
}

/// A list: the first `len` items of `body`.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct List {
    pub head: Object,
    /// An instance of a subclass keeps its attributes here; NULL for plain lists.
    pub dict: Value,
    pub len: usize,
    /// Null while nothing was ever stored.
    pub body: *mut ValueArray,
}

/// A body of values.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ValueArray {
    pub head: Object,
    pub capacity: usize,
    pub items: [Value; 0],
}

/// A body without values.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct RawBytes {
    pub head: Object,
    pub capacity: usize,
    pub data: [u8; 0],
}

/// What strings that grow at their end have their characters in: each is the beginning of the next, and the longest ends where
/// `used` does. A [`RawBytes`] to the collector.
#[derive(Debug)]
#[repr(C)]
pub struct StrBuffer {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// Bytes that fit.
    pub capacity: usize,
    /// Bytes that are some string's. Those never change.
    pub used: usize,
    #[expect(missing_docs, reason = "see the struct")]
    pub data: [u8; 0],
}

/// A dict: insertion-ordered entries and an index of them (CPython's combined table).
#[derive(Debug)]
#[repr(C)]
pub struct Dict {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// An instance of a subclass keeps its attributes here; NULL for plain dicts.
    pub dict: Value,
    /// Live entries.
    pub len: usize,
    /// The entries and their index, or null while nothing was ever stored.
    pub table: *mut DictTable,
    /// Changes when a key is added or removed or the table is rebuilt; 0 while unassigned
    /// (CPython's `dk_version`). A replaced value does not change it.
    pub keys_version: u32,
    /// Whether traces rely on the content (see the vm's watchers).
    pub watched: bool,
    /// Whose attributes it holds, if an instance's.
    pub holds: Holds,
}

/// How CPython 3.14 would keep what is in an instance's dict. Its specializations are defined by that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Holds {
    /// A dict of its own, as every other.
    Own = 0,
    /// Inline in the instance: nobody has seen the dict. Its names are among the class's shared ones.
    /// The instance was made by its class, since `__class__` is not assigned without seeing the dict: it has the class's
    /// inline values, all attributes of which are NULL.
    Inline,
    /// Inline in the instance or by the class's shared names, and the dict was asked for.
    Shared,
}

/// The body of a dict. After this header come `capacity` entries, then the index: entry numbers, open
/// addressing, -1 where there is none; of 8 bits up to 128 slots, 16 up to 32768, else 32.
#[derive(Debug)]
#[repr(C)]
pub struct DictTable {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// Entries used so far, deleted ones included.
    pub used: u32,
    /// Room for entries.
    pub capacity: u32,
    /// Slots of the index, less one.
    pub mask: u32,
    /// Bytes of a slot of the index.
    pub index_width: u8,
    /// Whether every key is exactly a `str` (CPython's `DICT_KEYS_UNICODE`): then the entries are [`StrEntry`]s. So it is
    /// wherever the dict has a keys version.
    pub all_str: bool,
    /// The first entry.
    pub entries: [StrEntry; 0],
}

/// An entry of a dict whose keys are not all strs.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Entry {
    /// The key's hash.
    pub hash: i64,
    /// The key; NULL where the entry was deleted.
    pub key: Value,
    #[expect(missing_docs, reason = "the name says it")]
    pub value: Value,
}

/// An entry of a dict of strs, which know their hashes.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct StrEntry {
    /// The key; NULL where the entry was deleted.
    pub key: Value,
    /// The value; of a deleted entry, the key's hash, which is no value.
    pub value: Value,
}

/// A set or frozenset.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Set {
    pub head: Object,
    pub dict: Value,
    pub len: usize,
    /// Null while nothing was ever stored.
    pub table: *mut SetTable,
    /// A frozenset's hash, or -1 while unknown.
    pub hash: i64,
}

/// The body of a set: the hash table itself. `mask + 1` slots follow, a power of two.
#[derive(Debug)]
#[repr(C)]
pub struct SetTable {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// Slots less one.
    pub mask: u32,
    /// Slots taken, those of deleted items included.
    pub fill: u32,
    #[expect(missing_docs, reason = "see the struct")]
    pub slots: [SetSlot; 0],
}

/// A slot of a set.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct SetSlot {
    /// The item's hash.
    pub hash: i64,
    /// The item; NULL where there was none yet, [`SetSlot::DELETED`] where there is none any more.
    pub key: Value,
}

impl SetSlot {
    /// A slot that was never used.
    pub const EMPTY: SetSlot = SetSlot {
        hash: 0,
        key: Value::NULL,
    };
    /// Neither an object nor any value that Python sees.
    pub const DELETED: Value = Value::from_bits(0x30);
    /// The hash beside it, which nothing has.
    pub const DELETED_HASH: i64 = -1;

    /// Whether there is an item.
    #[inline(always)]
    pub const fn is_live(&self) -> bool {
        !self.key.is_null() && self.key.bits() != SetSlot::DELETED.bits()
    }
}

/// A slice object.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Slice {
    pub head: Object,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

/// A range object.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Range {
    pub head: Object,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
    /// An int.
    pub length: Value,
}

/// The iterator of a range whose numbers all fit 48 bits.
#[derive(Debug)]
#[repr(C)]
pub struct RangeIter {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// The next item.
    pub next: i64,
    #[expect(missing_docs, reason = "the name says it")]
    pub step: i64,
    /// Items left; 0 when exhausted.
    pub remaining: i64,
}

/// The iterator of a list, tuple, str or bytes, or of an object with `__getitem__`.
#[derive(Debug)]
#[repr(C)]
pub struct SeqIter {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// The sequence; NULL when exhausted.
    pub seq: Value,
    /// The next index.
    pub index: usize,
}

/// A Python function.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "Python's names")]
pub struct Function {
    pub head: Object,
    pub dict: Value,
    pub code: *mut Code,
    pub globals: *mut Dict,
    pub builtins: *mut Dict,
    /// A tuple, or NULL.
    pub defaults: Value,
    /// A dict, or NULL.
    pub kwdefaults: Value,
    /// A tuple of cells, or NULL.
    pub closure: Value,
    pub name: Value,
    pub qualname: Value,
    pub doc: Value,
    pub module: Value,
    pub annotations: Value,
    pub annotate: Value,
    pub type_params: Value,
    /// Changes with code, defaults and kwdefaults; 0 while unassigned (CPython's `func_version`).
    pub version: u32,
}

/// A function bound to its first argument.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "Python's names")]
pub struct BoundMethod {
    pub head: Object,
    pub function: Value,
    pub this: Value,
}

/// A native function: module function (`this` is the module or NULL), method descriptor (`this` NULL, `owner` set),
/// bound native method (`this` set).
#[derive(Debug)]
#[repr(C)]
pub struct Builtin {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// The vm's static definition: name, flags, function, documentation.
    pub def: *const core::ffi::c_void,
    /// What the function is bound to, or NULL.
    pub this: Value,
    /// The class that a method belongs to, or NULL.
    pub owner: Value,
    /// `__module__`, or NULL.
    pub module: Value,
}

/// A cell of a closure.
#[derive(Debug)]
#[repr(C)]
pub struct Cell {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// The content; NULL while unbound.
    pub content: Value,
}

/// A code object. What is asked only rarely (positions, exception table, names of locals, specialization notes) is in
/// the vm's table of code details, at `id`.
#[derive(Debug)]
#[repr(C)]
pub struct Code {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// The code units, quickened in place. They live as long as the process.
    pub units: *mut u16,
    /// How many code units there are.
    pub unit_count: u32,
    /// Index into the vm's code details.
    pub id: u32,
    #[expect(missing_docs, reason = "Python's names")]
    pub argcount: u32,
    #[expect(missing_docs, reason = "Python's names")]
    pub posonlyargcount: u32,
    #[expect(missing_docs, reason = "Python's names")]
    pub kwonlyargcount: u32,
    /// Locals, cells and free variables together.
    pub nlocalsplus: u32,
    #[expect(missing_docs, reason = "Python's names")]
    pub stacksize: u32,
    /// `co_flags`.
    pub flags: u32,
    /// Index of the first free variable in the locals.
    pub first_free: u32,
    /// The function version given to functions made of this code object.
    pub version: u32,
    /// A tuple.
    pub consts: *mut Tuple,
    /// A tuple.
    pub names: *mut Tuple,
    /// A tuple: names of locals, cells and free variables.
    pub localsplusnames: *mut Tuple,
    #[expect(missing_docs, reason = "Python's names")]
    pub name: Value,
    #[expect(missing_docs, reason = "Python's names")]
    pub qualname: Value,
    #[expect(missing_docs, reason = "Python's names")]
    pub filename: Value,
    /// Where executions are counted, in a run that counts, else null. Four times the address of a code unit beyond this is its
    /// counter: one addition finds it.
    pub counts: *mut u64,
}

/// Stack slots that a frame has beyond `stacksize`. The compiler counts what instructions leave on the stack; a specialized
/// one may keep a value there from one of its micro-ops to the next (the function of `BINARY_OP_SUBSCR_GETITEM`).
pub const SPARE_SLOTS: usize = 1;

impl Code {
    /// The slots of a frame: locals and stack.
    #[inline(always)]
    pub const fn slots(&self) -> usize {
        self.nlocalsplus as usize + self.stacksize as usize + SPARE_SLOTS
    }
}

/// `co_flags`.
pub mod code_flags {
    #![expect(missing_docs, reason = "CPython's names")]
    pub const OPTIMIZED: u32 = 0x1;
    pub const NEWLOCALS: u32 = 0x2;
    pub const VARARGS: u32 = 0x4;
    pub const VARKEYWORDS: u32 = 0x8;
    pub const NESTED: u32 = 0x10;
    pub const GENERATOR: u32 = 0x20;
    pub const COROUTINE: u32 = 0x80;
    pub const ITERABLE_COROUTINE: u32 = 0x100;
    pub const ASYNC_GENERATOR: u32 = 0x200;
    pub const HAS_DOCSTRING: u32 = 0x400_0000;
    pub const METHOD: u32 = 0x800_0000;
    /// All features of `__future__`.
    pub const FUTURE: u32 = 0x1fe_0000;
}

/// Who owns a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum FrameOwner {
    /// The stack of frames.
    Thread,
    /// A generator.
    Generator,
    /// The interpreter's entry from native code: returning from the frame above it leaves the interpreter's loop.
    Entry,
}

/// An activation of a code object. `locals` follow: `code.nlocalsplus` of them, then the stack: see [`Code::slots`].
#[derive(Debug)]
#[repr(C)]
pub struct Frame {
    #[expect(missing_docs, reason = "the name says it")]
    pub code: *mut Code,
    /// The function, or NULL for a module's or class's body run by `exec`.
    pub function: Value,
    #[expect(missing_docs, reason = "the name says it")]
    pub globals: *mut Dict,
    #[expect(missing_docs, reason = "the name says it")]
    pub builtins: *mut Dict,
    /// The namespace of a module's or class's body; NULL in a function.
    pub namespace: Value,
    /// The caller's frame.
    pub previous: *mut Frame,
    /// The running instruction (or, in a caller, the one that called); see `return_offset`.
    pub ip: *mut u16,
    /// The first free stack slot; exact at every safepoint.
    pub sp: *mut Value,
    /// Units from `ip` to the instruction to return to.
    pub return_offset: u16,
    #[expect(missing_docs, reason = "see FrameOwner")]
    pub owner: FrameOwner,
    /// Whether an `except` or `finally` in a generator has saved the caller's handled exception.
    pub reserved: u8,
    /// The frame object that Python code has asked for, or NULL.
    pub object: Value,
    #[expect(missing_docs, reason = "see the struct")]
    pub locals: [Value; 0],
}

/// The states of a generator (CPython's `FRAME_*`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i8)]
#[expect(missing_docs, reason = "the names say it")]
pub enum GeneratorState {
    Created,
    Suspended,
    SuspendedYieldFrom,
    Executing,
    Cleared,
}

/// A generator, coroutine or asynchronous generator: its frame is part of it.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Generator {
    pub head: Object,
    pub name: Value,
    pub qualname: Value,
    /// The exception that the generator handles while it is suspended.
    pub exc: Value,
    /// For coroutines: where they were made, or None.
    pub origin: Value,
    pub state: GeneratorState,
    pub running_async: bool,
    /// Bytes of the frame with its locals and stack.
    pub frame_bytes: u32,
    pub frame: Frame,
}

/// A module.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Module {
    pub head: Object,
    pub dict: *mut Dict,
}

/// A native object of `class.inline_size` values. Field 0 is its `__dict__` (or NULL) where the class has MANAGED_DICT.
#[derive(Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Fields {
    pub head: Object,
    pub values: [Value; 0],
}

/// A Rust value on the Python heap.
#[derive(Debug)]
#[repr(C)]
pub struct Native {
    #[expect(missing_docs, reason = "the header")]
    pub head: Object,
    /// An instance's attributes, or NULL.
    pub dict: Value,
    /// A `Box<Box<dyn ..>>` of the vm's, dropped after the object has died.
    pub payload: *mut core::ffi::c_void,
}
