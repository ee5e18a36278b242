//! Binding arguments to parameters (CPython's `initialize_locals`).

use crate::layout::{Frame, Function, code_flags};
use crate::objects::cast;
use crate::objects::sequences::tuple;
use crate::{Args, Raised, Result, Value, Vm};

use super::locals;

impl Vm {
    /// Makes the frame of a Python call, its parameters bound. The frame is not yet running.
    pub fn bind_frame(&mut self, function: &Function, args: Args<'_>) -> Result<*mut Frame> {
        // SAFETY: pinned: a function's code object is live.
        let code = unsafe { &*function.code };
        self.check_recursion(code)?;
        let positional = args.pos();
        let argcount = code.argcount as usize;
        const SPECIAL: u32 = code_flags::VARARGS | code_flags::VARKEYWORDS | code_flags::OPTIMIZED;
        let plain = code.flags & SPECIAL == code_flags::OPTIMIZED && code.kwonlyargcount == 0;
        if plain && args.kwnames.is_null() && positional.len() <= argcount {
            let missing = argcount - positional.len();
            let defaults: &[Value] = if missing == 0 || function.defaults.is_null() {
                &[]
            } else {
                tuple::items(function.defaults)
            };
            if let Some(from) = defaults.len().checked_sub(missing) {
                // SAFETY: a slice, and no more than the parameters.
                let frame = unsafe {
                    self.push_call_frame(function, positional.as_ptr(), positional.len())
                };
                for (at, &value) in defaults[from..].iter().enumerate() {
                    // SAFETY: a frame has room for its parameters.
                    unsafe { *locals(frame).add(positional.len() + at) = value };
                }
                return Ok(frame);
            }
        }
        let frame = self.push_function_frame(function);
        let slots = locals(frame);
        // SAFETY: a frame has `nlocalsplus` locals, parameters first.
        let slots = unsafe { core::slice::from_raw_parts_mut(slots, code.nlocalsplus as usize) };
        match self.bind_general(function, slots, args) {
            Ok(()) => Ok(frame),
            Err(Raised) => {
                self.stack.pop(frame);
                Err(Raised)
            }
        }
    }

    fn bind_general(
        &mut self,
        function: &Function,
        slots: &mut [Value],
        args: Args<'_>,
    ) -> Result<()> {
        // SAFETY: pinned: a function's code object is live.
        let code = unsafe { &*function.code };
        let names = cast::tuple_items(code.localsplusnames);
        let (argcount, kwonly) = (code.argcount as usize, code.kwonlyargcount as usize);
        let total = argcount + kwonly;
        let positional = args.pos();
        let has_varargs = code.flags & code_flags::VARARGS != 0;
        let kwargs_at = total + usize::from(has_varargs);
        let kwargs = if code.flags & code_flags::VARKEYWORDS != 0 {
            let dict = self.new_dict();
            slots[kwargs_at] = Value::object(dict);
            dict
        } else {
            core::ptr::null_mut()
        };
        let given = positional.len().min(argcount);
        slots[..given].copy_from_slice(&positional[..given]);
        if has_varargs {
            slots[total] = self.try_new_tuple(positional.get(argcount..).unwrap_or(&[]))?;
        }
        for (name, value) in args.keywords() {
            self.bind_keyword(function, slots, (name, value), kwargs, args)?;
        }
        if positional.len() > argcount && !has_varargs {
            return Err(self.too_many_positional(function, slots, positional.len()));
        }
        if given < argcount {
            let defaults: &[Value] = if function.defaults.is_null() {
                &[]
            } else {
                tuple::items(function.defaults)
            };
            let first_default = argcount - defaults.len().min(argcount);
            let missing: Vec<usize> = (given..first_default)
                .filter(|&i| slots[i].is_null())
                .collect();
            if !missing.is_empty() {
                return Err(self.missing_arguments(function, "positional", &missing, names));
            }
            for index in given.max(first_default)..argcount {
                if slots[index].is_null() {
                    slots[index] = defaults[index - first_default];
                }
            }
        }
        if kwonly > 0 {
            let mut missing = Vec::new();
            for index in argcount..total {
                if slots[index].is_null() && !function.kwdefaults.is_null() {
                    slots[index] = self.dict_get(function.kwdefaults.pointer(), names[index])?;
                }
                if slots[index].is_null() {
                    missing.push(index);
                }
            }
            if !missing.is_empty() {
                return Err(self.missing_arguments(function, "keyword-only", &missing, names));
            }
        }
        Ok(())
    }

