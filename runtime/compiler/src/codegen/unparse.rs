//! Expressions back to source, in CPython's normal form: for annotations under `from __future__ import annotations`.

use ruff_python_ast::{
    BoolOp, CmpOp, Comprehension, ConversionFlag, Expr, ExprFString, FStringPart,
    InterpolatedStringElement, InterpolatedStringElements, Number, Operator, Parameters, UnaryOp,
};

use super::literals::{int_value, string_value};
use crate::code::{Constant, PyString};
use crate::consts::Const;
use crate::dump::repr;
use crate::source::Source;

/// How tightly an expression binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Tuple,
    Test,
    Or,
    And,
    Not,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Arithmetic,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

impl Level {
    /// The next tighter level.
    fn tighter(self) -> Level {
        match self {
            Level::Tuple => Level::Test,
            Level::Test => Level::Or,
            Level::Or => Level::And,
            Level::And => Level::Not,
            Level::Not => Level::Compare,
            Level::Compare => Level::BitOr,
            Level::BitOr => Level::BitXor,
            Level::BitXor => Level::BitAnd,
            Level::BitAnd => Level::Shift,
            Level::Shift => Level::Arithmetic,
            Level::Arithmetic => Level::Term,
            Level::Term => Level::Factor,
            Level::Factor => Level::Power,
            Level::Power => Level::Await,
            Level::Await | Level::Atom => Level::Atom,
        }
    }
}

struct Unparser<'a> {
    source: &'a Source<'a>,
    /// WTF-8.
    out: Vec<u8>,
}

/// The text of an expression.
pub(super) fn expression(expr: &Expr, source: &Source<'_>) -> PyString {
    let mut unparser = Unparser {
        source,
        out: Vec::new(),
    };
    unparser.expr(expr, Level::Test);
    PyString::from_wtf8(unparser.out)
}

