//! LOAD_GLOBAL.

use uops::{Opcode, Refusal};

use super::{Outcome, Reason, write_cache};
use crate::layout::{Dict, Frame};
use crate::objects::cast;
use crate::{Value, Vm};

/// Entries and keys versions must fit the inline cache's 16 bits.
const LIMIT: usize = u16::MAX as usize;

/// LOAD_GLOBAL.
#[cold]
pub(crate) fn load_global(vm: &mut Vm, frame: *mut Frame, this: *mut u16, oparg: u32) {
    let outcome = outcome(vm, frame, this, oparg);
    vm.settle(frame, this, outcome);
}

fn outcome(vm: &mut Vm, frame: *mut Frame, this: *mut u16, oparg: u32) -> Outcome {
    // SAFETY: initialised: the running frame's code and dicts are live.
    let (name, globals, builtins): (_, *mut Dict, *mut Dict) = unsafe {
        (
            cast::tuple_items((*(*frame).code).names)[(oparg >> 1) as usize],
            (*frame).globals,
            (*frame).builtins,
        )
    };
    let text = vm.text(name).into_owned();
    let exact = |dict: *mut Dict| cast::is_exactly(Value::object(dict), vm.types.dict);
    if !exact(globals) || !exact(builtins) {
        return Err(Reason::new(Refusal::Namespace, text));
    }
    let version = vm.keys_version(globals) as usize;
    if version == 0 || version > LIMIT {
        return Err(Reason::new(Refusal::GlobalsChanged, text));
    }
    if let Some(index) = vm.dict_index_of(globals, name) {
        if index > LIMIT {
            return Err(Reason::new(Refusal::TooManyGlobals, text));
        }
        write_cache(this, 2, 1, version as u64);
        write_cache(this, 4, 1, index as u64);
        return Ok(Opcode::LOAD_GLOBAL_MODULE);
    }
    let Some(index) = vm.dict_index_of(builtins, name) else {
        return Err(Reason::new(Refusal::NoName, text));
    };
    let builtins_version = vm.keys_version(builtins) as usize;
    if builtins_version == 0 || builtins_version > LIMIT || index > LIMIT {
        return Err(Reason::new(Refusal::BuiltinsChanged, text));
    }
    write_cache(this, 2, 1, version as u64);
    write_cache(this, 3, 1, builtins_version as u64);
    write_cache(this, 4, 1, index as u64);
    Ok(Opcode::LOAD_GLOBAL_BUILTIN)
}
