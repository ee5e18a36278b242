//! `math`: floats here, ints in `ints`, sums in `sums`.

mod ints;
mod sums;

use vm::objects::numbers::{float, float_repr};
use vm::objects::sequences::tuple;
use vm::{Args, Call, Def, Raised, Result, Value, Vm};

use crate::support::{self, add};

/// What Rust's library lacks, from the C library that it is linked with.
pub mod c {
    unsafe extern "C" {
        pub safe fn asinh(x: f64) -> f64;
        pub safe fn erf(x: f64) -> f64;
        pub safe fn erfc(x: f64) -> f64;
        pub safe fn tgamma(x: f64) -> f64;
        pub safe fn lgamma(x: f64) -> f64;
        pub safe fn nextafter(x: f64, y: f64) -> f64;
        pub safe fn remainder(x: f64, y: f64) -> f64;
        pub safe fn ldexp(x: f64, exponent: i32) -> f64;
    }
}

#[cold]
fn domain(vm: &mut Vm) -> Raised {
    vm.value_error("math domain error")
}

#[cold]
fn range(vm: &mut Vm) -> Raised {
    vm.overflow_error("math range error")
}

/// A result: NaN out of a number is a domain error, infinity out of a finite one a range error (or a domain error).
fn check(vm: &mut Vm, x: f64, result: f64, expected: &str, can_overflow: bool) -> Result {
    if result.is_nan() && !x.is_nan() {
        return Err(expectation(vm, expected, x));
    }
    if result.is_infinite() && x.is_finite() {
        return Err(if can_overflow {
            range(vm)
        } else {
            expectation(vm, expected, x)
        });
    }
    Ok(Value::float(result))
}

#[cold]
fn expectation(vm: &mut Vm, expected: &str, x: f64) -> Raised {
    if expected.is_empty() {
        domain(vm)
    } else {
        vm.value_error(format!("expected {expected}, got {}", float_repr(x)))
    }
}

macro_rules! of_one {
    ($($name:ident($f:expr, $expected:literal, $overflow:literal);)+) => { $(
        fn $name(vm: &mut Vm, _: Value, x: Value) -> Result {
            let x = vm.expect_f64(x)?;
            let f: fn(f64) -> f64 = $f;
            check(vm, x, f(x), $expected, $overflow)
        }
    )+ };
}
of_one! {
    acos(f64::acos, "a number in range from -1 up to 1", false);
    acosh(f64::acosh, "argument value not less than 1", false);
    asin(f64::asin, "a number in range from -1 up to 1", false);
    asinh(f64::asinh, "", false);
    atan(f64::atan, "", false);
    atanh(f64::atanh, "a number between -1 and 1", false);
    cbrt(f64::cbrt, "", false);
    cos(f64::cos, "a finite input", false);
    cosh(f64::cosh, "", true);
    erf(|x| c::erf(x), "", false);
    erfc(|x| c::erfc(x), "", false);
    exp(f64::exp, "", true);
    exp2(f64::exp2, "", true);
    expm1(f64::exp_m1, "", true);
    fabs(f64::abs, "", false);
    log1p(f64::ln_1p, "argument value > -1", false);
    sin(f64::sin, "a finite input", false);
    sinh(f64::sinh, "", true);
    sqrt(f64::sqrt, "a nonnegative input", false);
    tan(f64::tan, "a finite input", false);
    tanh(f64::tanh, "", false);
    degrees(|x| x * (180.0 / core::f64::consts::PI), "", true);
    radians(|x| x * (core::f64::consts::PI / 180.0), "", false);
}

const INTEGER_POLE: &str = "a noninteger or positive integer";

