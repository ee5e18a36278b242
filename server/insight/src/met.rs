//! The types that came to one place, in words.

use runtime::report::Instruction;

/// Types with a smaller part than this are not named.
const FLOOR: f64 = 0.005;
/// At most so many are named.
const NAMED: usize = 4;

/// `5 classes meet here: Rect 31 %, Ring 20 %, …`; `float + float 50 %, float + int 50 %`. None where it was one.
pub(crate) fn shares(instruction: &Instruction) -> Option<String> {
    let total: u64 = instruction.met.iter().map(|met| met.count).sum();
    let share = |count: u64| count as f64 / total as f64;
    let mut named: Vec<String> = instruction
        .met
        .iter()
        .filter(|met| share(met.count) >= FLOOR)
        .map(|met| format!("{} {:.0} %", met.types, 100.0 * share(met.count)))
        .collect();
    let kinds = instruction.met.len();
    if kinds < 2 || named.len() < 2 {
        return None;
    }
    if named.len() > NAMED {
        named.truncate(NAMED);
        named.push("…".into());
    }
    let named = named.join(", ");
    // Several operands are told apart by their pairs: their number would say nothing.
    Some(if instruction.base_opname.ends_with("_ATTR") {
        format!("{kinds} classes meet here: {named}")
    } else {
        named
    })
}
