//! What the items of a container were made by.

use uops::Opcode;
use vm::Value;
use vm::objects::cast;
use vm::objects::class::slots::BinaryOperator;

use super::flow::{Flow, Source, Sources};
use super::names::Callee;
use super::{Call, Found, Maker, Origins, Wanted, Way};
use crate::observe::code;
use crate::report::{How, Passed};

impl Origins<'_> {
    pub(super) fn items_of(&mut self, index: usize, way: &Way, found: &mut Found) {
        let flow = self.flow(way.code);
        let (unit, opcode, oparg) = flow.instructions[index];
        let place = (way.code, unit as u32);
        let operand = |depth| flow.operand(index, depth).cloned().unwrap_or_default();
        match opcode.base() {
            Opcode::LOAD_CONST => self.constant_items(flow.constant(index), place, way, found),
            Opcode::BUILD_LIST | Opcode::BUILD_TUPLE | Opcode::BUILD_SET => {
                for depth in 1..=oparg as usize {
                    self.follow(Wanted::Itself, &operand(depth), way, found);
                }
                self.filled(&flow, index, way, found);
            }
            Opcode::GET_ITER => self.follow(Wanted::Items, &operand(1), way, found),
            // `[0] * n`
            Opcode::BINARY_OP if oparg == BinaryOperator::Multiply as u32 => {
                self.follow(Wanted::Items, &operand(2), way, found);
                self.filled(&flow, index, way, found);
            }
            Opcode::CALL => match self.callee(&flow, index) {
                Some(Callee::Class(name)) if name == "range" => found.makers.push(Maker {
                    types: Some("int".into()),
                    how: How::Range,
                    place,
                    passed: way.passed.clone(),
                }),
                Some(Callee::Class(name))
                    if oparg == 1 && ["list", "tuple", "set", "reversed"].contains(&&*name) =>
                {
                    self.follow(Wanted::Items, &operand(1), way, found);
                }
                Some(Callee::Code(callee)) => {
                    for (sources, way) in self.returns(callee, place, way, found) {
                        self.follow(Wanted::Items, &sources, &way, found);
                    }
                }
                _ => found.elsewhere = true,
            },
            Opcode::LOAD_ATTR => self.stored_in_attribute(&flow, index, way, found, Wanted::Items),
            Opcode::LOAD_GLOBAL | Opcode::LOAD_NAME => {
                self.stored_in_name(&flow, index, way, found, Wanted::Items)
            }
            _ => found.elsewhere = true,
        }
    }

    pub(super) fn constant_items(
        &self,
        constant: Option<Value>,
        place: Call,
        way: &Way,
        found: &mut Found,
    ) {
        let Some(items) = constant.and_then(|value| self.vm.as_tuple(value)) else {
            found.elsewhere = true;
            return;
        };
        let mut types: Vec<String> = cast::tuple_items(items)
            .iter()
            .map(|item| self.vm.class_name_of(*item))
            .collect();
        types.sort_unstable();
        types.dedup();
        found.makers.extend(types.into_iter().map(|types| Maker {
            types: Some(types),
            how: How::Item,
            place,
            passed: way.passed.clone(),
        }));
    }

    /// What the code that makes a list puts into it afterwards.
    pub(super) fn filled(&mut self, flow: &Flow<'_>, list: usize, way: &Way, found: &mut Found) {
        let is_it = |sources: Option<&Sources>| {
            sources.is_some_and(|sources| sources.known.contains(&Source::Instruction(list)))
        };
        for (index, &(unit, opcode, oparg)) in flow.instructions.iter().enumerate() {
            let place = (way.code, unit as u32);
            let deep = oparg as usize;
            let put = match opcode.base() {
                Opcode::LIST_APPEND | Opcode::SET_ADD if is_it(flow.operand(index, deep + 1)) => 1,
                Opcode::LIST_EXTEND | Opcode::SET_UPDATE
                    if is_it(flow.operand(index, deep + 1)) =>
                {
                    if self.ran(place) {
                        let sources = flow.operand(index, 1).cloned().unwrap_or_default();
                        self.follow(Wanted::Items, &sources, way, found);
                    }
                    continue;
                }
                Opcode::STORE_SUBSCR if is_it(flow.operand(index, 2)) => 3,
                Opcode::CALL if deep == 1 && self.is_append(flow, index, &is_it) => 1,
                _ => continue,
            };
            if self.ran(place) {
                let sources = flow.operand(index, put).cloned().unwrap_or_default();
                self.follow(
                    Wanted::Itself,
                    &sources,
                    &way.through(Passed::Item, place),
                    found,
                );
            }
        }
    }

    /// Whether a CALL is that of `append` of a list.
    pub(super) fn is_append(
        &self,
        flow: &Flow<'_>,
        index: usize,
        is_it: &dyn Fn(Option<&Sources>) -> bool,
    ) -> bool {
        let Some(Source::Instruction(method)) =
            flow.operand(index, 3).and_then(|one| one.known.first())
        else {
            return false;
        };
        let (_, opcode, oparg) = flow.instructions[*method];
        opcode.base() == Opcode::LOAD_ATTR
            && self
                .vm
                .tuple_text(code(flow.code()).names, oparg as usize >> 1)
                == "append"
            && is_it(flow.operand(*method, 1))
    }
}