fn gamma(vm: &mut Vm, _: Value, x: Value) -> Result {
    let x = vm.expect_f64(x)?;
    if x.is_nan() || x == f64::INFINITY {
        return Ok(Value::float(x));
    }
    if x == f64::NEG_INFINITY || (x <= 0.0 && x == x.floor()) {
        return Err(expectation(vm, INTEGER_POLE, x));
    }
    if x == x.floor() && x <= 23.0 {
        // Factorials of small ints are exact.
        return Ok(Value::float((2..x as u64).map(|n| n as f64).product()));
    }
    check(vm, x, c::tgamma(x), INTEGER_POLE, true)
}

fn lgamma(vm: &mut Vm, _: Value, x: Value) -> Result {
    let x = vm.expect_f64(x)?;
    if x.is_infinite() {
        return Ok(Value::float(f64::INFINITY));
    }
    if x <= 0.0 && x == x.floor() {
        return Err(expectation(vm, INTEGER_POLE, x));
    }
    if x == 1.0 || x == 2.0 {
        return Ok(Value::float(0.0));
    }
    check(vm, x, c::lgamma(x), INTEGER_POLE, true)
}

/// The logarithm of a number of any size, by a function of floats.
fn log_of(vm: &mut Vm, x: Value, f: fn(f64) -> f64, ln2: f64) -> Result<f64> {
    if let Some(view) = vm.int_view(x) {
        if view.is_negative() || view.is_zero() {
            return Err(vm.value_error("expected a positive input"));
        }
        let bits = view.bit_length();
        if bits > 1000 {
            // x = m * 2**e with m in the range of floats.
            let exponent = bits - 1000;
            let mantissa = vm.int_as_big(x).unwrap_or_default() >> exponent;
            let mantissa = vm.new_bigint(&mantissa);
            let mantissa = vm.expect_f64(mantissa)?;
            return Ok(f(mantissa) + exponent as f64 * ln2);
        }
        let x = vm.expect_f64(x)?;
        return Ok(f(x));
    }
    let x = vm.expect_f64(x)?;
    if x <= 0.0 {
        return Err(expectation(vm, "a positive input", x));
    }
    Ok(f(x))
}

fn log(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("log", args.len(), 1, 2)?;
    let numerator = log_of(vm, args[0], f64::ln, core::f64::consts::LN_2)?;
    let Some(&base) = args.get(1) else {
        return Ok(Value::float(numerator));
    };
    let denominator = log_of(vm, base, f64::ln, core::f64::consts::LN_2)?;
    if denominator == 0.0 {
        return Err(vm.zero_division_error("division by zero"));
    }
    Ok(Value::float(numerator / denominator))
}

fn log2(vm: &mut Vm, _: Value, x: Value) -> Result {
    log_of(vm, x, f64::log2, 1.0).map(Value::float)
}

fn log10(vm: &mut Vm, _: Value, x: Value) -> Result {
    log_of(vm, x, f64::log10, core::f64::consts::LOG10_2).map(Value::float)
}

fn two(vm: &mut Vm, name: &str, args: &[Value]) -> Result<(f64, f64)> {
    vm.check_positional(name, args.len(), 2, 2)?;
    Ok((vm.expect_f64(args[0])?, vm.expect_f64(args[1])?))
}

fn atan2(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let (y, x) = two(vm, "atan2", args)?;
    Ok(Value::float(y.atan2(x)))
}

fn copysign(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let (x, y) = two(vm, "copysign", args)?;
    Ok(Value::float(x.copysign(y)))
}

fn fmod(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let (x, y) = two(vm, "fmod", args)?;
    if y.is_infinite() && x.is_finite() {
        return Ok(Value::float(x));
    }
    let result = x % y;
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        Err(domain(vm))
    } else {
        Ok(Value::float(result))
    }
}

fn remainder(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let (x, y) = two(vm, "remainder", args)?;
    let result = c::remainder(x, y);
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        Err(domain(vm))
    } else {
        Ok(Value::float(result))
    }
}

