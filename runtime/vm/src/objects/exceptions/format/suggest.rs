//! "Did you mean": names that are close to one that was not found (CPython's `Python/suggestions.c`).

use super::super::{named, traceback};
use crate::frames::{locals_proxy, object};
use crate::objects::dict;
use crate::objects::fields::field;
use crate::objects::sequences::list;
use crate::{Raised, Result, Value, Vm};

const MAX_CANDIDATES: usize = 750;
const MAX_LENGTH: usize = 40;
const MOVE: usize = 2;
const CASE: usize = 1;

fn substitution(a: u8, b: u8) -> usize {
    if a == b {
        0
    } else if a.eq_ignore_ascii_case(&b) {
        CASE
    } else {
        MOVE
    }
}

/// The edit distance of two names; more than `most` where it is larger than that.
fn distance(a: &[u8], b: &[u8], most: usize) -> usize {
    let prefix = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (mut a, mut b) = (&a[..a.len() - suffix], &b[..b.len() - suffix]);
    if a.is_empty() || b.is_empty() {
        return (a.len() + b.len()) * MOVE;
    }
    if a.len() > MAX_LENGTH || b.len() > MAX_LENGTH {
        return most + 1;
    }
    if b.len() < a.len() {
        (a, b) = (b, a);
    }
    if (b.len() - a.len()) * MOVE > most {
        return most + 1;
    }
    let mut row: Vec<usize> = (1..=a.len()).map(|index| index * MOVE).collect();
    let mut result = 0;
    for (index, byte) in b.iter().enumerate() {
        result = index * MOVE;
        let mut diagonal = result;
        let mut least = usize::MAX;
        for (cell, other) in row.iter_mut().zip(a) {
            let substitute = diagonal + substitution(*byte, *other);
            diagonal = *cell;
            result = substitute.min(result.min(diagonal) + MOVE);
            *cell = result;
            least = least.min(result);
        }
        if least > most {
            return most + 1;
        }
    }
    result
}

/// The name closest to one that was not found.
pub fn closest<T: AsRef<str>>(candidates: &[T], wrong: &str) -> Option<String> {
    if candidates.len() >= MAX_CANDIDATES {
        return None;
    }
    let (mut best, mut suggestion) = (usize::MAX, None);
    let names = candidates.iter().map(AsRef::as_ref);
    for candidate in names.filter(|candidate| *candidate != wrong) {
        let most = ((wrong.len() + candidate.len() + 3) * MOVE / 6).min(best.saturating_sub(1));
        let found = distance(wrong.as_bytes(), candidate.as_bytes(), most);
        if found <= most {
            (best, suggestion) = (found, Some(candidate.to_owned()));
        }
    }
    suggestion
}

fn innermost(traceback: Value) -> Value {
    let mut entry = traceback;
    while !traceback::next(entry).is_none() {
        entry = traceback::next(entry);
    }
    traceback::frame(entry)
}

fn names_of(vm: &mut Vm, names: Value) -> Vec<String> {
    list::items(names)
        .iter()
        .filter(|name| vm.is_str(**name))
        .map(|name| vm.text(*name).into_owned())
        .collect()
}

fn keys_of(vm: &Vm, mapping: Value, names: &mut Vec<String>) {
    if vm.is_dict(mapping) {
        names.extend(
            dict::entries(mapping.pointer())
                .filter(|(key, _)| vm.is_str(*key))
                .map(|(key, _)| vm.text(key).into_owned()),
        );
    }
}

impl Vm {
    /// What to append to an exception's message.
    pub(super) fn suggestion_for(&mut self, exception: Value) -> String {
        match self.try_suggestion(exception) {
            Ok(text) => text,
            Err(Raised) => {
                self.take_raised();
                String::new()
            }
        }
    }

    fn directory(&mut self, object: Value) -> Result<Vec<String>> {
        let dir = self.intern("dir");
        let dir = self.dict_get_str(self.builtins, dir);
        if dir.is_null() {
            return Ok(Vec::new());
        }
        let names = self.call_pos(dir, &[object])?;
        let names = self.list_from(names)?;
        Ok(names_of(self, names))
    }

    fn try_suggestion(&mut self, exception: Value) -> Result<String> {
        let traceback = self.traceback_of(exception);
        let did_you_mean = |name: Option<String>| {
            name.map_or_else(String::new, |name| format!(". Did you mean: '{name}'?"))
        };
        if self.is_exception(exception, self.types.import_error) {
            let (module, wrong) = (
                self.import_error_name(exception),
                self.import_error_name_from(exception),
            );
            if !self.is_str(wrong) || !self.is_str(module) {
                return Ok(String::new());
            }
            let (module, wrong) = (
                self.text(module).into_owned(),
                self.text(wrong).into_owned(),
            );
            let top = self.loaded_module(module.split('.').next().unwrap_or_default());
            if top.is_null() {
                return Ok(String::new());
            }
            let mut names = self.directory(top)?;
            names.retain(|name| wrong.starts_with('_') || !name.starts_with('_'));
            return Ok(did_you_mean(closest(&names, &wrong)));
        }
        let is_name = self.is_exception(exception, self.types.name_error);
        if !is_name && !self.is_exception(exception, self.types.attribute_error) {
            return Ok(String::new());
        }
        let wrong = field(exception, named::NAME);
        if wrong.is_null() || !self.is_str(wrong) {
            return Ok(String::new());
        }
        let wrong_value = self.intern_str(wrong);
        let wrong = self.text(wrong).into_owned();
        let this = self.intern("self");
        if !is_name {
            let object = field(exception, named::OBJ).or_none();
            let mut names = self.directory(object)?;
            let mut hide = !wrong.starts_with('_');
            if hide && !traceback.is_none() {
                let locals = locals_proxy::snapshot(self, innermost(traceback))?;
                hide = !self.is_dict(locals) || self.dict_get_str(locals.pointer(), this) != object;
            }
            names.retain(|name| !hide || !name.starts_with('_'));
            return Ok(did_you_mean(closest(&names, &wrong)));
        }
        let mut suggestion = None;
        if !traceback.is_none() {
            let frame = innermost(traceback);
            let locals = locals_proxy::snapshot(self, frame)?;
            let mut names = Vec::new();
            for mapping in [
                locals,
                object::globals_of(frame),
                object::builtins_of(frame),
            ] {
                keys_of(self, mapping, &mut names);
            }
            let this = if self.is_dict(locals) {
                self.dict_get_str(locals.pointer(), this)
            } else {
                Value::NULL
            };
            suggestion = if !this.is_null() && self.get_attr_opt(this, wrong_value)?.is_some() {
                Some(format!("self.{wrong}"))
            } else {
                closest(&names, &wrong)
            };
        }
        let mut text = did_you_mean(suggestion);
        if self.is_in_library(&wrong) {
            text += if text.is_empty() { ". Did" } else { " Or did" };
            text += &format!(" you forget to import '{wrong}'?");
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_close_names_only() {
        let names = ["append", "extend", "pop", "Blech"].map(String::from);
        assert_eq!(closest(&names, "apend").as_deref(), Some("append"));
        assert_eq!(closest(&names, "blech").as_deref(), Some("Blech"));
        assert_eq!(closest(&names, "zzz"), None);
        assert_eq!(closest(&names, "pop"), None);
    }
}
