//! Reads object files and verifies stencils. A stencil can be copied and patched because of what is checked here:
//!
//! - **holes**: a relocation is a hole of known width, a helper's address, a jump to `CONT` or `EXIT`, or the address of
//!   the object's own read-only data;
//! - **jumps**: `CONT` and `EXIT` are reached by direct jumps only, conditional or not, never called nor taken as values;
//! - **no state**: the object has no writable data.

use std::collections::{BTreeMap, HashMap};

use object::{
    Object, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget, SectionIndex,
    SectionKind, elf,
};

/// What is written where a relocation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patch {
    /// The distance to the next stencil.
    Continue,
    /// The distance to the exit stub.
    Exit,
    /// The immediate, 32 bits, to be sign-extended.
    Imm32,
    /// The immediate, 64 bits.
    Imm64,
    /// The helper's address, 64 bits.
    Helper,
    /// The distance to the library's read-only data.
    Data,
}

/// A place to patch.
#[derive(Clone, Copy, Debug)]
pub struct Relocation {
    /// Offset in the stencil.
    pub at: usize,
    /// What to write.
    pub patch: Patch,
    /// Added to it.
    pub addend: i64,
}

/// A verified stencil.
#[derive(Clone, Debug)]
pub struct Stencil {
    /// Its machine code, without a final jump to `CONT`.
    pub code: Vec<u8>,
    /// What to patch.
    pub relocations: Vec<Relocation>,
}

/// Stencils by symbol name, and the read-only data that they refer to.
#[derive(Debug, Default)]
pub struct Library {
    /// The stencils.
    pub stencils: BTreeMap<String, Stencil>,
    /// Their read-only data, to be copied near the code.
    pub data: Vec<u8>,
}

/// The most that a read-only section may want.
const DATA_ALIGN: usize = 16;

impl Library {
    /// Adds the stencils of an object file.
    pub fn read(&mut self, content: &[u8]) -> Result<(), String> {
        let file = object::File::parse(content).map_err(|error| format!("object file: {error}"))?;
        for section in file.sections() {
            let writable = matches!(
                section.kind(),
                SectionKind::Data | SectionKind::UninitializedData | SectionKind::Tls
            );
            if writable && section.size() > 0 {
                return Err(format!(
                    "writable section {}",
                    section.name().unwrap_or("?")
                ));
            }
        }
        let mut data_at = HashMap::new();
        for section in file.sections() {
            let name = section.name().map_err(|error| error.to_string())?;
            let Some(name) = name.strip_prefix(".text.") else {
                continue;
            };
            let name = name.strip_prefix("unlikely.").unwrap_or(name);
            if name.starts_with("_R") {
                continue; // Not a stencil; were one to refer to it, reading that one would fail.
            }
            let stencil = read_stencil(&file, &section, &mut self.data, &mut data_at)
                .map_err(|error| format!("stencil {name}: {error}"))?;
            self.stencils.insert(name.to_owned(), stencil);
        }
        Ok(())
    }
}