impl Unparser<'_> {
    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Puts parentheses around, if the expression binds less tightly than its place asks for.
    fn enclosed(&mut self, parens: bool, inner: impl FnOnce(&mut Self)) {
        if parens {
            self.put("(");
        }
        inner(self);
        if parens {
            self.put(")");
        }
    }

    fn list<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>, level: Level) {
        for (at, expr) in exprs.into_iter().enumerate() {
            if at > 0 {
                self.put(", ");
            }
            self.expr(expr, level);
        }
    }

    fn expr(&mut self, expr: &Expr, level: Level) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.expr_inner(expr, level));
    }

    fn expr_inner(&mut self, expr: &Expr, level: Level) {
        match expr {
            Expr::BoolOp(node) => {
                let (own, word) = match node.op {
                    BoolOp::And => (Level::And, " and "),
                    BoolOp::Or => (Level::Or, " or "),
                };
                self.enclosed(level > own, |out| {
                    for (at, value) in node.values.iter().enumerate() {
                        if at > 0 {
                            out.put(word);
                        }
                        out.expr(value, own.tighter());
                    }
                });
            }
            Expr::Named(node) => self.enclosed(level > Level::Tuple, |out| {
                out.expr(&node.target, Level::Atom);
                out.put(" := ");
                out.expr(&node.value, Level::Atom);
            }),
            Expr::BinOp(node) => {
                let (own, op) = operator(node.op);
                let (left, right) = if node.op == Operator::Pow {
                    (own.tighter(), own)
                } else {
                    (own, own.tighter())
                };
                self.enclosed(level > own, |out| {
                    out.expr(&node.left, left);
                    out.put(op);
                    out.expr(&node.right, right);
                });
            }
            Expr::UnaryOp(node) => {
                let (own, op) = match node.op {
                    UnaryOp::Invert => (Level::Factor, "~"),
                    UnaryOp::Not => (Level::Not, "not "),
                    UnaryOp::UAdd => (Level::Factor, "+"),
                    UnaryOp::USub => (Level::Factor, "-"),
                };
                self.enclosed(level > own, |out| {
                    out.put(op);
                    out.expr(&node.operand, own);
                });
            }
            Expr::Lambda(node) => self.enclosed(level > Level::Test, |out| {
                out.put("lambda");
                if let Some(parameters) = node.parameters.as_deref().filter(|own| !own.is_empty()) {
                    out.put(" ");
                    out.parameters(parameters);
                }
                out.put(": ");
                out.expr(&node.body, Level::Test);
            }),
            Expr::If(node) => self.enclosed(level > Level::Test, |out| {
                out.expr(&node.body, Level::Or);
                out.put(" if ");
                out.expr(&node.test, Level::Or);
                out.put(" else ");
                out.expr(&node.orelse, Level::Test);
            }),
            Expr::Dict(node) => {
                self.put("{");
                for (at, item) in node.items.iter().enumerate() {
                    if at > 0 {
                        self.put(", ");
                    }
                    if let Some(key) = &item.key {
                        self.expr(key, Level::Test);
                        self.put(": ");
                        self.expr(&item.value, Level::Test);
                    } else {
                        self.put("**");
                        self.expr(&item.value, Level::BitOr);
                    }
                }
                self.put("}");
            }
            Expr::Set(node) => {
                self.put("{");
                self.list(&node.elts, Level::Test);
                self.put("}");
            }
            Expr::ListComp(node) => self.comprehension("[", &node.elt, None, &node.generators, "]"),
            Expr::SetComp(node) => self.comprehension("{", &node.elt, None, &node.generators, "}"),
            Expr::DictComp(node) => {
                let key = node.key.as_deref().unwrap_or(&node.value);
                self.comprehension("{", key, Some(&node.value), &node.generators, "}");
            }
            Expr::Generator(node) => {
                self.comprehension("(", &node.elt, None, &node.generators, ")")
            }
            Expr::Await(node) => self.enclosed(level > Level::Await, |out| {
                out.put("await ");
                out.expr(&node.value, Level::Atom);
            }),
            Expr::Yield(node) => {
                self.put("(yield");
                if let Some(value) = &node.value {
                    self.put(" ");
                    self.expr(value, Level::Test);
                }
                self.put(")");
            }
            Expr::YieldFrom(node) => {
                self.put("(yield from ");
                self.expr(&node.value, Level::Test);
                self.put(")");
            }
            Expr::Compare(node) => self.enclosed(level > Level::Compare, |out| {
                out.expr(&node.left, Level::BitOr);
                for (op, value) in node.ops.iter().zip(&node.comparators) {
                    out.put(comparison(*op));
                    out.expr(value, Level::BitOr);
                }
            }),
            Expr::Call(node) => {
                self.expr(&node.func, Level::Atom);
                let arguments = &node.arguments;
                if let ([only @ Expr::Generator(_)], true) =
                    (&*arguments.args, arguments.keywords.is_empty())
                {
                    self.expr(only, Level::Test);
                    return;
                }
                self.put("(");
                self.list(&arguments.args, Level::Test);
                for (at, keyword) in arguments.keywords.iter().enumerate() {
                    if at > 0 || !arguments.args.is_empty() {
                        self.put(", ");
                    }
                    match &keyword.arg {
                        Some(name) => {
                            self.put(name);
                            self.put("=");
                        }
                        None => self.put("**"),
                    }
                    self.expr(&keyword.value, Level::Test);
                }
                self.put(")");
            }
            Expr::FString(node) => self.f_string(node),
            Expr::TString(node) => {
                let mut body = Unparser {
                    source: self.source,
                    out: Vec::new(),
                };
                for part in &node.value {
                    body.elements(&part.elements);
                }
                let text = repr::constant(&Constant::Str(PyString::from_wtf8(body.out)));
                self.put("t");
                self.put(&text);
            }
            Expr::StringLiteral(node) => {
                if node
                    .value
                    .iter()
                    .next()
                    .is_some_and(|part| part.flags.prefix().is_unicode())
                {
                    self.put("u");
                }
                let text = repr::constant(&Constant::Str(PyString::from_wtf8(
                    string_value(self.source.text, node).into_owned(),
                )));
                self.put(&text);
            }
            Expr::BytesLiteral(node) => {
                let bytes = node
                    .value
                    .iter()
                    .flat_map(|part| part.value.iter().copied())
                    .collect();
                self.put(&repr::constant(&Constant::Bytes(bytes)));
            }
            Expr::NumberLiteral(node) => self.put(&number(&node.value)),
            Expr::BooleanLiteral(node) => self.put(if node.value { "True" } else { "False" }),
            Expr::NoneLiteral(_) => self.put("None"),
            Expr::EllipsisLiteral(_) => self.put("..."),
            Expr::Attribute(node) => {
                self.expr(&node.value, Level::Atom);
                let is_int = matches!(&*node.value, Expr::NumberLiteral(own) if matches!(own.value, Number::Int(_)));
                self.put(if is_int { " ." } else { "." });
                self.put(&node.attr);
            }
            Expr::Subscript(node) => {
                self.expr(&node.value, Level::Atom);
                self.put("[");
                self.expr(&node.slice, Level::Tuple);
                self.put("]");
            }
            Expr::Starred(node) => {
                self.put("*");
                self.expr(&node.value, Level::BitOr);
            }
            Expr::Name(node) => self.put(&node.id),
            Expr::List(node) => {
                self.put("[");
                self.list(&node.elts, Level::Test);
                self.put("]");
            }
            Expr::Tuple(node) if node.elts.is_empty() => self.put("()"),
            Expr::Tuple(node) => self.enclosed(level > Level::Tuple, |out| {
                out.list(&node.elts, Level::Test);
                if node.elts.len() == 1 {
                    out.put(",");
                }
            }),
            Expr::Slice(node) => {
                if let Some(lower) = &node.lower {
                    self.expr(lower, Level::Test);
                }
                self.put(":");
                if let Some(upper) = &node.upper {
                    self.expr(upper, Level::Test);
                }
                if let Some(step) = &node.step {
                    self.put(":");
                    self.expr(step, Level::Test);
                }
            }
            Expr::IpyEscapeCommand(_) => {}
        }
    }

    fn comprehension(
        &mut self,
        open: &str,
        element: &Expr,
        value: Option<&Expr>,
        generators: &[Comprehension],
        close: &str,
    ) {
        self.put(open);
        self.expr(element, Level::Test);
        if let Some(value) = value {
            self.put(": ");
            self.expr(value, Level::Test);
        }
        for generator in generators {
            self.put(if generator.is_async {
                " async for "
            } else {
                " for "
            });
            self.expr(&generator.target, Level::Tuple);
            self.put(" in ");
            self.expr(&generator.iter, Level::Or);
            for condition in &generator.ifs {
                self.put(" if ");
                self.expr(condition, Level::Or);
            }
        }
        self.put(close);
    }

    fn parameters(&mut self, parameters: &Parameters) {
        let mut first = true;
        let mut comma = |out: &mut Self| {
            if !std::mem::take(&mut first) {
                out.put(", ");
            }
        };
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        for (at, own) in positional.enumerate() {
            comma(self);
            self.put(&own.parameter.name);
            self.default(own.default.as_deref());
            if at + 1 == parameters.posonlyargs.len() {
                self.put(", /");
            }
        }
        if parameters.vararg.is_some() || !parameters.kwonlyargs.is_empty() {
            comma(self);
            self.put("*");
            if let Some(own) = &parameters.vararg {
                self.put(&own.name);
            }
        }
        for own in &parameters.kwonlyargs {
            comma(self);
            self.put(&own.parameter.name);
            self.default(own.default.as_deref());
        }
        if let Some(own) = &parameters.kwarg {
            comma(self);
            self.put("**");
            self.put(&own.name);
        }
    }

    fn default(&mut self, default: Option<&Expr>) {
        if let Some(default) = default {
            self.put("=");
            self.expr(default, Level::Test);
        }
    }

    fn f_string(&mut self, node: &ExprFString) {
        let mut body = Unparser {
            source: self.source,
            out: Vec::new(),
        };
        for part in &node.value {
            match part {
                FStringPart::Literal(literal) => body.braced(&literal.value),
                FStringPart::FString(part) => body.elements(&part.elements),
            }
        }
        let text = repr::constant(&Constant::Str(PyString::from_wtf8(body.out)));
        self.put("f");
        self.put(&text);
    }

    fn braced(&mut self, text: &str) {
        self.put(&text.replace('{', "{{").replace('}', "}}"));
    }

    fn elements(&mut self, elements: &InterpolatedStringElements) {
        for element in elements {
            let element = match element {
                InterpolatedStringElement::Literal(text) => {
                    self.braced(&text.value);
                    continue;
                }
                InterpolatedStringElement::Interpolation(element) => element,
            };
            let mut conversion = element.conversion;
            if let Some(debug) = &element.debug_text {
                self.braced(debug.as_str());
                if conversion == ConversionFlag::None && element.format_spec.is_none() {
                    conversion = ConversionFlag::Repr;
                }
            }
            let mut inner = Unparser {
                source: self.source,
                out: Vec::new(),
            };
            inner.expr(&element.expression, Level::Or);
            self.put(if inner.out.starts_with(b"{") {
                "{ "
            } else {
                "{"
            });
            self.out.append(&mut inner.out);
            self.put(match conversion {
                ConversionFlag::None => "",
                ConversionFlag::Str => "!s",
                ConversionFlag::Ascii => "!a",
                ConversionFlag::Repr => "!r",
            });
            if let Some(spec) = &element.format_spec {
                self.put(":");
                self.elements(&spec.elements);
            }
            self.put("}");
        }
    }
}

