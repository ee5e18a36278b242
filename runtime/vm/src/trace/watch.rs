//! What traces rely on, and what happens when it changes.

use std::collections::{HashMap, HashSet};

use uops::Opcode;

use super::Invalidation;
use crate::layout::{Class, Code, Dict};
use crate::objects::code::Namespaces;
use crate::{Value, Vm};

/// What traces rely on.
#[derive(Default)]
pub(crate) struct Watched {
    /// Dicts (globals, builtins) and the keys whose values traces hold as constants.
    dicts: HashMap<(usize, u64), Vec<u32>>,
    /// Keys whose values have changed under a trace: not made constants again.
    variable: HashSet<(usize, u64)>,
    /// Classes whose versions traces have checked.
    classes: HashMap<usize, Vec<u32>>,
    /// Functions by version.
    pub(crate) functions: HashMap<u32, Value>,
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
        self.executors
            .watched
            .dicts
            .entry((dict as usize, key.bits()))
            .or_default()
            .push(trace);
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
                let through = |trace: &&super::Trace| trace.steps.iter().any(|step| step.0 == code);
                let traces = self.executors.traces.iter().filter(through);
                let traces: Vec<u32> = traces.map(|trace| trace.id).collect();
                if !traces.is_empty() {
                    // SAFETY: as above.
                    let name = self.text(unsafe { (*code).qualname }).into_owned();
                    self.invalidate(&traces, format!("the globals that '{name}' runs with"));
                }
                false
            }
        }
    }

    /// Remembers the function of a version, so that traces can go into it.
    pub fn note_function_version(&mut self, version: u32, function: Value) {
        self.executors.watched.functions.insert(version, function);
    }

    /// A watched dict's key is being added, removed or given another value; NULL: all its keys may be.
    #[cold]
    pub fn dict_modified(&mut self, dict: *mut Dict, key: Value) {
        if key.is_null() {
            let all = self
                .executors
                .watched
                .dicts
                .keys()
                .filter(|(watched, _)| *watched == dict as usize)
                .map(|(_, key)| *key);
            for key in all.collect::<Vec<_>>() {
                self.dict_modified(dict, Value::from_bits(key));
            }
            return;
        }
        let watched = (dict as usize, key.bits());
        let Some(traces) = self.executors.watched.dicts.remove(&watched) else {
            return;
        };
        self.executors.watched.variable.insert(watched);
        let name = if self.is_exact_str(key) {
            self.text(key).into_owned()
        } else {
            String::from("?")
        };
        let what = if dict == self.builtins {
            format!("built-in '{name}'")
        } else {
            format!("global '{name}'")
        };
        self.invalidate(&traces, what);
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
            for (from, exit) in links {
                let from = &mut self.executors.traces[from as usize];
                from.exits[exit as usize].side_trace = None;
                if let Ok(code) = &from.machine_code {
                    code.unlink(exit);
                }
            }
        }
        if !ended.is_empty() {
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