fn pow(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let (x, y) = two(vm, "pow", args)?;
    if let Some(result) = float::power_of_nan(x, y) {
        return Ok(Value::float(result));
    }
    let result = x.powf(y);
    if x.is_finite() && y.is_finite() {
        if result.is_nan() {
            return Err(domain(vm));
        }
        if result.is_infinite() {
            return Err(if x == 0.0 { domain(vm) } else { range(vm) });
        }
    }
    Ok(Value::float(result))
}

fn fma(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("fma", args.len(), 3, 3)?;
    let (x, y, z) = (
        vm.expect_f64(args[0])?,
        vm.expect_f64(args[1])?,
        vm.expect_f64(args[2])?,
    );
    let result = x.mul_add(y, z);
    if result.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
        return Err(vm.value_error("invalid operation in fma"));
    }
    if result.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
        return Err(vm.overflow_error("overflow in fma"));
    }
    Ok(Value::float(result))
}

fn hypot(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let mut coordinates = Vec::with_capacity(args.len());
    for &arg in args {
        coordinates.push(vm.expect_f64(arg)?.abs());
    }
    Ok(Value::float(sums::vector_norm(&mut coordinates)))
}

fn dist(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("dist", args.len(), 2, 2)?;
    let (p, q) = (vm.tuple_from(args[0])?, vm.tuple_from(args[1])?);
    let (p, q) = (tuple::items(p), tuple::items(q));
    if p.len() != q.len() {
        return Err(vm.value_error("both points must have the same number of dimensions"));
    }
    let mut differences = Vec::with_capacity(p.len());
    for (&p, &q) in p.iter().zip(q) {
        differences.push((vm.expect_f64(p)? - vm.expect_f64(q)?).abs());
    }
    Ok(Value::float(sums::vector_norm(&mut differences)))
}

fn isfinite(vm: &mut Vm, _: Value, x: Value) -> Result {
    Ok(Value::bool(vm.expect_f64(x)?.is_finite()))
}

fn isinf(vm: &mut Vm, _: Value, x: Value) -> Result {
    Ok(Value::bool(vm.expect_f64(x)?.is_infinite()))
}

fn isnan(vm: &mut Vm, _: Value, x: Value) -> Result {
    Ok(Value::bool(vm.expect_f64(x)?.is_nan()))
}

fn isclose(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [a, b, relative, absolute] =
        vm.bind_arguments("isclose", args, &["a", "b", "rel_tol", "abs_tol"], 0, 2, 2)?;
    let (a, b) = (vm.expect_f64(a)?, vm.expect_f64(b)?);
    let relative = if relative.is_null() {
        1e-9
    } else {
        vm.expect_f64(relative)?
    };
    let absolute = if absolute.is_null() {
        0.0
    } else {
        vm.expect_f64(absolute)?
    };
    if relative < 0.0 || absolute < 0.0 {
        return Err(vm.value_error("tolerances must be non-negative"));
    }
    if a == b {
        return Ok(Value::TRUE);
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(Value::FALSE);
    }
    let difference = (b - a).abs();
    Ok(Value::bool(
        difference <= (relative * b).abs()
            || difference <= (relative * a).abs()
            || difference <= absolute,
    ))
}

fn modf(vm: &mut Vm, _: Value, x: Value) -> Result {
    let x = vm.expect_f64(x)?;
    let whole = x.trunc();
    let part = if x.is_infinite() {
        0.0f64.copysign(x)
    } else {
        (x - whole).copysign(x)
    };
    Ok(vm.new_tuple(&[Value::float(part), Value::float(whole)]))
}

fn frexp(vm: &mut Vm, _: Value, x: Value) -> Result {
    let x = vm.expect_f64(x)?;
    if x == 0.0 || !x.is_finite() {
        return Ok(vm.new_tuple(&[Value::float(x), Value::int_unchecked(0)]));
    }
    // Subnormals are made normal first.
    let (scaled, offset) = if x.abs() < f64::MIN_POSITIVE {
        (x * 2f64.powi(64), -64)
    } else {
        (x, 0)
    };
    let bits = scaled.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i64 - 1022 + offset;
    let mantissa = f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52);
    Ok(vm.new_tuple(&[Value::float(mantissa), Value::int_unchecked(exponent)]))
}

