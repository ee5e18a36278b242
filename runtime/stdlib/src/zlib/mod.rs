//! `zlib`, of miniz_oxide: what is compressed is not zlib's to the byte, what is decompressed is.

mod deflate;
mod inflate;
mod objects;

use vm::{Args, Call, Def, Raised, Result, Value, Vm};

use crate::support::{self, add, add_ints, recall, remember};
use deflate::{Deflater, FINISH, Options, Refused};
use inflate::{Inflater, Stop};

/// Data is worked on in pieces of this size, between which the memory's limit is looked at.
const PIECE: usize = 256 << 10;

/// A checksum over what passes.
#[derive(Clone)]
enum Check {
    None,
    Adler32(adler2::Adler32),
    Crc32(crc32fast::Hasher),
}

impl Check {
    fn adler32() -> Check {
        Check::Adler32(adler2::Adler32::new())
    }

    fn crc32() -> Check {
        Check::Crc32(crc32fast::Hasher::new())
    }

    fn update(&mut self, data: &[u8]) {
        match self {
            Check::None => {}
            Check::Adler32(sum) => sum.write_slice(data),
            Check::Crc32(sum) => sum.update(data),
        }
    }

    fn value(&self) -> u32 {
        match self {
            Check::None => 0,
            Check::Adler32(sum) => sum.checksum(),
            Check::Crc32(sum) => sum.clone().finalize(),
        }
    }
}

/// Raises `zlib.error`.
#[cold]
fn error(vm: &mut Vm, message: &str) -> Raised {
    let class = recall(vm, "zlib.error");
    let message = vm.new_str(message);
    match vm.call_pos(class, &[message]) {
        Ok(exception) => vm.raise_value(exception),
        Err(raised) => raised,
    }
}

/// Raises for a stream that went wrong while it was decompressed.
#[cold]
fn stopped(vm: &mut Vm, stop: Stop) -> Raised {
    match stop {
        Stop::Bad(message) => error(vm, &format!("Error -3 while decompressing data: {message}")),
        Stop::Dict => error(vm, "Error 2 while decompressing data"),
        Stop::Memory => vm.no_memory(),
        Stop::Input | Stop::Output | Stop::End => error(
            vm,
            "Error -5 while decompressing data: incomplete or truncated stream",
        ),
    }
}

#[cold]
fn refused(vm: &mut Vm, refused: Refused, what: &str) -> Raised {
    match refused {
        Refused::State => error(
            vm,
            &format!("Error -2 while {what}: inconsistent stream state"),
        ),
        Refused::Memory => vm.no_memory(),
    }
}

/// Has a stream decompress until it stops by itself or `limit` bytes have come. Calls no Python code and makes no objects
/// unless it raises, so that the input may be an object's.
fn inflate(
    vm: &mut Vm,
    stream: &mut Inflater,
    input: &[u8],
    out: &mut Vec<u8>,
    limit: usize,
) -> Result<(usize, Stop)> {
    let mut at = 0;
    loop {
        let left = limit - out.len();
        let (used, stop) = stream.run(&input[at..], out, left.min(PIECE));
        at += used;
        if stop != Stop::Output || out.len() >= limit {
            return Ok((at, stop));
        }
        // The vector doubles, and the bytes are copied into an object.
        vm.check_room(out.len().saturating_mul(2))?;
    }
}

/// The same with a dictionary for a stream that wants one.
fn inflate_with(
    vm: &mut Vm,
    stream: &mut Inflater,
    dict: Option<&[u8]>,
    input: &[u8],
    out: &mut Vec<u8>,
    limit: usize,
) -> Result<(usize, Stop)> {
    let (used, stop) = inflate(vm, stream, input, out, limit)?;
    match (stop, dict) {
        (Stop::Dict, Some(dict)) => {
            if !stream.set_dict(dict) {
                return Err(error(
                    vm,
                    "Error -3 while setting zdict: invalid input data",
                ));
            }
            let (more, stop) = inflate(vm, stream, &input[used..], out, limit)?;
            Ok((used + more, stop))
        }
        _ => Ok((used, stop)),
    }
}

fn deflate(vm: &mut Vm, stream: &mut Deflater, data: &[u8], out: &mut Vec<u8>) -> Result<()> {
    if data.is_empty() && stream.has_ended() {
        return Err(refused(vm, Refused::State, "compressing data"));
    }
    for piece in data.chunks(PIECE) {
        if let Err(why) = stream.compress(piece, out) {
            return Err(refused(vm, why, "compressing data"));
        }
        vm.check_room(out.len().saturating_mul(2))?;
    }
    Ok(())
}

