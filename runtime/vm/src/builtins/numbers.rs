//! abs, divmod, pow, round.

use crate::native::{Call, Def};
use crate::objects::class::slots::BinaryOperator;
use crate::objects::names::name;
use crate::{Args, Result, Value, Vm};

fn abs(vm: &mut Vm, _: Value, value: Value) -> Result {
    if let Some(int) = value.as_int() {
        return Ok(vm.new_int(int.abs()));
    }
    let class = vm.class_of(value);
    match vm.slots(class).absolute {
        Some(function) => function(vm, value),
        None => {
            let name = vm.class_name(value);
            Err(vm.type_error(format!("bad operand type for abs(): '{name}'")))
        }
    }
}

fn divmod(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("divmod", args.len(), 2, 2)?;
    let [left, right] = [args[0], args[1]];
    let result = vm.binary_by(|slots| slots.divmod, left, right)?;
    if result != Value::NOT_IMPLEMENTED {
        return Ok(result);
    }
    let (left, right) = (vm.class_name(left), vm.class_name(right));
    Err(vm.type_error(format!(
        "unsupported operand type(s) for divmod(): '{left}' and '{right}'"
    )))
}

/// What the operands' classes make of `pow` (CPython's `ternary_op`); NotImplemented where none knows it.
fn power_of_three(vm: &mut Vm, base: Value, exponent: Value, modulus: Value) -> Result {
    let [base_class, exponent_class, modulus_class] =
        [base, exponent, modulus].map(|operand| vm.class_of(operand));
    let slot = |class| vm.slots(class).power3;
    let (first, second, third) = (slot(base_class), slot(exponent_class), slot(modulus_class));
    let order = if first.is_some() && vm.is_subclass(exponent_class, base_class) {
        [second, first, third]
    } else {
        [first, second, third]
    };
    for (at, function) in order.into_iter().enumerate() {
        let Some(function) = function else { continue };
        let tried = order[..at].iter().flatten();
        if tried
            .copied()
            .any(|other| core::ptr::fn_addr_eq(other, function))
        {
            continue;
        }
        let result = function(vm, base, exponent, modulus)?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    Ok(Value::NOT_IMPLEMENTED)
}

fn pow(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [base, exponent, modulus] =
        vm.bind_arguments("pow", args, &["base", "exp", "mod"], 0, 3, 2)?;
    if modulus.is_null() || modulus.is_none() {
        return vm.binary(BinaryOperator::Power, base, exponent);
    }
    let result = power_of_three(vm, base, exponent, modulus)?;
    if result != Value::NOT_IMPLEMENTED {
        return Ok(result);
    }
    let (base, exponent, modulus) = (
        vm.class_name(base),
        vm.class_name(exponent),
        vm.class_name(modulus),
    );
    Err(vm.type_error(format!(
        "unsupported operand type(s) for ** or pow(): '{base}', '{exponent}', '{modulus}'"
    )))
}

fn round(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [number, digits] = vm.bind_arguments("round", args, &["number", "ndigits"], 0, 2, 1)?;
    let name = name!(vm, "__round__");
    let Some((method, this)) = vm.get_special(number, name)? else {
        let class = vm.class_name(number);
        return Err(vm.type_error(format!("type {class} doesn't define __round__ method")));
    };
    let digits = [digits];
    let rest = if digits[0].is_null() || digits[0].is_none() {
        &[][..]
    } else {
        &digits
    };
    vm.call_with_self(method, this, Args::positional(rest))
}

/// The functions.
pub static FUNCTIONS: &[Def] = &[
    Def::new("abs", Call::One(abs)).doc("($module, x, /)", "Return the absolute value of the argument."),
    Def::new("divmod", Call::Fast(divmod)).doc("($module, x, y, /)", "Return the tuple (x//y, x%y).  Invariant: div*y + mod == x."),
    Def::new("pow", Call::FastKeywords(pow)).doc("($module, /, base, exp, mod=None)", "Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments\n\nSome types, such as ints, are able to use a more efficient algorithm\nwhen invoked using the three argument form."),
    Def::new("round", Call::FastKeywords(round)).doc("($module, /, number, ndigits=None)", "Round a number to a given precision in decimal digits.\n\nThe return value is an integer if ndigits is omitted or None.\nOtherwise the return value has the same type as the number.  ndigits\nmay be negative."),
];
