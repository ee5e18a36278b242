//! Writes the stencils as Rust source. The including module defines the types `Stencil`, `Relocation` and `Patch`.

use std::fmt::Write;

use crate::read::{Library, Stencil};
use crate::shells::{self, Plan};

/// The source: code bytes, stencils by number, each operation's first stencils, and the stencils of the runtime.
pub fn write(plan: &Plan, library: &Library) -> Result<String, String> {
    let find = |name: &str| {
        library
            .stencils
            .get(name)
            .ok_or_else(|| format!("no stencil {name}"))
    };
    let mut writer = Writer::default();
    for number in 0..plan.len {
        writer.stencil(find(&format!("s{number}"))?);
    }
    let runtime = ["enter", "leave", "call"];
    for name in runtime {
        writer.stencil(find(name)?);
    }
    let mut text = String::new();
    let forms: Vec<String> = plan
        .forms
        .iter()
        .map(|(registers, immediate)| {
            format!(
                "({}, {})",
                registers.first,
                immediate.as_ref().map_or(0, |form| form.first)
            )
        })
        .collect();
    let out = &mut text;
    let mut line =
        |args: std::fmt::Arguments<'_>| writeln!(out, "{args}").map_err(|error| error.to_string());
    line(format_args!(
        "pub(crate) static CODE: &[u8] = {};",
        bytes(&writer.code)
    ))?;
    line(format_args!(
        "pub(crate) static DATA: &[u8] = {};",
        bytes(&library.data)
    ))?;
    line(format_args!(
        "pub(crate) static STENCILS: &[Stencil] = &[{}];",
        writer.stencils
    ))?;
    line(format_args!(
        "pub(crate) static RELOCATIONS: &[Relocation] = &[{}];",
        writer.relocations
    ))?;
    line(format_args!(
        "pub(crate) static FORMS: &[(u32, u32)] = &[{}];",
        forms.join(", ")
    ))?;
    for (index, name) in runtime.iter().enumerate() {
        line(format_args!(
            "pub(crate) const {}: usize = {};",
            name.to_uppercase(),
            plan.len + index
        ))?;
    }
    line(format_args!(
        "pub(crate) const SAVED_WORDS: usize = {};",
        shells::SAVED_WORDS
    ))?;
    line(format_args!(
        "pub(crate) const SAVED_FLOATS: usize = {};",
        shells::SAVED_FLOATS
    ))?;
    line(format_args!(
        "pub(crate) const SAVED_FRAME: usize = {};",
        shells::FRAME
    ))?;
    Ok(text)
}

#[derive(Default)]
struct Writer {
    code: Vec<u8>,
    stencils: String,
    relocations: String,
    relocation_count: usize,
}

impl Writer {
    fn stencil(&mut self, stencil: &Stencil) {
        self.stencils += &format!(
            "Stencil {{ start: {}, len: {}, first_relocation: {}, relocations: {} }},",
            self.code.len(),
            stencil.code.len(),
            self.relocation_count,
            stencil.relocations.len()
        );
        self.code.extend(&stencil.code);
        for relocation in &stencil.relocations {
            self.relocations += &format!(
                "Relocation {{ at: {}, patch: Patch::{:?}, addend: {} }},",
                relocation.at, relocation.patch, relocation.addend
            );
        }
        self.relocation_count += stencil.relocations.len();
    }
}

fn bytes(bytes: &[u8]) -> String {
    let escaped: String = bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect();
    format!("b\"{escaped}\"")
}