fn read_stencil(
    file: &object::File<'_>,
    section: &object::Section<'_, '_>,
    data: &mut Vec<u8>,
    data_at: &mut HashMap<SectionIndex, usize>,
) -> Result<Stencil, String> {
    let mut code = section.data().map_err(|error| error.to_string())?.to_vec();
    let mut relocations = Vec::new();
    for (at, relocation) in section.relocations() {
        let at = at as usize;
        let RelocationTarget::Symbol(index) = relocation.target() else {
            return Err("a relocation without symbol".into());
        };
        let symbol = file
            .symbol_by_index(index)
            .map_err(|error| error.to_string())?;
        let RelocationFlags::Elf { r_type } = relocation.flags() else {
            return Err("not an ELF relocation".into());
        };
        let name = symbol.name().map_err(|error| error.to_string())?;
        let jump = matches!(r_type, elf::R_X86_64_PLT32 | elf::R_X86_64_PC32);
        let mut addend = relocation.addend();
        let patch = match name {
            "CONT" | "EXIT" if jump && addend == -4 && is_jump(&code, at) => {
                if name == "CONT" {
                    Patch::Continue
                } else {
                    Patch::Exit
                }
            }
            "HOLE32" if r_type == elf::R_X86_64_32S => Patch::Imm32,
            "HOLE64" if r_type == elf::R_X86_64_64 => Patch::Imm64,
            "HELPER" if r_type == elf::R_X86_64_64 => Patch::Helper,
            _ => {
                let Some(index) = symbol
                    .section_index()
                    .filter(|_| r_type == elf::R_X86_64_PC32)
                else {
                    return Err(format!("relocation of type {r_type} to {name}"));
                };
                let start = match data_at.get(&index) {
                    Some(start) => *start,
                    None => *data_at
                        .entry(index)
                        .or_insert(read_data(file, index, data)?),
                };
                addend += start as i64 + symbol.address() as i64;
                Patch::Data
            }
        };
        relocations.push(Relocation { at, patch, addend });
    }
    relocations.sort_by_key(|relocation| relocation.at);
    leave_by_condition(&mut code, &mut relocations);
    let falls_through = relocations.last().is_some_and(|last| {
        last.patch == Patch::Continue && last.at + 4 == code.len() && code[last.at - 1] == JMP
    });
    if falls_through {
        relocations.pop();
        code.truncate(code.len() - 5);
    }
    Ok(Stencil { code, relocations })
}

/// Copies a section of read-only data; where it starts.
fn read_data(
    file: &object::File<'_>,
    index: SectionIndex,
    data: &mut Vec<u8>,
) -> Result<usize, String> {
    let section = file
        .section_by_index(index)
        .map_err(|error| error.to_string())?;
    let plain = matches!(
        section.kind(),
        SectionKind::ReadOnlyData | SectionKind::ReadOnlyString
    );
    if !plain || section.align() > DATA_ALIGN as u64 || section.relocations().next().is_some() {
        return Err(format!(
            "section {} is not plain read-only data",
            section.name().unwrap_or("?")
        ));
    }
    data.resize(data.len().next_multiple_of(DATA_ALIGN), 0);
    let start = data.len();
    data.extend(section.data().map_err(|error| error.to_string())?);
    Ok(start)
}

/// Turns a final `jcc CONT; jmp EXIT` into `jncc EXIT; jmp CONT`, so that staying in the trace falls through. Not where
/// anything in the stencil might be a jump to that last instruction.
fn leave_by_condition(code: &mut [u8], relocations: &mut [Relocation]) {
    let [.., stay, leave] = relocations else {
        return;
    };
    let last = code.len().saturating_sub(5);
    let shape = (stay.patch, leave.patch, stay.at + 5, leave.at + 4);
    if shape != (Patch::Continue, Patch::Exit, leave.at, code.len())
        || code[stay.at - 2] != 0x0f
        || code[last] != JMP
    {
        return;
    }
    let reaches_last = |at: usize| {
        let short = matches!(code[at], 0x70..=0x7f | 0xe0..=0xe3 | 0xeb)
            && code
                .get(at + 1)
                .is_some_and(|&by| at as i64 + 2 + i64::from(by as i8) == last as i64);
        let near = code.get(at..at + 4).is_some_and(|by| {
            at as i64 + 4 + i64::from(i32::from_le_bytes([by[0], by[1], by[2], by[3]]))
                == last as i64
        });
        short || near
    };
    // The relocated distances are 0 in the file, so the conditional jump itself would seem to reach the last one.
    if (0..stay.at - 2).any(reaches_last) {
        return;
    }
    code[stay.at - 1] ^= 1;
    (stay.patch, leave.patch) = (Patch::Exit, Patch::Continue);
}

const JMP: u8 = 0xe9;

/// Whether the 32 bits here are the distance of a `jmp` or `jcc`.
fn is_jump(code: &[u8], at: usize) -> bool {
    let one = at.checked_sub(1).map(|at| code[at]);
    let two = at.checked_sub(2).map(|at| code[at]);
    one == Some(JMP) || two == Some(0x0f) && one.is_some_and(|byte| byte & 0xf0 == 0x80)
}
