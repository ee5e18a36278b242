//! What CPython warns of while it compiles: invalid escapes and numbers run into keywords (its tokenizer and parser),
//! jumps out of `finally` (`Python/ast_preprocess.c`), and what can only be a mistake (`Python/codegen.c`).

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{CmpOp, Expr, ExprCompare, Mod, Number, Stmt};
use ruff_python_parser::Parsed;
use ruff_text_size::{Ranged, TextSize};

use crate::source::Source;

/// A `SyntaxWarning`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The message.
    pub message: String,
    /// The line it is shown for.
    pub line: u32,
}

pub(crate) fn warnings(parsed: &Parsed<Mod>, source: &Source<'_>) -> Vec<Warning> {
    let mut checker = Checker {
        source,
        found: Vec::new(),
        late: Vec::new(),
        context: Context::default(),
    };
    checker.tokens(parsed);
    match parsed.syntax() {
        Mod::Module(module) => checker.visit_body(&module.body),
        Mod::Expression(expression) => checker.visit_expr(&expression.body),
    }
    checker.found.append(&mut checker.late);
    checker.found
}

/// Where a jump would go.
#[derive(Clone, Copy, Default)]
struct Context {
    in_finally: bool,
    in_loop: bool,
}

struct Checker<'a> {
    source: &'a Source<'a>,
    found: Vec<Warning>,
    /// Those of code generation, which come last.
    late: Vec<Warning>,
    context: Context,
}

impl Checker<'_> {
    fn warning(&self, at: TextSize, message: String) -> Warning {
        let line = self.source.line_column(at).0;
        Warning {
            message,
            line: line.unsigned_abs(),
        }
    }

    fn late(&mut self, node: &impl Ranged, message: String) {
        let warning = self.warning(node.start(), message);
        self.late.push(warning);
    }

    /// What tells from the tokens alone.
    fn tokens(&mut self, parsed: &Parsed<Mod>) {
        let mut number = None;
        for token in parsed.tokens() {
            let text = &self.source.text[token.range()];
            match token.kind() {
                TokenKind::Int | TokenKind::Float | TokenKind::Complex => {
                    number = Some((token.end(), text));
                    continue;
                }
                TokenKind::String => {
                    let flags = token.unwrap_string_flags();
                    if !flags.is_raw_string() {
                        let unicode = !flags.is_byte_string();
                        self.escapes(token.start(), text, unicode);
                    }
                }
                TokenKind::FStringMiddle | TokenKind::TStringMiddle
                    if !token.unwrap_string_flags().is_raw_string() =>
                {
                    self.escapes(token.start(), text, true);
                }
                kind if kind.is_keyword() => {
                    if let Some((end, digits)) = number
                        && end == token.start()
                    {
                        let message = format!("invalid {} literal", number_kind(digits));
                        let warning = self.warning(end, message);
                        self.found.push(warning);
                    }
                }
                _ => {}
            }
            number = None;
        }
    }

    /// The first escape of a string that means nothing.
    fn escapes(&mut self, start: TextSize, text: &str, unicode: bool) {
        let mut at = 0;
        while let Some(found) = text[at..].find('\\') {
            at += found;
            let Some(char) = text[at + 1..].chars().next() else {
                return;
            };
            let octal = text[at + 1..].bytes().take(3);
            let octal = octal
                .take_while(|byte| (b'0'..=b'7').contains(byte))
                .count();
            let (known, what, length) = match char {
                '0'..='7' => (octal < 3 || char < '4', "octal escape", 1 + octal),
                'N' | 'u' | 'U' => (unicode, "escape", 2),
                '\n' | '\\' | '\'' | '"' | 'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | 'x' => {
                    (true, "escape", 2)
                }
                _ => (false, "escape", 1 + char.len_utf8()),
            };
            if !known {
                let escape = &text[at..at + length];
                let message = format!(
                    "\"{escape}\" is an invalid {what} sequence. Such sequences will not work in the future. \
                     Did you mean \"\\{escape}\"? A raw string is also an option."
                );
                let warning = self.warning(start + TextSize::new(at as u32), message);
                self.found.push(warning);
                return;
            }
            at += length;
        }
    }

    fn jump(&mut self, statement: &Stmt, word: &str) {
        let message = format!("'{word}' in a 'finally' block");
        let warning = self.warning(statement.start(), message);
        self.found.push(warning);
    }

    fn within(&mut self, context: Context, visit: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.context, context);
        visit(self);
        self.context = before;
    }

    fn compare(&mut self, node: &ExprCompare) {
        let mut left = &*node.left;
        for (op, right) in node.ops.iter().zip(&node.comparators) {
            if let (CmpOp::Is | CmpOp::IsNot, Some(literal)) =
                (op, [left, right].into_iter().find(|side| is_literal(side)))
            {
                let name = type_name(literal).unwrap_or("object");
                let (word, meant) = match op {
                    CmpOp::Is => ("is", "=="),
                    _ => ("is not", "!="),
                };
                let message =
                    format!("\"{word}\" with '{name}' literal. Did you mean \"{meant}\"?");
                return self.late(node, message);
            }
            left = right;
        }
    }

    fn call(&mut self, function: &Expr) {
        if !matches!(function, Expr::Lambda(_))
            && let Some(name) = type_name(function)
        {
            let message = format!("'{name}' object is not callable; perhaps you missed a comma?");
            self.late(function, message);
        }
    }

    fn subscript(&mut self, value: &Expr, index: &Expr) {
        let Some(name) = type_name(value) else { return };
        match name {
            "str" | "bytes" | "tuple" | "list" => {
                let Some(index) = type_name(index).filter(|own| !matches!(*own, "int" | "bool"))
                else {
                    return;
                };
                let message = format!(
                    "{name} indices must be integers or slices, not {index}; perhaps you missed a comma?"
                );
                self.late(value, message);
            }
            "dict" => {}
            _ => {
                let message =
                    format!("'{name}' object is not subscriptable; perhaps you missed a comma?");
                self.late(value, message);
            }
        }
    }
}

