//! MD5, SHA-1, SHA-2, SHA-3 and SHAKE.

use sha3::digest::{Digest, ExtendableOutput, Update};
use vm::objects::class::GetSet;
use vm::objects::descriptors::read_only;
use vm::{Args, Call, Def, Result, Value, Vm};

use super::{
    GETSET, GIL_MINSIZE, Hash, Kind, METHODS, c_unsigned, class_spec, copy, create, digest_vec,
    state,
};
use crate::support::{self, add, add_class, add_ints, class, recall_class};

/// A hash whose digest has one size.
struct Fixed<D>(D);

impl<D: Digest + Clone + 'static> Hash for Fixed<D> {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn digest(&self, out: &mut [u8]) {
        for (to, byte) in out.iter_mut().zip(self.0.clone().finalize()) {
            *to = byte;
        }
    }

    fn copy(&self) -> Box<dyn Hash> {
        Box::new(Fixed(self.0.clone()))
    }
}

/// A hash whose digest is as long as one likes.
struct Shake<D>(D);

impl<D: Update + ExtendableOutput + Clone + 'static> Hash for Shake<D> {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn digest(&self, out: &mut [u8]) {
        self.0.clone().finalize_xof_into(out);
    }

    fn copy(&self) -> Box<dyn Hash> {
        Box::new(Shake(self.0.clone()))
    }
}

fn fixed<D: Digest + Clone + 'static>() -> Box<dyn Hash> {
    Box::new(Fixed(D::new()))
}

fn shake<D: Update + ExtendableOutput + Default + Clone + 'static>() -> Box<dyn Hash> {
    Box::new(Shake(D::default()))
}

const fn kind(
    class: &'static str,
    name: &'static str,
    digest_size: usize,
    block_size: usize,
    suffix: u8,
    make: fn() -> Box<dyn Hash>,
) -> Kind {
    Kind {
        class,
        name,
        digest_size,
        block_size,
        suffix,
        make: Some(make),
    }
}

static MD5: Kind = kind("_md5.md5", "md5", 16, 64, 0, fixed::<md5::Md5>);
static SHA1: Kind = kind("_sha1.sha1", "sha1", 20, 64, 0, fixed::<sha1::Sha1>);
static SHA224: Kind = kind(
    "_sha2.SHA224Type",
    "sha224",
    28,
    64,
    0,
    fixed::<sha2::Sha224>,
);
static SHA256: Kind = kind(
    "_sha2.SHA256Type",
    "sha256",
    32,
    64,
    0,
    fixed::<sha2::Sha256>,
);
static SHA384: Kind = kind(
    "_sha2.SHA384Type",
    "sha384",
    48,
    128,
    0,
    fixed::<sha2::Sha384>,
);
static SHA512: Kind = kind(
    "_sha2.SHA512Type",
    "sha512",
    64,
    128,
    0,
    fixed::<sha2::Sha512>,
);
static SHA3_224: Kind = kind(
    "_sha3.sha3_224",
    "sha3_224",
    28,
    144,
    6,
    fixed::<sha3::Sha3_224>,
);
static SHA3_256: Kind = kind(
    "_sha3.sha3_256",
    "sha3_256",
    32,
    136,
    6,
    fixed::<sha3::Sha3_256>,
);
static SHA3_384: Kind = kind(
    "_sha3.sha3_384",
    "sha3_384",
    48,
    104,
    6,
    fixed::<sha3::Sha3_384>,
);
static SHA3_512: Kind = kind(
    "_sha3.sha3_512",
    "sha3_512",
    64,
    72,
    6,
    fixed::<sha3::Sha3_512>,
);
static SHAKE_128: Kind = kind(
    "_sha3.shake_128",
    "shake_128",
    0,
    168,
    0x1f,
    shake::<sha3::Shake128>,
);
static SHAKE_256: Kind = kind(
    "_sha3.shake_256",
    "shake_256",
    0,
    136,
    0x1f,
    shake::<sha3::Shake256>,
);

