//! Annotations: they have a scope of their own, that of `__annotate__`.

use ruff_python_ast::{Expr, Parameters};

use super::build::{Builder, Result};
use super::{Key, Role, ScopeId, ScopeKind, USE};
use crate::instr::Loc;
use crate::names::known;

impl Builder<'_, '_> {
    /// The annotation of an assignment.
    pub(super) fn annotation(&mut self, annotation: &Expr) -> Result {
        let id = self.cur_id();
        let loc = self.source.loc(annotation);
        let scope = self.cur();
        let kind = scope.kind;
        let unevaluated = kind == ScopeKind::Function;
        let conditional =
            kind == ScopeKind::Module || kind == ScopeKind::Class && scope.in_conditional_block;
        if conditional && !scope.has_conditional_annotations {
            scope.has_conditional_annotations = true;
            self.define(known::CONDITIONAL_ANNOTATIONS, USE, loc)?;
        }
        match self.table.get(id).annotation_block {
            Some(block) => self.enter(block, false),
            None => {
                let key = Key(id.0 as usize, Role::Annotations);
                let block = self.enter_new(known::ANNOTATE, ScopeKind::Annotation, key, loc)?;
                self.table.get_mut(id).annotation_block = Some(block);
                if kind == ScopeKind::Class && !self.future_annotations {
                    self.see_class(loc)?;
                }
            }
        }
        if unevaluated {
            self.cur().in_unevaluated_annotation = true;
        }
        self.expr(annotation)?;
        if unevaluated {
            self.cur().in_unevaluated_annotation = false;
        }
        self.leave();
        Ok(())
    }

    /// Lets the current scope look names up in the class around it.
    pub(super) fn see_class(&mut self, loc: Loc) -> Result {
        self.cur().can_see_class_scope = true;
        self.define(known::CLASSDICT, USE, loc)
    }

    /// The annotations of a function's parameters and of its result.
    pub(super) fn function_annotations(
        &mut self,
        parameters: &Parameters,
        returns: Option<&Expr>,
        loc: Loc,
    ) -> Result<ScopeId> {
        let scope = self.cur();
        let in_class = scope.can_see_class_scope || scope.kind == ScopeKind::Class;
        let key = Key::new(parameters, Role::Annotations);
        let id = self.enter_new(known::ANNOTATE, ScopeKind::Annotation, key, loc)?;
        if in_class {
            self.see_class(loc)?;
        }
        let positional = parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .map(|own| &own.parameter);
        let stars = parameters
            .vararg
            .iter()
            .chain(&parameters.kwarg)
            .map(|own| &**own);
        let keywords = parameters.kwonlyargs.iter().map(|own| &own.parameter);
        let annotations = positional
            .chain(stars)
            .chain(keywords)
            .filter_map(|own| own.annotation.as_deref());
        for annotation in annotations.chain(returns) {
            self.cur().annotations_used = true;
            self.expr(annotation)?;
        }
        self.leave();
        Ok(id)
    }
}
