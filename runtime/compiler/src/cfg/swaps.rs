//! SWAPs: fewer of them, and none where the stores after them can change places instead.

use crate::instr::Instr;
use crate::ops;

const VISITED: usize = usize::MAX;

/// Replaces a run of SWAPs and NOPs by the shortest with the same effect; leaves `at` on the run's last instruction.
pub(super) fn shorten(instrs: &mut [Instr], at: &mut usize) {
    let start = *at;
    let mut depth = instrs[start].arg as usize;
    let mut length = 1;
    let mut more = false;
    while let Some(instr) = instrs.get(start + length) {
        match instr.op {
            ops::SWAP => {
                depth = depth.max(instr.arg as usize);
                more = true;
            }
            ops::NOP => {}
            _ => break,
        }
        length += 1;
    }
    if !more {
        return;
    }
    let run = &mut instrs[start..start + length];
    let mut stack: Vec<usize> = (0..depth).collect();
    for instr in run.iter().filter(|instr| instr.op == ops::SWAP) {
        stack.swap(0, instr.arg as usize - 1);
    }
    // Each cycle of the permutation is undone by swaps with the top, written from the end of the run backwards.
    let mut current = length;
    for first in 0..depth {
        if stack[first] == VISITED || stack[first] == first {
            continue;
        }
        let mut item = first;
        loop {
            if item != 0 {
                current -= 1;
                run[current].op = ops::SWAP;
                run[current].arg = item as u32 + 1;
            }
            if stack[item] == VISITED {
                break;
            }
            item = std::mem::replace(&mut stack[item], VISITED);
        }
    }
    for instr in &mut run[..current] {
        instr.set_nop();
    }
    *at += length - 1;
}

/// Instructions that only take the top of the stack, and can change places with each other.
fn is_swappable(instr: &Instr) -> bool {
    matches!(
        instr.op,
        ops::STORE_FAST | ops::STORE_FAST_MAYBE_NULL | ops::POP_TOP
    )
}

fn stores_to(instr: &Instr) -> Option<u32> {
    matches!(instr.op, ops::STORE_FAST | ops::STORE_FAST_MAYBE_NULL).then_some(instr.arg)
}

fn next_swappable(instrs: &[Instr], at: usize, line: i32) -> Option<usize> {
    for (at, instr) in instrs.iter().enumerate().skip(at + 1) {
        if line >= 0 && instr.loc.line != line {
            return None;
        }
        if instr.op == ops::NOP {
            continue;
        }
        return is_swappable(instr).then_some(at);
    }
    None
}

/// Applies the SWAPs that end at `end` by swapping the instructions after them.
pub(super) fn apply(instrs: &mut [Instr], end: usize) {
    for at in (0..=end).rev() {
        let swap = instrs[at];
        if swap.op != ops::SWAP {
            if swap.op == ops::NOP || is_swappable(&swap) {
                continue;
            }
            return;
        }
        let Some(first) = next_swappable(instrs, at, -1) else {
            return;
        };
        let line = instrs[first].loc.line;
        let mut second = first;
        for _ in 1..swap.arg {
            match next_swappable(instrs, second, line) {
                Some(next) => second = next,
                None => return,
            }
        }
        let (one, other) = (stores_to(&instrs[first]), stores_to(&instrs[second]));
        if one.is_some() || other.is_some() {
            if one == other {
                return;
            }
            let between = instrs[first + 1..second].iter().filter_map(stores_to);
            if between
                .into_iter()
                .any(|local| Some(local) == one || Some(local) == other)
            {
                return;
            }
        }
        instrs[at].set_nop();
        instrs.swap(first, second);
    }
}
