//! `cmath`: the module here, the mathematics in `functions`.

mod functions;

use core::f64::consts::{E, PI, TAU};

use vm::objects::class::slots::BinaryOperator;
use vm::{Args, Call, Def, Raised, Result, Value, Vm};

use crate::support::{self, add};
use functions::Fault::{self, Domain, Range};
use functions::*;

#[cold]
fn raise(vm: &mut Vm, fault: Fault) -> Raised {
    match fault {
        Domain => vm.value_error("math domain error"),
        Range => vm.overflow_error("math range error"),
    }
}

fn argument(vm: &mut Vm, value: Value) -> Result<Complex> {
    let (re, im) = vm.expect_complex(value)?;
    Ok(complex(re, im))
}

fn give(vm: &mut Vm, computed: Computed) -> Result {
    match computed {
        Ok(z) => Ok(vm.new_complex(z.re, z.im)),
        Err(fault) => Err(raise(vm, fault)),
    }
}

macro_rules! of_one {
    ($($def:ident $name:literal $doc:literal $function:expr;)+) => {
        $(const $def: Def = {
            fn function(vm: &mut Vm, _: Value, z: Value) -> Result {
                let z = argument(vm, z)?;
                let computed: fn(Complex) -> Computed = $function;
                give(vm, computed(z))
            }
            Def::new($name, Call::One(function)).doc("($module, z, /)", $doc)
        };)+
    };
}
of_one! {
    ACOS "acos" "The arc cosine." |z| Ok(acos(z));
    ACOSH "acosh" "The inverse hyperbolic cosine." |z| Ok(acosh(z));
    ASIN "asin" "The arc sine." |z| Ok(asin(z));
    ASINH "asinh" "The inverse hyperbolic sine." |z| Ok(asinh(z));
    ATAN "atan" "The arc tangent." atan;
    ATANH "atanh" "The inverse hyperbolic tangent." atanh;
    COS "cos" "The cosine." cos;
    COSH "cosh" "The hyperbolic cosine." cosh;
    EXP "exp" "e to the power of a number." exp;
    LOG10 "log10" "The logarithm to the base 10." log10;
    SIN "sin" "The sine." sin;
    SINH "sinh" "The hyperbolic sine." sinh;
    SQRT "sqrt" "The square root." |z| Ok(sqrt(z));
    TAN "tan" "The tangent." tan;
    TANH "tanh" "The hyperbolic tangent." tanh;
}

fn log(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("log", args.len(), 1, 2)?;
    let z = argument(vm, args[0])?;
    let Some(&base) = args.get(1) else {
        return give(vm, log_of(z));
    };
    let base = argument(vm, base)?;
    // That the logarithm of 0 has a base makes it an infinity.
    let (above, _) = log_or_pole(z);
    let below = match log_of(base) {
        Ok(below) => below,
        Err(fault) => return Err(raise(vm, fault)),
    };
    if below.re == 0.0 && below.im == 0.0 {
        return Err(raise(vm, Domain));
    }
    let above = vm.new_complex(above.re, above.im);
    let below = vm.new_complex(below.re, below.im);
    vm.binary(BinaryOperator::TrueDivide, above, below)
}

fn phase(vm: &mut Vm, _: Value, z: Value) -> Result {
    let z = argument(vm, z)?;
    let angle = z.phase();
    if angle == 0.0 && z.im != 0.0 && z.re.is_finite() {
        // The angle has underflowed, of which only this function takes notice.
        return Err(raise(vm, Range));
    }
    Ok(Value::float(angle))
}

fn polar(vm: &mut Vm, _: Value, z: Value) -> Result {
    let z = argument(vm, z)?;
    let r = z.abs();
    if r.is_infinite() && z.is_finite() {
        return Err(raise(vm, Range));
    }
    Ok(vm.new_tuple(&[Value::float(r), Value::float(z.phase())]))
}

fn rect(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("rect", args.len(), 2, 2)?;
    let (r, phi) = (vm.expect_f64(args[0])?, vm.expect_f64(args[1])?);
    give(vm, from_polar(r, phi))
}

fn isfinite(vm: &mut Vm, _: Value, z: Value) -> Result {
    Ok(Value::bool(argument(vm, z)?.is_finite()))
}

fn isinf(vm: &mut Vm, _: Value, z: Value) -> Result {
    Ok(Value::bool(argument(vm, z)?.is_infinite()))
}

fn isnan(vm: &mut Vm, _: Value, z: Value) -> Result {
    let z = argument(vm, z)?;
    Ok(Value::bool(z.re.is_nan() || z.im.is_nan()))
}

fn tolerance(vm: &mut Vm, value: Value, default: f64) -> Result<f64> {
    if value.is_null() {
        Ok(default)
    } else {
        vm.expect_f64(value)
    }
}

fn isclose(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = ["a", "b", "rel_tol", "abs_tol"];
    let [a, b, relative, absolute] = vm.bind_arguments("isclose", args, &names, 0, 2, 2)?;
    let (a, b) = (argument(vm, a)?, argument(vm, b)?);
    let relative = tolerance(vm, relative, 1e-9)?;
    let absolute = tolerance(vm, absolute, 0.0)?;
    if relative < 0.0 || absolute < 0.0 {
        return Err(vm.value_error("tolerances must be non-negative"));
    }
    if a.re == b.re && a.im == b.im {
        return Ok(Value::TRUE);
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(Value::FALSE);
    }
    let difference = complex(a.re - b.re, a.im - b.im).abs();
    Ok(Value::bool(
        difference <= relative * b.abs()
            || difference <= relative * a.abs()
            || difference <= absolute,
    ))
}

static FUNCTIONS: &[Def] = &[
    ACOS,
    ACOSH,
    ASIN,
    ASINH,
    ATAN,
    ATANH,
    COS,
    COSH,
    EXP,
    Def::new("isclose", Call::FastKeywords(isclose)).doc(
        "($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)",
        "Whether two numbers are close to each other.",
    ),
    Def::new("isfinite", Call::One(isfinite))
        .doc("($module, z, /)", "Whether both parts are finite."),
    Def::new("isinf", Call::One(isinf)).doc("($module, z, /)", "Whether a part is infinite."),
    Def::new("isnan", Call::One(isnan)).doc("($module, z, /)", "Whether a part is not a number."),
    Def::new("log", Call::Fast(log)).doc(
        "($module, z, base=<unrepresentable>, /)",
        "The logarithm, to the base e where none is given.",
    ),
    LOG10,
    Def::new("phase", Call::One(phase)).doc("($module, z, /)", "The angle."),
    Def::new("polar", Call::One(polar))
        .doc("($module, z, /)", "The distance from 0 and the angle."),
    Def::new("rect", Call::Fast(rect)).doc(
        "($module, r, phi, /)",
        "The number of a distance from 0 and an angle.",
    ),
    SIN,
    SINH,
    SQRT,
    TAN,
    TANH,
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "cmath", FUNCTIONS);
    let doc = vm.new_str("Mathematics of complex numbers.");
    add(vm, module, "__doc__", doc);
    for (name, value) in [
        ("pi", PI),
        ("e", E),
        ("tau", TAU),
        ("inf", INF),
        ("nan", NAN),
    ] {
        add(vm, module, name, Value::float(value));
    }
    for (name, value) in [("infj", INF), ("nanj", NAN)] {
        let value = vm.new_complex(0.0, value);
        add(vm, module, name, value);
    }
    Ok(module)
}
