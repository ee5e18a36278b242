//! Which stencils there are, and the functions whose machine code they are.

use std::fmt::Write;

use crate::{FLOAT_REGISTERS, Modules, Operation, WORD_REGISTERS};

/// Where the context keeps registers when a trace is left: the exit's number, then words, then floats, then the frame.
pub const SAVED_WORDS: usize = 8;
/// See [`SAVED_WORDS`].
pub const SAVED_FLOATS: usize = SAVED_WORDS + 8 * WORD_REGISTERS;
/// Where the context holds the frame, to be fetched again after a helper call.
pub const FRAME: usize = SAVED_FLOATS + 8 * FLOAT_REGISTERS;

/// A kind of register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bank {
    /// Words.
    Word,
    /// Floats.
    Float,
}

impl Bank {
    /// How many registers there are.
    pub fn size(self) -> usize {
        match self {
            Bank::Word => WORD_REGISTERS,
            Bank::Float => FLOAT_REGISTERS,
        }
    }

    /// The registers that hold a type; `None` for holes and pinned registers.
    pub fn of(ty: &str) -> Option<Bank> {
        match ty {
            "Int" | "Raw" | "Word" | "Value" | "Bool" => Some(Bank::Word),
            "Float" => Some(Bank::Float),
            _ => None,
        }
    }
}

/// A form of an operation: all operands in registers, or the last one an immediate.
#[derive(Clone, Debug)]
pub struct Form {
    /// The operation.
    pub operation: Operation,
    /// Whether the last operand is an immediate.
    pub immediate: bool,
    /// The registers that a variant chooses: the result's first, if it is not the first operand's.
    pub choices: Vec<Bank>,
    /// Whether the result has a register of its own choice.
    pub free_result: bool,
    /// The number of the first variant; the others follow, the last choice running fastest.
    pub first: usize,
}

/// All stencils, in the order of their numbers.
#[derive(Debug)]
pub struct Plan {
    /// Two entries for each operation: the form with registers, and the one with an immediate, if there is one.
    pub forms: Vec<(Form, Option<Form>)>,
    /// How many variants there are.
    pub len: usize,
}

impl Form {
    fn new(operation: Operation, immediate: bool, first: usize) -> Form {
        let mut choices: Vec<Bank> = Vec::new();
        let operands = &operation.operands[..operation.operands.len() - usize::from(immediate)];
        choices.extend(operands.iter().filter_map(|ty| Bank::of(ty)));
        let result = operation.result.and_then(Bank::of);
        let free_result =
            result.is_some_and(|bank| operation.has("free") || choices.first() != Some(&bank));
        if free_result {
            choices.insert(0, result.unwrap_or(Bank::Word));
        }
        Form {
            operation,
            immediate,
            choices,
            free_result,
            first,
        }
    }

    /// How many variants it has.
    pub fn variants(&self) -> usize {
        self.choices.iter().map(|bank| bank.size()).product()
    }

    /// The registers of a variant.
    fn registers(&self, mut variant: usize) -> Vec<String> {
        let mut names = Vec::new();
        for bank in self.choices.iter().rev() {
            let letter = if *bank == Bank::Word { 'r' } else { 'x' };
            names.push(format!("{letter}{}", variant % bank.size()));
            variant /= bank.size();
        }
        names.reverse();
        names
    }

    /// The body of a variant's function.
    fn body(&self, variant: usize) -> String {
        let registers = self.registers(variant);
        let mut operands = registers.iter().skip(usize::from(self.free_result));
        let count = self.operation.operands.len();
        let mut arguments = Vec::new();
        for (index, ty) in self.operation.operands.iter().enumerate() {
            if self.immediate && index + 1 == count {
                arguments.push("hole32()".to_owned());
                continue;
            }
            arguments.push(match *ty {
                "Imm32" => "hole32()".to_owned(),
                "Imm64" => "hole64()".to_owned(),
                "Frame" => "f".to_owned(),
                "Context" => "c".to_owned(),
                "Bool" => format!(
                    "{} != 0",
                    operands.next().expect("a register for each operand")
                ),
                "Float" => operands
                    .next()
                    .expect("a register for each operand")
                    .clone(),
                _ => format!(
                    "{} as _",
                    operands.next().expect("a register for each operand")
                ),
            });
        }
        let call = format!("prims::{}({})", self.operation.prim, arguments.join(", "));
        let Some(result) = self.operation.result else {
            return if self.operation.has("exits") {
                format!("if !{call} {{ $LEAVE }}")
            } else {
                format!("{call};")
            };
        };
        let cast = if Bank::of(result) == Some(Bank::Word) {
            " as u64"
        } else {
            ""
        };
        let target = &registers[0];
        if self.operation.has("exits") {
            format!("match {call} {{ Some(v) => {target} = v{cast}, None => $LEAVE }}")
        } else {
            format!("{target} = {call}{cast};")
        }
    }
}

impl Plan {
    /// The stencils of a table of operations.
    pub fn new(operations: &[Operation]) -> Plan {
        let mut len = 0;
        let mut form = |operation: Operation, immediate: bool| {
            let form = Form::new(operation, immediate, len);
            len += form.variants();
            form
        };
        let forms = operations
            .iter()
            .map(|&o| (form(o, false), o.has("imm").then(|| form(o, true))))
            .collect();
        Plan { forms, len }
    }

    fn all_forms(&self) -> impl Iterator<Item = &Form> {
        self.forms
            .iter()
            .flat_map(|(registers, immediate)| [Some(registers), immediate.as_ref()])
            .flatten()
    }

