//! `_random`: the Mersenne twister (Matsumoto & Nishimura, 1998), seeded as CPython does.

use num_bigint::{BigInt, Sign};
use vm::layout::{Class, Shape, class_flags};
use vm::memory::Payload;
use vm::objects::class::ClassSpec;
use vm::objects::sequences::tuple;
use vm::{Args, Call, Def, Effects, Result, Value, Vm};

use crate::support::{self, add_class};

const N: usize = 624;
const M: usize = 397;

struct Twister {
    state: [u32; N],
    index: usize,
}

impl Payload for Twister {}

impl Twister {
    fn seed(&mut self, seed: u32) {
        self.state[0] = seed;
        for i in 1..N {
            let before = self.state[i - 1];
            self.state[i] = 1_812_433_253u32
                .wrapping_mul(before ^ (before >> 30))
                .wrapping_add(i as u32);
        }
        self.index = N;
    }

    fn seed_by_array(&mut self, key: &[u32]) {
        self.seed(19_650_218);
        let (mut i, mut j) = (1, 0);
        for _ in 0..N.max(key.len()) {
            let before = self.state[i - 1];
            self.state[i] = (self.state[i] ^ (before ^ (before >> 30)).wrapping_mul(1_664_525))
                .wrapping_add(key[j])
                .wrapping_add(j as u32);
            i += 1;
            j += 1;
            if i >= N {
                self.state[0] = self.state[N - 1];
                i = 1;
            }
            if j >= key.len() {
                j = 0;
            }
        }
        for _ in 0..N - 1 {
            let before = self.state[i - 1];
            self.state[i] = (self.state[i] ^ (before ^ (before >> 30)).wrapping_mul(1_566_083_941))
                .wrapping_sub(i as u32);
            i += 1;
            if i >= N {
                self.state[0] = self.state[N - 1];
                i = 1;
            }
        }
        self.state[0] = 0x8000_0000;
    }

    fn next(&mut self) -> u32 {
        if self.index >= N {
            for k in 0..N {
                let y = (self.state[k] & 0x8000_0000) | (self.state[(k + 1) % N] & 0x7fff_ffff);
                self.state[k] =
                    self.state[(k + M) % N] ^ (y >> 1) ^ if y & 1 == 1 { 0x9908_b0df } else { 0 };
            }
            self.index = 0;
        }
        let mut y = self.state[self.index];
        self.index += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }
}

fn twister<'a>(vm: &mut Vm, this: Value) -> Result<&'a mut Twister> {
    match vm.payload::<Twister>(this) {
        Some(twister) => Ok(twister),
        None => Err(vm.type_error("Random expected")),
    }
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let this = vm.new_native(
        class,
        Box::new(Twister {
            state: [0; N],
            index: N,
        }),
    );
    let positional = args.pos();
    seed(vm, this, &positional[..positional.len().min(1)])?;
    Ok(this)
}

fn seed(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("seed", args.len(), 0, 1)?;
    let mut key = Vec::new();
    match args.first().copied().filter(|seed| !seed.is_none()) {
        None => {
            let mut bytes = [0u8; 64];
            crate::posix::fill_random(vm, &mut bytes)?;
            key.extend(
                bytes
                    .chunks_exact(4)
                    .map(|chunk| u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]])),
            );
        }
        Some(seed) => {
            let number = match vm.int_as_big(seed) {
                Some(number) => number,
                None => BigInt::from(vm.hash(seed)? as u64),
            };
            key = number.magnitude().to_u32_digits();
            if key.is_empty() {
                key.push(0);
            }
        }
    }
    twister(vm, this)?.seed_by_array(&key);
    Ok(Value::NONE)
}

fn random(vm: &mut Vm, this: Value) -> Result {
    let twister = twister(vm, this)?;
    let (a, b) = (twister.next() >> 5, twister.next() >> 6);
    Ok(Value::float(
        (f64::from(a) * 67_108_864.0 + f64::from(b)) * (1.0 / 9_007_199_254_740_992.0),
    ))
}

fn getrandbits(vm: &mut Vm, this: Value, bits: Value) -> Result {
    let bits = vm.index_argument(bits)?;
    if bits < 0 {
        return Err(vm.value_error("number of bits must be non-negative"));
    }
    if bits == 0 {
        return Ok(Value::int_unchecked(0));
    }
    if bits > 1 << 34 {
        return Err(vm.no_memory());
    }
    let twister = twister(vm, this)?;
    if bits <= 32 {
        let number = twister.next() >> (32 - bits);
        return Ok(Value::int_unchecked(number.into()));
    }
    let mut left = bits;
    let mut digits: Vec<u32> = vm.with_room((bits as usize).div_ceil(32))?;
    while left > 0 {
        let mut word = twister.next();
        if left < 32 {
            word >>= 32 - left;
        }
        digits.push(word);
        left -= 32;
    }
    Ok(vm.new_bigint(&BigInt::from_slice(Sign::Plus, &digits)))
}

fn getstate(vm: &mut Vm, this: Value) -> Result {
    let twister = twister(vm, this)?;
    let mut items: Vec<Value> = twister
        .state
        .iter()
        .map(|&word| Value::int_unchecked(word.into()))
        .collect();
    items.push(Value::int_unchecked(twister.index as i64));
    // Small ints are no heap objects, so the vector need not be seen by the collector.
    Ok(vm.new_tuple(&items))
}

fn setstate(vm: &mut Vm, this: Value, state: Value) -> Result {
    if !vm.is_tuple(state) {
        return Err(vm.type_error("state vector must be a tuple"));
    }
    let items = tuple::items(state);
    if items.len() != N + 1 {
        return Err(vm.value_error("state vector is the wrong size"));
    }
    let mut words = [0u32; N];
    for (word, &item) in words.iter_mut().zip(items) {
        *word = vm.index_argument(item)? as u32;
    }
    let index = vm.index_argument(items[N])?;
    if !(0..=N as i64).contains(&index) {
        return Err(vm.value_error("invalid state"));
    }
    let twister = twister(vm, this)?;
    twister.state = words;
    twister.index = index as usize;
    Ok(Value::NONE)
}

static METHODS: &[Def] = &[
    Def::new("random", Call::NoArgs(random))
        .doc("($self, /)", "random() -> x in the interval [0, 1).")
        .effects(Effects::QUIET),
    Def::new("seed", Call::Fast(seed)),
    Def::new("getrandbits", Call::One(getrandbits)).doc(
        "($self, k, /)",
        "getrandbits(k) -> x.  Generates an int with k random bits.",
    ),
    Def::new("getstate", Call::NoArgs(getstate)),
    Def::new("setstate", Call::One(setstate)),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_random", &[]);
    let mut spec = ClassSpec::new("Random", Shape::Native);
    spec.module = "_random";
    spec.flags = class_flags::BASE_TYPE;
    spec.slots.new = Some(new);
    spec.slots.init = Some(|_, _, _| Ok(()));
    spec.methods = METHODS;
    add_class(vm, module, spec);
    Ok(module)
}
