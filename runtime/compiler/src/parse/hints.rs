//! The messages that CPython's grammar has for well-known mistakes, found from the tokens around the place where the
//! parser gave up.

use ruff_python_ast::Expr;
use ruff_python_parser::{ParseError, ParseErrorType, parse_expression};

use super::messages::{describe, translate};
use super::{Fault, Kind, Point, Scan, Token};
use crate::error::ErrorKind;
use crate::source::Source;

pub(super) struct Context<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) scan: &'a Scan,
    /// The token at which the parser gave up.
    pub(super) found: usize,
    pub(super) error: &'a ParseError,
}

/// Words that start or continue no expression.
const KEYWORDS: &[&str] = &[
    "and", "as", "assert", "async", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "finally", "for", "from", "global", "if", "import", "in", "is", "nonlocal", "or", "pass", "raise", "return",
    "try", "while", "with", "yield",
];

impl<'a> Context<'a> {
    /// Looked at in this order.
    const HINTS: &'a [fn(&Self) -> Option<Fault>] = &[
        Self::escape,
        Self::indented_block,
        Self::strings_mixed,
        Self::replacement_field,
        Self::target,
        Self::annotation,
        Self::keyword_argument,
        Self::comprehension,
        Self::dictionary,
        Self::assigned,
        Self::print_statement,
        Self::string_ended_early,
        Self::missing_comma,
        Self::import_from,
        Self::parenthesized_parameters,
        Self::conditional,
        Self::starred,
        Self::known_to_parser,
    ];

    pub(super) fn explain(&self) -> Fault {
        let fault = self.explain_here();
        let line = |at: usize| self.source.line_column((at as u32).into()).0;
        let place = self.token(self.found).map_or(usize::MAX, |token| token.start);
        match self.scan.open.last() {
            Some(&(bracket, at)) if place == usize::MAX || line(place) > line(at) => {
                let (line, column) = self.source.line_column((at as u32).into());
                let column = self.source.character_column(line, column);
                Fault {
                    kind: ErrorKind::Syntax,
                    message: format!("'{}' was never closed", char::from(bracket)),
                    start: Point::Fixed { line, column },
                    end: Point::Fixed { line, column: 0 },
                }
            }
            None if self.scan.continued && place == usize::MAX => {
                let mut fault = self.fault_past_end();
                fault.message = "unexpected EOF while parsing".to_owned();
                fault
            }
            _ => fault,
        }
    }

    /// CPython reads on for errors of its tokenizer, other than those of indentation, unless an indent did not fit.
    pub(super) fn gives_way_to(&self, fault: &Fault) -> bool {
        match self.kind(self.found) {
            None => true,
            Some(Kind::Indent) => false,
            // Of the dedent that fits nowhere.
            Some(Kind::Dedent) if self.found + 1 == self.scan.tokens.len() => true,
            Some(_) => matches!(fault.start, Point::At(_)),
        }
    }

    fn explain_here(&self) -> Fault {
        let hint = Self::HINTS.iter().find_map(|hint| hint(self));
        hint.unwrap_or_else(|| match self.token(self.found).map(|token| token.kind) {
            Some(Kind::Indent) => self.at_found(ErrorKind::Indentation, "unexpected indent"),
            Some(Kind::Dedent) if self.error.error.to_string().contains("unindent") => {
                self.at_found(ErrorKind::Indentation, "unexpected unindent")
            }
            _ => self.at_found(ErrorKind::Syntax, "invalid syntax"),
        })
    }

    pub(super) fn token(&self, at: usize) -> Option<&'a Token> {
        self.scan.tokens.get(at)
    }

    pub(super) fn text(&self, at: usize) -> &'a str {
        self.token(at)
            .map_or("", |token| &self.source.text[token.start..token.end])
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.token(at).map(|token| token.kind)
    }

    /// The text of the token before the one found.
    fn before(&self, count: usize) -> &'a str {
        self.found.checked_sub(count).map_or("", |at| self.text(at))
    }

    pub(super) fn range(&self, first: usize, last: usize, message: impl Into<String>) -> Fault {
        let start = self.token(first).map_or(0, |token| token.start);
        let end = self.token(last).map_or(start, |token| token.end);
        self.bytes(start, end, message)
    }

    fn bytes(&self, start: usize, end: usize, message: impl Into<String>) -> Fault {
        Fault {
            kind: ErrorKind::Syntax,
            message: message.into(),
            start: Point::At(start),
            end: Point::At(end),
        }
    }

    /// An error at the last token that CPython's parser has read.
    fn at_found(&self, kind: ErrorKind, message: impl Into<String>) -> Fault {
        let fault = match self.token(self.found) {
            Some(token) if matches!(token.kind, Kind::Indent | Kind::Dedent | Kind::End) => {
                self.unplaced(token.start)
            }
            Some(token) if token.kind == Kind::Newline => {
                let (line, column) = self.source.line_column((token.start as u32).into());
                let column = self.source.character_column(line, column);
                self.fixed(line, column, column + 1)
            }
            Some(token) => self.bytes(token.start, token.end, ""),
            None => self.fault_past_end(),
        };
        Fault {
            kind,
            message: message.into(),
            ..fault
        }
    }

    fn fixed(&self, line: i32, column: i32, end: i32) -> Fault {
        Fault {
            kind: ErrorKind::Syntax,
            message: String::new(),
            start: Point::Fixed { line, column },
            end: Point::Fixed { line, column: end },
        }
    }

    /// CPython's place of a token that has none of its own: how far its tokenizer has read in the line.
    fn unplaced(&self, at: usize) -> Fault {
        if at >= self.source.text.trim_end_matches('\n').len() {
            return self.fault_past_end();
        }
        let (line, column) = self.source.line_column((at as u32).into());
        self.fixed(line, self.source.character_column(line, column) - 1, -1)
    }

    fn fault_past_end(&self) -> Fault {
        let text = self.source.text;
        let end = text.strip_suffix('\n').unwrap_or(text).len();
        let (line, column) = self.source.line_column((end as u32).into());
        self.fixed(line, self.source.character_column(line, column), -1)
    }

    /// The first token of the statement that the token stands in.
    fn statement(&self, at: usize) -> usize {
        let starts = |at: usize| {
            at == 0
                || matches!(
                    self.kind(at - 1),
                    Some(Kind::Newline | Kind::Indent | Kind::Dedent)
                )
                || self.token(at - 1).is_some_and(|own| own.level == 0)
                    && matches!(self.text(at - 1), ";")
        };
        (0..=at).rev().find(|&at| starts(at)).unwrap_or(0)
    }

    fn parse(&self, first: usize, last: usize) -> Option<Expr> {
        let (start, end) = (self.token(first)?.start, self.token(last)?.end);
        if start >= end {
            return None;
        }
        // Brackets around it, so that newlines do not matter.
        let text = format!("({})", &self.source.text[start..end]);
        parse_expression(&text).ok().map(|parsed| parsed.into_expr())
    }

    /// The longest expression that starts at a token: the token that it ends with.
    fn expression_from(&self, first: usize) -> Option<usize> {
        let level = self.token(first)?.level;
        let opening = usize::from(matches!(self.text(first), "(" | "[" | "{"));
        let level = level - opening;
        let mut last = None;
        for at in first..(first + 200).min(self.scan.tokens.len()) {
            let token = self.scan.tokens[at];
            let separator = matches!(self.text(at), "," | "=" | ":" | ";" | ":=");
            if token.level < level || token.level == level && separator
                || matches!(token.kind, Kind::Newline | Kind::End | Kind::Indent | Kind::Dedent)
            {
                break;
            }
            if token.level == level && self.parse(first, at).is_some() {
                last = Some(at);
            }
        }
        last
    }

    /// Where the expression that ends before a token starts: after the last token that separates expressions.
    fn expression_before(&self, end: usize) -> Option<usize> {
        let level = self.token(end.checked_sub(1)?)?.level;
        let separates = |at: usize| {
            let token = self.scan.tokens[at];
            let opens = matches!(self.text(at), "(" | "[" | "{") && token.level == level;
            let parts = matches!(self.text(at), "," | "=" | ":" | ";" | ":=" | "in" | "return" | "for" | "if" | "else" | "import")
                && token.level == level;
            opens
                || parts
                || token.level < level
                || matches!(token.kind, Kind::Newline | Kind::Indent | Kind::Dedent | Kind::FStringStart)
        };
        let first = (0..end).rev().find(|&at| separates(at)).map_or(0, |at| at + 1);
        (first < end).then_some(first)
    }

    fn starts_expression(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Name) => !KEYWORDS.contains(&self.text(at)),
            Some(Kind::Number | Kind::String | Kind::FStringStart) => true,
            Some(Kind::Op) => matches!(self.text(at), "{" | "~" | "..."),
            _ => false,
        }
    }

    fn ends_expression(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Name) => !KEYWORDS.contains(&self.text(at)) && !matches!(self.text(at), "not" | "lambda" | "await"),
            Some(Kind::Number | Kind::String | Kind::FStringEnd) => true,
            Some(Kind::Op) => matches!(self.text(at), ")" | "]" | "}" | "..."),
            _ => false,
        }
    }

    fn indented_block(&self) -> Option<Fault> {
        let text = self.error.error.to_string();
        let what = text.strip_prefix("Expected an indented block after ")?;
        let mut header = self.statement(self.found.checked_sub(1)?.checked_sub(1)?);
        if self.text(header) == "async" {
            header += 1;
        }
        let line = self
            .source
            .line_column((self.token(header)?.start as u32).into())
            .0;
        let word = self.text(header);
        let what = match what {
            "function definition" => what.to_owned(),
            "`class` definition" => "class definition".to_owned(),
            _ if word == "except" && self.text(header + 1) == "*" => "'except*' statement".to_owned(),
            _ => format!("'{word}' statement"),
        };
        let message = format!("expected an indented block after {what} on line {line}");
        let next = Context {
            found: self.found + usize::from(self.kind(self.found) == Some(Kind::Newline)),
            ..*self
        };
        Some(next.at_found(ErrorKind::Indentation, message))
    }

    fn strings_mixed(&self) -> Option<Fault> {
        let text = self.error.error.to_string();
        let message = match &*text {
            "bytes can only contain ASCII literal characters" => &*text,
            "Bytes literal cannot be mixed with non-bytes literals" => {
                "cannot mix bytes and nonbytes literals"
            }
            "Cannot mix t-string literals with string or bytes literals" => {
                "cannot mix t-string literals with string or bytes literals"
            }
            _ => return None,
        };
        let token = self.token(self.found)?;
        let range = self.error.location;
        if message.starts_with("bytes") {
            return Some(self.bytes(token.start, token.end, message));
        }
        if message == "cannot mix bytes and nonbytes literals" {
            // CPython finds out when it has read the token after them.
            let end = range.end().to_usize();
            let found = self.scan.tokens.partition_point(|token| token.start < end);
            return Some(Context { found, ..*self }.at_found(ErrorKind::Syntax, message));
        }
        Some(self.bytes(range.start().into(), range.end().into(), message))
    }

    /// What stands in the braces of an f-string or t-string.
    fn replacement_field(&self) -> Option<Fault> {
        let depth_start = (0..self.found).rev().find(|&at| {
            self.text(at) == "{" && matches!(self.kind(at.checked_sub(1).unwrap_or(at)), Some(Kind::FStringStart | Kind::FStringMiddle))
                || matches!(self.kind(at), Some(Kind::FStringEnd))
        })?;
        if self.kind(depth_start) == Some(Kind::FStringEnd) {
            return None;
        }
        let level = self.token(depth_start)?.level;
        if self.token(self.found)?.level + usize::from(matches!(self.text(self.found), "}")) < level {
            return None;
        }
        let start = (0..depth_start).rev().find(|&at| self.kind(at) == Some(Kind::FStringStart))?;
        let kind = if self.text(start).to_ascii_lowercase().contains('t') { 't' } else { 'f' };
        let found = self.text(self.found);
        let say = |what: &str| Some(self.at_found(ErrorKind::Syntax, format!("{kind}-string: {what}")));
        if self.found == depth_start + 1 {
            return match found {
                "=" | "!" | ":" | "}" => say(&format!("valid expression required before '{found}'")),
                _ => say("expecting a valid expression after '{'"),
            };
        }
        let previous = self.before(1);
        if previous == "!" {
            return match found {
                ":" | "}" => say("missing conversion character"),
                _ if self.kind(self.found) == Some(Kind::Name) => say(&format!(
                    "invalid conversion character '{found}': expected 's', 'r', or 'a'"
                )),
                _ => say("invalid conversion character"),
            };
        }
        let spec = (depth_start..self.found).any(|at| self.text(at) == ":" && self.token(at).is_some_and(|own| own.level == level));
        if spec {
            return say("expecting '}', or format specs");
        }
        let at_level = self.token(self.found)?.level == level;
        if self.ends_expression(self.found - 1) && at_level && !self.starts_expression(self.found) && self.kind(self.found) != Some(Kind::Op) {
            return say("expecting '=', or '!', or ':', or '}'");
        }
        None
    }

    /// An expression that cannot be assigned to, deleted, or augmented.
    fn target(&self) -> Option<Fault> {
        let range = self.error.location;
        let (start, end) = (range.start().to_usize(), range.end().to_usize());
        let parsed = || {
            let parsed = parse_expression(&self.source.text[range]).ok()?;
            Some(parsed.into_expr())
        };
        let message = match &self.error.error {
            ParseErrorType::InvalidAssignmentTarget => {
                let expr = parsed();
                let name = match &expr {
                    Some(expr) => describe(expr),
                    None if self.source.text[range].starts_with("yield") => "yield expression",
                    None => "expression",
                };
                let mut after = self.scan.tokens.partition_point(|token| token.start < end);
                while self.text(after) == ")" {
                    after += 1;
                }
                let equals = self.text(after) == "=";
                let first = self.scan.tokens.partition_point(|token| token.start < start);
                let later = (self.statement(first)..first).any(|at| self.text(at) == "=" && self.scan.tokens[at].level == 0);
                let chained = self.expression_from(after + 1).is_some_and(|last| matches!(self.text(last + 1), "=" | ":="));
                let simple = matches!(expr, Some(Expr::Call(_) | Expr::BinOp(_) | Expr::UnaryOp(_) | Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::FString(_) | Expr::TString(_) | Expr::EllipsisLiteral(_) | Expr::Dict(_) | Expr::Set(_) | Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Await(_)));
                let negated = matches!(&expr, Some(Expr::UnaryOp(node)) if node.op == ruff_python_ast::UnaryOp::Not);
                match name {
                    "yield expression" => "assignment to yield expression not possible".to_owned(),
                    _ if equals && simple && !negated && !later && !chained => {
                        format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?")
                    }
                    _ => format!("cannot assign to {name}"),
                }
            }
            ParseErrorType::InvalidDeleteTarget => {
                format!("cannot delete {}", parsed().as_ref().map_or("starred", describe))
            }
            ParseErrorType::InvalidAugmentedAssignmentTarget => {
                let name = describe(&parsed()?).to_owned();
                format!("'{name}' is an illegal expression for augmented assignment")
            }
            ParseErrorType::InvalidNamedAssignmentTarget => {
                format!("cannot use assignment expressions with {}", describe(&parsed()?))
            }
            _ => return None,
        };
        Some(self.bytes(start, end, message))
    }

    fn annotation(&self) -> Option<Fault> {
        if self.error.error.to_string() != "Invalid annotated assignment target" {
            return None;
        }
        let range = self.error.location;
        let first = self.scan.tokens.partition_point(|token| token.start < range.start().to_usize());
        let last = self.scan.tokens.partition_point(|token| token.end <= range.end().to_usize());
        let message = "illegal target for annotation";
        let colon = (last..self.scan.tokens.len()).find(|&at| self.text(at) == ":")?;
        self.expression_from(colon + 1)?;
        Some(self.range(first, last.checked_sub(1)?, message))
    }

    fn keyword_argument(&self) -> Option<Fault> {
        let found = self.text(self.found);
        if self.token(self.found)?.level == 0 && found != ")" {
            return None;
        }
        if self.before(1) == "=" && matches!(found, ")" | ",") && self.found >= 2 {
            let called = self.call_before(self.found)?;
            if self.kind(self.found - 2) == Some(Kind::Name) && matches!(self.before(3), "(" | ",") {
                let message = if called { "expected argument value expression" } else { "expected default value expression" };
                let first = if called { self.found - 2 } else { self.found - 1 };
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
        if self.text(equals) != "=" {
            return None;
        }
        let name = self.text(first);
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

    /// Whether the innermost bracket around a token belongs to a call (and not to a definition).
    fn call_before(&self, at: usize) -> Option<bool> {
        let open = self.bracket_around(at)?;
        if self.text(open) != "(" || open == 0 {
            return None;
        }
        let definition = open >= 2 && self.text(open - 2) == "def";
        self.ends_expression(open - 1).then_some(!definition)
    }

    fn bracket_around(&self, at: usize) -> Option<usize> {
        let closes = matches!(self.text(at), ")" | "]" | "}");
        let level = self.token(at)?.level + usize::from(closes);
        let level = level - usize::from(matches!(self.text(at), "(" | "[" | "{"));
        (0..at).rev().find(|&open| {
            self.scan.tokens[open].level == level && matches!(self.text(open), "(" | "[" | "{")
        })
    }

    fn comprehension(&self) -> Option<Fault> {
        let found = self.text(self.found);
        if found == "for" && self.token(self.found)?.level > 0 {
            let open = self.bracket_around(self.found)?;
            let level = self.token(self.found)?.level;
            let comma = (open..self.found).find(|&at| self.text(at) == "," && self.scan.tokens[at].level == level)?;
            if matches!(self.text(open), "[" | "{") && self.parse(open + 1, self.found - 1).is_some() {
                let last = self.found - 1;
                let last = if comma == last { comma } else { last };
                let message = "did you forget parentheses around the comprehension target?";
                return Some(self.range(open + 1, last, message));
            }
        }
        let text = self.error.error.to_string();
        if text == "Unpacking is not allowed in comprehensions" || text.contains("Iterable unpacking in a comprehension") {
            let range = self.error.location;
            let message = "iterable unpacking cannot be used in comprehension";
            return Some(self.bytes(range.start().into(), range.end().into(), message));
        }
        None
    }

    /// An item of a dict display that is none.
    fn dictionary(&self) -> Option<Fault> {
        let (found, before) = (self.text(self.found), self.before(1));
        if before == "(" && found == "**" {
            let close = self.matching(self.found - 1)?;
            self.parse(self.found + 1, close - 1)?;
            let message = "cannot use double starred expression here";
            return Some(self.range(self.found, self.found, message));
        }
        let open = self.bracket_around(self.found)?;
        if self.text(open) != "{" || self.kind(open.wrapping_sub(1)) == Some(Kind::FStringMiddle) {
            return None;
        }
        if before == ":" && matches!(found, "}" | ",") {
            let message = "expression expected after dictionary key and ':'";
            return Some(self.range(self.found - 1, self.found - 1, message));
        }
        if before == ":" && found == "*" {
            let last = self.expression_from(self.found + 1)?;
            let message = "cannot use a starred expression in a dictionary value";
            return Some(self.range(self.found, last, message));
        }
        let level = self.token(open)?.level;
        let colon = (open..self.found).any(|at| self.text(at) == ":" && self.scan.tokens[at].level == level);
        if colon && matches!(found, "}" | ",") && self.ends_expression(self.found.checked_sub(1)?) {
            let end = self.token(self.found - 1)?.end;
            let (line, column) = self.source.line_column((end as u32).into());
            let column = self.source.character_column(line, column) - 1;
            return Some(Fault {
                message: "':' expected after dictionary key".to_owned(),
                ..self.fixed(line, column, 0)
            });
        }
        None
    }

    /// `=` where an expression is expected to go on.
    fn assigned(&self) -> Option<Fault> {
        if self.text(self.found) != "=" {
            return self.assigned_nothing();
        }
        let first = self.expression_before(self.found)?;
        let target = self.parse(first, self.found - 1)?;
        let level = self.token(self.found)?.level;
        let statement = self.statement(self.found);
        let conditional = matches!(self.text(statement), "if" | "elif" | "while" | "assert" | "return");
        if level == 0 && !conditional {
            return None;
        }
        let last = self.expression_from(self.found + 1)?;
        if matches!(self.text(last + 1), "=" | ":=") {
            return None;
        }
        if matches!(target, Expr::Name(_)) {
            let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
            return Some(self.range(first, last, message));
        }
        if matches!(target, Expr::List(_) | Expr::Tuple(_) | Expr::Generator(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::Compare(_) | Expr::BoolOp(_)) {
            return None;
        }
        let name = describe(&target);
        let message = format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?");
        Some(self.range(first, self.found - 1, message))
    }

    /// `1 =` and nothing after it: what stands before cannot be assigned to anyway.
    fn assigned_nothing(&self) -> Option<Fault> {
        if self.before(1) != "=" || self.token(self.found)?.level > 0 {
            return None;
        }
        let first = self.expression_before(self.found - 1)?;
        let target = self.parse(first, self.found - 2)?;
        let invalid = !matches!(target, Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) | Expr::Starred(_) | Expr::List(_) | Expr::Tuple(_));
        invalid.then(|| self.range(first, self.found - 2, format!("cannot assign to {}", describe(&target))))
    }

    fn print_statement(&self) -> Option<Fault> {
        let name = self.before(1);
        if !matches!(name, "print" | "exec") || !self.starts_expression(self.found) && !matches!(self.text(self.found), "-" | "not") {
            return None;
        }
        let mut last = self.expression_from(self.found)?;
        while self.text(last + 1) == "," {
            match self.expression_from(last + 2) {
                Some(next) => last = next,
                None => {
                    last += 1;
                    break;
                }
            }
        }
        let message = format!("Missing parentheses in call to '{name}'. Did you mean {name}(...)?");
        Some(self.range(self.found - 1, last, message))
    }

    /// `'it's so'`
    fn string_ended_early(&self) -> Option<Fault> {
        let string = |at: usize| self.kind(at) == Some(Kind::String);
        let first = self.found;
        if !string(first.checked_sub(1)?) || string(first) {
            return None;
        }
        let mut at = first;
        let mut last = None;
        while let Some(end) = self.expression_without_string(at) {
            last = Some(end);
            at = end + 1;
            if string(at) {
                break;
            }
        }
        let last = last.filter(|last| string(last + 1))?;
        let message = "invalid syntax. Is this intended to be part of the string?";
        Some(self.range(first, last, message))
    }

    fn expression_without_string(&self, first: usize) -> Option<usize> {
        if self.kind(first) == Some(Kind::String) || !self.starts_expression(first) {
            return None;
        }
        let last = self.expression_from(first)?;
        (first..=last).all(|at| self.kind(at) != Some(Kind::String)).then_some(last)
    }

    fn missing_comma(&self) -> Option<Fault> {
        let found = self.found;
        if !self.starts_expression(found) || !self.ends_expression(found.checked_sub(1)?) {
            return None;
        }
        let first = self.expression_before(found)?;
        let soft = matches!(self.text(first), "match" | "case" | "type" | "_") && first + 1 == found;
        let prefixed = self.kind(first) == Some(Kind::Name) && self.kind(first + 1) == Some(Kind::String);
        if soft || prefixed || matches!(self.text(first), "print" | "exec") {
            return None;
        }
        self.parse(first, found - 1)?;
        let last = self.expression_from(found)?;
        if self.token(last)?.level == 0 {
            return None;
        }
        Some(self.range(first, last, "invalid syntax. Perhaps you forgot a comma?"))
    }

    fn import_from(&self) -> Option<Fault> {
        let statement = self.statement(self.found);
        if self.text(statement) == "import" && self.text(self.found) == "from" {
            let mut last = self.found + 1;
            while self.text(last + 1) == "." && self.kind(last + 2) == Some(Kind::Name) {
                last += 2;
            }
            let message = "Did you mean to use 'from ... import ...' instead?";
            return Some(self.range(statement, last, message));
        }
        let parenthesized = self.token(self.found)?.level > 0;
        let from = self.text(statement) == "from" && !parenthesized;
        let newline = |at: usize| self.kind(at) == Some(Kind::Newline);
        let comma = if self.text(self.found) == "," { self.found } else { self.found.wrapping_sub(1) };
        if from && self.text(comma) == "," && newline(comma + 1) {
            let message = "trailing comma not allowed without surrounding parentheses";
            let after = Context { found: comma + 1, ..*self };
            return Some(after.at_found(ErrorKind::Syntax, message));
        }
        if self.before(1) == "import" && self.kind(self.found) == Some(Kind::Newline) {
            let message = "Expected one or more names after 'import'";
            let (line, column) = self.source.line_column((self.token(self.found)?.start as u32).into());
            let column = self.source.character_column(line, column);
            return Some(Fault { message: message.to_owned(), ..self.fixed(line, column, column) });
        }
        None
    }

    fn parenthesized_parameters(&self) -> Option<Fault> {
        if self.text(self.found) != "(" {
            return None;
        }
        let close = self.matching(self.found)?;
        let names = (self.found + 1..close).all(|at| self.kind(at) == Some(Kind::Name) || self.text(at) == ",");
        let lambda = (self.statement(self.found)..self.found).rev().find(|&at| matches!(self.text(at), "lambda" | ":" | "def"));
        if !names || close == self.found + 1 || !matches!(self.before(1), "," | "(" | "lambda") {
            return None;
        }
        match self.text(lambda?) {
            "lambda" => Some(self.range(self.found, close, "Lambda expression parameters cannot be parenthesized")),
            "def" => Some(self.range(self.found, close, "Function parameters cannot be parenthesized")),
            _ => None,
        }
    }

    fn matching(&self, open: usize) -> Option<usize> {
        let level = self.token(open)?.level;
        (open + 1..self.scan.tokens.len()).find(|&at| {
            self.scan.tokens[at].level + 1 == level && matches!(self.text(at), ")" | "]" | "}")
        })
    }

    /// `x if y` without an `else`.
    fn conditional(&self) -> Option<Fault> {
        let level = self.token(self.found)?.level + usize::from(matches!(self.text(self.found), ")" | "]" | "}"));
        let at = (0..self.found).rev().take_while(|&at| !matches!(self.kind(at), Some(Kind::Newline)))
            .find(|&at| self.text(at) == "if" && self.scan.tokens[at].level == level)?;
        if matches!(self.text(self.found), "else" | ":") || !self.ends_expression(at.checked_sub(1)?) {
            return None;
        }
        self.parse(at + 1, self.found - 1)?;
        let first = self.expression_before(at)?;
        self.parse(first, at - 1)?;
        Some(self.range(first, self.found - 1, "expected 'else' after 'if' expression"))
    }

    fn starred(&self) -> Option<Fault> {
        let text = self.error.error.to_string();
        let range = self.error.location;
        match self.before(1) {
            "*" if matches!(self.text(self.found), ")" | "]" | ",") && matches!(self.before(2), "(" | "[" | ",") => {
                return Some(self.at_found(ErrorKind::Syntax, "Invalid star expression"));
            }
            _ => {}
        }
        if text == "Starred expression cannot be used here" && self.before(1) == "(" {
            let message = "cannot use starred expression here";
            return Some(self.bytes(range.start().into(), range.end().into(), message));
        }
        None
    }

    /// What the parser has a message for that CPython has one for, too.
    fn known_to_parser(&self) -> Option<Fault> {
        let message = translate(&self.error.error.to_string())?;
        let range = self.error.location;
        if message == "expected ':'" || message.starts_with("expected '") {
            return Some(self.at_found(ErrorKind::Syntax, message));
        }
        let (start, end) = (range.start().to_usize(), range.end().to_usize());
        let first = self.scan.tokens.partition_point(|token| token.start < start);
        match &*message {
            // CPython names only the token that begins it.
            "* argument may appear only once" | "only single target (not tuple) can be annotated" => {
                return Some(self.range(first, first, message));
            }
            "dict unpacking cannot be used in dict comprehension" => {
                let stars = (first..).take_while(|&at| self.token(at).is_some());
                let stars = stars.into_iter().find(|&at| self.text(at) == "**")?;
                return Some(self.range(stars, stars, message));
            }
            "named arguments must follow bare *" => {
                let star = (0..=first).rev().find(|&at| self.text(at) == "*")?;
                return Some(self.range(star, star, message));
            }
            "iterable argument unpacking follows keyword argument unpacking" => {
                let last = self.scan.tokens.partition_point(|token| token.end <= end);
                return Some(self.range(first.checked_sub(1)?, last.checked_sub(1)?, message));
            }
            "positional argument follows keyword argument"
            | "positional argument follows keyword argument unpacking" => {
                let found = self.scan.tokens.partition_point(|token| token.start < end);
                let close = self.matching(self.bracket_around(found)?)?;
                return Some(self.range(close, close, message));
            }
            "trailing comma not allowed without surrounding parentheses" if self.text(self.statement(first)) != "from" => {
                return None;
            }
            _ => {}
        }
        if message.starts_with("cannot have both 'except'") {
            let starred = usize::from(self.text(first + 1) == "*");
            return Some(self.range(first, first + starred, message));
        }
        if start == end {
            return Some(self.at_found(ErrorKind::Syntax, message));
        }
        Some(self.bytes(start, end, message))
    }
}
