//! What the user calls values, for proofs and reasons.

use uops::Uop;

use super::Optimizer;
use crate::objects::cast;
use crate::trace::TraceUop;
use crate::trace::symbols::Id;

impl Optimizer<'_> {
    /// What a value is called where the running frame's code is written: a local, a global, an attribute of one.
    pub(super) fn name(&mut self, id: Id) -> Option<String> {
        let frame = self.state.top();
        let code = frame.code;
        if let Some(local) = frame.locals.iter().position(|local| *local == id) {
            return Some(self.vm.local_name(code, local));
        }
        match &self.state.get(id).name {
            Some((named_in, name)) if *named_in == code => Some(name.clone()),
            _ => None,
        }
    }

    /// The name, quoted, for a sentence.
    pub(super) fn quoted(&mut self, id: Id) -> String {
        self.name(id)
            .map_or_else(|| String::from("the value"), |name| format!("'{name}'"))
    }

    /// Names an attribute after its owner, if that has a name.
    pub(super) fn name_attribute(
        &mut self,
        id: Id,
        inputs: &[(&'static str, Vec<Id>)],
        uop: &TraceUop,
    ) {
        let owner = inputs.iter().find(|(name, _)| *name == "owner");
        let owner = owner.and_then(|(_, ids)| self.name(ids[0]));
        // SAFETY: pinned: the code object is live; LOAD_ATTR's argument is the name's index, doubled.
        let names = cast::tuple_items(unsafe { (*uop.code).names });
        if let (Some(owner), Some(name)) = (owner, names.get((uop.oparg >> 1) as usize)) {
            let name = format!("{owner}.{}", self.vm.text(*name));
            self.state.get_mut(id).name = Some((uop.code, name));
        }
    }

    /// What the user calls the value that a guard looks at: the one that it narrows, or its only operand.
    pub(super) fn subject(&mut self, uop: &TraceUop) -> Option<String> {
        if !uop.uop.is_guard() || is_of_call(uop.uop) {
            return None;
        }
        let (inputs, outputs) = (uop.uop.input_slots(), uop.uop.output_slots());
        let narrowed = inputs.iter().rposition(|input| {
            outputs
                .iter()
                .any(|output| output.name == input.name && output.kind != input.kind)
        });
        let index = match (narrowed, inputs.len()) {
            (Some(index), _) => index,
            (None, 1) => 0,
            _ => return None,
        };
        let above: u32 = inputs[index + 1..]
            .iter()
            .map(|slot| (slot.count)(uop.oparg))
            .sum();
        let id = self.state.peek(above as usize + 1);
        self.name(id)
    }
}

/// Whether a guard looks at a callable, with the call's operands above it.
fn is_of_call(uop: Uop) -> bool {
    uop.input_slots().iter().any(|slot| slot.name == "callable")
}
