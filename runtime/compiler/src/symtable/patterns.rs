//! Patterns, as far as they define and use names.

use ruff_python_ast::Pattern;

use super::DEF_LOCAL;
use super::build::{Builder, Result};
use crate::instr::Loc;
use ruff_python_ast::Identifier;

impl Builder<'_, '_> {
    pub(super) fn pattern(&mut self, pattern: &Pattern) -> Result {
        self.recurse(
            |own| own.source.loc(pattern),
            |own| own.pattern_inner(pattern),
        )
    }

    fn capture(&mut self, name: Option<&Identifier>, loc: Loc) -> Result {
        let Some(name) = name else { return Ok(()) };
        let name = self.sym(name);
        self.define(name, DEF_LOCAL, loc)
    }

    fn pattern_inner(&mut self, pattern: &Pattern) -> Result {
        let loc = self.source.loc(pattern);
        match pattern {
            Pattern::MatchValue(node) => self.expr(&node.value),
            Pattern::MatchSingleton(_) => Ok(()),
            Pattern::MatchSequence(node) => {
                node.patterns.iter().try_for_each(|own| self.pattern(own))
            }
            Pattern::MatchOr(node) => node.patterns.iter().try_for_each(|own| self.pattern(own)),
            Pattern::MatchStar(node) => self.capture(node.name.as_ref(), loc),
            Pattern::MatchMapping(node) => {
                self.exprs(&node.keys)?;
                node.patterns.iter().try_for_each(|own| self.pattern(own))?;
                self.capture(node.rest.as_ref(), loc)
            }
            Pattern::MatchClass(node) => {
                self.expr(&node.cls)?;
                node.arguments
                    .patterns
                    .iter()
                    .try_for_each(|own| self.pattern(own))?;
                for keyword in &node.arguments.keywords {
                    self.check_keyword(&keyword.attr, self.source.loc(&keyword.pattern))?;
                }
                node.arguments
                    .keywords
                    .iter()
                    .try_for_each(|own| self.pattern(&own.pattern))
            }
            Pattern::MatchAs(node) => {
                if let Some(inner) = &node.pattern {
                    self.pattern(inner)?;
                }
                self.capture(node.name.as_ref(), loc)
            }
        }
    }
}
