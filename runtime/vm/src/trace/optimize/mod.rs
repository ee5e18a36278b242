//! Abstract interpretation of a projected trace: what is already proved is removed, and the proof kept for the report
//! (CPython's `optimizer_analysis.c`).
//!
//! The default effect of a micro-op comes from the table: its outputs have the kinds that the table gives them, an output
//! with an input's name is that input, narrowed. What a micro-op does beyond that is in [`Optimizer::transfer`].

mod calls;
mod globals;
mod names;

use std::collections::HashMap;

use uops::uops::Kind;
use uops::{Uncompiled, Uop};

use super::project::{Caller, Projected};
use super::symbols::{Abstract, Id, Place};
use super::{Eliminated, Exit, NO_EXIT, Trace, TraceUop, Witness};
use crate::layout::{Code, Dict};
use crate::objects::cast;
use crate::{Value, Vm};

struct Optimizer<'v> {
    vm: &'v mut Vm,
    state: Abstract,
    /// What stays, guards with the user's name for what they look at.
    out: Vec<(TraceUop, Option<String>)>,
    eliminated: Vec<Eliminated>,
    constants: Vec<Value>,
    /// Keys of dicts that the trace relies on.
    watched_keys: Vec<(*mut Dict, Value)>,
    watched_classes: Vec<*mut crate::layout::Class>,
    watched_functions: Vec<Value>,
    /// The instance and the arguments of the `__init__` whose frame was just made.
    init_args: Vec<Id>,
}

/// What becomes of a micro-op.
enum Verdict {
    Keep,
    /// Gone, with a proof and the place of its fact.
    Proved(String, Option<Place>),
    /// Others stand in its place.
    Replace(Vec<TraceUop>),
}

impl Vm {
    /// The trace of projected micro-ops, its needless ones removed. It is not yet among the executors.
    pub(crate) fn optimize(
        &mut self,
        projected: Projected,
        code: *mut Code,
        start: u32,
        callers: &[Caller],
    ) -> Trace {
        let id = self.executors.next_id();
        let mut optimizer = Optimizer {
            vm: self,
            state: Abstract::new(callers.iter().map(|(code, _)| *code).chain([code])),
            out: Vec::with_capacity(projected.uops.len()),
            eliminated: Vec::new(),
            constants: Vec::new(),
            watched_keys: Vec::new(),
            watched_classes: Vec::new(),
            watched_functions: Vec::new(),
            init_args: Vec::new(),
        };
        optimizer.find_namespaces();
        for uop in projected.uops {
            optimizer.step(uop);
        }
        let Optimizer {
            mut out,
            eliminated,
            mut constants,
            watched_keys,
            watched_classes,
            watched_functions,
            ..
        } = optimizer;
        for (dict, key) in watched_keys {
            constants.extend([Value::object(dict), key]);
            self.watch_dict(dict, key, id);
        }
        let mut codes: Vec<*mut Code> = projected.steps.iter().map(|(code, _)| *code).collect();
        codes.extend(out.iter().map(|(uop, _)| uop.code));
        codes.push(code);
        codes.sort_unstable();
        codes.dedup();
        constants.extend(codes.into_iter().map(Value::object));
        for class in watched_classes {
            self.watch_class(class, id);
        }
        for function in watched_functions {
            self.watch_function(function, id);
        }
        remove_unneeded(&mut out);
        let watched = self.counting;
        let valid = Box::new(true);
        let mut exits = Vec::new();
        for (index, (uop, subject)) in out.iter_mut().enumerate() {
            let flags = uop.uop.flags();
            if uop.uop == Uop::_CHECK_VALIDITY {
                uop.operand = core::ptr::from_ref(&*valid) as u64;
            }
            if flags.exits || flags.deopts {
                uop.exit = exits.len() as u32;
                exits.push(Exit {
                    uop_index: index as u32,
                    count: 0,
                    temperature: self.executors.thresholds.exit,
                    subject: subject.take(),
                    witness: Witness::default(),
                    side_trace: None,
                });
            }
        }
        Trace {
            id,
            code,
            start,
            parent: None,
            chain_depth: 0,
            callers: callers.len() as u32,
            uops: out.into_iter().map(|(uop, _)| uop).collect(),
            steps: projected.steps,
            formed: Vec::new(),
            eliminated: if watched { eliminated } else { Vec::new() },
            exits,
            constants,
            replaced: 0,
            machine_code: Err(Uncompiled::Off),
            valid,
            entered: Box::new(0),
            linked_from: Vec::new(),
            jumps: Box::new(0),
            left_after: HashMap::new(),
            invalidated: None,
            pays: true,
            at_rest: false,
        }
    }
}

