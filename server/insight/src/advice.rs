//! What to change, by the family of the instruction and what it met. The words, and for which runtimes they are, come from what
//! was measured: where nothing gains, nothing is said.

use runtime::report::{Assumption, Code, Instruction, Refusal, Report};

use crate::branch::{Branch, following};
use crate::measured::{Advice, Advised};
use crate::origins;

/// Advice for an instruction that stayed generic, or fell back, of a code object.
pub(crate) fn for_instruction(
    report: &Report,
    code: &Code,
    instruction: &Instruction,
) -> Option<Advised> {
    let met = Met::of(instruction);
    let constant = constant_before(code, instruction);
    // Only an int can be written as a float.
    let int = constant.filter(|text| text.parse::<i64>().is_ok());
    let (advice, about) = match instruction.base_opname.as_str() {
        "BINARY_OP" => match instruction.argrepr.trim_end_matches('=') {
            "+" | "-" | "*" => arithmetic(&met, int, report, instruction)?,
            "[]" if met.refused(Refusal::NegativeIndex) => (Advice::IndexFromKnownLength, None),
            _ => return None,
        },
        "COMPARE_OP" if met.mixes("int", "float") => match int {
            Some(_) => (Advice::FloatConstantCompared, int),
            None => (Advice::CompareOneType, None),
        },
        "COMPARE_OP" if met.has("NoneType") && matches!(&*instruction.argrepr, "==" | "!=") => {
            (Advice::IsNone, None)
        }
        "CONTAINS_OP" => membership(&met, constant, code, instruction)?,
        "LOAD_ATTR" | "STORE_ATTR" | "CALL" if instruction.met.len() > 1 => {
            (Advice::OneLoopPerClass, None)
        }
        "LOAD_ATTR" if met.refused(Refusal::AccessOverridden) => (Advice::GetattrToAttribute, None),
        _ => return None,
    };
    Some(advice.about(&about.map_or_else(String::new, |about| format!("`{about}`"))))
}

/// Advice for a place where a trace is often left.
pub(crate) fn for_exit(
    report: &Report,
    code: &Code,
    instruction: &Instruction,
    assumption: Assumption,
) -> Option<Advised> {
    match assumption {
        Assumption::Type | Assumption::Operands => for_instruction(report, code, instruction),
        Assumption::Class => Some(Advice::OneLoopPerClass.about("")),
        _ => None,
    }
}

fn arithmetic<'a>(
    met: &Met,
    constant: Option<&'a str>,
    report: &Report,
    instruction: &Instruction,
) -> Option<(Advice, Option<&'a str>)> {
    /// A value that is used as often is worth converting: one that is used once is not.
    const USES: u64 = 8;
    if met.mixes("int", "bool") {
        return Some((Advice::IntNotBool, None));
    }
    if !met.mixes("int", "float") {
        return None;
    }
    if constant.is_some() {
        return Some((Advice::FloatConstant, constant));
    }
    let uses = origins::uses_of_each(report, instruction, "int")?;
    (uses >= USES).then_some((Advice::ConvertWhereMade, None))
}

fn membership<'a>(
    met: &Met,
    constant: Option<&'a str>,
    code: &Code,
    instruction: &Instruction,
) -> Option<(Advice, Option<&'a str>)> {
    /// In a shorter tuple a set is no faster.
    const ITEMS: usize = 3;
    /// Nor in a shorter list, where most are found.
    const LISTED: u64 = 8;
    /// A list that is asked as often is worth making a set.
    const ASKED: u64 = 100;
    /// A list of the function itself may be made at each call: so often it has to be asked each time.
    const ASKED_EACH: u64 = 8;
    match met.kinds.first()?.as_str() {
        "in tuple" => {
            let items = constant?.matches(',').count() + 1;
            let rarely_found = found(code, instruction)? * 2 <= instruction.count;
            (items >= ITEMS && rarely_found).then_some((Advice::InSetLiteral, constant))
        }
        "in list" => {
            let items = instruction.failures.iter().map(|failure| failure.items);
            let each = match following(code, instruction, -1)?.base_opname.as_str() {
                "LOAD_GLOBAL" | "LOAD_ATTR" | "LOAD_DEREF" => 1,
                _ => ASKED_EACH * code.calls.max(1),
            };
            let often = instruction.count >= ASKED.max(each);
            (often && items.max()? >= LISTED).then_some((Advice::ListToSetForIn, None))
        }
        "in dict_keys" => Some((Advice::InDictNotKeys, None)),
        _ => None,
    }
}

/// How often a container had what it was asked for, where a branch tells.
fn found(code: &Code, instruction: &Instruction) -> Option<u64> {
    let branch = Branch::of(code, following(code, instruction, 1)?)?;
    // The argument says whether it is `not in`.
    Some(match instruction.argrepr.as_str() {
        "1" => branch.count - branch.so,
        _ => branch.so,
    })
}

/// The constant that is loaded just before an instruction: its right operand.
fn constant_before<'a>(code: &'a Code, instruction: &Instruction) -> Option<&'a str> {
    let before = following(code, instruction, -1)?;
    matches!(&*before.base_opname, "LOAD_SMALL_INT" | "LOAD_CONST").then_some(&before.argrepr)
}

