//! The compiler: Python source to the bytecode that CPython 3.14 makes of it.
//!
//! The stages are those of CPython, each in a folder: the tree from `ruff_python_parser`, the symbol table
//! ([`symtable`]), code generation ([`codegen`]), the control-flow graph with its passes ([`cfg`]), assembly
//! ([`assemble`]). Every field of a [`CodeObject`] is meant to equal CPython's.

#![forbid(unsafe_code)]

mod assemble;
mod cfg;
mod code;
mod codegen;
mod consts;
mod decode;
mod dump;
mod error;
mod eval;
mod future;
mod instr;
mod marshal;
mod names;
mod operation;
mod ops;
mod outline;
mod parse;
mod room;
mod source;
mod symtable;
mod tree;
mod warnings;

pub use code::{
    CO_ASYNC_GENERATOR, CO_COROUTINE, CO_FAST_CELL, CO_FAST_FREE, CO_FAST_HIDDEN, CO_FAST_LOCAL,
    CO_FUTURE_ANNOTATIONS, CO_FUTURE_BARRY_AS_BDFL, CO_GENERATOR, CO_HAS_DOCSTRING, CO_METHOD,
    CO_NESTED, CO_NEWLOCALS, CO_OPTIMIZED, CO_VARARGS, CO_VARKEYWORDS, CodeObject, Constant,
    ExceptionEntry, Position, PyString, positions,
};
pub use decode::{decode, decode_string, foreign_encoding};
pub use dump::{dump_bytecode, dump_pass, passes};
pub use error::{ErrorKind, SyntaxError};
pub use marshal::{dump as marshal, load as unmarshal};
pub use operation::{Operand, Operation, operation};
pub use outline::{Acts, Outline, outline};
pub use parse::tokenize::{TokenInfo, Tokens, TokensEnd, tokenize};
pub use warnings::Warning;

use ruff_python_ast::Mod;

/// What a source is: as `compile()`'s `mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mode {
    /// A module.
    #[default]
    Exec,
    /// An expression.
    Eval,
    /// Statements typed at a prompt: values of expression statements are printed.
    Single,
}

/// How to compile.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// What the source is.
    pub mode: Mode,
    /// 1 leaves assertions out, 2 docstrings too.
    pub optimize: u8,
    /// `CO_FUTURE_*` flags inherited from the code that compiles.
    pub future_flags: u32,
}

/// Compiles a source text.
///
/// # Errors
///
/// What CPython's parser, symbol table or compiler reject.
pub fn compile(source: &str, filename: &str, options: &Options) -> Result<CodeObject, SyntaxError> {
    compile_observed(source, filename, options, None).map(|(code, _)| code)
}

/// Compiles a source text, and gives the `SyntaxWarning`s that CPython would, in its order.
///
/// # Errors
///
/// As [`compile`].
pub fn compile_with_warnings(
    source: &str,
    filename: &str,
    options: &Options,
) -> Result<(CodeObject, Vec<Warning>), SyntaxError> {
    compile_observed(source, filename, options, None)
}

fn compile_observed(
    text: &str,
    filename: &str,
    options: &Options,
    recorder: Option<&cfg::Recorder>,
) -> Result<(CodeObject, Vec<Warning>), SyntaxError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = source::with_newlines(text);
    let source = source::Source::new(&text, filename);
    let (parsed, levels) = {
        let flufl = options.future_flags & CO_FUTURE_BARRY_AS_BDFL != 0;
        parse::parse_source(&source, options.mode == Mode::Eval, flufl)?
    };
    let result = compile_tree(parsed.syntax(), &source, options, recorder);
    room::discard(parsed, levels);
    match result {
        Ok(code) => Ok((*code, source.into_warnings())),
        Err(error) => Err(*error),
    }
}

fn compile_tree(
    parsed: &Mod,
    source: &source::Source<'_>,
    options: &Options,
    recorder: Option<&cfg::Recorder>,
) -> codegen::Result<Box<CodeObject>> {
    let (tree, body) = match parsed {
        Mod::Module(module) if options.mode == Mode::Single => {
            (tree::Tree::Interactive(&module.body), &*module.body)
        }
        Mod::Module(module) => (tree::Tree::Module(&module.body), &*module.body),
        Mod::Expression(expression) => (tree::Tree::Expression(&expression.body), &[][..]),
    };
    let future = future::features(body, source)?;
    let flags = future.flags | options.future_flags;
    let mut names = names::Interner::for_source(source.text.len());
    let future_annotations = flags & CO_FUTURE_ANNOTATIONS != 0;
    let table = symtable::make(&tree, source, &mut names, future_annotations, future.end)?;
    let compiler = codegen::Compiler::new(source, names, table, flags, options.optimize, recorder);
    compiler.module(&tree)
}
