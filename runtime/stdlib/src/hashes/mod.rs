//! `_md5`, `_sha1`, `_sha2`, `_sha3`, `_blake2`: what `hashlib` takes where there is no OpenSSL. The algorithms are crates'.

mod blake2;
mod sha;

use vm::layout::{Class, Shape};
use vm::memory::Payload;
use vm::objects::class::{self, ClassSpec, GetSet};
use vm::objects::descriptors::read_only;
use vm::{Args, Call, Def, Raised, Result, Value, Vm};

use crate::support;

pub use blake2::init as blake2;
pub use sha::{md5, sha1, sha2, sha3};

/// From so many bytes on CPython lets other threads run while it hashes.
const GIL_MINSIZE: i64 = 2048;

/// What a hash object does, whatever its algorithm.
trait Hash {
    fn update(&mut self, data: &[u8]);

    /// The digest of what came so far; `out` has the digest's size (with SHAKE, the size that was asked for).
    fn digest(&self, out: &mut [u8]);

    fn copy(&self) -> Box<dyn Hash>;
}

/// An algorithm, and what its objects tell of it.
struct Kind {
    /// The class's name with its module's, under which it is kept.
    class: &'static str,
    name: &'static str,
    /// In bytes; 0 with SHAKE.
    digest_size: usize,
    block_size: usize,
    /// What SHA-3 appends to the message; 0 elsewhere.
    suffix: u8,
    /// None for blake2, whose objects need parameters.
    make: Option<fn() -> Box<dyn Hash>>,
}

impl Kind {
    fn module_and_class(&self) -> (&'static str, &'static str) {
        self.class.split_once('.').unwrap_or(("", self.class))
    }
}

struct State {
    kind: &'static Kind,
    hash: Box<dyn Hash>,
    digest_size: usize,
}

impl Payload for State {}

fn state<'a>(vm: &mut Vm, this: Value) -> Result<&'a mut State> {
    match vm.payload::<State>(this) {
        Some(state) => Ok(state),
        None => Err(vm.type_error("a hash object is required")),
    }
}

fn new_object(vm: &mut Vm, class: *mut Class, state: State) -> Value {
    vm.new_native(class, Box::new(state))
}

/// The bytes to be hashed. Do not hold across anything that may change them.
fn data_of<'a>(vm: &mut Vm, value: Value) -> Result<&'a [u8]> {
    if let Some(data) = vm.bytes_like(value) {
        return Ok(data);
    }
    Err(if support::is_str(vm, value) {
        vm.type_error("Strings must be encoded before hashing")
    } else if vm.class_of(value) == vm.types.memoryview {
        not_contiguous(vm)
    } else {
        vm.type_error("object supporting the buffer API required")
    })
}

fn not_contiguous(vm: &mut Vm) -> Raised {
    vm.raise(
        vm.types.buffer_error,
        "memoryview: underlying buffer is not C-contiguous",
    )
}

/// The data that a constructor was given by one of two names; NULL if by none.
fn either(vm: &mut Vm, data: Value, string: Value) -> Result {
    match (data.is_null(), string.is_null()) {
        (false, false) => Err(vm.type_error(
            "'data' and 'string' are mutually exclusive and support for 'string' keyword parameter is slated for removal \
             in a future version.",
        )),
        (true, _) => Ok(string),
        (_, true) => Ok(data),
    }
}

/// A constructor: `function` is the name that errors tell.
fn create(
    vm: &mut Vm,
    kind: &'static Kind,
    class: *mut Class,
    function: &str,
    args: Args<'_>,
) -> Result {
    let names = ["data", "usedforsecurity", "string"];
    let [data, security, string] = vm.bind_arguments(function, args, &names, 0, 1, 0)?;
    if !security.is_null() {
        vm.is_true(security)?;
    }
    let data = either(vm, data, string)?;
    let Some(make) = kind.make else {
        return Err(vm.type_error("the algorithm needs parameters"));
    };
    let mut hash = make();
    if !data.is_null() {
        hash.update(data_of(vm, data)?);
    }
    let digest_size = kind.digest_size;
    Ok(new_object(
        vm,
        class,
        State {
            kind,
            hash,
            digest_size,
        },
    ))
}

