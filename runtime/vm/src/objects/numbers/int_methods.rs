//! Methods of `int`.

use super::{IntView, big_of};
use crate::objects::class::GetSet;
use crate::{Args, Call, Def, Result, Value, Vm};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, Zero};

pub(super) static METHODS: &[Def] = &[
    Def::new("conjugate", Call::NoArgs(itself)).doc(
        "($self, /)",
        "Returns self, the complex conjugate of any int.",
    ),
    Def::new("bit_length", Call::NoArgs(bit_length)).doc(
        "($self, /)",
        "Number of bits necessary to represent self in binary.",
    ),
    Def::new("bit_count", Call::NoArgs(bit_count)).doc(
        "($self, /)",
        "Number of ones in the binary representation of the absolute value of self.",
    ),
    Def::new("to_bytes", Call::FastKeywords(to_bytes)).doc(
        "($self, /, length=1, byteorder='big', *, signed=False)",
        "Return an array of bytes representing an integer.",
    ),
    Def::new("from_bytes", Call::FastKeywords(from_bytes))
        .doc(
            "($type, /, bytes, byteorder='big', *, signed=False)",
            "Return the integer represented by the given array of bytes.",
        )
        .class(),
    Def::new("as_integer_ratio", Call::NoArgs(as_integer_ratio)).doc(
        "($self, /)",
        "Return a pair of integers, whose ratio is equal to the original int.",
    ),
    Def::new("__trunc__", Call::NoArgs(itself))
        .doc("($self, /)", "Truncating an Integral returns itself."),
    Def::new("__floor__", Call::NoArgs(itself))
        .doc("($self, /)", "Flooring an Integral returns itself."),
    Def::new("__ceil__", Call::NoArgs(itself))
        .doc("($self, /)", "Ceiling of an Integral returns itself."),
    Def::new("__round__", Call::Fast(round)).doc(
        "($self, ndigits=None, /)",
        "Rounding an Integral returns itself.",
    ),
    Def::new("__getnewargs__", Call::NoArgs(getnewargs)).doc("($self, /)", ""),
    Def::new(
        "__format__",
        Call::One(crate::objects::strings::format::format_method),
    )
    .doc(
        "($self, format_spec, /)",
        "Convert to a string according to format_spec.",
    ),
    Def::new("__sizeof__", Call::NoArgs(sizeof))
        .doc("($self, /)", "Returns size in memory, in bytes."),
    Def::new("is_integer", Call::NoArgs(|_, _| Ok(Value::TRUE))).doc(
        "($self, /)",
        "Returns True. Exists for duck type compatibility with float.is_integer.",
    ),
];

pub(super) static GETSET: &[GetSet] = &[
    GetSet {
        name: "real",
        get: itself,
        set: None,
        doc: "the real part of a complex number",
    },
    GetSet {
        name: "imag",
        get: |_, _| Ok(Value::int_unchecked(0)),
        set: None,
        doc: "the imaginary part of a complex number",
    },
    GetSet {
        name: "numerator",
        get: itself,
        set: None,
        doc: "the numerator of a rational number in lowest terms",
    },
    GetSet {
        name: "denominator",
        get: |_, _| Ok(Value::int_unchecked(1)),
        set: None,
        doc: "the denominator of a rational number in lowest terms",
    },
];

fn itself(vm: &mut Vm, this: Value) -> Result {
    Ok(vm.exact_int(this))
}

/// The view of a method's `self`, which the call has checked.
fn view<'a>(vm: &Vm, this: Value) -> IntView<'a> {
    vm.int_view(this).unwrap_or(IntView::Small(0))
}

fn bit_length(vm: &mut Vm, this: Value) -> Result {
    let bits = view(vm, this).bit_length();
    Ok(vm.new_int(bits as i64))
}

fn bit_count(vm: &mut Vm, this: Value) -> Result {
    let mut room = 0;
    let (_, digits) = view(vm, this).parts(&mut room);
    let count: u64 = digits.iter().map(|digit| digit.count_ones() as u64).sum();
    Ok(vm.new_int(count as i64))
}

fn as_integer_ratio(vm: &mut Vm, this: Value) -> Result {
    let this = vm.exact_int(this);
    Ok(vm.new_tuple(&[this, Value::int_unchecked(1)]))
}

fn getnewargs(vm: &mut Vm, this: Value) -> Result {
    let this = vm.exact_int(this);
    Ok(vm.new_tuple(&[this]))
}

fn sizeof(vm: &mut Vm, this: Value) -> Result {
    // What CPython says, with its digits of 30 bits.
    let bits = view(vm, this).bit_length();
    Ok(vm.new_int(24 + 4 * bits.div_ceil(30).max(1) as i64))
}

