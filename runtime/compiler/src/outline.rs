//! What a source is for, as far as its text tells: whether it acts, what it tests, what it says to tierlens.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Expr, Mod, Stmt};
use ruff_text_size::Ranged;

use crate::parse::parse_source;
use crate::room::{discard, with_room};
use crate::source::{Source, with_newlines};

/// What a source is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// What running it does.
    pub acts: Acts,
    /// Whether it has test functions (`test_…`) or test classes.
    pub tests: bool,
    /// Whether a docstring has an example (`>>> `).
    pub doctests: bool,
    /// The modules that it imports, wherever: `a.b` for `import a.b`, also `a.b.c` for `from a.b import c`. Leading dots are
    /// those of a relative import.
    pub imports: Vec<String>,
    /// What its comments say to tierlens, in order: `run f(3)` of `# tierlens: run f(3)`.
    pub directives: Vec<String>,
}

/// What running a source does beside defining things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Acts {
    /// Nothing.
    #[default]
    No,
    /// Its top level calls or loops.
    TopLevel,
    /// It has a block `if __name__ == "__main__"`.
    Main,
}

/// What comments for us begin with.
const DIRECTIVE: &str = "tierlens:";

/// Reads a source; of one with an error nothing is known.
pub fn outline(text: &str) -> Outline {
    let mut outline = Outline::default();
    let text = with_newlines(text.strip_prefix('\u{feff}').unwrap_or(text));
    let source = Source::new(&text, "");
    let Ok((parsed, levels)) = parse_source(&source, false, false) else {
        return outline;
    };
    let tokens = parsed.tokens().iter();
    outline.directives = tokens
        .filter(|token| token.kind() == TokenKind::Comment)
        .filter_map(|token| directive(&text[token.range()]))
        .collect();
    if let Mod::Module(module) = parsed.syntax() {
        with_room(levels, || outline.read(&module.body, true));
    }
    discard(parsed, levels);
    outline
}

fn directive(comment: &str) -> Option<String> {
    let rest = comment.trim_start_matches('#').trim_start();
    Some(rest.strip_prefix(DIRECTIVE)?.trim().to_owned())
}

impl Outline {
    /// Whether a comment says that it is not to be run by itself.
    pub fn skips(&self) -> bool {
        self.directives.iter().any(|said| said == "skip")
    }

    /// What comments say to execute in its module, in order.
    pub fn runs(&self) -> impl Iterator<Item = &str> {
        let said = self.directives.iter();
        said.filter_map(|said| said.strip_prefix("run "))
    }

    fn read(&mut self, body: &[Stmt], top: bool) {
        self.doctests |= docstring(body).is_some_and(|text| text.contains(">>> "));
        for statement in body {
            self.statement(statement, top);
        }
    }

    fn statement(&mut self, statement: &Stmt, top: bool) {
        let mut acts = |acts| {
            if top {
                self.acts = self.acts.max(acts);
            }
        };
        match statement {
            Stmt::Import(import) => {
                let names = import.names.iter().map(|name| name.name.to_string());
                self.imports.extend(names);
            }
            Stmt::ImportFrom(import) => {
                let dots = ".".repeat(import.level as usize);
                let module = import.module.as_ref().map_or("", |module| module.as_str());
                let module = format!("{dots}{module}");
                for name in &import.names {
                    let inner = if module.ends_with('.') || module.is_empty() {
                        format!("{module}{}", name.name)
                    } else {
                        format!("{module}.{}", name.name)
                    };
                    self.imports.push(inner);
                }
                self.imports.push(module);
            }
            Stmt::FunctionDef(function) => {
                self.tests |= function.name.starts_with("test");
                self.read(&function.body, false);
            }
            Stmt::ClassDef(class) => {
                self.tests |= top && class.name.starts_with("Test");
                self.read(&class.body, false);
            }
            Stmt::If(branch) => {
                if is_main_test(&branch.test) {
                    acts(Acts::Main);
                    self.read(&branch.body, false);
                } else {
                    self.read(&branch.body, top);
                }
                for clause in &branch.elif_else_clauses {
                    self.read(&clause.body, top);
                }
            }
            Stmt::Try(attempt) => {
                for body in [&attempt.body, &attempt.orelse, &attempt.finalbody] {
                    self.read(body, top);
                }
                for handler in &attempt.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    self.read(&handler.body, top);
                }
            }
            Stmt::For(_) | Stmt::While(_) | Stmt::With(_) => acts(Acts::TopLevel),
            Stmt::Expr(expression) if matches!(*expression.value, Expr::Call(_)) => {
                acts(Acts::TopLevel);
            }
            _ => {}
        }
    }
}

fn docstring(body: &[Stmt]) -> Option<&str> {
    match body.first()? {
        Stmt::Expr(expression) => match &*expression.value {
            Expr::StringLiteral(text) => Some(text.value.to_str()),
            _ => None,
        },
        _ => None,
    }
}

/// `__name__ == "__main__"`
fn is_main_test(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else {
        return false;
    };
    let is_name = |side: &Expr| matches!(side, Expr::Name(name) if name.id == "__name__");
    let is_main =
        |side: &Expr| matches!(side, Expr::StringLiteral(text) if text.value == *"__main__");
    let sides = [&*compare.left].into_iter().chain(&compare.comparators);
    sides.clone().any(is_name) && sides.clone().any(is_main)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let Outline {
            acts,
            tests,
            doctests,
            imports,
            directives,
        } = outline(text);
        let flags = [(tests, "tests"), (doctests, "doctests")];
        let flags: Vec<&str> = flags
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, flag)| *flag)
            .collect();
        let found = format!("{acts:?} {flags:?} {imports:?} {directives:?}");
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn definitions_do_not_act() {
        check("", "No [] [] []");
        check(
            "import a.b\nfrom c.d import e\nx = f()\ndef g(): print()",
            r#"No [] ["a.b", "c.d.e", "c.d"] []"#,
        );
        check(
            "try:\n import a\nexcept ImportError:\n a = None",
            r#"No [] ["a"] []"#,
        );
        check(
            "from . import a\nfrom ..b import c",
            r#"No [] [".a", ".", "..b.c", "..b"] []"#,
        );
    }

    #[test]
    fn what_calls_or_loops_acts() {
        check("print()", "TopLevel [] [] []");
        check("for x in y: z = x", "TopLevel [] [] []");
        check("if a:\n  b()", "TopLevel [] [] []");
        check("if __name__ == '__main__':\n    main()", "Main [] [] []");
    }

    #[test]
    fn tests_and_examples_are_seen() {
        check("def test_a(): assert f()", r#"No ["tests"] [] []"#);
        check(
            "class TestA:\n  def test_b(self): pass",
            r#"No ["tests"] [] []"#,
        );
        check(
            "def f():\n  \"\"\"\n  >>> f()\n  \"\"\"",
            r#"No ["doctests"] [] []"#,
        );
    }

    #[test]
    fn comments_speak_to_us_and_strings_do_not() {
        check(
            "# tierlens: run f(3)\nx = '# tierlens: skip'",
            r#"No [] [] ["run f(3)"]"#,
        );
        check(
            "x = 1  #tierlens:skip\n## tierlens:  run  g()",
            r#"No [] [] ["skip", "run  g()"]"#,
        );
        check("def f(:\n# tierlens: skip", "No [] [] []");
    }
}