    /// The sources, in `parts` files that can be compiled side by side. A variant's function is `s` and its number.
    pub fn sources(&self, modules: &Modules<'_>, parts: usize) -> Vec<String> {
        let mut sources: Vec<String> = (0..parts).map(|_| prologue(modules)).collect();
        sources[0] += RUNTIME;
        for form in self.all_forms() {
            for variant in 0..form.variants() {
                let number = form.first + variant;
                let source = &mut sources[number * parts / self.len];
                writeln!(
                    source,
                    "$STENCIL s{number} $BEGIN {} $END",
                    form.body(variant)
                )
                .expect("writing to a String");
            }
        }
        sources.into_iter().map(|source| expand(&source)).collect()
    }
}

/// Replaces the shorthands of the templates: macros would not see the registers' names (hygiene).
fn expand(source: &str) -> String {
    let words: Vec<String> = (0..WORD_REGISTERS).map(|n| format!("r{n}")).collect();
    let floats: Vec<String> = (0..FLOAT_REGISTERS).map(|n| format!("x{n}")).collect();
    let declare = |prefix: &str| {
        let words = words.iter().map(|name| format!("{prefix}{name}: u64"));
        let floats = floats.iter().map(|name| format!("{prefix}{name}: f64"));
        words.chain(floats).collect::<Vec<_>>().join(", ")
    };
    source
        .replace(
            "$STENCIL",
            "#[unsafe(no_mangle)] pub unsafe extern \"rust-preserve-none\" fn",
        )
        .replace("$BEGIN", "(mut f: u64, c: u64, $MUT) -> u64 { unsafe {")
        .replace("$END", "become CONT(f, c, $ALL) } }")
        .replace("$LEAVE", "{ become EXIT(f, c, $ALL) }")
        .replace("$MUT", &declare("mut "))
        .replace("$DECLARE", &declare(""))
        .replace("$ALL", &[words.clone(), floats.clone()].concat().join(", "))
        .replace("$WORD_COUNT", &WORD_REGISTERS.to_string())
        .replace("$FLOAT_COUNT", &FLOAT_REGISTERS.to_string())
        .replace("$WORDS", &words.join(", "))
        .replace("$FLOATS", &floats.join(", "))
        .replace("$SAVED_WORDS", &SAVED_WORDS.to_string())
        .replace("$SAVED_FLOATS", &SAVED_FLOATS.to_string())
        .replace("$FRAME", &FRAME.to_string())
}

fn prologue(modules: &Modules<'_>) -> String {
    let mut text = PROLOGUE.to_owned();
    for (name, path) in modules {
        writeln!(text, "#[path = {path:?}] mod {name};").expect("writing to a String");
    }
    text
}

/// A hole is read by inline assembly: the address of an extern symbol would be assumed not to be null, so that an operand
/// of 0 would take the wrong branch.
const PROLOGUE: &str = r#"#![feature(explicit_tail_calls, rust_preserve_none_cc)]
#![no_std]
#![allow(incomplete_features, improper_ctypes)]
#[panic_handler] fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
use core::arch::asm;
unsafe extern "rust-preserve-none" {
    fn CONT(f: u64, c: u64, $DECLARE) -> u64;
    fn EXIT(f: u64, c: u64, $DECLARE) -> u64;
}
#[inline(always)] fn hole32() -> i64 {
    let v: i64;
    unsafe { asm!("mov {0:r}, offset HOLE32", out(reg) v, options(pure, nomem, nostack, preserves_flags)) };
    v
}
#[inline(always)] fn hole64() -> i64 {
    let v: i64;
    unsafe { asm!("movabs {0}, offset HOLE64", out(reg) v, options(pure, nomem, nostack, preserves_flags)) };
    v
}
#[inline(always)] fn helper() -> u64 {
    let v: u64;
    unsafe { asm!("movabs {0}, offset HELPER", out(reg) v, options(pure, nomem, nostack, preserves_flags)) };
    v
}
"#;

/// What every trace needs: the way in, the way out, and a call of a helper, after which no register holds anything but
/// the pinned ones.
const RUNTIME: &str = r#"
#[unsafe(no_mangle)] pub unsafe extern "C" fn enter(f: u64, c: u64, code: u64) -> u64 {
    let code: unsafe extern "rust-preserve-none" fn(f: u64, c: u64, $DECLARE) -> u64 = unsafe { core::mem::transmute(code) };
    let [$WORDS] = [0; $WORD_COUNT];
    let [$FLOATS] = [0.0; $FLOAT_COUNT];
    unsafe { code(f, c, $ALL) }
}
#[unsafe(no_mangle)] pub unsafe extern "rust-preserve-none" fn leave(f: u64, c: u64, $DECLARE) -> u64 {
    unsafe {
        *((c + $SAVED_WORDS) as *mut [u64; $WORD_COUNT]) = [$WORDS];
        *((c + $SAVED_FLOATS) as *mut [f64; $FLOAT_COUNT]) = [$FLOATS];
    }
    0
}
$STENCIL call $BEGIN
    let call: unsafe extern "C" fn(u64, i64) -> u64 = unsafe { core::mem::transmute(helper()) };
    let status = call(c, hole64());
    asm!("", out("r14") r0, out("r15") r1, out("rdi") r2, out("rsi") r3, out("rdx") r4, out("rcx") r5, out("r8") r6,
        out("r9") r7, out("r11") r8, out("xmm0") x0, out("xmm1") x1, out("xmm2") x2, out("xmm3") x3, out("xmm4") x4,
        out("xmm5") x5, out("xmm6") x6, out("xmm7") x7, options(pure, nomem, nostack, preserves_flags));
    r9 = status;
    f = *((c + $FRAME) as *const u64);
    if status != 0 { $LEAVE }
$END
"#;
