//! What names stand for, and what was stored by them: globals, attributes, functions and classes that are called.

use uops::{Opcode, Uop};
use vm::Value;
use vm::layout::{Code, Dict};
use vm::objects::cast;
use vm::objects::code::Namespaces;

use super::flow::{Flow, Source};
use super::{Call, Found, Origins, Wanted, Way};
use crate::observe::{code, instructions};
use crate::report::Passed;

/// What is called.
pub(super) enum Callee {
    Class(String),
    Code(*mut Code),
}

impl Origins<'_> {
    /// What a name of a module was given.
    pub(super) fn stored_in_name(
        &mut self,
        flow: &Flow<'_>,
        index: usize,
        way: &Way,
        found: &mut Found,
        wanted: Wanted,
    ) {
        let (_, opcode, oparg) = flow.instructions[index];
        let number = match opcode.base() {
            Opcode::LOAD_GLOBAL => oparg as usize >> 1,
            _ => oparg as usize,
        };
        let name = self.vm.tuple_text(code(way.code).names, number);
        let mut stored = false;
        for &pointer in self.codes {
            // A module's own code has no function, so that its namespace is not known: its file is.
            let same_file =
                self.vm.text(code(pointer).filename) == self.vm.text(code(way.code).filename);
            if !same_file || !self.has_name(pointer, &name) {
                continue;
            }
            let is_module = self.vm.text(code(pointer).qualname) == "<module>";
            let flow = self.flow(pointer);
            for (at, &(unit, opcode, oparg)) in flow.instructions.iter().enumerate() {
                let stores = match opcode.base() {
                    Opcode::STORE_GLOBAL => true,
                    Opcode::STORE_NAME => is_module,
                    _ => false,
                };
                let is_name = || self.vm.tuple_text(code(pointer).names, oparg as usize) == name;
                if stores && is_name() && self.ran((pointer, unit as u32)) {
                    stored = true;
                    let sources = flow.operand(at, 1).cloned().unwrap_or_default();
                    let way = Way {
                        code: pointer,
                        calls: Vec::new(),
                        passed: way.passed.clone(),
                    };
                    self.follow(wanted, &sources, &way, found);
                }
            }
        }
        // It may be an import, a loop's or set from elsewhere.
        found.elsewhere |= !stored;
    }

    pub(super) fn globals(&self, pointer: *mut Code) -> Option<*mut Dict> {
        match self.vm.codes[code(pointer).id as usize].namespaces {
            Namespaces::One(globals, _) => self.namespaces.contains(&globals).then_some(globals),
            _ => None,
        }
    }

    /// What a CALL calls, where that is one thing.
    pub(super) fn callee(&self, flow: &Flow<'_>, index: usize) -> Option<Callee> {
        let (_, _, oparg) = flow.instructions[index];
        let callable = flow.operand(index, oparg as usize + 2)?;
        let [Source::Instruction(loaded)] = callable.known[..] else {
            return None;
        };
        let (_, opcode, named) = flow.instructions[loaded];
        let number = match opcode.base() {
            _ if callable.others => return None,
            Opcode::LOAD_GLOBAL => named as usize >> 1,
            Opcode::LOAD_NAME => named as usize,
            _ => return None,
        };
        let value = self.global(flow.code(), number)?;
        if let Some(function) = self.vm.as_function(value) {
            let callee = function.code;
            return self.codes.contains(&callee).then_some(Callee::Code(callee));
        }
        let class = cast::as_class(value)?;
        // One that makes something else makes no type of its name: it is not told.
        Some(Callee::Class(self.vm.text(class.name).into_owned()))
    }

    /// What a global or built-in name is at the end.
    pub(super) fn global(&self, pointer: *mut Code, number: usize) -> Option<Value> {
        let name = *cast::tuple_items(code(pointer).names).get(number)?;
        let vm = self.vm;
        let mut dicts = vec![self.globals(pointer).or_else(|| {
            // A module's own code has no function: its functions have its globals.
            let same = |other: &&*mut Code| code(**other).filename == code(pointer).filename;
            self.codes
                .iter()
                .filter(same)
                .find_map(|other| self.globals(*other))
        })?];
        dicts.push(vm.builtins);
        dicts
            .into_iter()
            .map(|dict| vm.dict_get_str(dict, name))
            .find(|value| !value.is_null())
    }

    /// The numbers of those names of a module's own code that are not to be followed: functions give them values, by `global`, or
    /// they stand for a function or class, which is what matters where it is called.
    pub(super) fn not_followed(&self, module: *mut Code) -> Vec<usize> {
        let vm = self.vm;
        let file = code(module).filename;
        let same_file = |other: &&*mut Code| vm.text(code(**other).filename) == vm.text(file);
        let count = cast::tuple_items(code(module).names).len();
        let is_called = |number: &usize| {
            let value = self.global(module, *number);
            value.is_some_and(|value| {
                vm.as_function(value).is_some() || cast::as_class(value).is_some()
            })
        };
        let mut given: Vec<usize> = (0..count).filter(is_called).collect();
        for &pointer in self.codes.iter().filter(same_file) {
            for (_, opcode, oparg) in instructions(vm, pointer) {
                if opcode.base() == Opcode::STORE_GLOBAL {
                    let name = vm.tuple_text(code(pointer).names, oparg as usize);
                    let mut names = cast::tuple_items(code(module).names).iter();
                    given.extend(names.position(|other| vm.text(*other) == name));
                }
            }
        }
        given
    }

    /// What an attribute was given, in objects of a class that it is read from.
    pub(super) fn stored_in_attribute(
        &mut self,
        flow: &Flow<'_>,
        index: usize,
        way: &Way,
        found: &mut Found,
        wanted: Wanted,
    ) {
        // It may be set in other ways as well.
        found.elsewhere = true;
        let (_, _, oparg) = flow.instructions[index];
        let name = self
            .vm
            .tuple_text(code(way.code).names, oparg as usize >> 1);
        let read_from = self.classes(flow, index);
        for &pointer in self.codes {
            if !self.has_name(pointer, &name) {
                continue;
            }
            let flow = self.flow(pointer);
            for (at, &(unit, opcode, oparg)) in flow.instructions.iter().enumerate() {
                let place = (pointer, unit as u32);
                let stores = opcode.base() == Opcode::STORE_ATTR
                    && self.vm.tuple_text(code(pointer).names, oparg as usize) == name
                    && self.ran(place);
                if !stores
                    || !self
                        .classes(&flow, at)
                        .iter()
                        .any(|one| read_from.contains(one))
                {
                    continue;
                }
                let sources = flow.operand(at, 2).cloned().unwrap_or_default();
                let mut way = way.through(Passed::Attribute, place);
                (way.code, way.calls) = (pointer, Vec::new());
                self.follow(wanted, &sources, &way, found);
            }
        }
    }

    /// Whether a code object has a name for a global or an attribute.
    fn has_name(&self, pointer: *mut Code, name: &str) -> bool {
        let mut names = cast::tuple_items(code(pointer).names).iter();
        names.any(|other| self.vm.text(*other) == name)
    }

    /// The names of the classes whose objects an instruction has had an attribute of, as far as they are known.
    fn classes(&self, flow: &Flow<'_>, index: usize) -> Vec<String> {
        let vm = self.vm;
        let pointer = flow.code();
        let (unit, opcode, _) = flow.instructions[index];
        let mut names = Vec::new();
        let guard = opcode
            .parts()
            .iter()
            .find(|part| part.uop == Uop::_GUARD_TYPE_VERSION);
        let guard = guard.or_else(|| {
            let mut parts = opcode.parts().iter();
            parts.find(|part| part.uop == Uop::_GUARD_TYPE_VERSION_AND_LOCK)
        });
        if let Some(guard) = guard {
            let units = vm.current_units(pointer);
            let first = unit + usize::from(guard.offset);
            let cached = units.get(first..first + usize::from(guard.units));
            let version = cached.unwrap_or_default().iter().rev();
            let version = version.fold(0, |version, unit| version << 16 | u32::from(*unit));
            names.extend(vm.name_of_version(version));
        }
        if let Some(note) = vm.note(code(pointer).id as usize, unit as u32) {
            names.extend(
                note.met
                    .all_names()
                    .filter_map(|names| names.first().cloned()),
            );
        }
        // A method's own object.
        let own = opcode.base() == Opcode::STORE_ATTR
            && flow
                .operand(index, 1)
                .is_some_and(|owner| owner.known == [Source::Entry(0)]);
        let qualname = vm.text(code(pointer).qualname);
        if let Some((class, _)) = qualname.rsplit_once('.').filter(|_| own) {
            names.push(class.rsplit('.').next().unwrap_or(class).to_owned());
        }
        names
    }

    /// The places that call a code object by a name, and whether it is the `__init__` of the class that they call.
    pub(super) fn callers(&mut self, callee: *mut Code) -> Vec<(Call, bool)> {
        let qualname = self.vm.text(code(callee).qualname).into_owned();
        let class_of_init = qualname.strip_suffix(".__init__");
        let name = class_of_init.unwrap_or(&qualname);
        let mut found = Vec::new();
        for &pointer in self.codes {
            if !self.has_name(pointer, name) {
                continue;
            }
            let flow = self.flow(pointer);
            for (index, &(unit, opcode, _)) in flow.instructions.iter().enumerate() {
                let place = (pointer, unit as u32);
                if opcode.base() != Opcode::CALL || !self.ran(place) {
                    continue;
                }
                match self.callee(&flow, index) {
                    Some(Callee::Code(other)) if other == callee => found.push((place, false)),
                    Some(Callee::Class(name)) if Some(&*name) == class_of_init => {
                        found.push((place, true))
                    }
                    _ => {}
                }
            }
        }
        found
    }
}
