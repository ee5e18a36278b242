//! Where the values were made that alternate at a place: from the bytecode, which instructions an operand may come from; from the
//! run, what these have made, and by which calls arguments came when a type was first met. What is not known is not told.

mod context;
mod flow;
mod items;
mod names;
mod types;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use uops::Opcode;
use vm::layout::{Code, Dict, code_flags};
use vm::objects::class::slots::SUBSCR;
use vm::specialize::met::Seen;
use vm::{Value, Vm};

use super::code;
use super::traces::{Index, place};
use crate::report::{self, How, Passed, Report};
use context::{Call, argument};
use flow::{Flow, Source, Sources};
use names::Callee;
use types::kind_of;

/// At most so many places are told for a type of an operand.
const MOST_PLACES: usize = 3;
/// At most so many types are followed at a place.
const MOST_TYPES: usize = 4;
/// Through so many calls and other places a value is followed.
const MOST_STEPS: usize = 20;
/// How much is looked at for one operand.
const MOST_WORK: usize = 400;

/// A place that made values of one type which came to an operand.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Origin {
    /// The operand's number, from the left.
    pub operand: usize,
    /// The type.
    pub types: String,
    pub how: How,
    /// The instruction.
    pub place: Call,
    /// What it went through from there.
    pub passed: Vec<(Passed, Call)>,
}

/// A place that may have made a value; no type where that is not known.
#[derive(Clone, Debug)]
struct Maker {
    types: Option<String>,
    how: How,
    place: Call,
    passed: Vec<(Passed, Call)>,
}

/// What is asked about a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Wanted {
    /// What has made it.
    Itself,
    /// What has made the items of a container.
    Items,
}

/// What has been found for one operand.
#[derive(Default)]
struct Found {
    makers: Vec<Maker>,
    /// Whether it may have been made elsewhere.
    elsewhere: bool,
    seen: HashSet<(*mut Code, Source, Wanted)>,
    work: usize,
}

/// A value under way: the code that has it, the calls that have led there, the innermost first, and what it goes through from there.
#[derive(Clone)]
struct Way {
    code: *mut Code,
    calls: Vec<Call>,
    passed: Vec<(Passed, Call)>,
}

impl Way {
    fn is_long(&self) -> bool {
        self.passed.len() + self.calls.len() > MOST_STEPS
    }

    fn through(&self, passed: Passed, place: Call) -> Way {
        let mut way = self.clone();
        way.passed.insert(0, (passed, place));
        way
    }
}

/// Fills in where values were made that came to instructions of `codes`, which are the report's.
pub(super) fn fill(
    vm: &Vm,
    codes: &[*mut Code],
    traced: &HashMap<Call, u64>,
    index: &Index,
    report: &mut Report,
) {
    let mut origins = Origins::new(vm, codes, traced);
    for (pointer, shown) in codes.iter().zip(&mut report.code) {
        for instruction in shown
            .instructions
            .iter_mut()
            .filter(|one| one.met.len() > 1)
        {
            let found = origins.of(*pointer, instruction.offset as usize / 2);
            instruction.origins = found
                .into_iter()
                .map(|origin| report::Made {
                    operand: origin.operand as u32,
                    type_name: origin.types,
                    how: origin.how,
                    place: place(vm, index, origin.place.0, origin.place.1),
                    passed: origin
                        .passed
                        .into_iter()
                        .map(|(through, (code, unit))| report::Step {
                            through,
                            place: place(vm, index, code, unit),
                        })
                        .collect(),
                })
                .collect();
        }
    }
}

/// Follows values through the user's code.
pub(super) struct Origins<'a> {
    vm: &'a Vm,
    codes: &'a [*mut Code],
    /// How often traces ran instructions.
    traced: &'a HashMap<Call, u64>,
    flows: HashMap<*mut Code, Rc<Flow<'a>>>,
    /// The namespaces that are alive: those of modules.
    namespaces: HashSet<*mut Dict>,
}