fn ldexp(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("ldexp", args.len(), 2, 2)?;
    let x = vm.expect_f64(args[0])?;
    let Some(view) = vm.int_view(args[1]) else {
        return Err(vm.type_error("Expected an int as second argument to ldexp."));
    };
    let exponent = match vm.int_as_i64(args[1]) {
        Some(exponent) => exponent.clamp(-10_000, 10_000) as i32,
        None => {
            if view.is_negative() {
                -10_000
            } else {
                10_000
            }
        }
    };
    let result = c::ldexp(x, exponent);
    if result.is_infinite() && x.is_finite() {
        Err(range(vm))
    } else {
        Ok(Value::float(result))
    }
}

fn nextafter(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [x, y, steps] = vm.bind_arguments("nextafter", args, &["x", "y", "steps"], 2, 2, 2)?;
    let (x, y) = (vm.expect_f64(x)?, vm.expect_f64(y)?);
    if steps.is_null() || steps.is_none() {
        return Ok(Value::float(c::nextafter(x, y)));
    }
    let steps = vm.index(steps)?;
    let count = match vm.int_as_i64(steps) {
        Some(count) if count >= 0 => count as u64,
        None if !vm.int_view(steps).is_some_and(|view| view.is_negative()) => u64::MAX,
        _ => return Err(vm.value_error("steps must be a non-negative integer")),
    };
    if count == 0 || x.is_nan() {
        return Ok(Value::float(x));
    }
    if y.is_nan() || x == y {
        return Ok(Value::float(y));
    }
    // Floats in order are ints in order, once the sign is turned into direction.
    let order = |x: f64| {
        let bits = x.to_bits() as i64;
        i128::from(if bits < 0 {
            i64::MIN.wrapping_sub(bits)
        } else {
            bits
        })
    };
    let (from, to) = (order(x), order(y));
    let reached = if from < to {
        (from + i128::from(count)).min(to)
    } else {
        (from - i128::from(count)).max(to)
    };
    if reached == to {
        return Ok(Value::float(y));
    }
    let bits = if reached < 0 {
        i64::MIN.wrapping_sub(reached as i64)
    } else {
        reached as i64
    };
    Ok(Value::float(f64::from_bits(bits as u64)))
}

fn ulp(vm: &mut Vm, _: Value, x: Value) -> Result {
    let x = vm.expect_f64(x)?.abs();
    if !x.is_finite() {
        return Ok(Value::float(x));
    }
    let above = c::nextafter(x, f64::INFINITY);
    Ok(Value::float(if above.is_infinite() {
        x - c::nextafter(x, 0.0)
    } else {
        above - x
    }))
}

/// `__floor__` and its like, where a class has it.
fn special(vm: &mut Vm, x: Value, name: &str) -> Result<Option<Value>> {
    let name = vm.intern(name);
    match vm.get_special(x, name)? {
        None => Ok(None),
        Some((method, this)) if this.is_null() => vm.call_pos(method, &[]).map(Some),
        Some((method, this)) => vm.call_pos(method, &[this]).map(Some),
    }
}

fn rounded(vm: &mut Vm, x: Value, name: &str, round: fn(f64) -> f64) -> Result {
    if !x.is_float() {
        if x.is_int() {
            return Ok(x);
        }
        if let Some(result) = special(vm, x, name)? {
            return Ok(result);
        }
    }
    let x = round(vm.expect_f64(x)?);
    vm.to_int(Value::float(x))
}

fn floor(vm: &mut Vm, _: Value, x: Value) -> Result {
    rounded(vm, x, "__floor__", f64::floor)
}

fn ceil(vm: &mut Vm, _: Value, x: Value) -> Result {
    rounded(vm, x, "__ceil__", f64::ceil)
}

