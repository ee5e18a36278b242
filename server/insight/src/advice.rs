//! What to change, by the family of the instruction and what it met. The words, and for which runtimes they are, come from what
//! was measured: where nothing gains, nothing is said.

use runtime::report::{Assumption, Code, Instruction};

use crate::measured::{Advice, Advised};

/// Advice for an instruction that stayed generic, or fell back, of a code object.
pub(crate) fn for_instruction(code: &Code, instruction: &Instruction) -> Option<Advised> {
    let met = Met::of(instruction);
    let constant = constant_before(code, instruction);
    let (advice, about) = match instruction.base_opname.as_str() {
        "BINARY_OP" => match instruction.argrepr.trim_end_matches('=') {
            "+" | "-" | "*" => arithmetic(&met, constant)?,
            "[]" if met.reasons.contains("negative") => (Advice::IndexFromKnownLength, None),
            _ => return None,
        },
        "COMPARE_OP" if met.mixes("int", "float") => match constant {
            Some(_) => (Advice::FloatConstantCompared, constant),
            None => (Advice::CompareOneType, None),
        },
        "COMPARE_OP" if met.has("NoneType") && matches!(&*instruction.argrepr, "==" | "!=") => {
            (Advice::IsNone, None)
        }
        "CONTAINS_OP" => membership(&met, constant)?,
        "LOAD_ATTR" | "STORE_ATTR" | "CALL" if instruction.met.len() > 1 => {
            (Advice::OneLoopPerClass, None)
        }
        "LOAD_ATTR" if met.reasons.contains("overrides attribute access") => {
            (Advice::GetattrToAttribute, None)
        }
        _ => return None,
    };
    Some(advice.about(&about.map_or_else(String::new, |about| format!("`{about}`"))))
}

/// Advice for a place where a trace is often left.
pub(crate) fn for_exit(
    code: &Code,
    instruction: &Instruction,
    assumption: Assumption,
) -> Option<Advised> {
    match assumption {
        Assumption::Type | Assumption::Operands => for_instruction(code, instruction),
        Assumption::Class => Some(Advice::OneLoopPerClass.about("")),
        _ => None,
    }
}

fn arithmetic<'a>(met: &Met, constant: Option<&'a str>) -> Option<(Advice, Option<&'a str>)> {
    if met.mixes("int", "bool") {
        return Some((Advice::IntNotBool, None));
    }
    if !met.mixes("int", "float") {
        return None;
    }
    Some(match constant {
        Some(_) => (Advice::FloatConstant, constant),
        None => (Advice::ConvertWhereMade, None),
    })
}

fn membership<'a>(met: &Met, constant: Option<&'a str>) -> Option<(Advice, Option<&'a str>)> {
    /// In a shorter one a set is no faster.
    const ITEMS: usize = 3;
    match met.kinds.first()?.as_str() {
        "in tuple" => {
            let items = constant?.matches(',').count() + 1;
            (items >= ITEMS).then_some((Advice::InSetLiteral, constant))
        }
        "in list" => Some((Advice::ListToSetForIn, None)),
        "in dict_keys" => Some((Advice::InDictNotKeys, None)),
        _ => None,
    }
}

/// The constant that is loaded just before an instruction: its right operand.
fn constant_before<'a>(code: &'a Code, instruction: &Instruction) -> Option<&'a str> {
    let at = code
        .instructions
        .iter()
        .position(|other| other.offset == instruction.offset)?;
    let before = code.instructions.get(at.checked_sub(1)?)?;
    matches!(&*before.base_opname, "LOAD_SMALL_INT" | "LOAD_CONST").then_some(&before.argrepr)
}

/// What an instruction met, and why that was no good.
struct Met {
    /// `int + float`, most often first.
    kinds: Vec<String>,
    reasons: String,
}

impl Met {
    fn of(instruction: &Instruction) -> Met {
        let failures = instruction.failures.iter();
        let mut kinds: Vec<String> = failures
            .clone()
            .map(|failure| failure.witness.clone())
            .collect();
        kinds.extend(instruction.met.iter().map(|met| met.types.clone()));
        let reasons: Vec<&str> = failures.map(|failure| failure.reason.as_str()).collect();
        Met {
            kinds,
            reasons: reasons.join("; "),
        }
    }

    /// Whether a type was met.
    fn has(&self, name: &str) -> bool {
        let mut kinds = self.kinds.iter();
        kinds.any(|kind| kind.split(' ').any(|word| word == name))
    }

    /// Whether both types came, together or in turn, and no others.
    fn mixes(&self, one: &str, other: &str) -> bool {
        let is_type = |word: &&str| word.starts_with(|first: char| first.is_alphabetic());
        let mut words = self
            .kinds
            .iter()
            .flat_map(|kind| kind.split(' ').filter(is_type));
        self.has(one) && self.has(other) && words.all(|word| word == one || word == other)
    }
}