fn update(vm: &mut Vm, this: Value, data: Value) -> Result {
    let data = data_of(vm, data)?;
    state(vm, this)?.hash.update(data);
    Ok(Value::NONE)
}

fn digest_vec(vm: &mut Vm, this: Value, length: Option<usize>) -> Result<Vec<u8>> {
    let state = state(vm, this)?;
    let length = length.unwrap_or(state.digest_size);
    let mut out = Vec::new();
    if out.try_reserve_exact(length).is_err() {
        return Err(vm.no_memory());
    }
    out.resize(length, 0);
    state.hash.digest(&mut out);
    Ok(out)
}

fn digest(vm: &mut Vm, this: Value) -> Result {
    let out = digest_vec(vm, this, None)?;
    vm.try_new_bytes(&out)
}

fn hexdigest(vm: &mut Vm, this: Value) -> Result {
    let out = digest_vec(vm, this, None)?;
    let text = vm.hex_text(&out, Value::NULL, 1)?;
    vm.try_new_str(&text)
}

fn copy(vm: &mut Vm, this: Value) -> Result {
    let state = state(vm, this)?;
    let copy = State {
        kind: state.kind,
        hash: state.hash.copy(),
        digest_size: state.digest_size,
    };
    let class = vm.class_of(this);
    Ok(new_object(vm, class, copy))
}

static METHODS: &[Def] = &[
    Def::new("copy", Call::NoArgs(copy)).doc("($self, /)", "Return a copy of the hash object."),
    Def::new("digest", Call::NoArgs(digest))
        .doc("($self, /)", "Return the digest value as a bytes object."),
    Def::new("hexdigest", Call::NoArgs(hexdigest)).doc(
        "($self, /)",
        "Return the digest value as a string of hexadecimal digits.",
    ),
    Def::new("update", Call::One(update)).doc("($self, data, /)", "Hash more bytes."),
];

static GETSET: &[GetSet] = &[
    read_only(
        "block_size",
        |vm, this| {
            let size = state(vm, this)?.kind.block_size;
            Ok(vm.new_int(size as i64))
        },
        "",
    ),
    read_only(
        "name",
        |vm, this| {
            let name = state(vm, this)?.kind.name;
            Ok(vm.new_str(name))
        },
        "",
    ),
    read_only(
        "digest_size",
        |vm, this| {
            let size = state(vm, this)?.digest_size;
            Ok(vm.new_int(size as i64))
        },
        "",
    ),
];

/// The class of an algorithm's objects, for a module to complete.
fn class_spec(kind: &Kind) -> ClassSpec {
    let (module, name) = kind.module_and_class();
    let mut spec = ClassSpec::new(name, Shape::Native);
    spec.module = module;
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec
}

/// Sets ints in a class's dict.
fn class_ints(vm: &mut Vm, class: *mut Class, values: &[(&str, usize)]) {
    for &(name, value) in values {
        let value = vm.new_int(value as i64);
        vm.dict_set_str(class::get(class).dict, name, value);
    }
}

/// An argument that is a C `int`.
fn c_int(vm: &mut Vm, value: Value) -> Result<i32> {
    let index = vm.index(value)?;
    match vm.int_as_i64(index).and_then(|int| i32::try_from(int).ok()) {
        Some(int) => Ok(int),
        None => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

/// An argument that is an unsigned C type of 64 bits.
fn c_unsigned(vm: &mut Vm, value: Value, what: &str) -> Result<u64> {
    let index = vm.index(value)?;
    let Some(int) = vm.int_as_big(index) else {
        return Err(vm.type_error("an integer is required"));
    };
    if int.sign() == num_bigint::Sign::Minus {
        return Err(vm.value_error("Cannot convert negative int"));
    }
    match u64::try_from(int) {
        Ok(int) => Ok(int),
        Err(_) => Err(vm.overflow_error(format!("Python int too large for C {what}"))),
    }
}
