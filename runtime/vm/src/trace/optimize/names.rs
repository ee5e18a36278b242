//! What the user calls values, for proofs and reasons.

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

    /// What the user calls the value that a guard looks at.
    pub(super) fn subject(&mut self, uop: &TraceUop) -> Option<String> {
        let depth = uop.uop.subject_depth(uop.oparg)?;
        let id = self.state.peek(depth);
        self.name(id)
    }
}
