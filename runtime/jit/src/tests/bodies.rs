//! For every pure operation of the table and many operands: the primitive's body (by way of the constant folder) and the
//! stencils agree, in every register assignment of the operands that the table allows, and the result is in the range
//! that the transfer function gives.

use super::*;
use crate::fold::{Outcome, eval};
use crate::ir::NO_SNAPSHOT;
use crate::ops::{Op, Ty};
use crate::ranges::Range;
use crate::regalloc::{ExitSite, Loc, MachineOp};
use crate::stencil::{FLOATS, Reg, WORDS, variant};

fn operands(ty: Ty) -> Vec<i64> {
    let ints = [
        0,
        1,
        -1,
        2,
        -2,
        3,
        7,
        -7,
        10,
        15,
        16,
        46,
        47,
        48,
        63,
        64,
        255,
        1 << 20,
        -(1 << 20),
        (1 << 30) - 1,
        1 << 31,
        1 << 32,
        (1 << 46) + 1,
        (1 << 47) - 1,
        -(1 << 47),
        -(1 << 47) + 1,
    ];
    let floats = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        1e300,
        -1e300,
        1e-310,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        123456.789,
    ];
    match ty {
        Ty::Int => ints.iter().map(|int| int << 16).collect(),
        Ty::Bool => vec![0, 1],
        Ty::Float => floats
            .iter()
            .map(|float: &f64| float.to_bits() as i64)
            .collect(),
        Ty::Value => {
            let boxed_ints = ints.iter().map(|int| uops::Value::int_unchecked(*int));
            let boxed_floats = floats.iter().map(|float| uops::Value::float(*float));
            let others = [
                uops::Value::NULL,
                uops::Value::NONE,
                uops::Value::TRUE,
                uops::Value::FALSE,
                uops::Value::from_bits(0x7f00_1234_5678),
            ];
            boxed_ints
                .chain(boxed_floats)
                .chain(others)
                .map(|value| value.bits() as i64)
                .collect()
        }
        _ => vec![0, 1, -1, 5, 1 << 40, i64::MAX, i64::MIN, 77 << 16],
    }
}

/// Runs one stencil on operands in the given registers; the result's bits, or `None` where it leaves.
fn run(op: Op, immediate: bool, registers: &[Reg], args: &[i64], imm: i64) -> Option<u64> {
    let mut allocation = Allocation::default();
    let result = op.result().map(|_| registers[0]);
    let in_registers = &registers[usize::from(op.has_free_result())..];
    for (reg, arg) in in_registers.iter().zip(args) {
        let materialize = if reg.is_float() {
            Op::constant_float
        } else {
            Op::constant
        };
        allocation.ops.push(MachineOp {
            stencil: variant(materialize, false, &[*reg]) as u32,
            imm: *arg,
            exit: NO_SNAPSHOT,
        });
    }
    let exit = if op.flags().exits { 0 } else { NO_SNAPSHOT };
    allocation.ops.push(MachineOp {
        stencil: variant(op, immediate, registers) as u32,
        imm,
        exit,
    });
    if op.flags().exits {
        allocation.exits.push(ExitSite {
            snapshot: 0,
            locs: Vec::new(),
        });
    }
    allocation.exits.push(ExitSite {
        snapshot: 1,
        locs: Vec::new(),
    });
    let machine = emit(&allocation, 0).expect("memory for code");
    let mut context = Context::new(0, 0, 0, &[]);
    // SAFETY: a pure stencil touches no memory.
    unsafe { machine.run(0, &raw mut context as usize) };
    let stayed = context.exit as usize + 1 == allocation.exits.len();
    stayed.then(|| result.map_or(1, |reg| context.read(Loc::Reg(reg))))
}

fn same(op: Op, left: u64, right: u64) -> bool {
    let nan = |bits| f64::from_bits(bits).is_nan();
    left == right || op.result() == Some(Ty::Float) && nan(left) && nan(right)
}

#[test]
fn bodies_stencils_and_transfer_agree() {
    if !crate::available() {
        return;
    }
    let mut seed = 1usize;
    let mut checked = 0;
    for &op in Op::ALL.iter().filter(|op| op.flags().pure) {
        let types: Vec<Ty> = op
            .operands()
            .iter()
            .copied()
            .filter(|ty| ty.in_register())
            .collect();
        let has_hole = op.operands().len() > types.len();
        let holes = if has_hole {
            operands(Ty::Value)
        } else {
            vec![0]
        };
        let firsts = types.first().map_or(vec![0], |ty| operands(*ty));
        let seconds = types.get(1).map_or(vec![0], |ty| operands(*ty));
        for &first in &firsts {
            for &second in &seconds {
                for &hole in &holes {
                    let args = &[first, second][..types.len()];
                    let with_hole: Vec<i64> = args
                        .iter()
                        .copied()
                        .chain(has_hole.then_some(hole))
                        .collect();
                    if op == Op::constant || op == Op::constant_float {
                        continue; // Used to load every operand here.
                    }
                    let expected = match eval(op, &with_hole) {
                        Outcome::Is(bits) => Some(bits as u64),
                        Outcome::Leaves => None,
                        Outcome::Unknown => panic!("{} is pure", op.name()),
                    };
                    // Another register assignment for each pair of operands.
                    seed += 1;
                    let mut registers: Vec<Reg> = Vec::new();
                    let result = op.has_free_result().then(|| op.result()).flatten();
                    for (index, ty) in result.into_iter().chain(types.iter().copied()).enumerate() {
                        let (base, count) = if ty == Ty::Float {
                            (WORDS, FLOATS)
                        } else {
                            (0, WORDS)
                        };
                        let mut reg = Reg((base + (seed * (index * 3 + 1) + index) % count) as u8);
                        let operands_from = usize::from(result.is_some());
                        while index > operands_from && registers[operands_from..].contains(&reg) {
                            reg = Reg((base + (reg.0 as usize - base + 1) % count) as u8);
                        }
                        registers.push(reg);
                    }
                    let found = run(op, false, &registers, args, hole);
                    let equal = match (expected, found) {
                        (Some(left), Some(right)) => same(op, left, right),
                        (None, None) => true,
                        _ => false,
                    };
                    assert!(
                        equal,
                        "{} {with_hole:x?} in {registers:?}: body {expected:x?}, stencil {found:x?}",
                        op.name()
                    );
                    if op.flags().imm && i32::try_from(second).is_ok() {
                        registers.pop();
                        let found = run(op, true, &registers, &args[..1], second);
                        assert!(
                            found == expected,
                            "{} {first:x} #{second:x}: body {expected:x?}, stencil {found:x?}",
                            op.name()
                        );
                    }
                    if let (Some(bits), [Ty::Int, Ty::Int], Some(Ty::Int)) =
                        (expected, &types[..], op.result())
                        && let Some(range) = Range::of(
                            op,
                            Range::exactly(first >> 16),
                            Range::exactly(second >> 16),
                        )
                    {
                        let value = bits as i64 >> 16;
                        assert!(
                            range.lo <= value && value <= range.hi,
                            "{} {first} {second}: {value} not in {range:?}",
                            op.name()
                        );
                    }
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 5000, "{checked}");
}