impl<'a> Visitor<'a> for Checker<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let Context {
            in_finally,
            in_loop,
        } = self.context;
        match statement {
            Stmt::Return(_) if in_finally => self.jump(statement, "return"),
            Stmt::Break(_) if in_finally && !in_loop => self.jump(statement, "break"),
            Stmt::Continue(_) if in_finally && !in_loop => self.jump(statement, "continue"),
            Stmt::Assert(node) => {
                if matches!(&*node.test, Expr::Tuple(tuple) if !tuple.elts.is_empty()) {
                    let message = "assertion is always true, perhaps remove parentheses?";
                    self.late(statement, message.to_owned());
                }
            }
            _ => {}
        }
        let context = match statement {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => Context::default(),
            Stmt::For(_) | Stmt::While(_) => Context {
                in_loop: true,
                ..self.context
            },
            _ => self.context,
        };
        stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, || {
            self.within(context, |own| match statement {
                Stmt::Try(node) => {
                    own.visit_body(&node.body);
                    for handler in &node.handlers {
                        own.visit_except_handler(handler);
                    }
                    own.visit_body(&node.orelse);
                    let context = Context {
                        in_finally: true,
                        in_loop: false,
                    };
                    own.within(context, |own| own.visit_body(&node.finalbody));
                }
                _ => visitor::walk_stmt(own, statement),
            });
        });
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Compare(node) => self.compare(node),
            Expr::Call(node) => self.call(&node.func),
            Expr::Subscript(node) if node.ctx.is_load() => self.subscript(&node.value, &node.slice),
            _ => {}
        }
        stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, || {
            visitor::walk_expr(self, expr)
        });
    }
}

fn number_kind(digits: &str) -> &'static str {
    let lower = digits.to_ascii_lowercase();
    match lower.get(..2) {
        Some("0x") => "hexadecimal",
        Some("0o") => "octal",
        Some("0b") => "binary",
        _ if lower.ends_with('j') => "imaginary",
        _ => "decimal",
    }
}

/// Literals whose identity means nothing.
fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) => true,
        Expr::Tuple(tuple) => tuple.elts.iter().all(crate::tree::is_constant),
        _ => false,
    }
}

/// The type of what an expression gives, where that is certain.
fn type_name(expr: &Expr) -> Option<&'static str> {
    Some(match expr {
        Expr::Tuple(_) => "tuple",
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Generator(_) => "generator",
        Expr::Lambda(_) => "function",
        Expr::StringLiteral(_) | Expr::FString(_) => "str",
        Expr::TString(_) => "string.templatelib.Template",
        Expr::BytesLiteral(_) => "bytes",
        Expr::NumberLiteral(node) => match node.value {
            Number::Int(_) => "int",
            Number::Float(_) => "float",
            Number::Complex { .. } => "complex",
        },
        Expr::BooleanLiteral(_) => "bool",
        Expr::NoneLiteral(_) => "NoneType",
        Expr::EllipsisLiteral(_) => "ellipsis",
        _ => return None,
    })
}