/// A function that makes objects of an algorithm.
fn make(vm: &mut Vm, kind: &'static Kind, args: Args<'_>) -> Result {
    let class = recall_class(vm, kind.class);
    create(vm, kind, class, kind.name, args)
}

const SIGNATURE: &str = "($module, /, data=b'', *, usedforsecurity=True, string=None)";

fn copy_strictly(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    if !args.values.is_empty() {
        return Err(vm.type_error("copy() takes no arguments"));
    }
    copy(vm, this)
}

/// The older modules have another name for the parameter of `update`, and another message for arguments of `copy`.
static OLD_METHODS: &[Def] = &[
    Def::new("copy", Call::FastKeywords(copy_strictly))
        .doc("($self, /)", "Return a copy of the hash object."),
    METHODS[1],
    METHODS[2],
    METHODS[3].doc("($self, obj, /)", "Hash more bytes."),
];

static MD5_FUNCTIONS: &[Def] = &[Def::new(
    "md5",
    Call::FastKeywords(|vm, _, args| make(vm, &MD5, args)),
)
.doc(
    SIGNATURE,
    "Return a new MD5 hash object; optionally initialized with a string.",
)];
static SHA1_FUNCTIONS: &[Def] = &[Def::new(
    "sha1",
    Call::FastKeywords(|vm, _, args| make(vm, &SHA1, args)),
)
.doc(
    SIGNATURE,
    "Return a new SHA1 hash object; optionally initialized with a string.",
)];
static SHA2_FUNCTIONS: &[Def] = &[
    Def::new(
        "sha256",
        Call::FastKeywords(|vm, _, args| make(vm, &SHA256, args)),
    )
    .doc(
        SIGNATURE,
        "Return a new SHA-256 hash object; optionally initialized with a string.",
    ),
    Def::new(
        "sha224",
        Call::FastKeywords(|vm, _, args| make(vm, &SHA224, args)),
    )
    .doc(
        SIGNATURE,
        "Return a new SHA-224 hash object; optionally initialized with a string.",
    ),
    Def::new(
        "sha512",
        Call::FastKeywords(|vm, _, args| make(vm, &SHA512, args)),
    )
    .doc(
        SIGNATURE,
        "Return a new SHA-512 hash object; optionally initialized with a string.",
    ),
    Def::new(
        "sha384",
        Call::FastKeywords(|vm, _, args| make(vm, &SHA384, args)),
    )
    .doc(
        SIGNATURE,
        "Return a new SHA-384 hash object; optionally initialized with a string.",
    ),
];

