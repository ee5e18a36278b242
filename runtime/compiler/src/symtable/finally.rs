//! Jumps out of `finally` blocks, which CPython warns of.

use ruff_python_ast::Stmt;
use ruff_text_size::Ranged;

use super::build::{Builder, Result};

/// Where a jump would go.
#[derive(Clone, Copy, Default)]
pub(super) struct Surroundings {
    in_finally: bool,
    in_loop: bool,
}

impl Builder<'_, '_> {
    pub(super) fn check_jump(&self, statement: &Stmt, word: &str) {
        let Surroundings {
            in_finally,
            in_loop,
        } = self.surroundings;
        if in_finally && (word == "return" || !in_loop) {
            let message = format!("'{word}' in a 'finally' block");
            self.source.warn(statement.start(), message);
        }
    }

    fn body_within(&mut self, surroundings: Surroundings, body: &[Stmt]) -> Result {
        let before = std::mem::replace(&mut self.surroundings, surroundings);
        self.statements(body)?;
        self.surroundings = before;
        Ok(())
    }

    /// The body of a function or class.
    pub(super) fn own_body(&mut self, body: &[Stmt]) -> Result {
        self.body_within(Surroundings::default(), body)
    }

    pub(super) fn loop_body(&mut self, body: &[Stmt]) -> Result {
        let surroundings = Surroundings {
            in_loop: true,
            ..self.surroundings
        };
        self.body_within(surroundings, body)
    }

    pub(super) fn final_body(&mut self, body: &[Stmt]) -> Result {
        let surroundings = Surroundings {
            in_finally: true,
            in_loop: false,
        };
        self.body_within(surroundings, body)
    }
}