fn round(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("__round__", args.len(), 0, 1)?;
    let digits = match args.first() {
        None => return Ok(vm.exact_int(this)),
        Some(value) if value.is_none() => return Ok(vm.exact_int(this)),
        Some(&value) => vm.index(value)?,
    };
    let digits = match view(vm, digits) {
        IntView::Small(digits) if digits < 0 => digits.unsigned_abs(),
        IntView::Big(true, _) => u64::MAX,
        _ => return Ok(vm.exact_int(this)),
    };
    let number = view(vm, this);
    // Beyond its own digits nothing is left.
    if digits as f64 > number.bit_length() as f64 * core::f64::consts::LOG10_2 + 1.0 {
        return Ok(Value::int_unchecked(0));
    }
    let power = BigInt::from(10).pow(digits as u32);
    let rounded = round_half_even(&number.to_big(), &power) * power;
    Ok(vm.new_bigint(&rounded))
}

/// `number / divisor`, rounded half to even; the divisor is positive.
pub(super) fn round_half_even(number: &BigInt, divisor: &BigInt) -> BigInt {
    let (quotient, rest) = number.div_mod_floor(divisor);
    match (rest * 2u32).cmp(divisor) {
        core::cmp::Ordering::Less => quotient,
        core::cmp::Ordering::Greater => quotient + 1u32,
        core::cmp::Ordering::Equal => {
            if quotient.is_even() {
                quotient
            } else {
                quotient + 1u32
            }
        }
    }
}

fn byte_order(vm: &mut Vm, order: Value) -> Result<bool> {
    if order.is_null() {
        return Ok(false);
    }
    if !vm.is_str(order) {
        let name = vm.class_name(order);
        return Err(vm.type_error(format!("argument 'byteorder' must be str, not {name}")));
    }
    match &*vm.text(order) {
        "little" => Ok(true),
        "big" => Ok(false),
        _ => Err(vm.value_error("byteorder must be either 'little' or 'big'")),
    }
}

fn to_bytes(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [length, order, signed] = vm.bind_arguments(
        "to_bytes",
        args,
        &["length", "byteorder", "signed"],
        0,
        2,
        0,
    )?;
    let length = if length.is_null() {
        1
    } else {
        vm.index_argument(length)?
    };
    let little = byte_order(vm, order)?;
    let signed = !signed.is_null() && vm.is_true(signed)?;
    if length < 0 {
        return Err(vm.value_error("length argument must be non-negative"));
    }
    let number = view(vm, this);
    if number.is_negative() && !signed {
        return Err(vm.overflow_error("can't convert negative int to unsigned"));
    }
    let length = length as usize;
    vm.check_int_bits((length as u64).saturating_mul(8))?;
    // Bits needed: the magnitude's, of a negative number that of its complement; and a sign bit.
    let big = number.to_big();
    let bits = if number.is_negative() {
        (-&big - 1u32).bits()
    } else {
        big.bits()
    } + signed as u64;
    if bits > (length as u64).saturating_mul(8) && !(length == 0 && big.is_zero()) {
        return Err(vm.overflow_error("int too big to convert"));
    }
    let mut bytes = big.to_signed_bytes_le();
    let more = length.saturating_sub(bytes.len());
    vm.reserve(&mut bytes, more)?;
    bytes.resize(length, if big.is_negative() { 0xff } else { 0 });
    if !little {
        bytes.reverse();
    }
    Ok(vm.new_bytes(&bytes))
}

fn from_bytes(vm: &mut Vm, class: Value, args: Args<'_>) -> Result {
    let [bytes, order, signed] = vm.bind_arguments(
        "from_bytes",
        args,
        &["bytes", "byteorder", "signed"],
        0,
        2,
        1,
    )?;
    let little = byte_order(vm, order)?;
    let signed = !signed.is_null() && vm.is_true(signed)?;
    let bytes = if vm.bytes_like(bytes).is_some() {
        bytes
    } else {
        vm.bytes_of_object(bytes)?
    };
    let mut data = vm.bytes_like(bytes).map(<[u8]>::to_vec).unwrap_or_default();
    if !little {
        data.reverse();
    }
    let negative = signed && data.last().is_some_and(|&last| last >= 0x80);
    let number = if negative {
        BigInt::from_signed_bytes_le(&data)
    } else {
        data.resize(data.len().next_multiple_of(8), 0);
        let digits: Vec<u64> = data
            .as_chunks::<8>()
            .0
            .iter()
            .map(|&eight| u64::from_le_bytes(eight))
            .collect();
        big_of(false, &digits)
    };
    vm.ensure_room(data.len())?;
    let number = vm.new_bigint(&number);
    if class.pointer() == vm.types.int {
        Ok(number)
    } else {
        vm.call_pos(class, &[number])
    }
}
