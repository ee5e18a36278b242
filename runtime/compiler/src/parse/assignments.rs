//! Assignments to what cannot be assigned to, and `=` where none can stand.

use ruff_python_ast::Expr;
use ruff_python_parser::ParseErrorType;

use super::context::{Context, parse_bracketed};
use super::messages::describe;
use super::tokens::{Fault, Kind};

impl Context<'_> {
    /// An expression that cannot be assigned to, deleted, or augmented.
    pub(super) fn target(&self) -> Option<Fault> {
        let range = self.error.location;
        let (start, end) = (range.start().to_usize(), range.end().to_usize());
        let parsed = || parse_bracketed(&self.source.text[range]);
        let message = match &self.error.error {
            ParseErrorType::InvalidAssignmentTarget => {
                let expr = parsed();
                let name = match &expr {
                    Some(expr) => describe(expr),
                    None if self.source.text[range].starts_with("yield") => "yield expression",
                    None => "expression",
                };
                let mut after = self.scan.tokens.partition_point(|token| token.start < end);
                let mut first = self
                    .scan
                    .tokens
                    .partition_point(|token| token.start < start);
                if let Some(fault) = self.name_after_target(first, after) {
                    return Some(fault);
                }
                while self.text(after) == ")" && first > 0 && self.text(first - 1) == "(" {
                    after += 1;
                    first -= 1;
                }
                let equals = self.text(after) == "=";
                let later = (self.statement(first)..first)
                    .any(|at| self.text(at) == "=" && self.scan.tokens[at].level == 0);
                let chained = self
                    .expression_from(after + 1)
                    .is_some_and(|last| matches!(self.text(last + 1), "=" | ":="));
                let simple = matches!(
                    expr,
                    Some(
                        Expr::Call(_)
                            | Expr::BinOp(_)
                            | Expr::UnaryOp(_)
                            | Expr::NumberLiteral(_)
                            | Expr::StringLiteral(_)
                            | Expr::BytesLiteral(_)
                            | Expr::FString(_)
                            | Expr::TString(_)
                            | Expr::EllipsisLiteral(_)
                            | Expr::Dict(_)
                            | Expr::Set(_)
                            | Expr::ListComp(_)
                            | Expr::SetComp(_)
                            | Expr::DictComp(_)
                            | Expr::Await(_)
                            | Expr::Named(_)
                    )
                );
                let negated = matches!(&expr, Some(Expr::UnaryOp(node)) if node.op == ruff_python_ast::UnaryOp::Not);
                match name {
                    "yield expression" => "assignment to yield expression not possible".to_owned(),
                    _ if equals && simple && !negated && !later && !chained => {
                        format!(
                            "cannot assign to {name} here. Maybe you meant '==' instead of '='?"
                        )
                    }
                    _ => format!("cannot assign to {name}"),
                }
            }
            ParseErrorType::InvalidDeleteTarget => {
                format!(
                    "cannot delete {}",
                    parsed().as_ref().map_or("starred", describe)
                )
            }
            ParseErrorType::InvalidAugmentedAssignmentTarget => {
                let name = describe(&parsed()?).to_owned();
                format!("'{name}' is an illegal expression for augmented assignment")
            }
            ParseErrorType::InvalidNamedAssignmentTarget => {
                let walrus = self.scan.tokens.partition_point(|token| token.start < end);
                if self.text(walrus) == ":=" && self.call_before(walrus) == Some(true) {
                    return Some(self.range(walrus, walrus, "invalid syntax"));
                }
                format!(
                    "cannot use assignment expressions with {}",
                    describe(&parsed()?)
                )
            }
            _ => return None,
        };
        Some(self.bytes(start, end, message))
    }

    /// `1, a = 2`: the last target is what the grammar looks at first.
    fn name_after_target(&self, first: usize, after: usize) -> Option<Fault> {
        let statement = self.statement(first);
        let equals = (statement..self.scan.tokens.len())
            .find(|&at| self.text(at) == "=" && self.scan.tokens[at].level == 0)?;
        let last = self.expression_before(equals)?;
        if after >= equals || last < after || self.kind(last) != Some(Kind::Name) {
            return None;
        }
        let value = self.expression_from(equals + 1)?;
        let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
        (last + 1 == equals && !matches!(self.text(value + 1), "=" | ":="))
            .then(|| self.range(last, value, message))
    }

    pub(super) fn annotation(&self) -> Option<Fault> {
        if self.error.error.to_string() != "Invalid annotated assignment target" {
            return None;
        }
        let range = self.error.location;
        let first = self
            .scan
            .tokens
            .partition_point(|token| token.start < range.start().to_usize());
        let last = self
            .scan
            .tokens
            .partition_point(|token| token.end <= range.end().to_usize());
        let message = "illegal target for annotation";
        let colon = (last..self.scan.tokens.len()).find(|&at| self.text(at) == ":")?;
        self.expression_from(colon + 1)?;
        Some(self.range(first, last.checked_sub(1)?, message))
    }

    pub(super) fn keyword_argument(&self) -> Option<Fault> {
        let found = self.text(self.found);
        if self.token(self.found)?.level == 0 && found != ")" {
            return None;
        }
        if self.before(1) == "=" && matches!(found, ")" | ",") && self.found >= 2 {
            let called = self.call_before(self.found)?;
            if self.kind(self.found - 2) == Some(Kind::Name) && matches!(self.before(3), "(" | ",")
            {
                let message = if called {
                    "expected argument value expression"
                } else {
                    "expected default value expression"
                };
                let first = if called {
                    self.found - 2
                } else {
                    self.found - 1
                };
                return Some(self.range(first, self.found - 1, message));
            }
        }
        if !self.call_before(self.found)? {
            return None;
        }
        let (first, equals) = if found == "=" {
            (self.expression_before(self.found)?, self.found)
        } else {
            (self.found, self.expression_from(self.found)? + 1)
        };
        if self.text(equals) != "=" || self.text(first.wrapping_sub(1)) == "=" {
            return None;
        }
        let name = self.text(first);
        let keyword = first + 1 == equals && self.kind(first) == Some(Kind::Name);
        if keyword && !matches!(name, "True" | "False" | "None") {
            return None;
        }
        if first + 1 == equals && matches!(name, "True" | "False" | "None") {
            return Some(self.range(first, equals, format!("cannot assign to {name}")));
        }
        if name == "*" || name == "**" {
            let last = self.expression_from(equals + 1)?;
            let what = if name == "*" { "iterable" } else { "keyword" };
            let message = format!("cannot assign to {what} argument unpacking");
            return Some(self.range(first, last, message));
        }
        self.parse(first, equals - 1)?;
        let message = "expression cannot contain assignment, perhaps you meant \"==\"?";
        Some(self.range(first, equals, message))
    }

    /// `=` where an expression is expected to go on.
    pub(super) fn assigned(&self) -> Option<Fault> {
        if self.text(self.found) != "=" {
            return self.assigned_nothing();
        }
        let first = self.expression_before(self.found)?;
        if self.text(first.wrapping_sub(1)) == "=" && self.call_before(self.found) == Some(true) {
            return None;
        }
        let target = self.parse(first, self.found - 1)?;
        let level = self.token(self.found)?.level;
        let statement = self.statement(self.found);
        let conditional = matches!(self.text(statement), "if" | "elif" | "while");
        if level == 0 && !conditional {
            return None;
        }
        let last = self.expression_from(self.found + 1)?;
        if matches!(self.text(last + 1), "=" | ":=") {
            return None;
        }
        // The value goes no further than to the first comparison or logical operator.
        let operator = (self.found + 1..last)
            .find(|&at| self.token(at).is_some_and(|own| own.level == level) && self.compares(at));
        let last = operator.map_or(last, |at| at - 1);
        if matches!(target, Expr::Name(_)) {
            let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
            return Some(self.range(first, last, message));
        }
        if matches!(
            target,
            Expr::List(_)
                | Expr::Tuple(_)
                | Expr::Generator(_)
                | Expr::BooleanLiteral(_)
                | Expr::NoneLiteral(_)
                | Expr::Compare(_)
                | Expr::BoolOp(_)
        ) {
            return None;
        }
        let name = describe(&target);
        let message = format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?");
        Some(self.range(first, self.found - 1, message))
    }

    /// `1 =` and nothing after it: what stands before cannot be assigned to anyway.
    pub(super) fn assigned_nothing(&self) -> Option<Fault> {
        if self.before(1) != "=" || self.token(self.found)?.level > 0 {
            return None;
        }
        let first = self.expression_before(self.found - 1)?;
        let target = self.parse(first, self.found - 2)?;
        let invalid = !matches!(
            target,
            Expr::Name(_)
                | Expr::Attribute(_)
                | Expr::Subscript(_)
                | Expr::Starred(_)
                | Expr::List(_)
                | Expr::Tuple(_)
        );
        invalid.then(|| {
            self.range(
                first,
                self.found - 2,
                format!("cannot assign to {}", describe(&target)),
            )
        })
    }
}
