//! What traces rely on, and what happens when it changes.

use std::collections::{HashMap, HashSet};

use uops::Opcode;

use super::Invalidation;
use crate::layout::{Class, Code, Dict, Function, class_flags};
use crate::memory::is_marked;
use crate::objects::code::Namespaces;
use crate::objects::function::FUNCTION_CLEARED;
use crate::specialize::timeline::What;
use crate::{Value, Vm};

/// What traces rely on.
#[derive(Default)]
pub(crate) struct Watched {
    /// Dicts (globals, builtins, modules') and the keys whose values traces hold as constants.
    dicts: HashMap<usize, HashMap<u64, Vec<u32>>>,
    /// Keys whose values have changed under a trace: not made constants again.
    variable: HashSet<(usize, u64)>,
    /// Classes whose versions traces have checked.
    classes: HashMap<usize, Vec<u32>>,
    /// Functions whose code and defaults traces have taken for what they are.
    called: HashMap<usize, Vec<u32>>,
    /// Functions by version.
    pub(crate) functions: HashMap<u32, Value>,
}

impl Watched {
    /// Drops what is known of traces that are gone.
    pub(super) fn forget_traces(&mut self, ids: &HashSet<u32>) {
        let forget = |traces: &mut Vec<u32>| {
            traces.retain(|id| !ids.contains(id));
            !traces.is_empty()
        };
        self.dicts.retain(|dict, keys| {
            keys.retain(|_, traces| forget(traces));
            if keys.is_empty() {
                // SAFETY: the traces have kept the dict alive, and nothing was swept since they were dropped.
                unsafe { (*(*dict as *mut Dict)).watched = false };
            }
            !keys.is_empty()
        });
        self.classes.retain(|_, traces| forget(traces));
        self.called.retain(|_, traces| forget(traces));
    }

    /// Forgets dicts that a collection has not reached.
    pub(super) fn forget_dead_dicts(&mut self) {
        self.variable
            .retain(|(dict, _)| is_marked(Value::object(*dict as *mut Dict)));
    }
}

impl Vm {
    /// Whether the value of a dict's key may become a constant of a trace.
    pub(crate) fn may_watch(&self, dict: *mut Dict, key: Value) -> bool {
        !self
            .executors
            .watched
            .variable
            .contains(&(dict as usize, key.bits()))
    }

    /// A trace relies on the value of a dict's key.
    pub(crate) fn watch_dict(&mut self, dict: *mut Dict, key: Value, trace: u32) {
        // SAFETY: pinned: callers pass a frame's live dict.
        unsafe { (*dict).watched = true };
        let keys = self.executors.watched.dicts.entry(dict as usize);
        keys.or_default().entry(key.bits()).or_default().push(trace);
    }

    /// A trace relies on a class's version.
    pub(crate) fn watch_class(&mut self, class: *mut Class, trace: u32) {
        // SAFETY: pinned: callers pass a live class.
        unsafe { (*class).watched = true };
        self.executors
            .watched
            .classes
            .entry(class as usize)
            .or_default()
            .push(trace);
    }

    /// A trace relies on a function's code and defaults.
    pub(crate) fn watch_function(&mut self, function: Value, trace: u32) {
        let address = function.pointer::<Function>() as usize;
        let traces = self.executors.watched.called.entry(address);
        traces.or_default().push(trace);
    }

    /// A part of a function that its version stands for is being replaced.
    pub(crate) fn function_modified(&mut self, function: &mut Function, part: &str) {
        function.version = FUNCTION_CLEARED;
        let address = core::ptr::from_mut(function) as usize;
        if let Some(traces) = self.executors.watched.called.remove(&address) {
            let name = self.text(function.qualname).into_owned();
            self.invalidate(&traces, format!("the {part} of '{name}'"));
        }
    }

    /// An instance is about to get another class. From now on traces know the class of an instance of this one only until
    /// other code runs.
    pub(crate) fn instance_leaves_class(&mut self, class: *mut Class) {
        // SAFETY: pinned: callers pass a live class.
        let class_ref = unsafe { &mut *class };
        class_ref.flags |= class_flags::REASSIGNED;
        if std::mem::replace(&mut class_ref.watched, false)
            && let Some(traces) = self.executors.watched.classes.remove(&(class as usize))
        {
            let name = self.text(class_ref.name).into_owned();
            self.invalidate(&traces, format!("the class of an instance of {name}"));
        }
    }

    /// Notes the globals and builtins of a new function; whether those before it had the same. Traces that went through its
    /// code took them for granted, so where they are not the same, those traces end.
    pub(crate) fn note_namespaces(&mut self, code: *mut Code, new: (*mut Dict, *mut Dict)) -> bool {
        // SAFETY: pinned: callers pass a live code object.
        let id = unsafe { (*code).id } as usize;
        let known = &mut self.codes[id].namespaces;
        match *known {
            Namespaces::Unknown => {
                *known = Namespaces::One(new.0, new.1);
                true
            }
            Namespaces::One(globals, builtins) if (globals, builtins) == new => true,
            Namespaces::Several => false,
            Namespaces::One(..) => {
                *known = Namespaces::Several;
                // SAFETY: as above.
                let name = self.text(unsafe { (*code).qualname }).into_owned();
                self.invalidate(
                    &self.traces_through(code),
                    format!("the globals that '{name}' runs with"),
                );
                false
            }
        }
    }