/// What an instruction met, and why that was no good.
struct Met {
    /// `int + float`, most often first.
    kinds: Vec<String>,
    refusals: Vec<Refusal>,
}

impl Met {
    fn of(instruction: &Instruction) -> Met {
        let failures = instruction.failures.iter();
        let mut kinds: Vec<String> = failures
            .clone()
            .map(|failure| failure.witness.clone())
            .collect();
        kinds.extend(instruction.met.iter().map(|met| met.types.clone()));
        Met {
            kinds,
            refusals: failures.map(|failure| failure.kind).collect(),
        }
    }

    /// Whether the instruction was not specialized for this reason.
    fn refused(&self, refusal: Refusal) -> bool {
        self.refusals.contains(&refusal)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The advice for the instruction at offset 0, and its words, of a code object with these instructions.
    fn check(calls: u64, instructions: &str, expected: Option<Advice>) {
        let instructions = format!("[{instructions}]");
        let code = Code {
            calls,
            instructions: serde_json::from_str(&instructions).expect("instructions"),
            ..Code::default()
        };
        let mut report = Report::default();
        report.code.push(code);
        let code = &report.code[0];
        let mut all = code.instructions.iter();
        let instruction = all.find(|one| one.offset == 0).expect("one at 0");
        let given = for_instruction(&report, code, instruction);
        assert_eq!(
            given.map(|advised| advised.advice()),
            expected,
            "{instructions}"
        );
    }

    #[test]
    fn a_tuple_becomes_a_set_where_most_is_not_found() {
        let asked = |argument: &str, branch: &str, stayed: u64, expected| {
            check(
                1,
                &format!(
                    r#"{{"offset": 98, "base_opname": "LOAD_CONST", "opname": "LOAD_CONST", "argrepr": "('a', 'b', 'c')"}},
                    {{"offset": 0, "base_opname": "CONTAINS_OP", "opname": "CONTAINS_OP", "argrepr": "{argument}", "count": 100,
                      "failures": [{{"reason": "", "witness": "in tuple", "count": 1}}]}},
                    {{"offset": 4, "base_opname": "{branch}", "opname": "", "count": 100}},
                    {{"offset": 8, "base_opname": "NOT_TAKEN", "opname": "", "count": {stayed}}}"#
                ),
                expected,
            );
        };
        let set = Some(Advice::InSetLiteral);
        asked("0", "POP_JUMP_IF_FALSE", 20, set);
        asked("0", "POP_JUMP_IF_FALSE", 80, None);
        asked("0", "POP_JUMP_IF_TRUE", 80, set);
        asked("1", "POP_JUMP_IF_FALSE", 80, set);
        asked("1", "POP_JUMP_IF_FALSE", 20, None);
        asked("0", "RETURN_VALUE", 20, None);
    }

    #[test]
    fn a_long_list_becomes_a_set_where_it_is_asked_often() {
        let asked = |loaded: &str, calls, count: u64, items: u64, expected| {
            check(
                calls,
                &format!(
                    r#"{{"offset": 98, "base_opname": "{loaded}", "opname": ""}},
                    {{"offset": 0, "base_opname": "CONTAINS_OP", "opname": "CONTAINS_OP", "count": {count},
                      "failures": [{{"reason": "", "witness": "in list", "count": 1, "items": {items}}}]}}"#
                ),
                expected,
            );
        };
        let set = Some(Advice::ListToSetForIn);
        asked("LOAD_FAST_BORROW", 1, 1000, 20, set);
        asked("LOAD_FAST_BORROW", 1, 1000, 3, None);
        asked("LOAD_FAST_BORROW", 1, 50, 20, None);
        asked("LOAD_FAST_BORROW", 1000, 1000, 20, None);
        asked("LOAD_GLOBAL", 1000, 1000, 20, set);
    }

    #[test]
    fn values_are_converted_where_each_is_used_often() {
        let used = |count: u64, how: &str, through: &str, expected| {
            check(
                1,
                &format!(
                    r#"{{"offset": 0, "base_opname": "BINARY_OP", "opname": "BINARY_OP", "argrepr": "+",
                      "met": [{{"types": "float + float", "count": 5000}}, {{"types": "float + int", "count": {count}}}],
                      "origins": [{{"operand": 1, "type": "int", "how": "{how}", "place": {{"code": 0, "offset": 4}},
                                   "passed": [{{"through": "{through}", "place": {{"code": 0, "offset": 8}}}}]}}]}},
                    {{"offset": 4, "base_opname": "CALL", "opname": "CALL", "count": 1}},
                    {{"offset": 8, "base_opname": "LIST_APPEND", "opname": "LIST_APPEND", "count": 100}}"#
                ),
                expected,
            );
        };
        let convert = Some(Advice::ConvertWhereMade);
        used(1000, "range", "item", convert);
        used(100, "range", "item", None);
        used(1000, "range", "argument", None);
        used(1000, "constant", "argument", convert);
    }
}
