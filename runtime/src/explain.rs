//! `tierlens explain`: instructions and micro-ops in words, from the one table.

use uops::uops::Slot;
use uops::{Opcode, Uop};

/// What an instruction or micro-op is and does; `None` for a name that is neither.
pub fn explain(name: &str) -> Option<String> {
    let wanted = name.trim().to_ascii_uppercase();
    if let Some(opcode) = Opcode::from_name(&wanted) {
        return Some(instruction(opcode));
    }
    Uop::from_name(&wanted)
        .or_else(|| Uop::from_name(&format!("_{wanted}")))
        .map(micro_op)
}

/// Whether the instruction of this name has specialized forms.
pub fn has_forms(opname: &str) -> bool {
    let forms = |family| {
        let mut all = Opcode::ALL.iter();
        all.any(|form| form.is_specialized() && form.base() == family)
    };
    Opcode::from_name(opname).is_some_and(forms)
}

fn instruction(opcode: Opcode) -> String {
    let mut text = format!("{}\n  {}\n", opcode.name(), opcode.doc().trim());
    let base = opcode.base();
    if opcode.is_specialized() {
        text += &format!(
            "\n  A specialized form of {}: {}\n",
            base.name(),
            base.doc().trim()
        );
    }
    let forms: Vec<&str> = Opcode::ALL
        .iter()
        .filter(|other| other.is_specialized() && other.base() == opcode)
        .map(|other| other.name())
        .collect();
    if !forms.is_empty() {
        text += &format!("\n  Specialized forms: {}\n", forms.join(", "));
    }
    text += "\n  Micro-ops:\n";
    for part in opcode.parts() {
        text += &format!("    {:<40} {}\n", part.uop.name(), part.uop.doc().trim());
    }
    if opcode.cache_units() > 0 {
        text += &format!("\n  Inline cache: {} code units\n", opcode.cache_units());
    }
    text
}

fn micro_op(uop: Uop) -> String {
    let mut text = format!(
        "{}\n  {}\n\n  Stack: ({} -- {})\n",
        uop.name(),
        uop.doc().trim(),
        slots(uop.input_slots()),
        slots(uop.output_slots())
    );
    let properties = properties(uop);
    if !properties.is_empty() {
        text += &format!("  It {}.\n", properties.join("; "));
    }
    let users: Vec<&str> = Opcode::ALL
        .iter()
        .filter(|opcode| opcode.parts().iter().any(|part| part.uop == uop))
        .map(|opcode| opcode.name())
        .collect();
    if !users.is_empty() {
        text += &format!("\n  Part of: {}\n", users.join(", "));
    }
    text
}

fn slots(slots: &[Slot]) -> String {
    slots
        .iter()
        .map(|slot| format!("{}: {:?}", slot.name, slot.kind))
        .collect::<Vec<_>>()
        .join(", ")
}

fn properties(uop: Uop) -> Vec<&'static str> {
    let (flags, effects) = (uop.flags(), uop.effects());
    [
        (flags.pure, "depends on its inputs alone"),
        (
            flags.exits,
            "leaves a trace when its assumption fails; a side trace can grow there",
        ),
        (
            flags.deopts,
            "falls back to the interpreter when its assumption fails",
        ),
        (effects.runs, "may run other Python code"),
        (effects.raises && !effects.runs, "may raise an exception"),
        (effects.allocates && !effects.raises, "may make objects"),
        (flags.writes_locals, "changes locals"),
        (flags.writes_attributes, "changes attributes"),
        (flags.writes_items, "changes a list"),
        (flags.writes_dicts, "changes a dict"),
        (flags.writes_cells, "changes a closure's variable"),
        (flags.writes_iterators, "advances an iterator"),
        (flags.frame, "enters or leaves a frame"),
        (flags.tier1, "is never part of a trace"),
        (flags.tier2, "is only part of traces"),
    ]
    .into_iter()
    .filter_map(|(holds, text)| holds.then_some(text))
    .collect()
}
