//! `_blake2`, with keys, salts and the parameters of trees.

use vm::layout::Class;
use vm::{Args, Result, Value, Vm};

use super::{
    GIL_MINSIZE, Hash, Kind, State, c_int, c_unsigned, class_ints, class_spec, data_of, either,
    new_object, not_contiguous,
};
use crate::support::{self, add_class, add_ints};

impl Hash for blake2b_simd::State {
    fn update(&mut self, data: &[u8]) {
        self.update(data);
    }

    fn digest(&self, out: &mut [u8]) {
        let digest = self.finalize();
        for (to, &byte) in out.iter_mut().zip(digest.as_bytes()) {
            *to = byte;
        }
    }

    fn copy(&self) -> Box<dyn Hash> {
        Box::new(self.clone())
    }
}

impl Hash for blake2s_simd::State {
    fn update(&mut self, data: &[u8]) {
        self.update(data);
    }

    fn digest(&self, out: &mut [u8]) {
        let digest = self.finalize();
        for (to, &byte) in out.iter_mut().zip(digest.as_bytes()) {
            *to = byte;
        }
    }

    fn copy(&self) -> Box<dyn Hash> {
        Box::new(self.clone())
    }
}

/// The greatest lengths of one of the two functions.
struct Limits {
    /// The name in the message about the digest's size.
    title: &'static str,
    /// Of the digest, the key, and a tree's inner digests.
    size: usize,
    /// Of the salt and the personalization.
    salt: usize,
    offset: u64,
}

const B: Limits = Limits {
    title: "Blake2b",
    size: 64,
    salt: 16,
    offset: u64::MAX,
};
const S: Limits = Limits {
    title: "Blake2s",
    size: 32,
    salt: 8,
    offset: (1 << 48) - 1,
};

static BLAKE2B: Kind = Kind {
    class: "_blake2.blake2b",
    name: "blake2b",
    digest_size: B.size,
    block_size: 128,
    suffix: 0,
    make: None,
};
static BLAKE2S: Kind = Kind {
    class: "_blake2.blake2s",
    name: "blake2s",
    digest_size: S.size,
    block_size: 64,
    suffix: 0,
    make: None,
};

/// Parameters that were checked; the crates' own checks, which panic, find nothing any more.
struct Parameters {
    digest_size: usize,
    key: Vec<u8>,
    salt: Vec<u8>,
    person: Vec<u8>,
    fanout: u8,
    depth: u8,
    leaf_size: u32,
    node_offset: u64,
    node_depth: u8,
    inner_size: usize,
    last_node: bool,
}

/// The crates' builders have the same methods but no trait for them.
macro_rules! begin {
    ($params:expr, $p:expr) => {
        Box::new(
            $params
                .hash_length($p.digest_size)
                .key(&$p.key)
                .salt(&$p.salt)
                .personal(&$p.person)
                .fanout($p.fanout)
                .max_depth($p.depth)
                .max_leaf_length($p.leaf_size)
                .node_offset($p.node_offset)
                .node_depth($p.node_depth)
                .inner_hash_length($p.inner_size)
                .last_node($p.last_node)
                .to_state(),
        )
    };
}

const NAMES: [&str; 14] = [
    "data",
    "digest_size",
    "key",
    "salt",
    "person",
    "fanout",
    "depth",
    "leaf_size",
    "node_offset",
    "node_depth",
    "inner_size",
    "last_node",
    "usedforsecurity",
    "string",
];

/// A key, salt or personalization: the bytes up to the limit and one more, by which it shows that they are too many.
fn short_bytes(vm: &mut Vm, value: Value, max: usize) -> Result<Vec<u8>> {
    if value.is_null() {
        return Ok(Vec::new());
    }
    if vm.class_of(value) == vm.types.memoryview && vm.bytes_like(value).is_none() {
        return Err(not_contiguous(vm));
    }
    let bytes = vm.expect_bytes(value)?;
    Ok(bytes[..bytes.len().min(max + 1)].to_vec())
}

fn int_or(vm: &mut Vm, value: Value, default: i32) -> Result<i32> {
    if value.is_null() {
        return Ok(default);
    }
    c_int(vm, value)
}

/// An int of a range, told with the message of a ValueError.
fn in_range(vm: &mut Vm, value: i32, min: i32, max: usize, message: &str) -> Result<u8> {
    match u8::try_from(value) {
        Ok(byte) if value >= min && usize::from(byte) <= max => Ok(byte),
        _ => Err(vm.value_error(message)),
    }
}

