//! Parallel moves: values that change places all at once, as a sequence of single moves.

use crate::regalloc::Loc;
use crate::stencil::{Reg, WORDS};

/// A value's move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Move {
    pub to: Loc,
    pub from: Loc,
    /// Which bank of registers it belongs to.
    pub float: bool,
}

/// The slots that a sequence may use: for a value out of a cycle, and for the register that goes between two slots.
const CYCLE_SLOT: Loc = Loc::Slot(0);
const BETWEEN_SLOT: Loc = Loc::Slot(1);

/// A sequence of moves between registers, from constants, and between a register and a slot, with the effect of all the
/// given moves at once. No two have the same target.
pub(crate) fn sequence(mut moves: Vec<Move>) -> Vec<Move> {
    let mut out = Vec::new();
    while !moves.is_empty() {
        let ready = moves.iter().position(|this| {
            !moves
                .iter()
                .any(|other| other.from == this.to && other != this)
        });
        match ready {
            Some(index) => {
                let this = moves.swap_remove(index);
                push(&mut out, this);
            }
            None => {
                // Only cycles are left: the first one's target is put aside, for whoever wants it.
                let Move { to, float, .. } = moves[0];
                push(
                    &mut out,
                    Move {
                        to: CYCLE_SLOT,
                        from: to,
                        float,
                    },
                );
                for other in &mut moves {
                    if other.from == to {
                        other.from = CYCLE_SLOT;
                    }
                }
            }
        }
    }
    out
}

fn push(out: &mut Vec<Move>, this: Move) {
    if matches!(this.to, Loc::Reg(_)) || matches!(this.from, Loc::Reg(_)) {
        out.push(this);
        return;
    }
    // By way of a register that is put aside.
    let between = Loc::Reg(Reg(if this.float { WORDS as u8 } else { 0 }));
    out.push(Move {
        to: BETWEEN_SLOT,
        from: between,
        float: this.float,
    });
    out.push(Move {
        to: between,
        ..this
    });
    out.push(Move {
        from: between,
        ..this
    });
    out.push(Move {
        to: between,
        from: BETWEEN_SLOT,
        float: this.float,
    });
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// All ways to move four values among two registers and two slots.
    #[test]
    fn sequences_have_the_effect_of_all_moves_at_once() {
        let places = [
            Loc::Reg(Reg(0)),
            Loc::Reg(Reg(1)),
            Loc::Slot(5),
            Loc::Slot(6),
        ];
        for code in 0..256usize {
            let sources: Vec<Loc> = (0..4)
                .map(|index| places[code >> (2 * index) & 3])
                .collect();
            let moves: Vec<Move> = places
                .iter()
                .zip(&sources)
                .filter(|(to, from)| to != from)
                .map(|(to, from)| Move {
                    to: *to,
                    from: *from,
                    float: false,
                })
                .collect();
            let mut state: HashMap<Loc, Loc> =
                places.iter().map(|place| (*place, *place)).collect();
            for step in sequence(moves) {
                assert!(
                    matches!(step.to, Loc::Reg(_)) || matches!(step.from, Loc::Reg(_)),
                    "{step:?}"
                );
                state.insert(step.to, state[&step.from]);
            }
            for (to, from) in places.iter().zip(&sources) {
                assert_eq!(state[to], *from, "code {code}");
            }
        }
    }
}
