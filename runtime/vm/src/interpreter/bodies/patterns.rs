//! Pattern matching.

use crate::interpreter::Flow;
use crate::layout::class_flags;
use crate::objects::cast;
use crate::objects::names::name;
use crate::objects::sequences::{list, tuple};
use crate::{Raised, Result, Value, Vm};

body! {
    _MATCH_MAPPING(m) { let flag = m.vm.has_class_flag(m.peek(1), class_flags::MAPPING); m.push(Value::bool(flag)); Flow::Next }
    _MATCH_SEQUENCE(m) { let flag = m.vm.has_class_flag(m.peek(1), class_flags::SEQUENCE); m.push(Value::bool(flag)); Flow::Next }
    _MATCH_KEYS(m) {
        match m.vm.match_keys(m.peek(2), m.peek(1)) {
            Ok(values) => { m.push(values); Flow::Next }
            Err(Raised) => Flow::Raised,
        }
    }
    _MATCH_CLASS(m, oparg) {
        let result = m.vm.match_class(m.peek(3), m.peek(2), oparg as usize, m.peek(1));
        m.finish(3, result)
    }
}

impl Vm {
    fn match_keys(&mut self, subject: Value, keys: Value) -> Result {
        let values = self.new_list(&[]);
        let seen = self.new_set(&[])?;
        let get = self.intern("get");
        let sentinel = self.new_list(&[]);
        for key in tuple::items(keys) {
            if self.set_contains(seen, *key)? {
                let text = self.repr(*key)?;
                let text = self.text(text).into_owned();
                return Err(
                    self.value_error(format!("mapping pattern checks duplicate key ({text})"))
                );
            }
            self.set_add(seen, *key)?;
            let method = self.get_attr(subject, get)?;
            let value = self.call_pos(method, &[*key, sentinel])?;
            if value == sentinel {
                return Ok(Value::NONE);
            }
            self.list_append(values, value);
        }
        Ok(self.new_tuple(list::items(values)))
    }

    /// The attributes that a class pattern asks for, as a tuple; None where the subject does not match.
    fn match_class(
        &mut self,
        subject: Value,
        class: Value,
        positional: usize,
        names: Value,
    ) -> Result {
        let Some(class_object) = cast::as_class(class) else {
            let text = "called match pattern must be a class";
            return Err(self.type_error(text));
        };
        if !self.is_instance(subject, class)? {
            return Ok(Value::NONE);
        }
        let found = self.new_list(&[]);
        let seen = self.new_set(&[])?;
        if positional > 0 {
            let match_args = name!(self, "__match_args__");
            let mut match_self = false;
            let arguments = match self.get_attr_opt(class, match_args)? {
                Some(arguments) if cast::is_exactly(arguments, self.types.tuple) => arguments,
                Some(arguments) => {
                    let (name, got) = (
                        self.text(class_object.name).into_owned(),
                        self.class_name(arguments),
                    );
                    return Err(self
                        .type_error(format!("{name}.__match_args__ must be a tuple (got {got})")));
                }
                None => {
                    match_self = class_object.flags & class_flags::MATCH_SELF != 0;
                    self.new_tuple(&[])
                }
            };
            let allowed = if match_self {
                1
            } else {
                tuple::items(arguments).len()
            };
            if allowed < positional {
                let name = self.text(class_object.name).into_owned();
                let plural = if allowed == 1 { "" } else { "s" };
                return Err(self.type_error(format!(
                    "{name}() accepts {allowed} positional sub-pattern{plural} ({positional} given)"
                )));
            }
            if match_self {
                self.list_append(found, subject);
            } else {
                for index in 0..positional {
                    let name = tuple::items(arguments)[index];
                    if !self.is_exact_str(name) {
                        let got = self.class_name(name);
                        return Err(self.type_error(format!(
                            "__match_args__ elements must be strings (got {got})"
                        )));
                    }
                    match self.match_attribute(subject, class_object.name, name, seen)? {
                        Some(value) => self.list_append(found, value),
                        None => return Ok(Value::NONE),
                    }
                }
            }
        }
        for name in tuple::items(names) {
            match self.match_attribute(subject, class_object.name, *name, seen)? {
                Some(value) => self.list_append(found, value),
                None => return Ok(Value::NONE),
            }
        }
        Ok(self.new_tuple(list::items(found)))
    }

    fn match_attribute(
        &mut self,
        subject: Value,
        class_name: Value,
        name: Value,
        seen: Value,
    ) -> Result<Option<Value>> {
        if self.set_contains(seen, name)? {
            let (class, name) = (self.text(class_name).into_owned(), self.repr(name)?);
            let name = self.text(name).into_owned();
            return Err(self.type_error(format!(
                "{class}() got multiple sub-patterns for attribute {name}"
            )));
        }
        self.set_add(seen, name)?;
        let name = self.intern_str(name);
        self.get_attr_opt(subject, name)
    }
}
