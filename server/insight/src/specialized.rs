//! What an instruction was specialized to.

use runtime::report::Instruction;

use crate::finding::{Cost, Doc, Finding, Findings, Kind, Severity, times};

pub(crate) const DOC: Doc = Doc {
    name: "specialized",
    text: "\
The interpreter replaced a generic instruction by one for the types that it met, as CPython does. The hint gives the part of
the name that says which: ⚡ADD_INT is BINARY_OP_ADD_INT. `tierlens explain` tells what each of them does.",
    traces_only: false,
};

/// Families whose hints tell something about the line. The others specialize nearly always, and would only be noise: hover shows them.
const SHOWN: &[&str] = &[
    "BINARY_OP",
    "COMPARE_OP",
    "CALL",
    "CALL_KW",
    "CONTAINS_OP",
    "FOR_ITER",
    "LOAD_ATTR",
    "LOAD_SUPER_ATTR",
    "SEND",
    "STORE_ATTR",
    "STORE_SUBSCR",
    "UNPACK_SEQUENCE",
];

pub(crate) fn find(findings: &mut Findings<'_>) {
    for (code, object) in findings.code() {
        for instruction in &object.instructions {
            let (Some(span), Some(form)) = (instruction.span, form(instruction)) else {
                continue;
            };
            let shown = SHOWN.contains(&instruction.base_opname.as_str());
            findings.add(Finding {
                kind: Kind::Specialized,
                severity: Severity::Good,
                code,
                span,
                cost: Cost::default(),
                hint: if shown {
                    format!("⚡{form}")
                } else {
                    String::new()
                },
                message: format!("{} became {}", instruction.base_opname, instruction.opname),
                reason: format!(
                    "it ran {}, with the types this form is for",
                    times(instruction.count)
                ),
                advice: String::new(),
                advised: None,
                related: Vec::new(),
            });
        }
    }
}

/// What was added to the name: `ADD_INT`.
fn form(instruction: &Instruction) -> Option<&str> {
    instruction
        .opname
        .strip_prefix(&instruction.base_opname)?
        .strip_prefix('_')
        .filter(|form| !form.is_empty())
}