/// Drops `_SET_IP` where nothing looks at the instruction pointer, and `_CHECK_VALIDITY` where nothing can have
/// invalidated the trace.
fn remove_unneeded(uops: &mut Vec<(TraceUop, Option<String>)>) {
    let mut keep = vec![true; uops.len()];
    let (mut may_have_ended, mut last_set_ip) = (false, None);
    for (index, (uop, _)) in uops.iter().enumerate() {
        match uop.uop {
            Uop::_SET_IP => {
                keep[index] = false;
                last_set_ip = Some(index);
            }
            Uop::_CHECK_VALIDITY => keep[index] = std::mem::replace(&mut may_have_ended, false),
            Uop::_NOP => keep[index] = false,
            _ if uop.uop.escapes() => {
                may_have_ended |= uop.effects().runs;
                if let Some(at) = last_set_ip.take() {
                    keep[at] = true;
                }
            }
            _ => {}
        }
    }
    let mut kept = keep.into_iter();
    uops.retain(|_| kept.next().unwrap_or(true));
}

impl Optimizer<'_> {
    fn step(&mut self, uop: TraceUop) {
        let subject = self.subject(&uop);
        let uop = TraceUop {
            native: self.native_callee(&uop),
            ..uop
        };
        match self.transfer(&uop) {
            Verdict::Keep => self.out.push((uop, subject)),
            Verdict::Proved(proof, fact) => {
                self.eliminated.push(Eliminated {
                    uop: uop.uop,
                    code: uop.code,
                    origin: uop.origin,
                    proof,
                    fact,
                });
            }
            Verdict::Replace(others) => self.out.extend(others.into_iter().map(|uop| (uop, None))),
        }
        if uop.effects().runs {
            self.state.other_code_ran();
        }
    }

    /// Interprets a micro-op, and judges it.
    fn transfer(&mut self, uop: &TraceUop) -> Verdict {
        let place = (uop.code, uop.origin);
        match uop.uop {
            Uop::_LOAD_FAST | Uop::_LOAD_FAST_BORROW | Uop::_LOAD_FAST_CHECK => {
                let id = self.local(uop.oparg);
                self.state.push(id);
                Verdict::Keep
            }
            Uop::_LOAD_FAST_AND_CLEAR => {
                let id = self.local(uop.oparg);
                self.state.push(id);
                let null = self.state.of_kind(Kind::Null, None);
                self.state.top().locals[uop.oparg as usize] = null;
                Verdict::Keep
            }
            Uop::_STORE_FAST => {
                let id = self.state.pop();
                self.store_local(uop, id);
                Verdict::Keep
            }
            Uop::_LOAD_CONST_MORTAL | Uop::_LOAD_CONST_IMMORTAL | Uop::_LOAD_CONST => {
                // SAFETY: pinned: the code object is live; the compiler's indexes of constants are within the tuple.
                let value = cast::tuple_items(unsafe { (*uop.code).consts })[uop.oparg as usize];
                self.push_constant(value, place, "it is a constant");
                let borrow = if self.vm.is_immortal(value) {
                    Uop::_LOAD_CONST_INLINE_BORROW
                } else {
                    Uop::_LOAD_CONST_INLINE
                };
                Verdict::Replace(vec![TraceUop {
                    uop: borrow,
                    oparg: 0,
                    operand: value.bits(),
                    ..*uop
                }])
            }
            Uop::_LOAD_SMALL_INT => {
                self.push_constant(
                    Value::int_unchecked(i64::from(uop.oparg)),
                    place,
                    "it is a constant",
                );
                Verdict::Keep
            }
            Uop::_COPY => {
                let id = self.state.peek(uop.oparg as usize);
                self.state.push(id);
                Verdict::Keep
            }
            Uop::_SWAP => {
                let (top, bottom) = (self.state.peek(1), self.state.peek(uop.oparg as usize));
                self.state.set_peek(1, bottom);
                self.state.set_peek(uop.oparg as usize, top);
                Verdict::Keep
            }
            Uop::_LOAD_GLOBAL_MODULE => self.load_global(uop, false),
            Uop::_LOAD_GLOBAL_BUILTINS => self.load_global(uop, true),
            Uop::_LOAD_ATTR_METHOD_WITH_VALUES
            | Uop::_LOAD_ATTR_METHOD_NO_DICT
            | Uop::_LOAD_ATTR_METHOD_LAZY_DICT => {
                let verdict = self.by_table(uop);
                self.note_method(uop);
                verdict
            }
            Uop::_STORE_ATTR_INSTANCE_VALUE => self.store_attribute(uop),
            Uop::_GUARD_GLOBALS_VERSION => self.guard_globals(uop),
            Uop::_LOAD_ATTR_MODULE => self.load_attr_module(uop),
            Uop::_GUARD_TYPE_VERSION | Uop::_GUARD_TYPE_VERSION_AND_LOCK => {
                self.guard_type_version(uop)
            }
            Uop::_CHECK_MANAGED_OBJECT_HAS_VALUES
            | Uop::_GUARD_DORV_NO_DICT
            | Uop::_GUARD_DORV_VALUES_INST_ATTR_FROM_DICT => Verdict::Keep,
            Uop::_ITER_CHECK_LIST => self.iterator_check("a list iterator"),
            Uop::_ITER_CHECK_TUPLE => self.iterator_check("a tuple iterator"),
            Uop::_ITER_CHECK_RANGE => self.iterator_check("a range iterator"),
            Uop::_CHECK_FUNCTION_VERSION => self.check_function_version(uop),
            Uop::_CHECK_FUNCTION_EXACT_ARGS | Uop::_CHECK_STACK_SPACE => {
                self.check_known_function(uop)
            }
            Uop::_CHECK_PEP_523 => Verdict::Proved(
                String::from("frames are always evaluated by this runtime"),
                None,
            ),
            Uop::_CHECK_CALL_BOUND_METHOD_EXACT_ARGS => Verdict::Keep,
            Uop::_INIT_CALL_PY_EXACT_ARGS => {
                self.init_call(uop);
                Verdict::Keep
            }
            Uop::_CHECK_AND_ALLOCATE_OBJECT => {
                self.allocate_object(uop);
                Verdict::Keep
            }
            Uop::_CREATE_INIT_FRAME => {
                self.create_init_frame(uop);
                Verdict::Keep
            }
            Uop::_PUSH_FRAME => {
                self.push_frame(uop);
                Verdict::Keep
            }
            Uop::_RETURN_VALUE => {
                let value = self.state.pop();
                if self.state.frames.len() > 1 {
                    self.state.frames.pop();
                }
                self.state.push(value);
                Verdict::Keep
            }
            _ => self.by_table(uop),
        }
    }

    /// The default: the table's kinds, and guards that they prove.
    fn by_table(&mut self, uop: &TraceUop) -> Verdict {
        let place = (uop.code, uop.origin);
        let mut inputs: Vec<(&'static str, Vec<Id>)> = Vec::new();
        for slot in uop.uop.input_slots().iter().rev() {
            let mut ids: Vec<Id> = (0..(slot.count)(uop.oparg))
                .map(|_| self.state.pop())
                .collect();
            ids.reverse();
            inputs.push((slot.name, ids));
        }
        let mut proofs = Vec::new();
        let mut narrows = false;
        for slot in uop.uop.output_slots() {
            let count = (slot.count)(uop.oparg) as usize;
            if let Some((_, ids)) = inputs.iter().find(|(name, _)| *name == slot.name) {
                let input_kind = uop
                    .uop
                    .input_slots()
                    .iter()
                    .find(|input| input.name == slot.name)
                    .map_or(Kind::Any, |input| input.kind);
                if slot.kind != input_kind {
                    narrows = true;
                    proofs.push(self.narrow(ids[0], slot.kind, uop));
                }
                for id in ids.clone() {
                    self.state.push(id);
                }
                continue;
            }
            for _ in 0..count {
                let fact = (slot.kind != Kind::Any).then(|| {
                    (
                        place,
                        String::from("it is the result of an operation there"),
                    )
                });
                let id = self.state.of_kind(slot.kind, fact);
                if slot.name == "attr" {
                    self.name_attribute(id, &inputs, uop);
                }
                self.state.push(id);
            }
        }
        if !narrows || !uop.uop.is_guard() {
            return Verdict::Keep;
        }
        // A guard that narrows one value is needless if that value was that narrow already.
        match proofs.pop().flatten() {
            Some((proof, fact)) => Verdict::Proved(proof, fact),
            None => Verdict::Keep,
        }
    }

    /// Makes a symbol as narrow as a guard; the proof if it was before.
    fn narrow(&mut self, id: Id, kind: Kind, uop: &TraceUop) -> Option<(String, Option<Place>)> {
        let what = self.quoted(id);
        let symbol = self.state.get(id);
        if symbol.kind == kind {
            let (place, why) = match &symbol.fact {
                Some((place, why)) => (Some(*place), why.clone()),
                None => (None, String::from("it was proved before")),
            };
            return Some((format!("{what} is {}: {why}", kind.noun()), place));
        }
        let symbol = self.state.get_mut(id);
        symbol.kind = kind;
        symbol.fact = Some(((uop.code, uop.origin), String::from("it was guarded there")));
        None
    }

    fn local(&mut self, index: u32) -> Id {
        self.state.top().locals[index as usize]
    }

    fn store_local(&mut self, uop: &TraceUop, id: Id) {
        // Facts about the value are shared by giving the local the symbol itself.
        self.state.top().locals[uop.oparg as usize] = id;
    }

    fn push_constant(&mut self, value: Value, place: Place, why: &str) {
        let kind = self.kind_of(value);
        let id = self.state.constant(kind, value, (place, String::from(why)));
        self.state.push(id);
        if value.is_object() {
            self.constants.push(value);
        }
    }

    fn kind_of(&self, value: Value) -> Kind {
        let types = &self.vm.types;
        let class = self.vm.class_of(value);
        [
            (types.int, Kind::Int),
            (types.float, Kind::Float),
            (types.bool, Kind::Bool),
            (types.str, Kind::Str),
            (types.list, Kind::List),
            (types.tuple, Kind::Tuple),
            (types.dict, Kind::Dict),
            (types.slice, Kind::Slice),
            (types.function, Kind::Function),
        ]
        .into_iter()
        .find_map(|(known, kind)| (known == class).then_some(kind))
        .unwrap_or(Kind::Any)
    }

    fn guard_type_version(&mut self, uop: &TraceUop) -> Verdict {
        let id = self.state.peek(1);
        let version = uop.operand as u32;
        let what = self.quoted(id);
        let symbol = self.state.get(id);
        if let Some((_, known)) = symbol.class
            && known == version
        {
            let fact = symbol.fact.as_ref().map(|(place, _)| *place);
            return Verdict::Proved(
                format!(
                    "the class of {what} was checked there, and a watcher tells when it changes"
                ),
                fact,
            );
        }
        let class = self.vm.class_of_version(version);
        let symbol = self.state.get_mut(id);
        symbol.class = Some((class, version));
        symbol.fact = Some((
            (uop.code, uop.origin),
            String::from("its class was checked there"),
        ));
        if !class.is_null() {
            self.watched_classes.push(class);
        }
        Verdict::Keep
    }

    /// Adds how many inline values an instance has from the stored one on, where its class is known.
    fn store_attribute(&mut self, uop: &TraceUop) -> Verdict {
        let owner = self.state.peek(1);
        let class = self.state.get(owner).class.map(|(class, _)| class);
        self.by_table(uop);
        match class {
            // Where some instances have a dict, the micro-op's own body looks for it.
            Some(class) if !class.is_null() && !self.vm.have_dicts(class) => {
                Verdict::Replace(vec![TraceUop {
                    // SAFETY: pinned: a class with a current version is live.
                    operand1: u64::from(unsafe { (*class).inline_size })
                        .saturating_sub(uop.operand),
                    ..*uop
                }])
            }
            _ => Verdict::Keep,
        }
    }

    fn iterator_check(&mut self, kind: &'static str) -> Verdict {
        let id = self.state.peek(1);
        if self.state.get(id).iterates == Some(kind) {
            return Verdict::Proved(
                format!("the loop's iterator was found to be {kind} before"),
                None,
            );
        }
        self.state.get_mut(id).iterates = Some(kind);
        Verdict::Keep
    }
}

impl Trace {
    /// The exit that a micro-op leaves by.
    pub fn exit_of(&self, uop: &TraceUop) -> Option<&Exit> {
        (uop.exit != NO_EXIT).then(|| &self.exits[uop.exit as usize])
    }
}