impl<'a> Origins<'a> {
    pub(super) fn new(
        vm: &'a Vm,
        codes: &'a [*mut Code],
        traced: &'a HashMap<Call, u64>,
    ) -> Origins<'a> {
        Origins {
            vm,
            codes,
            traced,
            flows: HashMap::new(),
            namespaces: vm.module_namespaces().collect(),
        }
    }

    /// Where the values were made that came to an instruction, where types alternate there.
    pub(super) fn of(&mut self, pointer: *mut Code, unit: usize) -> Vec<Origin> {
        let vm = self.vm;
        let Some(note) = vm.note(code(pointer).id as usize, unit as u32) else {
            return Vec::new();
        };
        let seen: Vec<Seen<'a>> = note.met.seen().take(MOST_TYPES).collect();
        let Some(first) = seen.first().filter(|_| seen.len() > 1) else {
            return Vec::new();
        };
        if vm.codes[code(pointer).id as usize].locals_written {
            return Vec::new();
        }
        let flow = self.flow(pointer);
        let index = flow.at(unit as u32);
        let mut found = Vec::new();
        for operand in 0..first.names.len() {
            let types_of = |seen: &Seen<'a>| match seen.names[operand].as_str() {
                // How big it is nobody has made.
                "big int" => "int",
                types => types,
            };
            if seen.iter().all(|seen| types_of(seen) == types_of(first)) {
                continue;
            }
            let depth = note.met.depth(operand);
            let Some(sources) = depth.and_then(|depth| flow.operand(index, depth)) else {
                continue;
            };
            let mut told: Vec<&str> = Vec::new();
            for seen in &seen {
                let types = types_of(seen);
                if told.contains(&types) {
                    continue;
                }
                told.push(types);
                let way = Way {
                    code: pointer,
                    calls: seen.calls.to_vec(),
                    passed: Vec::new(),
                };
                let mut result = Found::default();
                // What it makes of itself is no origin.
                result
                    .seen
                    .insert((pointer, Source::Instruction(index), Wanted::Itself));
                self.follow(Wanted::Itself, sources, &way, &mut result);
                found.extend(chosen(result, operand, types));
            }
        }
        found
    }

    fn flow(&mut self, pointer: *mut Code) -> Rc<Flow<'a>> {
        if let Some(flow) = self.flows.get(&pointer) {
            return flow.clone();
        }
        let count = |unit: usize| self.count((pointer, unit as u32));
        let mut flow = Flow::new(self.vm, pointer, count);
        if self.vm.text(code(pointer).qualname) == "<module>" {
            flow.follow_names(self.not_followed(pointer));
        }
        let flow = Rc::new(flow);
        self.flows.insert(pointer, flow.clone());
        flow
    }

    fn count(&self, place: Call) -> u64 {
        let details = &self.vm.codes[code(place.0).id as usize];
        details.counts.of(place.1) + self.traced.get(&place).unwrap_or(&0)
    }

    fn ran(&self, place: Call) -> bool {
        self.count(place) > 0
    }

    /// What has made a value, or its items.
    fn follow(&mut self, wanted: Wanted, sources: &Sources, way: &Way, found: &mut Found) {
        found.elsewhere |= sources.others;
        for source in &sources.known {
            found.work += 1;
            if found.work > MOST_WORK || way.is_long() {
                found.elsewhere = true;
                return;
            }
            if !found.seen.insert((way.code, *source, wanted)) {
                continue;
            }
            match (*source, wanted) {
                (Source::Entry(local), _) => {
                    for (sources, way) in self.arguments(way, local, found) {
                        self.follow(wanted, &sources, &way, found);
                    }
                }
                (Source::Instruction(index), Wanted::Itself) => self.made(index, way, found),
                (Source::Instruction(index), Wanted::Items) => self.items_of(index, way, found),
            }
        }
    }

    /// What an argument came from: by the call that was under way, or else by those that are known.
    fn arguments(&mut self, way: &Way, local: usize, found: &mut Found) -> Vec<(Sources, Way)> {
        let (mut calls, mut in_init) = (&way.calls[..], false);
        // A class calls `__init__` from a frame of its own.
        if let [(caller, _), rest @ ..] = calls
            && Value::object(*caller) == self.vm.callables.init_shim
        {
            (calls, in_init) = (rest, true);
        }
        let calls = match calls {
            [call, rest @ ..] => vec![(*call, in_init, rest.to_vec())],
            [] => {
                found.elsewhere = true;
                let callers = self.callers(way.code).into_iter();
                callers
                    .map(|(call, in_init)| (call, in_init, Vec::new()))
                    .collect()
            }
        };
        let mut all = Vec::new();
        for (call, in_init, rest) in calls {
            let flow = self.flow(call.0);
            let Some(sources) = argument(self.vm, &flow, call.1, way.code, local, in_init) else {
                found.elsewhere = true;
                continue;
            };
            let mut outer = way.through(Passed::Argument, call);
            (outer.code, outer.calls) = (call.0, rest);
            all.push((sources.clone(), outer));
        }
        all
    }

    /// What an instruction has made.
    fn made(&mut self, index: usize, way: &Way, found: &mut Found) {
        let flow = self.flow(way.code);
        let (unit, opcode, oparg) = flow.instructions[index];
        let place = (way.code, unit as u32);
        if !self.ran(place) {
            return;
        }
        let mut add = |types: Option<String>, how| {
            found.makers.push(Maker {
                types,
                how,
                place,
                passed: way.passed.clone(),
            });
        };
        match opcode.base() {
            Opcode::LOAD_CONST => {
                let constant = flow.constant(index);
                add(
                    constant.map(|value| self.vm.class_name_of(value)),
                    How::Constant,
                );
            }
            Opcode::LOAD_SMALL_INT => add(Some("int".into()), How::Constant),
            Opcode::BINARY_OP if oparg == SUBSCR => match flow.operand(index, 2) {
                Some(sources) => self.follow(Wanted::Items, &sources.clone(), way, found),
                None => found.elsewhere = true,
            },
            Opcode::BINARY_OP => match self.results(place, opcode, oparg) {
                Some(types) => types
                    .into_iter()
                    .for_each(|types| add(Some(types), How::Result)),
                None => add(None, How::Result),
            },
            Opcode::FOR_ITER => match flow.operand(index, 1) {
                Some(sources) => self.follow(Wanted::Items, &sources.clone(), way, found),
                None => found.elsewhere = true,
            },
            Opcode::CALL => match self.callee(&flow, index) {
                Some(Callee::Class(name)) => add(Some(name), How::Call),
                Some(Callee::Code(callee)) => {
                    for (sources, way) in self.returns(callee, place, way, found) {
                        self.follow(Wanted::Itself, &sources, &way, found);
                    }
                }
                None => add(kind_of(opcode), How::Call),
            },
            Opcode::CALL_KW | Opcode::CALL_FUNCTION_EX => add(None, How::Call),
            Opcode::LOAD_ATTR => self.stored_in_attribute(&flow, index, way, found, Wanted::Itself),
            Opcode::LOAD_GLOBAL | Opcode::LOAD_NAME => {
                self.stored_in_name(&flow, index, way, found, Wanted::Itself)
            }
            _ => match kind_of(opcode) {
                Some(types) => add(Some(types), How::Result),
                None => found.elsewhere = true,
            },
        }
    }

    /// What a function has returned.
    fn returns(
        &mut self,
        callee: *mut Code,
        call: Call,
        way: &Way,
        found: &mut Found,
    ) -> Vec<(Sources, Way)> {
        const MAKES_OTHER: u32 =
            code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR;
        if code(callee).flags & MAKES_OTHER != 0 || way.is_long() {
            found.elsewhere = true;
            return Vec::new();
        }
        let flow = self.flow(callee);
        let mut inner = way.clone();
        inner.code = callee;
        inner.calls.insert(0, call);
        let returns = flow
            .instructions
            .iter()
            .enumerate()
            .filter(|(_, (unit, opcode, _))| {
                opcode.base() == Opcode::RETURN_VALUE && self.ran((callee, *unit as u32))
            });
        returns
            .map(|(index, _)| {
                (
                    flow.operand(index, 1).cloned().unwrap_or_default(),
                    inner.clone(),
                )
            })
            .collect()
    }
}

/// The places that made values of a type, of all that may have made the operand.
fn chosen(found: Found, operand: usize, types: &str) -> Vec<Origin> {
    let Found {
        makers, elsewhere, ..
    } = found;
    let (unknown, known): (Vec<Maker>, Vec<Maker>) =
        makers.into_iter().partition(|maker| maker.types.is_none());
    let mut fit: Vec<Maker> = known
        .into_iter()
        .filter(|maker| maker.types.as_deref() == Some(types))
        .collect();
    // What none of the others can have made, the one of which nothing is known has.
    if fit.is_empty() && !elsewhere && unknown.len() == 1 {
        fit = unknown;
    }
    fit.truncate(MOST_PLACES);
    fit.into_iter()
        .map(|maker| Origin {
            operand,
            types: types.to_owned(),
            how: maker.how,
            place: maker.place,
            passed: maker.passed,
        })
        .collect()
}
