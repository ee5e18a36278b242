//! The types of what instructions make, as far as their forms and what they have met tell.

use uops::uops::Kind;
use uops::{Opcode, Uop};
use vm::objects::class::slots::{BinaryOperator, INPLACE_FROM};

use super::{Call, Origins};
use crate::observe::code;

impl Origins<'_> {
    /// Which types the results of an arithmetic operation had, as far as what it met tells.
    pub(super) fn results(
        &self,
        (pointer, unit): Call,
        opcode: Opcode,
        oparg: u32,
    ) -> Option<Vec<String>> {
        if let (Some(kind), None) = (
            kind_of(opcode),
            self.vm
                .note(code(pointer).id as usize, unit)
                .filter(|note| note.deopts > 0),
        ) {
            return Some(vec![kind]);
        }
        let note = self.vm.note(code(pointer).id as usize, unit)?;
        let operator = BinaryOperator::ALL.get(
            (if oparg >= INPLACE_FROM {
                oparg - INPLACE_FROM
            } else {
                oparg
            }) as usize,
        )?;
        let mut all = Vec::new();
        for names in note.met.all_names() {
            let result = result_of(*operator, names.first()?, names.get(1)?)?;
            if !all.contains(&result) {
                all.push(result);
            }
        }
        (!all.is_empty()).then_some(all)
    }
}

/// The type of what arithmetic makes of two numbers.
fn result_of(operator: BinaryOperator, left: &str, right: &str) -> Option<String> {
    let is_int = |name: &str| ["int", "big int", "bool"].contains(&name);
    let is_float = |name: &str| name == "float";
    let both = |is: &dyn Fn(&str) -> bool| is(left) && is(right);
    let numbers = both(&|name| is_int(name) || is_float(name));
    Some(match operator {
        _ if !numbers => return None,
        BinaryOperator::TrueDivide => "float".into(),
        _ if !both(&is_int) => "float".into(),
        BinaryOperator::Add
        | BinaryOperator::Subtract
        | BinaryOperator::Multiply
        | BinaryOperator::FloorDivide
        | BinaryOperator::Remainder => "int".into(),
        _ => return None,
    })
}

/// The type of what a form leaves on the stack, as the table has it.
pub(super) fn kind_of(opcode: Opcode) -> Option<String> {
    let last: &Uop = &opcode.parts().last()?.uop;
    let name = match last.output_slots().last()?.kind {
        Kind::Int => "int",
        Kind::Float => "float",
        Kind::Bool => "bool",
        Kind::Str => "str",
        Kind::List => "list",
        Kind::Tuple => "tuple",
        Kind::Dict => "dict",
        Kind::Set => "set",
        _ => return None,
    };
    Some(name.into())
}