fn number(number: &Number) -> String {
    let text = match number {
        Number::Int(int) => match int_value(int) {
            Some(Const::Int(value)) => value.to_string(),
            Some(Const::Big(value)) => value.to_string(),
            _ => int.to_string(),
        },
        Number::Float(value) => repr::constant(&Constant::Float(*value)),
        Number::Complex { real, imag } => repr::constant(&Constant::Complex(*real, *imag)),
    };
    // Infinity has no literal; this overflows to it.
    text.replace("inf", "1e309")
}

fn operator(op: Operator) -> (Level, &'static str) {
    match op {
        Operator::Add => (Level::Arithmetic, " + "),
        Operator::Sub => (Level::Arithmetic, " - "),
        Operator::Mult => (Level::Term, " * "),
        Operator::MatMult => (Level::Term, " @ "),
        Operator::Div => (Level::Term, " / "),
        Operator::Mod => (Level::Term, " % "),
        Operator::FloorDiv => (Level::Term, " // "),
        Operator::LShift => (Level::Shift, " << "),
        Operator::RShift => (Level::Shift, " >> "),
        Operator::BitOr => (Level::BitOr, " | "),
        Operator::BitXor => (Level::BitXor, " ^ "),
        Operator::BitAnd => (Level::BitAnd, " & "),
        Operator::Pow => (Level::Power, " ** "),
    }
}

fn comparison(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => " == ",
        CmpOp::NotEq => " != ",
        CmpOp::Lt => " < ",
        CmpOp::LtE => " <= ",
        CmpOp::Gt => " > ",
        CmpOp::GtE => " >= ",
        CmpOp::Is => " is ",
        CmpOp::IsNot => " is not ",
        CmpOp::In => " in ",
        CmpOp::NotIn => " not in ",
    }
}
