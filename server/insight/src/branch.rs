//! Which way branches go, by the counts of what lies behind them.

use runtime::report::{Code, Instruction};

/// How often a branch was given what is in its name (`POP_JUMP_IF_NONE`: None), and how often it ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Branch {
    /// What it looks for, and how it is called when it is not so.
    pub words: [&'static str; 2],
    /// How often it was so.
    pub so: u64,
    /// How often it ran.
    pub count: u64,
}

impl Branch {
    /// The branch that an instruction of a code object is, if it is one and has run.
    pub(crate) fn of(code: &Code, instruction: &Instruction) -> Option<Branch> {
        let (words, jumps_so) = match instruction.base_opname.as_str() {
            "POP_JUMP_IF_TRUE" => (["true", "false"], true),
            "POP_JUMP_IF_FALSE" => (["true", "false"], false),
            "POP_JUMP_IF_NONE" => (["None", "not None"], true),
            "POP_JUMP_IF_NOT_NONE" => (["None", "not None"], false),
            _ => return None,
        };
        let count = instruction.count;
        // Behind a branch is what runs when it does not jump.
        let stayed = following(code, instruction, 1)?.count.min(count);
        let so = if jumps_so { count - stayed } else { stayed };
        (count > 0).then_some(Branch { words, so, count })
    }
}

/// Which way a branch goes: `true 80 %, false 20 %`. None for other instructions, and those that did not run.
pub fn branch_shares(code: &Code, instruction: &Instruction) -> Option<String> {
    let Branch { words, so, count } = Branch::of(code, instruction)?;
    let share = |times: u64| match 100.0 * times as f64 / count as f64 {
        share if share > 0.0 && share < 1.0 => "under 1 %".to_owned(),
        share if share > 99.0 && share < 100.0 => "over 99 %".to_owned(),
        share => format!("{share:.0} %"),
    };
    let [yes, no] = words;
    Some(format!("{yes} {}, {no} {}", share(so), share(count - so)))
}

/// The instruction so many behind another, in the order of the code.
pub(crate) fn following<'a>(
    code: &'a Code,
    instruction: &Instruction,
    by: isize,
) -> Option<&'a Instruction> {
    let mut all = code.instructions.iter();
    let at = all.position(|other| other.offset == instruction.offset)?;
    code.instructions.get(at.checked_add_signed(by)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(opname: &str, count: u64, stayed: u64, expected: Option<&str>) {
        let instruction = |offset, opname: &str, count| Instruction {
            offset,
            base_opname: opname.into(),
            count,
            ..Instruction::default()
        };
        let code = Code {
            instructions: vec![
                instruction(0, opname, count),
                instruction(4, "NOT_TAKEN", stayed),
            ],
            ..Code::default()
        };
        let shares = branch_shares(&code, &code.instructions[0]);
        assert_eq!(shares.as_deref(), expected, "{opname} {count} {stayed}");
    }

    #[test]
    fn shares_follow_from_what_lies_behind() {
        check("POP_JUMP_IF_FALSE", 100, 80, Some("true 80 %, false 20 %"));
        check("POP_JUMP_IF_TRUE", 100, 80, Some("true 20 %, false 80 %"));
        check("POP_JUMP_IF_NONE", 4, 4, Some("None 0 %, not None 100 %"));
        check(
            "POP_JUMP_IF_NOT_NONE",
            1000,
            1,
            Some("None under 1 %, not None over 99 %"),
        );
        check("POP_JUMP_IF_FALSE", 0, 0, None);
        check("JUMP_FORWARD", 100, 80, None);
    }
}
