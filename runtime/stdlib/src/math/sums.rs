//! Sums and products over iterables.

use num_traits::ToPrimitive;
use vm::objects::class::slots::BinaryOperator;
use vm::objects::sequences::list;
use vm::{Args, Result, Value, Vm};

/// An exact sum of two floats: the rounded sum and what was lost (Knuth's two-sum).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let back = sum - a;
    (sum, (a - (sum - back)) + (b - back))
}

/// An exact product of two floats.
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    (product, a.mul_add(b, -product))
}

/// Adds a float to a list of non-overlapping partial sums (Shewchuk).
fn accumulate(partials: &mut Vec<f64>, x: f64) {
    let mut x = x;
    let mut kept = 0;
    for index in 0..partials.len() {
        let (mut big, mut small) = (x, partials[index]);
        if big.abs() < small.abs() {
            core::mem::swap(&mut big, &mut small);
        }
        let high = big + small;
        let low = small - (high - big);
        if low != 0.0 {
            partials[kept] = low;
            kept += 1;
        }
        x = high;
    }
    partials.truncate(kept);
    partials.push(x);
}

/// The rounded value of non-overlapping partial sums.
fn total(partials: &[f64]) -> f64 {
    let mut rest = partials.iter().rev().copied();
    let Some(mut high) = rest.next() else {
        return 0.0;
    };
    let mut low = 0.0;
    let mut following = None;
    while let Some(next) = rest.next() {
        let x = high;
        high = x + next;
        low = next - (high - x);
        if low != 0.0 {
            following = rest.next();
            break;
        }
    }
    // Half-way cases are rounded by what comes after.
    if let Some(next) = following
        && ((low < 0.0 && next < 0.0) || (low > 0.0 && next > 0.0))
    {
        let double = low * 2.0;
        let x = high + double;
        if double == x - high {
            high = x;
        }
    }
    high
}

pub(super) fn fsum(vm: &mut Vm, _: Value, iterable: Value) -> Result {
    let iterator = vm.iter(iterable)?;
    let mut partials = Vec::new();
    let (mut special, mut infinities) = (0.0, 0.0);
    while let Some(item) = vm.next_item(iterator)? {
        let x = vm.expect_f64(item)?;
        if x.is_finite() {
            accumulate(&mut partials, x);
            if partials.last().is_some_and(|last| !last.is_finite()) {
                return Err(vm.overflow_error("intermediate overflow in fsum"));
            }
        } else {
            if x.is_infinite() {
                infinities += x;
            }
            special += x;
        }
    }
    if special != 0.0 || f64::is_nan(special) {
        if f64::is_nan(infinities) {
            return Err(vm.value_error("-inf + inf in fsum"));
        }
        return Ok(Value::float(special));
    }
    Ok(Value::float(total(&partials)))
}

pub(super) fn prod(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [iterable, start] = vm.bind_arguments("prod", args, &["iterable", "start"], 1, 1, 1)?;
    let iterator = vm.iter(iterable)?;
    let mut result = if start.is_null() {
        Value::int_unchecked(1)
    } else {
        start
    };
    while let Some(item) = vm.next_item(iterator)? {
        result = vm.binary(BinaryOperator::Multiply, result, item)?;
    }
    Ok(result)
}

pub(super) fn sumprod(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("sumprod", args.len(), 2, 2)?;
    let (p, q) = (vm.list_from(args[0])?, vm.list_from(args[1])?);
    if list::len(p) != list::len(q) {
        return Err(vm.value_error("Inputs are not the same length"));
    }
    let number = |value: &Value| value.is_float() || value.is_int();
    let (ps, qs) = (list::items(p), list::items(q));
    let floats =
        ps.iter().chain(qs).all(number) && ps.iter().chain(qs).any(|value| value.is_float());
    if floats {
        let mut partials = Vec::new();
        let mut plain = 0.0;
        for (&a, &b) in ps.iter().zip(qs) {
            let (a, b) = (vm.expect_f64(a)?, vm.expect_f64(b)?);
            let (product, lost) = two_product(a, b);
            plain += product;
            accumulate(&mut partials, product);
            accumulate(&mut partials, lost);
        }
        return Ok(Value::float(if plain.is_finite() {
            total(&partials)
        } else {
            plain
        }));
    }
    let mut result = Value::int_unchecked(0);
    for index in 0..list::len(p) {
        let product = vm.binary(
            BinaryOperator::Multiply,
            list::items(p)[index],
            list::items(q)[index],
        )?;
        result = vm.binary(BinaryOperator::Add, result, product)?;
    }
    Ok(result)
}

/// The length of a vector of absolute coordinates, with little error and without overflow on the way.
pub(super) fn vector_norm(coordinates: &mut [f64]) -> f64 {
    if coordinates.iter().any(|x| x.is_infinite()) {
        return f64::INFINITY;
    }
    let largest = coordinates.iter().copied().fold(0.0, f64::max);
    if coordinates.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    if largest == 0.0 || coordinates.len() == 1 {
        return largest;
    }
    // A power of two scales exactly.
    let exponent = ((largest.to_bits() >> 52) & 0x7ff).to_i64().unwrap_or(0) - 1022;
    if exponent < -1000 {
        let up = 2f64.powi(600);
        coordinates.iter_mut().for_each(|x| *x *= up);
        return vector_norm(coordinates) / up;
    }
    let scale = 2f64.powi(-(exponent as i32) / 2)
        * 2f64.powi(-(exponent as i32) - (-(exponent as i32) / 2));
    let (mut sum, mut lost) = (0.0, 0.0);
    for x in coordinates.iter() {
        let x = x * scale;
        let (square, low) = two_product(x, x);
        let (new, error) = two_sum(sum, square);
        sum = new;
        lost += error + low;
    }
    let root = (sum + lost).sqrt();
    // One step of Newton's method with the exact square of the root.
    let (square, low) = two_product(root, root);
    let (rest, error) = two_sum(sum, -square);
    let correction = (rest + (error + lost - low)) / (2.0 * root);
    (root + correction) / scale
}