/// Makes a module of functions; the classes of their objects get names of their own.
fn functions(
    vm: &mut Vm,
    name: &str,
    functions: &'static [Def],
    classes: &[(&str, &'static Kind)],
) -> Value {
    let module = support::module(vm, name, functions);
    for &(attribute, kind) in classes {
        let mut spec = class_spec(kind);
        spec.methods = OLD_METHODS;
        let class = class(vm, spec);
        add(vm, module, attribute, Value::object(class));
    }
    add_ints(vm, module, &[("_GIL_MINSIZE", GIL_MINSIZE)]);
    module
}

/// Makes `_md5`.
pub fn md5(vm: &mut Vm) -> Result {
    Ok(functions(vm, "_md5", MD5_FUNCTIONS, &[("MD5Type", &MD5)]))
}

/// Makes `_sha1`.
pub fn sha1(vm: &mut Vm) -> Result {
    let classes = [("SHA1Type", &SHA1)];
    Ok(functions(vm, "_sha1", SHA1_FUNCTIONS, &classes))
}

/// Makes `_sha2`.
pub fn sha2(vm: &mut Vm) -> Result {
    let classes = [
        ("SHA224Type", &SHA224),
        ("SHA256Type", &SHA256),
        ("SHA384Type", &SHA384),
        ("SHA512Type", &SHA512),
    ];
    Ok(functions(vm, "_sha2", SHA2_FUNCTIONS, &classes))
}

/// The bytes of a SHAKE digest of the length asked for.
fn shake_bytes(vm: &mut Vm, this: Value, function: &str, args: Args<'_>) -> Result<Vec<u8>> {
    let given = args.values.len();
    if given > 1 {
        let kind = if args.pos().is_empty() {
            "keyword "
        } else {
            ""
        };
        return Err(vm.type_error(format!(
            "{function}() takes at most 1 {kind}argument ({given} given)"
        )));
    }
    let [length] = vm.bind_arguments(function, args, &["length"], 0, 1, 1)?;
    let length = c_unsigned(vm, length, "unsigned long")?;
    if length >= 1 << 29 {
        return Err(vm.value_error("length is too large"));
    }
    let length = length as usize;
    // The digest, its digits, and the object.
    vm.check_room(length * 5)?;
    digest_vec(vm, this, Some(length))
}

fn shake_digest(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let out = shake_bytes(vm, this, "digest", args)?;
    vm.try_new_bytes(&out)
}

fn shake_hexdigest(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let out = shake_bytes(vm, this, "hexdigest", args)?;
    let text = vm.hex_text(&out, Value::NULL, 1)?;
    vm.try_new_str(&text)
}

static SHAKE_METHODS: &[Def] = &[
    METHODS[0],
    Def::new("digest", Call::FastKeywords(shake_digest)).doc(
        "($self, /, length)",
        "Return the digest value as a bytes object.",
    ),
    Def::new("hexdigest", Call::FastKeywords(shake_hexdigest)).doc(
        "($self, /, length)",
        "Return the digest value as a string of hexadecimal digits.",
    ),
    METHODS[3],
];

static SHA3_GETSET: &[GetSet] = &[
    GETSET[0],
    GETSET[1],
    GETSET[2],
    read_only(
        "_capacity_bits",
        |vm, this| {
            let rate = 8 * state(vm, this)?.kind.block_size;
            Ok(vm.new_int(1600 - rate as i64))
        },
        "",
    ),
    read_only(
        "_rate_bits",
        |vm, this| {
            let rate = 8 * state(vm, this)?.kind.block_size;
            Ok(vm.new_int(rate as i64))
        },
        "",
    ),
    read_only(
        "_suffix",
        |vm, this| {
            let suffix = state(vm, this)?.kind.suffix;
            Ok(vm.new_bytes(&[suffix]))
        },
        "",
    ),
];

type New = fn(&mut Vm, *mut vm::layout::Class, Args<'_>) -> Result;

/// The classes of `_sha3` with their constructors, which all call themselves `sha3_224` when they complain, as CPython's do.
static SHA3_CLASSES: &[(&Kind, New)] = &[
    (&SHA3_224, |vm, class, args| {
        create(vm, &SHA3_224, class, "sha3_224", args)
    }),
    (&SHA3_256, |vm, class, args| {
        create(vm, &SHA3_256, class, "sha3_224", args)
    }),
    (&SHA3_384, |vm, class, args| {
        create(vm, &SHA3_384, class, "sha3_224", args)
    }),
    (&SHA3_512, |vm, class, args| {
        create(vm, &SHA3_512, class, "sha3_224", args)
    }),
    (&SHAKE_128, |vm, class, args| {
        create(vm, &SHAKE_128, class, "sha3_224", args)
    }),
    (&SHAKE_256, |vm, class, args| {
        create(vm, &SHAKE_256, class, "sha3_224", args)
    }),
];

/// Makes `_sha3`.
pub fn sha3(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_sha3", &[]);
    for &(kind, new) in SHA3_CLASSES {
        let mut spec = class_spec(kind);
        spec.slots.new = Some(new);
        spec.getset = SHA3_GETSET;
        if kind.digest_size == 0 {
            spec.methods = SHAKE_METHODS;
        }
        add_class(vm, module, spec);
    }
    // CPython names its library here; programs ask for nothing but whether it is there.
    let implementation = vm.new_str("HACL");
    add(vm, module, "implementation", implementation);
    add_ints(vm, module, &[("_GIL_MINSIZE", GIL_MINSIZE)]);
    Ok(module)
}