    /// A local of a frame of this code was set from outside. Traces know locals by their own stores alone, so those that go
    /// through the code end, and there will be no other.
    #[cold]
    pub(crate) fn locals_written(&mut self, code: *mut Code, local: Value) {
        // SAFETY: pinned: callers pass a live code object.
        let (id, qualname) = unsafe { ((*code).id as usize, (*code).qualname) };
        if std::mem::replace(&mut self.codes[id].locals_written, true) {
            return;
        }
        let (local, name) = (
            self.text(local).into_owned(),
            self.text(qualname).into_owned(),
        );
        self.invalidate(
            &self.traces_through(code),
            format!("local '{local}' of {name}, through f_locals"),
        );
    }

    /// The traces with instructions of a code object.
    fn traces_through(&self, code: *mut Code) -> Vec<u32> {
        let through = |trace: &&super::Trace| trace.steps.iter().any(|step| step.0 == code);
        let traces = self.executors.traces.iter().filter(through);
        traces.map(|trace| trace.id).collect()
    }

    /// Remembers the function of a version, so that traces can go into it.
    pub fn note_function_version(&mut self, version: u32, function: Value) {
        if !self.executors.enabled {
            return;
        }
        self.executors.watched.functions.insert(version, function);
    }

    /// A watched dict's key is being added, removed or given another value; NULL: all its keys may be.
    #[cold]
    pub fn dict_modified(&mut self, dict: *mut Dict, key: Value) {
        let Some(keys) = self.executors.watched.dicts.get_mut(&(dict as usize)) else {
            return;
        };
        if key.is_null() {
            for key in keys.keys().copied().collect::<Vec<_>>() {
                self.dict_modified(dict, Value::from_bits(key));
            }
            return;
        }
        let Some(traces) = keys.remove(&key.bits()) else {
            return;
        };
        if keys.is_empty() {
            self.executors.watched.dicts.remove(&(dict as usize));
            // SAFETY: pinned: callers pass a live dict.
            unsafe { (*dict).watched = false };
        }
        let watched = (dict as usize, key.bits());
        self.executors.watched.variable.insert(watched);
        let name = if self.is_exact_str(key) {
            self.text(key).into_owned()
        } else {
            String::from("?")
        };
        let what = match self.module_of_namespace(dict) {
            _ if dict == self.builtins => format!("built-in '{name}'"),
            Some(module) => format!("global '{name}' of module {module}"),
            None => format!("global '{name}'"),
        };
        self.invalidate(&traces, what);
    }

    /// The name of the module whose namespace a dict is, where it is not the program's own.
    fn module_of_namespace(&mut self, dict: *mut Dict) -> Option<String> {
        let key = self.intern("__name__");
        let name = self.dict_get_str(dict, key);
        let name = self
            .is_exact_str(name)
            .then(|| self.text(name).into_owned());
        name.filter(|name| name != "__main__")
    }

    /// A watched class is being modified.
    #[cold]
    pub fn watched_class_modified(&mut self, class: *mut Class, attribute: Value) {
        let Some(traces) = self.executors.watched.classes.remove(&(class as usize)) else {
            return;
        };
        // SAFETY: pinned: callers pass a live class.
        let name = self.text(unsafe { (*class).name }).into_owned();
        let what = if self.is_exact_str(attribute) {
            format!("attribute '{}' of class {name}", self.text(attribute))
        } else {
            format!("class {name}")
        };
        self.invalidate(&traces, what);
    }

    /// Ends traces: their entries become what they were; running ones leave at their next `_CHECK_VALIDITY`.
    fn invalidate(&mut self, traces: &[u32], what: String) {
        let place = self.running_instruction();
        let index = self.executors.invalidations.len() as u32;
        let mut ended = Vec::new();
        for &id in traces {
            let Some(trace) = self.executors.traces.get_mut(id as usize) else {
                continue;
            };
            if !std::mem::replace(&mut *trace.valid, false) {
                continue;
            }
            trace.invalidated = Some(index);
            ended.push(id);
            let (code, start, replaced) = (trace.code, trace.start, trace.replaced);
            let links = std::mem::take(&mut trace.linked_from);
            // SAFETY: pinned: the trace's code object is live; this thread alone writes code units.
            unsafe {
                let entry = (*code).units.add(start as usize);
                let number = usize::from(*entry >> 8);
                if *entry as u8 == Opcode::ENTER_EXECUTOR as u8
                    && self.codes[(*code).id as usize].executors.get(number) == Some(&id)
                {
                    *entry = replaced;
                }
            }
            self.executors.retired.push(id);
            for (from, exit) in links {
                let from = &mut self.executors.traces[from as usize];
                from.exits[exit as usize].side_trace = None;
                if let Ok(code) = &from.machine_code {
                    code.unlink(exit);
                }
            }
        }
        if !ended.is_empty() && self.counting {
            for &id in &ended {
                self.note_at_steps(id, What::Invalidated(id));
            }
            self.executors.invalidations.push(Invalidation {
                what,
                place,
                traces: ended,
            });
        }
    }

    /// The instruction that is running: code object and code unit.
    pub(crate) fn running_instruction(&self) -> Option<(*mut Code, u32)> {
        if self.frame.is_null() {
            return None;
        }
        // SAFETY: initialised: the running frame's code is live; its `ip` points into the units.
        unsafe {
            let code = (*self.frame).code;
            Some((code, (*self.frame).ip.offset_from((*code).units) as u32))
        }
    }
}
