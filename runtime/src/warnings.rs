//! Issues what the compiler warns of (CPython's `PyErr_WarnExplicitObject` and `show_warning`).

use compiler::{ErrorKind, SyntaxError, Warning};
use vm::{Raised, Result, Value, Vm};

/// Issues `SyntaxWarning`s about a text: through the `warnings` module if the program has imported it, else on `sys.stderr`.
///
/// # Errors
///
/// A filter may make an exception of a warning; that exception is a `SyntaxError`, as CPython's.
pub(crate) fn issue(vm: &mut Vm, warnings: &[Warning], filename: &str, text: &str) -> Result<()> {
    for warning in warnings {
        let module = vm.loaded_module("warnings");
        let issued = if module.is_null() {
            show(vm, warning, filename, text)
        } else {
            warn_explicit(vm, module, warning, filename)
        };
        if let Err(raised) = issued {
            return Err(as_error(vm, raised, warning, filename));
        }
    }
    Ok(())
}

fn warn_explicit(vm: &mut Vm, module: Value, warning: &Warning, filename: &str) -> Result<()> {
    let name = vm.intern("warn_explicit");
    let warn_explicit = vm.get_attr(module, name)?;
    let category = vm.types.syntax_warning;
    let arguments = [
        vm.new_str(&warning.message),
        Value::object(category),
        vm.new_str(filename),
        Value::int_unchecked(warning.line.into()),
    ];
    vm.call_pos(warn_explicit, &arguments).map(drop)
}

fn show(vm: &mut Vm, warning: &Warning, filename: &str, text: &str) -> Result<()> {
    let (line, message) = (warning.line, &warning.message);
    let mut shown = format!("{filename}:{line}: SyntaxWarning: {message}\n");
    // The line is looked for in the file, and `<string>` is none.
    if !filename.starts_with('<')
        && let Some(source) = vm::lines::lines(text).nth(line.saturating_sub(1) as usize)
    {
        shown += &format!("  {}\n", source.trim());
    }
    let Ok(stderr) = vm.stream("stderr") else {
        vm.take_raised();
        return Ok(());
    };
    let shown = vm.new_str(&shown);
    // A stream that cannot be written to is not the compiler's business.
    if vm.call_method(stderr, "write", &[shown]).is_err() {
        vm.take_raised();
    }
    Ok(())
}

/// A filter's `SyntaxWarning` becomes a `SyntaxError`, which tells the place too.
fn as_error(vm: &mut Vm, raised: Raised, warning: &Warning, filename: &str) -> Raised {
    let category = vm.types.syntax_warning;
    if !vm.is_instance_of(vm.raised, category) {
        return raised;
    }
    vm.take_raised();
    let error = SyntaxError {
        kind: ErrorKind::Syntax,
        message: warning.message.clone(),
        filename: Some(filename.to_owned()),
        line: warning.line,
        column: 0,
        end_line: 0,
        end_column: 0,
        text: None,
    };
    crate::code::raise(vm, &error)
}