fn limited(vm: &mut Vm, bytes: &[u8], max: usize, what: &str) -> Result<()> {
    if bytes.len() > max {
        return Err(vm.value_error(format!("maximum {what} length is {max} bytes")));
    }
    Ok(())
}

fn new(
    vm: &mut Vm,
    class: *mut Class,
    args: Args<'_>,
    kind: &'static Kind,
    limits: &Limits,
    begin: fn(&Parameters) -> Box<dyn Hash>,
) -> Result {
    let bound = vm.bind_arguments(kind.name, args, &NAMES, 0, 1, 0)?;
    let [
        data,
        size,
        key,
        salt,
        person,
        fanout,
        depth,
        leaf,
        offset,
        node_depth,
        inner,
        last,
        security,
        string,
    ] = bound;
    let size = int_or(vm, size, limits.size as i32)?;
    let key = short_bytes(vm, key, limits.size)?;
    let salt = short_bytes(vm, salt, limits.salt)?;
    let person = short_bytes(vm, person, limits.salt)?;
    let fanout = int_or(vm, fanout, 1)?;
    let depth = int_or(vm, depth, 1)?;
    let leaf_size = if leaf.is_null() {
        0
    } else {
        c_unsigned(vm, leaf, "unsigned long")?
    };
    let node_offset = if offset.is_null() {
        0
    } else {
        c_unsigned(vm, offset, "unsigned long long")?
    };
    let node_depth = int_or(vm, node_depth, 0)?;
    let inner = int_or(vm, inner, 0)?;
    let last_node = !last.is_null() && vm.is_true(last)?;
    if !security.is_null() {
        vm.is_true(security)?;
    }
    let data = either(vm, data, string)?;

    let message = format!(
        "digest_size for {} must be between 1 and {} bytes, here it is {size}",
        limits.title, limits.size
    );
    let digest_size = in_range(vm, size, 1, limits.size, &message)?.into();
    limited(vm, &salt, limits.salt, "salt")?;
    limited(vm, &person, limits.salt, "person")?;
    let fanout = in_range(vm, fanout, 0, 255, "fanout must be between 0 and 255")?;
    let depth = in_range(vm, depth, 1, 255, "depth must be between 1 and 255")?;
    let Ok(leaf_size) = u32::try_from(leaf_size) else {
        return Err(vm.overflow_error("leaf_size is too large"));
    };
    if node_offset > limits.offset {
        return Err(vm.overflow_error("node_offset is too large"));
    }
    let message = "node_depth must be between 0 and 255";
    let node_depth = in_range(vm, node_depth, 0, 255, message)?;
    let message = format!("inner_size must be between 0 and is {}", limits.size);
    let inner_size = in_range(vm, inner, 0, limits.size, &message)?.into();
    limited(vm, &key, limits.size, "key")?;

    let mut hash = begin(&Parameters {
        digest_size,
        key,
        salt,
        person,
        fanout,
        depth,
        leaf_size,
        node_offset,
        node_depth,
        inner_size,
        last_node,
    });
    if !data.is_null() {
        hash.update(data_of(vm, data)?);
    }
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

/// Makes `_blake2`.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_blake2", &[]);
    add_ints(vm, module, &[("_GIL_MINSIZE", GIL_MINSIZE)]);
    for (kind, limits, prefix) in [(&BLAKE2B, B, "BLAKE2B"), (&BLAKE2S, S, "BLAKE2S")] {
        let mut spec = class_spec(kind);
        spec.slots.new = Some(if prefix == "BLAKE2B" {
            |vm, class, args| {
                new(vm, class, args, &BLAKE2B, &B, |p| {
                    begin!(blake2b_simd::Params::new(), p)
                })
            }
        } else {
            |vm, class, args| {
                new(vm, class, args, &BLAKE2S, &S, |p| {
                    begin!(blake2s_simd::Params::new(), p)
                })
            }
        });
        let class = add_class(vm, module, spec);
        let sizes = [
            ("SALT_SIZE", limits.salt),
            ("PERSON_SIZE", limits.salt),
            ("MAX_KEY_SIZE", limits.size),
            ("MAX_DIGEST_SIZE", limits.size),
        ];
        class_ints(vm, class, &sizes);
        for (name, size) in sizes {
            add_ints(vm, module, &[(&format!("{prefix}_{name}"), size as i64)]);
        }
    }
    Ok(module)
}
