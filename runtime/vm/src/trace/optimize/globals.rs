//! Globals and built-ins, which become constants under a watcher.

use super::{Eliminated, Optimizer, Verdict};
use crate::Value;
use crate::objects::cast;
use crate::objects::code::Namespaces;
use crate::trace::TraceUop;
use uops::Uop;

impl Optimizer<'_> {
    /// Tells the abstract frames that the trace is entered with the globals and builtins of the real ones.
    pub(super) fn find_namespaces(&mut self) {
        let mut frame = self.vm.frame;
        for known in self.state.frames.iter_mut().rev() {
            // SAFETY: initialised: the running frame is the one that the trace starts in; it has that many known callers.
            let (code, namespaces, previous) = unsafe {
                let namespaces = ((*frame).globals, (*frame).builtins);
                ((*frame).code, namespaces, (*frame).previous)
            };
            // SAFETY: pinned: the code object of a live frame is.
            let id = unsafe { (*code).id } as usize;
            let same = self.vm.codes[id].namespaces == Namespaces::One(namespaces.0, namespaces.1);
            known.namespaces = (same && known.code == code).then_some(namespaces);
            frame = previous;
        }
    }

    /// A global or built-in becomes a constant under a watcher.
    pub(super) fn load_global(&mut self, uop: &TraceUop, builtin: bool) -> Verdict {
        // SAFETY: pinned: the code object is live; the compiler's indexes of names are within the tuple.
        let name = cast::tuple_items(unsafe { (*uop.code).names })[(uop.oparg >> 1) as usize];
        let text = self.vm.text(name).into_owned();
        if let Some((globals, builtins)) = self.state.top().namespaces {
            let dict = if builtin { builtins } else { globals };
            let value = self.vm.dict_get_str(dict, name);
            // A global may have come since the instruction was specialized for a built-in.
            let hidden = builtin && !self.vm.dict_get_str(globals, name).is_null();
            let stable = !hidden
                && self.vm.may_watch(dict, name)
                && (!builtin || self.vm.may_watch(globals, name));
            // Functions, classes and modules rarely change; a number in a global often does, and a trace that held it
            // would be thrown away each time.
            let worth = builtin || self.is_definition(value);
            if !value.is_null() && stable && worth {
                self.watched_keys.push((dict, name));
                if builtin {
                    self.watched_keys.push((globals, name));
                }
                let why = "it is a global that is watched";
                return self.watched_constant(uop, Uop::_LOAD_CONST_INLINE, value, text, why);
            }
        }
        let id = self.state.unknown();
        self.state.get_mut(id).name = Some((uop.code, text));
        self.state.push(id);
        Verdict::Keep
    }

    /// A function, class or module of a module that is a constant itself becomes one, under a watcher.
    pub(super) fn load_attr_module(&mut self, uop: &TraceUop) -> Verdict {
        let owner = self.state.peek(1);
        let module = self.state.get(owner).constant;
        // SAFETY: pinned: the code object is live; LOAD_ATTR's argument is the name's index, doubled.
        let name = cast::tuple_items(unsafe { (*uop.code).names })[(uop.oparg >> 1) as usize];
        let Some(dict) = module
            .and_then(|module| self.vm.as_module(module))
            .map(|module| module.dict)
        else {
            return self.by_table(uop);
        };
        let value = self.vm.dict_get_str(dict, name);
        if value.is_null() || !self.is_definition(value) || !self.vm.may_watch(dict, name) {
            return self.by_table(uop);
        }
        let text = match self.name(owner) {
            Some(owner) => format!("{owner}.{}", self.vm.text(name)),
            None => self.vm.text(name).into_owned(),
        };
        self.state.pop();
        self.watched_keys.push((dict, name));
        let why = "it is an attribute of a module that is watched";
        self.watched_constant(uop, Uop::_POP_TOP_LOAD_CONST_INLINE, value, text, why)
    }

    /// The value that a micro-op loads is a constant, called `text`, which `instead` loads.
    fn watched_constant(
        &mut self,
        uop: &TraceUop,
        instead: Uop,
        value: Value,
        text: String,
        why: &str,
    ) -> Verdict {
        self.push_constant(value, (uop.code, uop.origin), why);
        let id = self.state.peek(1);
        let proof =
            format!("'{text}' is a constant for as long as nothing rebinds it; a watcher tells");
        self.state.get_mut(id).name = Some((uop.code, text));
        self.eliminated.push(Eliminated {
            uop: uop.uop,
            code: uop.code,
            origin: uop.origin,
            proof,
            fact: None,
        });
        Verdict::Replace(vec![TraceUop {
            uop: instead,
            operand: value.bits(),
            ..*uop
        }])
    }

    fn is_definition(&self, value: Value) -> bool {
        self.vm.as_function(value).is_some()
            || cast::as_class(value).is_some()
            || self.vm.as_module(value).is_some()
            || self.vm.as_builtin(value).is_some()
    }

    /// Needless before a built-in that has become a constant: the watcher of the globals tells when one shadows it.
    pub(super) fn guard_globals(&mut self, uop: &TraceUop) -> Verdict {
        // SAFETY: pinned: the code object is live; LOAD_GLOBAL's argument is the name's index, doubled.
        let name = cast::tuple_items(unsafe { (*uop.code).names })[(uop.oparg >> 1) as usize];
        match self.state.top().namespaces {
            Some((globals, builtins))
                if self.vm.dict_get_str(globals, name).is_null()
                    && self.vm.may_watch(globals, name)
                    && self.vm.may_watch(builtins, name) =>
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
}
