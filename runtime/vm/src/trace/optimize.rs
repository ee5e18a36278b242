//! Abstract interpretation of a projected trace: what is already proved is removed, and the proof kept for the report
//! (CPython's `optimizer_analysis.c`).
//!
//! The default effect of a micro-op comes from the table: its outputs have the kinds that the table gives them, an output
//! with an input's name is that input, narrowed. What a micro-op does beyond that is in [`Optimizer::transfer`].

use std::collections::HashMap;

use uops::Uop;
use uops::uops::Kind;

use super::project::{Caller, Projected};
use super::symbols::{Abstract, Id, Place, kind_name};
use super::{Eliminated, Exit, NO_EXIT, Trace, TraceUop};
use crate::layout::{Code, Dict, Function, code_flags};
use crate::objects::cast;
use crate::specialize::Backoff;
use crate::{Value, Vm};

struct Optimizer<'v> {
    vm: &'v mut Vm,
    state: Abstract,
    /// Frames that the trace is entered with.
    entered_with: usize,
    out: Vec<TraceUop>,
    eliminated: Vec<Eliminated>,
    constants: Vec<Value>,
    /// Keys of dicts that the trace relies on.
    watched_keys: Vec<(*mut Dict, Value)>,
    watched_classes: Vec<*mut crate::layout::Class>,
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
        let id = self.executors.traces.len() as u32;
        let mut optimizer = Optimizer {
            vm: self,
            state: Abstract::new(callers.iter().map(|(code, _)| *code).chain([code])),
            entered_with: callers.len() + 1,
            out: Vec::with_capacity(projected.uops.len()),
            eliminated: Vec::new(),
            constants: Vec::new(),
            watched_keys: Vec::new(),
            watched_classes: Vec::new(),
            init_args: Vec::new(),
        };
        for frame in 0..=callers.len() {
            optimizer.name_locals(frame);
        }
        for uop in projected.uops {
            optimizer.step(uop);
        }
        let Optimizer {
            mut out,
            eliminated,
            mut constants,
            watched_keys,
            watched_classes,
            ..
        } = optimizer;
        for (dict, key) in watched_keys {
            constants.extend([Value::object(dict), key]);
            self.watch_dict(dict, key, id);
        }
        let mut codes: Vec<*mut Code> = projected.steps.iter().map(|(code, _)| *code).collect();
        codes.extend(out.iter().map(|uop| uop.code));
        codes.push(code);
        codes.sort_unstable();
        codes.dedup();
        constants.extend(codes.into_iter().map(Value::object));
        for class in watched_classes {
            self.watch_class(class, id);
        }
        remove_unneeded(&mut out);
        let valid = Box::new(true);
        let mut exits = Vec::new();
        for (index, uop) in out.iter_mut().enumerate() {
            let flags = uop.uop.flags();
            if uop.uop == Uop::_CHECK_VALIDITY {
                uop.operand = core::ptr::from_ref(&*valid) as u64;
            }
            if flags.exits || flags.deopts {
                uop.exit = exits.len() as u32;
                exits.push(Exit {
                    uop_index: index as u32,
                    count: 0,
                    temperature: Backoff::SIDE_EXIT,
                    witness: String::new(),
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
            uops: out,
            steps: projected.steps,
            eliminated,
            exits,
            constants,
            replaced: 0,
            machine_code: Err(String::from("the JIT is off")),
            valid,
            entered: Box::new(0),
            linked_from: Vec::new(),
            jumps: Box::new(0),
            left_after: HashMap::new(),
            invalidated: None,
        }
    }
}

/// Whether a function takes just this many arguments, all by position.
fn exactly(function: &Function, count: usize) -> bool {
    // SAFETY: pinned: a function's code object is live.
    let code = unsafe { &*function.code };
    let starred = code.flags & (code_flags::VARARGS | code_flags::VARKEYWORDS) != 0;
    code.argcount as usize == count && code.kwonlyargcount == 0 && !starred
}

/// Drops `_SET_IP` where nothing looks at the instruction pointer, and `_CHECK_VALIDITY` where nothing can have
/// invalidated the trace.
fn remove_unneeded(uops: &mut Vec<TraceUop>) {
    let mut keep = vec![true; uops.len()];
    let (mut may_have_escaped, mut last_set_ip) = (false, None);
    for (index, uop) in uops.iter().enumerate() {
        match uop.uop {
            Uop::_SET_IP => {
                keep[index] = false;
                last_set_ip = Some(index);
            }
            Uop::_CHECK_VALIDITY => keep[index] = std::mem::replace(&mut may_have_escaped, false),
            Uop::_NOP => keep[index] = false,
            _ if uop.uop.escapes() => {
                may_have_escaped = true;
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
    fn name_locals(&mut self, frame: usize) {
        let code = self.state.frames[frame].code;
        for index in 0..self.state.frames[frame].locals.len() {
            let name = self.vm.local_name(code, index);
            let id = self.state.frames[frame].locals[index];
            self.state.get_mut(id).name = Some(name);
        }
    }

    fn step(&mut self, uop: TraceUop) {
        match self.transfer(&uop) {
            Verdict::Keep => self.out.push(uop),
            Verdict::Proved(proof, fact) => {
                self.eliminated.push(Eliminated {
                    uop: uop.uop,
                    code: uop.code,
                    origin: uop.origin,
                    proof,
                    fact,
                });
            }
            Verdict::Replace(others) => self.out.extend(others),
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
            Uop::_GUARD_GLOBALS_VERSION => self.guard_globals(uop),
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
                let args: Vec<Id> = (1..=uop.oparg as usize)
                    .rev()
                    .map(|depth| self.state.peek(depth))
                    .collect();
                let this = self.state.peek(uop.oparg as usize + 1);
                let callable = self.state.peek(uop.oparg as usize + 2);
                let known_null = self.state.get(this).kind == Kind::Null;
                let function = self
                    .state
                    .get(callable)
                    .constant
                    .and_then(|value| self.vm.as_function(value).map(|function| &*function));
                for _ in 0..uop.oparg + 2 {
                    self.state.pop();
                }
                let frame = function.map(|function: &Function| {
                    // SAFETY: pinned: a function's code object is live.
                    let parameters = unsafe { (*function.code).argcount } as usize;
                    let mut bound = args.clone();
                    if parameters == args.len() + 1 && !known_null {
                        bound.insert(0, this);
                    }
                    let exact = parameters == bound.len();
                    self.state
                        .call_frame(function, if exact { &bound } else { &[] })
                });
                self.state.new_frame = frame;
                let slot = self.state.of_kind(Kind::Frame, None);
                self.state.push(slot);
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
                self.state.pop();
                let callee: *mut Code = uop.operand1 as *mut Code;
                let frame = match self.state.new_frame.take() {
                    Some(frame) => frame,
                    None if callee.is_null() => return Verdict::Keep,
                    None => {
                        let args = std::mem::take(&mut self.init_args);
                        // SAFETY: typed: projection puts the function beside its code object.
                        let function = unsafe { &*(uop.operand as *const Function) };
                        let exact = !args.is_empty() && exactly(function, args.len());
                        self.state
                            .call_frame(function, if exact { &args } else { &[] })
                    }
                };
                self.state.frames.push(frame);
                let at = self.state.frames.len() - 1;
                self.name_unnamed_locals(at);
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

    /// The class becomes its `__init__`, below it a new instance.
    fn allocate_object(&mut self, uop: &TraceUop) {
        let version = uop.operand as u32;
        let class = self.vm.class_of_version(version);
        let (init, this) = (self.state.unknown(), self.state.unknown());
        if !class.is_null() {
            self.watched_classes.push(class);
            let symbol = self.state.get_mut(this);
            symbol.class = Some((class, version));
            symbol.fact = Some(((uop.code, uop.origin), String::from("it was made there")));
        }
        self.state.set_peek(uop.oparg as usize + 2, init);
        self.state.set_peek(uop.oparg as usize + 1, this);
    }

    /// Below the frame of `__init__` is the shim's, where the instance waits.
    fn create_init_frame(&mut self, uop: &TraceUop) {
        let mut args: Vec<Id> = (0..=uop.oparg).map(|_| self.state.pop()).collect();
        args.reverse();
        self.state.pop();
        let mut shim = self.state.frame(self.vm.callables.init_shim.pointer());
        shim.stack.push(args[0]);
        self.state.frames.push(shim);
        let frame = self.state.of_kind(Kind::Frame, None);
        self.state.push(frame);
        // Which parameters the arguments go to is known where the function takes just as many.
        self.state.new_frame = None;
        self.init_args = args;
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
                self.state.push(id);
            }
        }
        if !narrows || !uop.uop.is_guard() && uop.uop != Uop::_TO_BOOL_BOOL {
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
        let what = self.state.describe(id);
        let symbol = self.state.get(id);
        if symbol.kind == kind {
            let (place, why) = match &symbol.fact {
                Some((place, why)) => (Some(*place), why.clone()),
                None => (None, String::from("it was proved before")),
            };
            return Some((format!("{what} is {}: {why}", kind_name(kind)), place));
        }
        let symbol = self.state.get_mut(id);
        symbol.kind = kind;
        symbol.fact = Some(((uop.code, uop.origin), String::from("it was guarded there")));
        None
    }

    fn local(&mut self, index: u32) -> Id {
        let code = self.state.top().code;
        let id = self.state.top().locals[index as usize];
        if self.state.get(id).name.is_none() {
            self.state.get_mut(id).name = Some(self.vm.local_name(code, index as usize));
        }
        id
    }

    fn store_local(&mut self, uop: &TraceUop, id: Id) {
        let code = self.state.top().code;
        let name = self.vm.local_name(code, uop.oparg as usize);
        // The same value under another name: facts about it stay shared by giving the local the symbol itself.
        if self.state.get(id).name.is_none() {
            self.state.get_mut(id).name = Some(name);
        }
        self.state.top().locals[uop.oparg as usize] = id;
    }

    fn name_unnamed_locals(&mut self, frame: usize) {
        let code = self.state.frames[frame].code;
        for index in 0..self.state.frames[frame].locals.len() {
            let id = self.state.frames[frame].locals[index];
            if self.state.get(id).name.is_none() {
                self.state.get_mut(id).name = Some(self.vm.local_name(code, index));
            }
        }
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

    /// The globals and builtins of the frame that runs a micro-op, known for the functions of calls and for the frame that
    /// the trace starts in.
    fn namespaces(&self, uop: &TraceUop) -> Option<(*mut Dict, *mut Dict)> {
        if self.state.frames.len() <= self.entered_with {
            // SAFETY: initialised: the running frame is the one that the trace starts in; it has that many known callers.
            return unsafe {
                let mut frame = self.vm.frame;
                for _ in self.state.frames.len()..self.entered_with {
                    frame = (*frame).previous;
                }
                ((*frame).code == uop.code).then(|| ((*frame).globals, (*frame).builtins))
            };
        }
        // SAFETY: pinned: the code object is live.
        let version = unsafe { (*uop.code).version };
        let function = self.vm.function_of_version(version)?;
        (function.code == uop.code).then_some((function.globals, function.builtins))
    }

    /// A global or built-in becomes a constant under a watcher.
    fn load_global(&mut self, uop: &TraceUop, builtin: bool) -> Verdict {
        let place = (uop.code, uop.origin);
        // SAFETY: pinned: the code object is live; the compiler's indexes of names are within the tuple.
        let name = cast::tuple_items(unsafe { (*uop.code).names })[(uop.oparg >> 1) as usize];
        let text = self.vm.text(name).into_owned();
        if let Some((globals, builtins)) = self.namespaces(uop) {
            let dict = if builtin { builtins } else { globals };
            let value = self.vm.dict_get_str(dict, name);
            let stable =
                self.vm.may_watch(dict, name) && (!builtin || self.vm.may_watch(globals, name));
            // Functions, classes and modules rarely change; a number in a global often does, and a trace that held it
            // would be thrown away each time.
            let worth = builtin || self.is_definition(value);
            if !value.is_null() && stable && worth {
                self.push_constant(value, place, "it is a global that is watched");
                let id = self.state.peek(1);
                self.state.get_mut(id).name = Some(text.clone());
                self.watched_keys.push((dict, name));
                if builtin {
                    self.watched_keys.push((globals, name));
                }
                self.eliminated.push(Eliminated {
                    uop: uop.uop,
                    code: uop.code,
                    origin: uop.origin,
                    proof: format!(
                        "'{text}' is a constant for as long as nothing rebinds it; a watcher tells"
                    ),
                    fact: None,
                });
                return Verdict::Replace(vec![TraceUop {
                    uop: Uop::_LOAD_CONST_INLINE,
                    oparg: uop.oparg,
                    operand: value.bits(),
                    ..*uop
                }]);
            }
        }
        let id = self.state.unknown();
        self.state.get_mut(id).name = Some(text);
        self.state.push(id);
        Verdict::Keep
    }

    fn is_definition(&self, value: Value) -> bool {
        self.vm.as_function(value).is_some()
            || cast::as_class(value).is_some()
            || self.vm.as_module(value).is_some()
            || self.vm.as_builtin(value).is_some()
    }

    /// Needless before a built-in that has become a constant: the watcher of the globals tells when one shadows it.
    fn guard_globals(&mut self, uop: &TraceUop) -> Verdict {
        // SAFETY: pinned: the code object is live; LOAD_GLOBAL's argument is the name's index, doubled.
        let name = cast::tuple_items(unsafe { (*uop.code).names })[(uop.oparg >> 1) as usize];
        match self.namespaces(uop) {
            Some((globals, builtins))
                if self.vm.may_watch(globals, name) && self.vm.may_watch(builtins, name) =>
            {
                let text = self.vm.text(name).into_owned();
                Verdict::Proved(
                    format!(
                        "no global shadows the built-in '{text}'; a watcher tells when one does"
                    ),
                    None,
                )
            }
            _ => Verdict::Keep,
        }
    }

    fn guard_type_version(&mut self, uop: &TraceUop) -> Verdict {
        let id = self.state.peek(1);
        let version = uop.operand as u32;
        let what = self.state.describe(id);
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

    fn check_function_version(&mut self, uop: &TraceUop) -> Verdict {
        let id = self.state.peek(uop.oparg as usize + 2);
        let version = uop.operand as u32;
        if let Some(value) = self.state.get(id).constant
            && let Some(function) = self.vm.as_function(value)
            && function.version == version
        {
            self.state.get_mut(id).kind = Kind::Function;
            return Verdict::Replace(vec![TraceUop {
                uop: Uop::_CHECK_FUNCTION_VERSION_INLINE,
                oparg: version,
                operand: value.bits(),
                ..*uop
            }]);
        }
        // Behind this guard the function is the one of the version.
        if let Some(function) = self.vm.function_of_version(version) {
            let value = Value::object(core::ptr::from_ref(function).cast_mut());
            self.constants.push(value);
            let name = self.state.get(id).name.clone();
            let known = self.state.constant(
                Kind::Function,
                value,
                (
                    (uop.code, uop.origin),
                    String::from("its version was checked there"),
                ),
            );
            self.state.get_mut(known).name = name;
            self.state.set_peek(uop.oparg as usize + 2, known);
        }
        Verdict::Keep
    }

    fn check_known_function(&mut self, uop: &TraceUop) -> Verdict {
        let id = self.state.peek(uop.oparg as usize + 2);
        let this = self.state.peek(uop.oparg as usize + 1);
        let Some(function) = self
            .state
            .get(id)
            .constant
            .and_then(|value| self.vm.as_function(value).map(|function| &*function))
        else {
            return Verdict::Keep;
        };
        if uop.uop == Uop::_CHECK_STACK_SPACE {
            return Verdict::Keep;
        }
        // SAFETY: pinned: a function's code object is live.
        let parameters = unsafe { (*function.code).argcount };
        let name = self.vm.text(function.name).into_owned();
        let given = match self.state.get(this).kind {
            Kind::Null => uop.oparg,
            _ if parameters == uop.oparg + 1 && self.state.get(this).constant.is_some() => {
                uop.oparg + 1
            }
            _ => return Verdict::Keep,
        };
        if given == parameters {
            return Verdict::Proved(
                format!("'{name}' is known, and takes {parameters} arguments"),
                None,
            );
        }
        Verdict::Keep
    }
}

impl Trace {
    /// The exit that a micro-op leaves by.
    pub fn exit_of(&self, uop: &TraceUop) -> Option<&Exit> {
        (uop.exit != NO_EXIT).then(|| &self.exits[uop.exit as usize])
    }
}
