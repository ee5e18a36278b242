//! Functions of ints of any size.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};
use vm::{Result, Value, Vm};

fn big(vm: &mut Vm, value: Value) -> Result<BigInt> {
    let int = vm.index(value)?;
    Ok(vm.int_as_big(int).unwrap_or_default())
}

fn small_gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

pub(super) fn gcd(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let mut small = 0u64;
    let mut large: Option<BigInt> = None;
    for &arg in args {
        let int = vm.index(arg)?;
        match (vm.int_as_i64(int), &mut large) {
            (Some(value), None) => small = small_gcd(small, value.unsigned_abs()),
            (_, Some(large)) => *large = large.gcd(&vm.int_as_big(int).unwrap_or_default()),
            (None, None) => {
                large = Some(BigInt::from(small).gcd(&vm.int_as_big(int).unwrap_or_default()))
            }
        }
    }
    let result = large.unwrap_or_else(|| BigInt::from(small));
    Ok(vm.new_bigint(&result))
}

pub(super) fn lcm(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let mut result = BigInt::one();
    for &arg in args {
        let value = big(vm, arg)?;
        result = if value.is_zero() {
            BigInt::zero()
        } else {
            result.lcm(&value).abs()
        };
    }
    Ok(vm.new_bigint(&result))
}

pub(super) fn isqrt(vm: &mut Vm, _: Value, n: Value) -> Result {
    let n = big(vm, n)?;
    if n.is_negative() {
        return Err(vm.value_error("isqrt() argument must be nonnegative"));
    }
    Ok(vm.new_bigint(&n.sqrt()))
}

/// The product of a range of ints, halved so that factors stay of a size.
fn product(from: u64, to: u64) -> BigInt {
    if from > to {
        return BigInt::one();
    }
    if to - from < 16 {
        return (from..=to).fold(BigInt::one(), |product, n| product * n);
    }
    let middle = from + (to - from) / 2;
    product(from, middle) * product(middle + 1, to)
}

pub(super) fn factorial(vm: &mut Vm, _: Value, n: Value) -> Result {
    let int = vm.index(n)?;
    match vm.int_as_i64(int) {
        Some(n) if n < 0 => Err(vm.value_error("factorial() not defined for negative values")),
        Some(n) if n <= 20 => Ok(vm.new_int((2..=n).product())),
        Some(n) => Ok(vm.new_bigint(&product(2, n as u64))),
        None if vm.int_view(int).is_some_and(|view| view.is_negative()) => {
            Err(vm.value_error("factorial() not defined for negative values"))
        }
        None => Err(vm.overflow_error(format!(
            "factorial() argument should not exceed {}",
            i64::MAX
        ))),
    }
}

pub(super) fn perm(vm: &mut Vm, module: Value, args: &[Value]) -> Result {
    vm.check_positional("perm", args.len(), 1, 2)?;
    let Some(&k) = args.get(1).filter(|k| !k.is_none()) else {
        return factorial(vm, module, args[0]);
    };
    let (n, k) = non_negative(vm, args[0], k)?;
    if k > n {
        return Ok(Value::int_unchecked(0));
    }
    let mut result = BigInt::one();
    let Ok(count) = u64::try_from(&k) else {
        return Err(vm.overflow_error("k must not exceed 9223372036854775807"));
    };
    let mut factor = n;
    for _ in 0..count {
        result *= &factor;
        factor -= 1u8;
    }
    Ok(vm.new_bigint(&result))
}

fn non_negative(vm: &mut Vm, n: Value, k: Value) -> Result<(BigInt, BigInt)> {
    let (n, k) = (big(vm, n)?, big(vm, k)?);
    if n.is_negative() {
        return Err(vm.value_error("n must be a non-negative integer"));
    }
    if k.is_negative() {
        return Err(vm.value_error("k must be a non-negative integer"));
    }
    Ok((n, k))
}

pub(super) fn comb(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("comb", args.len(), 2, 2)?;
    let (n, k) = non_negative(vm, args[0], args[1])?;
    if k > n {
        return Ok(Value::int_unchecked(0));
    }
    let other = &n - &k;
    let k = k.min(other);
    let Ok(count) = u64::try_from(&k) else {
        return Err(vm.overflow_error("min(n - k, k) must not exceed 9223372036854775807"));
    };
    let mut result = BigInt::one();
    for step in 0..count {
        result = result * (&n - step) / (step + 1);
    }
    Ok(vm.new_bigint(&result))
}