fn trunc(vm: &mut Vm, _: Value, x: Value) -> Result {
    if x.is_float() {
        return vm.to_int(x);
    }
    match special(vm, x, "__trunc__")? {
        Some(result) => Ok(result),
        None => {
            let name = vm.class_name(x);
            Err(vm.type_error(format!("type {name} doesn't define __trunc__ method")))
        }
    }
}

static FUNCTIONS: &[Def] = &[
    Def::new("acos", Call::One(acos)),
    Def::new("acosh", Call::One(acosh)),
    Def::new("asin", Call::One(asin)),
    Def::new("asinh", Call::One(asinh)),
    Def::new("atan", Call::One(atan)),
    Def::new("atan2", Call::Fast(atan2)),
    Def::new("atanh", Call::One(atanh)),
    Def::new("cbrt", Call::One(cbrt)),
    Def::new("ceil", Call::One(ceil)),
    Def::new("comb", Call::Fast(ints::comb)),
    Def::new("copysign", Call::Fast(copysign)),
    Def::new("cos", Call::One(cos)),
    Def::new("cosh", Call::One(cosh)),
    Def::new("degrees", Call::One(degrees)),
    Def::new("dist", Call::Fast(dist)),
    Def::new("erf", Call::One(erf)),
    Def::new("erfc", Call::One(erfc)),
    Def::new("exp", Call::One(exp)),
    Def::new("exp2", Call::One(exp2)),
    Def::new("expm1", Call::One(expm1)),
    Def::new("fabs", Call::One(fabs)),
    Def::new("factorial", Call::One(ints::factorial)),
    Def::new("floor", Call::One(floor)),
    Def::new("fma", Call::Fast(fma)),
    Def::new("fmod", Call::Fast(fmod)),
    Def::new("frexp", Call::One(frexp)),
    Def::new("fsum", Call::One(sums::fsum)),
    Def::new("gamma", Call::One(gamma)),
    Def::new("gcd", Call::Fast(ints::gcd)),
    Def::new("hypot", Call::Fast(hypot)),
    Def::new("isclose", Call::FastKeywords(isclose)),
    Def::new("isfinite", Call::One(isfinite)),
    Def::new("isinf", Call::One(isinf)),
    Def::new("isnan", Call::One(isnan)),
    Def::new("isqrt", Call::One(ints::isqrt)),
    Def::new("lcm", Call::Fast(ints::lcm)),
    Def::new("ldexp", Call::Fast(ldexp)),
    Def::new("lgamma", Call::One(lgamma)),
    Def::new("log", Call::Fast(log)),
    Def::new("log10", Call::One(log10)),
    Def::new("log1p", Call::One(log1p)),
    Def::new("log2", Call::One(log2)),
    Def::new("modf", Call::One(modf)),
    Def::new("nextafter", Call::FastKeywords(nextafter)),
    Def::new("perm", Call::Fast(ints::perm)),
    Def::new("pow", Call::Fast(pow)),
    Def::new("prod", Call::FastKeywords(sums::prod)),
    Def::new("radians", Call::One(radians)),
    Def::new("remainder", Call::Fast(remainder)),
    Def::new("sin", Call::One(sin)),
    Def::new("sinh", Call::One(sinh)),
    Def::new("sqrt", Call::One(sqrt)),
    Def::new("sumprod", Call::Fast(sums::sumprod)),
    Def::new("tan", Call::One(tan)),
    Def::new("tanh", Call::One(tanh)),
    Def::new("trunc", Call::One(trunc)),
    Def::new("ulp", Call::One(ulp)),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "math", FUNCTIONS);
    let constants = [
        ("pi", core::f64::consts::PI),
        ("e", core::f64::consts::E),
        ("tau", core::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ];
    for (name, value) in constants {
        add(vm, module, name, Value::float(value));
    }
    Ok(module)
}
