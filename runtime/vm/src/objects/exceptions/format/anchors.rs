//! Which part of an expression a traceback underlines with `^` rather than `~`: the operator of a binary operation, the
//! brackets of a call or subscript (as CPython's `Lib/traceback.py` does with the help of `ast`).

/// What is underlined with `^`: from (line, column) to (line, column), in characters of the segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Anchors {
    pub left: (usize, usize),
    pub right: (usize, usize),
}

/// What the segment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Operation,
    Subscript,
    Call {
        /// Whether what is called is just a name.
        by_name: bool,
    },
}

#[derive(Clone, Debug)]
struct Token {
    text: String,
    start: (usize, usize),
    end: (usize, usize),
}

impl Token {
    fn is_name(&self) -> bool {
        self.text
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// Keywords that bind more loosely than operators, or that begin a statement.
static LOOSE: &[&str] = &[
    "lambda", "if", "else", "and", "or", "not", "in", "is", "yield", "for", "async", "raise",
    "return", "assert", "del", "import", "from", "while", "with", "try", "except", "finally",
    "class", "def", "global", "nonlocal", "pass", "break", "continue", "as", "elif",
];

static LONG_OPERATORS: &[&str] = &[
    "**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", ":=",
    "+=", "-=", "*=", "/=", "%=", "@=", "&=", "|=", "^=",
];

fn tokens(lines: &[Vec<char>]) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let (mut line, mut col) = (0, 0);
    while line < lines.len() {
        let text = &lines[line];
        let Some(&c) = text.get(col) else {
            line += 1;
            col = 0;
            continue;
        };
        let start = (line, col);
        if c.is_whitespace() || c == '\\' {
            col += 1;
            continue;
        }
        if c == '#' {
            col = text.len();
            continue;
        }
        if c.is_alphanumeric()
            || c == '_'
            || c == '.' && text.get(col + 1).is_some_and(char::is_ascii_digit)
        {
            let number = c.is_ascii_digit() || c == '.';
            while let Some(&next) = text.get(col) {
                let exponent = number
                    && matches!(next, '+' | '-')
                    && matches!(text[col - 1], 'e' | 'E')
                    && !text[start.1..col].contains(&'x');
                if !(next.is_alphanumeric() || next == '_' || number && next == '.' || exponent) {
                    break;
                }
                col += 1;
            }
            let is_prefix = !number
                && col - start.1 <= 2
                && text[start.1..col].iter().all(|c| "rbfutRBFUT".contains(*c));
            if !(is_prefix && matches!(text.get(col), Some('"' | '\''))) {
                found.push(Token {
                    text: text[start.1..col].iter().collect(),
                    start,
                    end: (line, col),
                });
                continue;
            }
        }
        if let Some(&quote) = text.get(col).filter(|c| matches!(c, '"' | '\'')) {
            let triple = text.get(col + 1) == Some(&quote) && text.get(col + 2) == Some(&quote);
            col += if triple { 3 } else { 1 };
            loop {
                match lines[line].get(col) {
                    None if triple && line + 1 < lines.len() => {
                        line += 1;
                        col = 0;
                    }
                    None => return None,
                    Some('\\') => col += 2,
                    Some(c) if *c == quote => {
                        if !triple {
                            col += 1;
                            break;
                        }
                        if lines[line].get(col + 1) == Some(&quote)
                            && lines[line].get(col + 2) == Some(&quote)
                        {
                            col += 3;
                            break;
                        }
                        col += 1;
                    }
                    Some(_) => col += 1,
                }
            }
            found.push(Token {
                text: String::from("\"\""),
                start,
                end: (line, col),
            });
            continue;
        }
        let rest: String = text[col..text.len().min(col + 3)].iter().collect();
        let operator = LONG_OPERATORS
            .iter()
            .find(|operator| rest.starts_with(**operator))
            .map_or_else(|| c.to_string(), |operator| (*operator).to_owned());
        col += operator.chars().count();
        found.push(Token {
            text: operator,
            start,
            end: (line, col),
        });
    }
    Some(found)
}

/// How strongly a binary operator binds.
fn precedence(operator: &str) -> Option<u8> {
    Some(match operator {
        "|" => 1,
        "^" => 2,
        "&" => 3,
        "<<" | ">>" => 4,
        "+" | "-" => 5,
        "*" | "/" | "//" | "%" | "@" => 6,
        "**" => 8,
        _ => return None,
    })
}

/// The index of the bracket that closes the one at `open`.
fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(index);
                }
            }
            _ => {}
        }
    }
    None
}

