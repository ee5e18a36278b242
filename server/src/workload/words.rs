//! What to run, in the words that `python` takes.

use crate::worker::Program;

/// The program and its arguments, from what follows the options.
pub fn parse(words: &[String]) -> Result<(Program, Vec<String>), String> {
    let (first, rest) = words.split_first().ok_or("no program")?;
    let with_argument = |short: &str| match first.strip_prefix(short) {
        Some("") => Some(
            rest.split_first()
                .map(|(argument, rest)| (argument.clone(), rest)),
        ),
        Some(attached) if !first.starts_with("--") => Some(Some((attached.to_string(), rest))),
        _ => None,
    };
    let (program, arguments) = if let Some(code) = with_argument("-c") {
        let (code, rest) = code.ok_or("argument expected for the -c option")?;
        (Program::Command(code), rest)
    } else if let Some(module) = with_argument("-m") {
        let (module, rest) = module.ok_or("argument expected for the -m option")?;
        (Program::Module(module), rest)
    } else if first.starts_with('-') {
        return Err(format!("unknown option {first}; see --help"));
    } else {
        (Program::File(first.into()), rest)
    };
    Ok((program, arguments.to_vec()))
}

/// What pytest is told first. Without rewriting, what runs is what the user wrote, and the runtime, which has no syntax trees, can do it
/// and show where a test fails; the project's folder is not to be written to.
pub const PYTEST: [&str; 4] = ["-p", "no:cacheprovider", "--assert=plain", "--tb=native"];

/// The arguments that a program gets.
pub fn given(program: &Program, arguments: &[String]) -> Vec<String> {
    let first: &[&str] = match program {
        Program::Module(name) if name == "pytest" => &PYTEST,
        _ => &[],
    };
    first
        .iter()
        .map(|&word| word.to_owned())
        .chain(arguments.iter().cloned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[&str], expected: &str) {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        assert_eq!(format!("{:?}", parse(&words)), expected);
    }

    #[test]
    fn programs_are_named_as_python_names_them() {
        check(&["a.py", "-x"], r#"Ok((File("a.py"), ["-x"]))"#);
        check(&["-c", "pass", "1"], r#"Ok((Command("pass"), ["1"]))"#);
        check(&["-cpass"], r#"Ok((Command("pass"), []))"#);
        check(
            &["-m", "json.tool", "--help"],
            r#"Ok((Module("json.tool"), ["--help"]))"#,
        );
        let arguments = given(&Program::Module("pytest".into()), &["-q".into()]);
        assert_eq!(arguments[PYTEST.len()..], ["-q"]);
        assert_eq!(given(&Program::Module("unittest".into()), &[]).len(), 0);
        check(&["-m"], r#"Err("argument expected for the -m option")"#);
        check(&["-q", "a.py"], r#"Err("unknown option -q; see --help")"#);
    }
}
