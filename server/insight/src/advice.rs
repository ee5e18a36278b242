//! What to change, by the family of the instruction and what it met.

use runtime::report::{Failure, Instruction};

/// Advice for an instruction that stayed generic; empty when there is nothing to change.
pub(crate) fn for_failure(instruction: &Instruction, failure: &Failure) -> String {
    let witness = failure.witness.as_str();
    match instruction.base_opname.as_str() {
        "BINARY_OP" => binary(instruction.argrepr.trim_end_matches('='), witness),
        "COMPARE_OP" => match operands(witness) {
            Some((left, right)) if left != right => format!("compare values of one type: here {} meets {}", a(left), a(right)),
            Some(_) => "only int, float and str have specialized comparisons, each with its own type".into(),
            None => String::new(),
        },
        "CONTAINS_OP" => "use a set or a dict on the right of `in`: only these have a specialized form".into(),
        "FOR_ITER" => "loop over a list, a tuple, a range or a generator: only these have a specialized form".into(),
        "UNPACK_SEQUENCE" => "unpack a tuple or a list: only these have a specialized form".into(),
        "STORE_SUBSCR" => "store into a list by an int index from 0, or into a dict: only these have a specialized form".into(),
        "TO_BOOL" => "compare explicitly (`is not None`, `!= 0`, `len(x) > 0`) when the value has different types".into(),
        "LOAD_ATTR" | "STORE_ATTR" => {
            "set the attribute in `__init__`, on every path and in the same order; avoid `__getattr__` and `__setattr__` in hot code".into()
        }
        "LOAD_GLOBAL" => "assign globals before the hot code runs, or pass the value as an argument".into(),
        "CALL" | "CALL_KW" => "call with plain positional arguments, and one kind of callable at this place".into(),
        _ => String::new(),
    }
}

fn binary(operator: &str, witness: &str) -> String {
    match (operator, operands(witness)) {
        ("+" | "-" | "*", Some((left, right))) if left != right => {
            format!("make both operands the same type before the hot code: here {} meets {}", a(left), a(right))
        }
        ("+" | "-" | "*", _) => "int with int, float with float and str + str have specialized forms".into(),
        ("[]", _) => {
            "index a list, tuple or str by an int from 0, or a dict: only these have a specialized form".into()
        }
        // CPython 3.14 has no form for these, whatever the types: there is nothing to change.
        _ => String::new(),
    }
}

/// The types in `int + float`.
fn operands(witness: &str) -> Option<(&str, &str)> {
    let mut words = witness.split_whitespace();
    match (words.next(), words.next(), words.next(), words.next()) {
        (Some(left), Some(_), Some(right), None) => Some((left, right)),
        _ => None,
    }
}

/// The word with its article.
fn a(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {word}")
}