/// What an expression is at its top, and what to underline of it. `None`: nothing in particular.
pub(super) fn anchors(lines: &[Vec<char>]) -> Option<(Kind, Anchors)> {
    let tokens = tokens(lines)?;
    let mut operand = false;
    let (mut unary, mut awaits) = (false, false);
    let mut operation: Option<(u8, usize)> = None;
    let mut last_group = None;
    let mut elements = 0;
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        elements += 1;
        let text = token.text.as_str();
        match text {
            "(" | "[" | "{" => {
                let close = closing(&tokens, index)?;
                last_group = Some((index, close, operand));
                operand = true;
                index = close + 1;
                continue;
            }
            "." => {}
            "await" => awaits = true,
            "+" | "-" | "~" if !operand => unary |= index == 0 || operation.is_none(),
            _ if precedence(text).is_some() => {
                if !operand {
                    return None;
                }
                let strength = precedence(text)?;
                // Left to right, but for `**`.
                let takes = match operation {
                    None => true,
                    Some((known, _)) => strength < known || strength == known && strength != 8,
                };
                if takes {
                    operation = Some((strength, index));
                }
                operand = false;
            }
            _ if LOOSE.contains(&text) => return None,
            _ if token.is_name()
                || text == "\"\""
                || text == "..."
                || text.starts_with(|c: char| c.is_ascii_digit() || c == '.') =>
            {
                operand = true
            }
            _ => return None,
        }
        index += 1;
    }
    if let Some((strength, at)) = operation {
        if strength == 8 && unary {
            return None;
        }
        let (start, mut end) = (tokens[at].start, tokens[at].end);
        // As in CPython, a parenthesis around the right operand that follows at once is underlined too.
        if end.1 - start.1 == 1
            && let Some(next) = tokens.get(at + 1)
            && next.text == "("
            && next.start == end
            && closing(&tokens, at + 1).is_some_and(|close| {
                close + 1 == tokens.len() && is_plain_group(&tokens[at + 2..close])
            })
        {
            end.1 += 1;
        }
        return Some((
            Kind::Operation,
            Anchors {
                left: start,
                right: end,
            },
        ));
    }
    if unary || awaits {
        return None;
    }
    let (open, close, after_operand) = last_group?;
    if close + 1 != tokens.len() || !after_operand {
        return None;
    }
    let kind = match tokens[open].text.as_str() {
        "(" => Kind::Call {
            by_name: elements == 2 && tokens[0].is_name(),
        },
        "[" => Kind::Subscript,
        _ => return None,
    };
    Some((
        kind,
        Anchors {
            left: tokens[open].start,
            right: tokens[close].end,
        },
    ))
}

/// Whether parentheses around these tokens only group: no tuple, no generator.
fn is_plain_group(tokens: &[Token]) -> bool {
    let mut depth = 0i32;
    !tokens.is_empty()
        && tokens.iter().all(|token| {
            match token.text.as_str() {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                "," | "for" | "yield" if depth == 0 => return false,
                _ => {}
            }
            true
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn underlined(text: &str) -> Option<String> {
        let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        let (_, anchors) = anchors(&lines)?;
        assert_eq!(anchors.left.0, anchors.right.0);
        Some(
            lines[anchors.left.0][anchors.left.1..anchors.right.1]
                .iter()
                .collect(),
        )
    }

    #[test]
    fn finds_operators_and_brackets() {
        for (text, expected) in [
            ("1 / 0", Some("/")),
            ("a + b * c", Some("+")),
            ("a * b // c", Some("//")),
            ("-a ** b", None),
            ("2 ** 3 ** x", Some("**")),
            ("f(x + 1)[0](y)", Some("(y)")),
            ("d['a'][key]", Some("[key]")),
            ("x.y", None),
            ("await f()", None),
            ("not a + b", None),
            ("[1, 2]", None),
            ("a+(b)", Some("+(")),
            ("a+(b, c)", Some("+")),
            ("raise ValueError(1)", None),
            ("'a' + b'c'", Some("+")),
        ] {
            assert_eq!(underlined(text).as_deref(), expected, "{text}");
        }
    }
}