fn c_int_or(vm: &mut Vm, value: Value, default: i32) -> Result<i32> {
    if value.is_null() {
        return Ok(default);
    }
    let index = vm.index(value)?;
    match vm.int_as_i64(index).and_then(|int| i32::try_from(int).ok()) {
        Some(int) => Ok(int),
        None => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

fn size_or(vm: &mut Vm, value: Value, default: i64) -> Result<i64> {
    if value.is_null() {
        return Ok(default);
    }
    let index = vm.index(value)?;
    match vm.int_as_i64(index) {
        Some(int) => Ok(int),
        None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

fn compress(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = ["data", "level", "wbits"];
    let [data, level, wbits] = vm.bind_arguments("compress", args, &names, 1, 3, 1)?;
    vm.expect_bytes(data)?;
    let options = Options {
        level: c_int_or(vm, level, -1)?,
        wbits: c_int_or(vm, wbits, 15)?,
        ..Options::DEFAULT
    };
    let Some(mut stream) = Deflater::new(options) else {
        return Err(error(vm, "Bad compression level"));
    };
    let mut out = Vec::new();
    let data = vm.expect_bytes(data)?;
    deflate(vm, &mut stream, data, &mut out)?;
    if let Err(why) = stream.flush(FINISH, &mut out) {
        return Err(refused(vm, why, "compressing data"));
    }
    vm.try_new_bytes(&out)
}

fn decompress(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = ["data", "wbits", "bufsize"];
    let [data, wbits, size] = vm.bind_arguments("decompress", args, &names, 1, 3, 1)?;
    vm.expect_bytes(data)?;
    let wbits = c_int_or(vm, wbits, 15)?;
    // The size is a hint for the first buffer, which is not needed here.
    if size_or(vm, size, 0)? < 0 {
        return Err(vm.value_error("bufsize must be non-negative"));
    }
    let Some(mut stream) = Inflater::new(wbits) else {
        return Err(error(
            vm,
            "Error -2 while preparing to decompress data: inconsistent stream state",
        ));
    };
    let mut out = Vec::new();
    let data = vm.expect_bytes(data)?;
    match inflate(vm, &mut stream, data, &mut out, usize::MAX)? {
        (_, Stop::End) => vm.try_new_bytes(&out),
        (_, stop) => Err(stopped(vm, stop)),
    }
}

/// A checksum to go on with: the int's low 32 bits.
fn start(vm: &mut Vm, value: Option<&Value>, default: u32) -> Result<u32> {
    let Some(&value) = value else {
        return Ok(default);
    };
    let index = vm.index(value)?;
    if let Some(int) = vm.int_as_i64(index) {
        return Ok(int as u32);
    }
    let Some(int) = vm.int_as_big(index) else {
        return Ok(default);
    };
    let low = int.iter_u32_digits().next().unwrap_or(0);
    Ok(match int.sign() {
        num_bigint::Sign::Minus => low.wrapping_neg(),
        _ => low,
    })
}

fn crc32(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("crc32", args.len(), 1, 2)?;
    vm.expect_bytes(args[0])?;
    let mut sum = crc32fast::Hasher::new_with_initial(start(vm, args.get(1), 0)?);
    sum.update(vm.expect_bytes(args[0])?);
    Ok(vm.new_int(sum.finalize().into()))
}

fn adler32(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("adler32", args.len(), 1, 2)?;
    vm.expect_bytes(args[0])?;
    let start = start(vm, args.get(1), 1)?;
    // The crate wants both halves reduced.
    let start = (((start >> 16) % 65521) << 16) | ((start & 0xffff) % 65521);
    let mut sum = adler2::Adler32::from_checksum(start);
    sum.write_slice(vm.expect_bytes(args[0])?);
    Ok(vm.new_int(sum.checksum().into()))
}

static FUNCTIONS: &[Def] = &[
    Def::new("adler32", Call::Fast(adler32)).doc(
        "($module, data, value=1, /)",
        "Compute an Adler-32 checksum of data.",
    ),
    Def::new("compress", Call::FastKeywords(compress)).doc(
        "($module, data, /, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS)",
        "Returns a bytes object containing compressed data.",
    ),
    Def::new("compressobj", Call::FastKeywords(objects::compressobj)).doc(
        "($module, /, level=Z_DEFAULT_COMPRESSION, method=DEFLATED,\n            wbits=MAX_WBITS, memLevel=DEF_MEM_LEVEL,\n            strategy=Z_DEFAULT_STRATEGY, zdict=<unrepresentable>)",
        "Return a compressor object.",
    ),
    Def::new("crc32", Call::Fast(crc32)).doc(
        "($module, data, value=0, /)",
        "Compute a CRC-32 checksum of data.",
    ),
    Def::new("decompress", Call::FastKeywords(decompress)).doc(
        "($module, data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE)",
        "Returns a bytes object containing the uncompressed data.",
    ),
    Def::new("decompressobj", Call::FastKeywords(objects::decompressobj))
        .doc("($module, /, wbits=MAX_WBITS, zdict=b'')", "Return a decompressor object."),
];

/// The version of zlib whose behaviour this is.
const VERSION: &str = "1.3.2";

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "zlib", FUNCTIONS);
    let class = support::new_exception_class(vm, "zlib", "error", vm.types.exception)?;
    remember(vm, "zlib.error", class);
    add(vm, module, "error", class);
    objects::init(vm, module);
    for (name, text) in [
        ("ZLIB_VERSION", VERSION),
        ("ZLIB_RUNTIME_VERSION", VERSION),
        ("__version__", "1.0"),
    ] {
        let text = vm.new_str(text);
        add(vm, module, name, text);
    }
    add_ints(
        vm,
        module,
        &[
            ("MAX_WBITS", 15),
            ("DEFLATED", 8),
            ("DEF_MEM_LEVEL", 8),
            ("DEF_BUF_SIZE", 16 << 10),
            ("Z_NO_COMPRESSION", 0),
            ("Z_BEST_SPEED", 1),
            ("Z_BEST_COMPRESSION", 9),
            ("Z_DEFAULT_COMPRESSION", -1),
            ("Z_FILTERED", 1),
            ("Z_HUFFMAN_ONLY", 2),
            ("Z_RLE", 3),
            ("Z_FIXED", 4),
            ("Z_DEFAULT_STRATEGY", 0),
            ("Z_NO_FLUSH", 0),
            ("Z_PARTIAL_FLUSH", 1),
            ("Z_SYNC_FLUSH", 2),
            ("Z_FULL_FLUSH", 3),
            ("Z_FINISH", 4),
            ("Z_BLOCK", 5),
            ("Z_TREES", 6),
        ],
    );
    Ok(module)
}