    fn bind_keyword(
        &mut self,
        function: &Function,
        slots: &mut [Value],
        (name, value): (Value, Value),
        kwargs: *mut crate::layout::Dict,
        args: Args<'_>,
    ) -> Result<()> {
        // SAFETY: pinned: a function's code object is live.
        let code = unsafe { &*function.code };
        let names = cast::tuple_items(code.localsplusnames);
        let total = (code.argcount + code.kwonlyargcount) as usize;
        let posonly = code.posonlyargcount as usize;
        if !self.is_exact_str(name) && self.as_str_subclass(name).is_none() {
            let what = self.text(function.qualname).into_owned();
            return Err(self.type_error(format!("{what}() keywords must be strings")));
        }
        let found = (posonly..total)
            .find(|&index| names[index] == name)
            .or_else(|| {
                (posonly..total).find(|&index| crate::objects::strings::equal(names[index], name))
            });
        if let Some(index) = found {
            if !slots[index].is_null() {
                let (what, name) = (
                    self.text(function.qualname).into_owned(),
                    self.text(name).into_owned(),
                );
                return Err(self.type_error(format!(
                    "{what}() got multiple values for argument '{name}'"
                )));
            }
            slots[index] = value;
            return Ok(());
        }
        if !kwargs.is_null() {
            return self.dict_set(kwargs, name, value);
        }
        let what = self.text(function.qualname).into_owned();
        let misplaced: Vec<String> = (0..posonly)
            .filter(|&index| {
                args.keywords()
                    .any(|(keyword, _)| crate::objects::strings::equal(names[index], keyword))
            })
            .map(|index| self.text(names[index]).into_owned())
            .collect();
        if !misplaced.is_empty() {
            return Err(self.type_error(format!(
                "{what}() got some positional-only arguments passed as keyword arguments: '{}'",
                misplaced.join(", ")
            )));
        }
        let name = self.text(name).into_owned();
        Err(self.type_error(format!(
            "{what}() got an unexpected keyword argument '{name}'"
        )))
    }

    fn as_str_subclass(&self, value: Value) -> Option<()> {
        // SAFETY: pinned: every value's class is live.
        let flags = unsafe { (*self.class_of(value)).flags };
        (flags & crate::layout::class_flags::STR_SUBCLASS != 0).then_some(())
    }

    #[cold]
    fn missing_arguments(
        &mut self,
        function: &Function,
        kind: &str,
        missing: &[usize],
        names: &[Value],
    ) -> Raised {
        let what = self.text(function.qualname).into_owned();
        let quoted: Vec<String> = missing
            .iter()
            .map(|&index| format!("'{}'", self.text(names[index])))
            .collect();
        let list = match quoted.as_slice() {
            [one] => one.clone(),
            [one, two] => format!("{one} and {two}"),
            [first @ .., last] => format!("{}, and {last}", first.join(", ")),
            [] => String::new(),
        };
        let plural = if missing.len() == 1 { "" } else { "s" };
        self.type_error(format!(
            "{what}() missing {} required {kind} argument{plural}: {list}",
            missing.len()
        ))
    }

    #[cold]
    fn too_many_positional(
        &mut self,
        function: &Function,
        slots: &[Value],
        given: usize,
    ) -> Raised {
        // SAFETY: pinned: a function's code object is live.
        let code = unsafe { &*function.code };
        let argcount = code.argcount as usize;
        let what = self.text(function.qualname).into_owned();
        let defaults = if function.defaults.is_null() {
            0
        } else {
            tuple::items(function.defaults).len()
        };
        let (takes, plural) = if defaults > 0 {
            // A function whose code was replaced may have more defaults than parameters.
            let least = argcount as i64 - defaults as i64;
            (format!("from {least} to {argcount}"), true)
        } else {
            (argcount.to_string(), argcount != 1)
        };
        let kwonly_given = slots[argcount..argcount + code.kwonlyargcount as usize]
            .iter()
            .filter(|slot| !slot.is_null())
            .count();
        let note = if kwonly_given > 0 {
            format!(
                " positional argument{} (and {kwonly_given} keyword-only argument{})",
                if given == 1 { "" } else { "s" },
                if kwonly_given == 1 { "" } else { "s" }
            )
        } else {
            String::new()
        };
        let verb = if given == 1 && kwonly_given == 0 {
            "was"
        } else {
            "were"
        };
        self.type_error(format!(
            "{what}() takes {takes} positional argument{} but {given}{note} {verb} given",
            if plural { "s" } else { "" }
        ))
    }
}
