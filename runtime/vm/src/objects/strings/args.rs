//! Arguments of native functions, refused in CPython's words (`Python/getargs.c`).

use crate::{Args, Result, Value, Vm};

/// Checks the number of positional arguments of a function without keywords.
pub fn check_count(vm: &mut Vm, name: &str, args: &[Value], least: usize, most: usize) -> Result<()> {
    let given = args.len();
    if (least..=most).contains(&given) {
        return Ok(());
    }
    Err(count_error(vm, name, given, least, most))
}

#[cold]
fn count_error(vm: &mut Vm, name: &str, given: usize, least: usize, most: usize) -> crate::Raised {
    let (bound, number) = if given < least { ("at least ", least) } else { ("at most ", most) };
    let bound = if least == most { "" } else { bound };
    let plural = if number == 1 { "" } else { "s" };
    vm.type_error(format!("{name} expected {bound}{number} argument{plural}, got {given}"))
}

/// Distributes arguments to parameters: the first `positional_only` of `names` have no name, from `keyword_only` on they
/// have only that, and the first `required` must be given. Those that are not given are NULL.
pub fn unpack<const N: usize>(
    vm: &mut Vm,
    function: &str,
    args: Args<'_>,
    names: &[&str; N],
    positional_only: usize,
    required: usize,
    keyword_only: usize,
) -> Result<[Value; N]> {
    let mut values = [Value::NULL; N];
    let pos = args.pos();
    if pos.len() > keyword_only || args.values.len() > N {
        let given = if args.values.len() > N { args.values.len() } else { pos.len() };
        let most = if args.values.len() > N { N } else { keyword_only };
        let kind = if most < N || args.values.len() > N && keyword_only < N { "positional " } else { "" };
        let kind = if args.values.len() > N && pos.len() <= keyword_only { "" } else { kind };
        let bound = if required >= most { "exactly" } else { "at most" };
        let plural = if most == 1 { "" } else { "s" };
        return Err(vm.type_error(format!("{function}() takes {bound} {most} {kind}argument{plural} ({given} given)")));
    }
    values[..pos.len()].copy_from_slice(pos);
    for (name, value) in args.keywords() {
        let text = vm.text(name).into_owned();
        match names[positional_only..].iter().position(|&known| known == text) {
            Some(at) if values[positional_only + at].is_null() => values[positional_only + at] = value,
            Some(at) => {
                let at = positional_only + at + 1;
                return Err(vm.type_error(format!("argument for {function}() given by name ('{text}') and position ({at})")));
            }
            None => {
                return Err(vm.type_error(format!("{function}() got an unexpected keyword argument '{text}'")));
            }
        }
    }
    for (at, name) in names[..required].iter().enumerate() {
        if values[at].is_null() {
            if at < positional_only {
                let least = required.min(positional_only);
                let bound = if positional_only == required { "exactly" } else { "at least" };
                let plural = if least == 1 { "" } else { "s" };
                let given = pos.len();
                return Err(vm.type_error(format!("{function}() takes {bound} {least} positional argument{plural} ({given} given)")));
            }
            let at = at + 1;
            return Err(vm.type_error(format!("{function}() missing required argument '{name}' (pos {at})")));
        }
    }
    Ok(values)
}
