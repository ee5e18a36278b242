//! Constants that no instruction loads.

use super::{ENTRY, Graph};
use crate::consts::ConstTable;
use crate::instr::NO_BLOCK;
use crate::ops;

impl Graph {
    pub(super) fn remove_unused_consts(&mut self, consts: &mut ConstTable) {
        if consts.ids.is_empty() {
            return;
        }
        let mut used = vec![false; consts.ids.len()];
        // The first may be the docstring.
        used[0] = true;
        self.each_const_load(|arg| used[*arg as usize] = true);
        if used.iter().all(|&used| used) {
            return;
        }
        let mut places = Vec::with_capacity(used.len());
        let mut next = 0;
        for &used in &used {
            places.push(next);
            next += u32::from(used);
        }
        let mut keep = used.iter();
        consts.ids.retain(|_| keep.next().is_some_and(|&used| used));
        self.each_const_load(|arg| *arg = places[*arg as usize]);
    }

    fn each_const_load(&mut self, mut each: impl FnMut(&mut u32)) {
        let mut id = ENTRY;
        while id != NO_BLOCK {
            self.instrs_mut(id)
                .iter_mut()
                .filter(|instr| instr.op == ops::LOAD_CONST)
                .for_each(|instr| each(&mut instr.arg));
            id = self.block(id).next;
        }
    }
}
