//! `match`.
//!
//! Each pattern consumes the subject on top of the stack, or jumps to a label that pops what the pattern has left
//! there. Names are bound only when the whole pattern has matched: until then their values lie on the stack, under
//! the values still in use (`on_top` of them).

use ruff_python_ast::{
    CmpOp, Expr, Identifier, Number, Operator, Pattern, PatternMatchAs, PatternMatchClass,
    PatternMatchMapping, PatternMatchOr, PatternMatchSequence, Singleton, StmtMatch, UnaryOp,
};
use ruff_text_size::Ranged;

use super::conditions::{EQUAL, GREATER_EQUAL};
use super::names::Access;
use super::{Compiler, Result};
use crate::consts::{self, ConstId};
use crate::eval;
use crate::instr::{Label, Loc};
use crate::names::Sym;
use crate::ops::{self, Op, binary};
use crate::tree::is_constant;

#[derive(Clone, Default)]
struct Context {
    /// The names captured so far; their values lie on the stack in this order.
    stores: Vec<Sym>,
    allow_irrefutable: bool,
    /// `fail_pop[n]` pops n values.
    fail_pop: Vec<Label>,
    on_top: usize,
}

fn is_wildcard(pattern: &Pattern) -> bool {
    matches!(
        pattern,
        Pattern::MatchAs(PatternMatchAs {
            pattern: None,
            name: None,
            ..
        })
    )
}

impl<'a> Compiler<'a> {
    pub(super) fn match_statement(&mut self, node: &'a StmtMatch) -> Result {
        self.expr(&node.subject)?;
        let end = self.new_label();
        let Some(last) = node.cases.last() else {
            return Ok(());
        };
        let count = node.cases.len();
        let has_default = is_wildcard(&last.pattern) && count > 1;
        let tested = count - usize::from(has_default);
        for (at, case) in node.cases.iter().take(tested).enumerate() {
            let loc = self.loc(&case.pattern);
            let is_last = at + 1 == tested;
            if !is_last {
                self.op_i(loc, ops::COPY, 1);
            }
            let allow_irrefutable = case.guard.is_some() || at + 1 == count;
            let mut context = Context {
                allow_irrefutable,
                ..Context::default()
            };
            self.pattern(&case.pattern, &mut context)?;
            for name in std::mem::take(&mut context.stores) {
                self.name(loc, name, Access::Store)?;
            }
            if let Some(guard) = &case.guard {
                let fail = self.fail_pop(&mut context, 0);
                self.jump_if(loc, guard, fail, false)?;
            }
            if !is_last {
                self.op(Loc::NEXT, ops::POP_TOP);
            }
            self.statements(&case.body)?;
            self.jump(Loc::NONE, ops::JUMP, end);
            self.place_fail_pops(loc, &mut context);
        }
        if has_default {
            let loc = self.loc(&last.pattern);
            self.op(loc, ops::NOP);
            if let Some(guard) = &last.guard {
                self.jump_if(loc, guard, end, false)?;
            }
            self.statements(&last.body)?;
        }
        self.place(end);
        Ok(())
    }

    fn fail_pop(&mut self, context: &mut Context, count: usize) -> Label {
        while context.fail_pop.len() <= count {
            let label = self.new_label();
            context.fail_pop.push(label);
        }
        context.fail_pop[count]
    }

    fn jump_to_fail(&mut self, loc: Loc, context: &mut Context, op: Op) {
        let pops = context.on_top + context.stores.len();
        let label = self.fail_pop(context, pops);
        self.jump(loc, op, label);
    }

    fn place_fail_pops(&mut self, loc: Loc, context: &mut Context) {
        let labels = std::mem::take(&mut context.fail_pop);
        for (at, label) in labels.into_iter().enumerate().rev() {
            self.place(label);
            if at > 0 {
                self.op(loc, ops::POP_TOP);
            }
        }
    }

    fn rotate(&mut self, loc: Loc, count: usize) {
        for depth in (2..=count).rev() {
            self.op_n(loc, ops::SWAP, depth);
        }
    }

    fn capture(&mut self, loc: Loc, name: Option<&Identifier>, context: &mut Context) -> Result {
        let Some(name) = name else {
            self.op(loc, ops::POP_TOP);
            return Ok(());
        };
        let sym = self.sym(name);
        if context.stores.contains(&sym) {
            return self.duplicate_store(loc, sym);
        }
        self.rotate(loc, context.on_top + context.stores.len() + 1);
        context.stores.push(sym);
        Ok(())
    }

    fn duplicate_store(&self, loc: Loc, name: Sym) -> Result {
        let name = self.names.text(name);
        self.error(
            loc,
            format!("multiple assignments to name '{name}' in pattern"),
        )
    }

    fn subpattern(&mut self, pattern: &'a Pattern, context: &mut Context) -> Result {
        let before = std::mem::replace(&mut context.allow_irrefutable, true);
        self.pattern(pattern, context)?;
        context.allow_irrefutable = before;
        Ok(())
    }

    fn pattern(&mut self, pattern: &'a Pattern, context: &mut Context) -> Result {
        let loc = self.loc(pattern);
        self.recurse(
            |_| loc,
            |own| match pattern {
                Pattern::MatchValue(node) => own.value_pattern(loc, &node.value, context),
                Pattern::MatchSingleton(node) => {
                    let value = match node.value {
                        Singleton::None => consts::NONE,
                        Singleton::True => consts::TRUE,
                        Singleton::False => consts::FALSE,
                    };
                    own.load(loc, value);
                    own.compare_op(loc, CmpOp::Is);
                    own.jump_to_fail(loc, context, ops::POP_JUMP_IF_FALSE);
                    Ok(())
                }
                Pattern::MatchSequence(node) => own.sequence_pattern(loc, node, context),
                Pattern::MatchMapping(node) => own.mapping_pattern(loc, node, context),
                Pattern::MatchClass(node) => own.class_pattern(loc, node, context),
                Pattern::MatchStar(node) => own.capture(loc, node.name.as_ref(), context),
                Pattern::MatchAs(node) => own.as_pattern(loc, node, context),
                Pattern::MatchOr(node) => own.or_pattern(loc, node, context),
            },
        )
    }

    /// A literal of a pattern: a constant, a negative number or a complex number.
    fn pattern_constant(&mut self, expr: &Expr) -> Result<Option<ConstId>> {
        if is_constant(expr) {
            return self.constant(expr).map(Some);
        }
        let folded = match expr {
            Expr::UnaryOp(node) if node.op == UnaryOp::USub && is_constant(&node.operand) => {
                let operand = self.constant(&node.operand)?;
                eval::unary(&mut self.consts, ops::UNARY_NEGATIVE, operand)
            }
            Expr::BinOp(node) if matches!(node.op, Operator::Add | Operator::Sub) => {
                let right = match crate::tree::number(&node.right) {
                    Some(Number::Complex { .. }) => self.constant(&node.right)?,
                    _ => return Ok(None),
                };
                let Some(left) = self.pattern_constant(&node.left)? else {
                    return Ok(None);
                };
                let op = if node.op == Operator::Add {
                    binary::ADD
                } else {
                    binary::SUBTRACT
                };
                eval::binary(&mut self.consts, op, left, right)
            }
            _ => None,
        };
        Ok(folded)
    }

    fn pattern_value(&mut self, expr: &'a Expr) -> Result<bool> {
        if let Some(constant) = self.pattern_constant(expr)? {
            self.load(self.loc(expr), constant);
        } else if expr.is_attribute_expr() {
            self.expr(expr)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn value_pattern(&mut self, loc: Loc, value: &'a Expr, context: &mut Context) -> Result {
        if !self.pattern_value(value)? {
            return self.error(
                loc,
                "patterns may only match literals and attribute lookups",
            );
        }
        self.op_i(loc, ops::COMPARE_OP, EQUAL);
        self.op(loc, ops::TO_BOOL);
        self.jump_to_fail(loc, context, ops::POP_JUMP_IF_FALSE);
        Ok(())
    }

    fn as_pattern(&mut self, loc: Loc, node: &'a PatternMatchAs, context: &mut Context) -> Result {
        let Some(inner) = &node.pattern else {
            if context.allow_irrefutable {
                return self.capture(loc, node.name.as_ref(), context);
            }
            let message = match &node.name {
                Some(name) => format!("name capture '{name}' makes remaining patterns unreachable"),
                None => "wildcard makes remaining patterns unreachable".to_owned(),
            };
            return self.error(loc, message);
        };
        context.on_top += 1;
        self.op_i(loc, ops::COPY, 1);
        self.pattern(inner, context)?;
        context.on_top -= 1;
        self.capture(loc, node.name.as_ref(), context)
    }

    fn sequence_pattern(
        &mut self,
        loc: Loc,
        node: &'a PatternMatchSequence,
        context: &mut Context,
    ) -> Result {
        let size = node.patterns.len();
        let mut star = None;
        let mut only_wildcard = true;
        let mut star_wildcard = false;
        for (at, pattern) in node.patterns.iter().enumerate() {
            if let Pattern::MatchStar(own) = pattern {
                if star.is_some() {
                    return self.error(loc, "multiple starred names in sequence pattern");
                }
                star_wildcard = own.name.is_none();
                only_wildcard &= star_wildcard;
                star = Some(at);
            } else {
                only_wildcard &= is_wildcard(pattern);
            }
        }
        context.on_top += 1;
        self.op(loc, ops::MATCH_SEQUENCE);
        self.jump_to_fail(loc, context, ops::POP_JUMP_IF_FALSE);
        if star.is_none() || size > 1 {
            let (length, compare) = if star.is_none() {
                (size, EQUAL)
            } else {
                (size - 1, GREATER_EQUAL)
            };
            self.op(loc, ops::GET_LEN);
            self.load_int(loc, length);
            self.op_i(loc, ops::COMPARE_OP, compare);
            self.jump_to_fail(loc, context, ops::POP_JUMP_IF_FALSE);
        }
        context.on_top -= 1;
        match star {
            _ if only_wildcard => {
                self.op(loc, ops::POP_TOP);
                Ok(())
            }
            Some(star) if star_wildcard => {
                self.sequence_by_index(loc, &node.patterns, star, context)
            }
            _ => {
                let starred = node.patterns.iter().map(Pattern::is_match_star);
                self.unpack(loc, starred, "sequence pattern")?;
                context.on_top += size;
                for pattern in &node.patterns {
                    context.on_top -= 1;
                    self.subpattern(pattern, context)?;
                }
                Ok(())
            }
        }
    }

    /// `[first, *_, last]`: elements are fetched one by one.
    fn sequence_by_index(
        &mut self,
        loc: Loc,
        patterns: &'a [Pattern],
        star: usize,
        context: &mut Context,
    ) -> Result {
        context.on_top += 1;
        for (at, pattern) in patterns.iter().enumerate() {
            if at == star || is_wildcard(pattern) {
                continue;
            }
            self.op_i(loc, ops::COPY, 1);
            if at < star {
                self.load_int(loc, at);
            } else {
                self.op(loc, ops::GET_LEN);
                self.load_int(loc, patterns.len() - at);
                self.op_i(loc, ops::BINARY_OP, binary::SUBTRACT);
            }
            self.op_i(loc, ops::BINARY_OP, binary::SUBSCR);
            self.subpattern(pattern, context)?;
        }
        context.on_top -= 1;
        self.op(loc, ops::POP_TOP);
        Ok(())
    }

    fn class_pattern(
        &mut self,
        loc: Loc,
        node: &'a PatternMatchClass,
        context: &mut Context,
    ) -> Result {
        let positional = &node.arguments.patterns;
        let keywords = &node.arguments.keywords;
        for (at, keyword) in keywords.iter().enumerate() {
            let repeated = keywords[at + 1..]
                .iter()
                .find(|other| other.attr.as_str() == keyword.attr.as_str());
            if let Some(other) = repeated {
                let message = format!("attribute name repeated in class pattern: {}", keyword.attr);
                return self.error(self.loc(&other.pattern), message);
            }
        }
        self.expr(&node.cls)?;
        let names = self.sym_tuple(keywords.iter().map(|keyword| keyword.attr.as_str()));
        self.load(loc, names);
        self.op_n(loc, ops::MATCH_CLASS, positional.len());
        self.op_i(loc, ops::COPY, 1);
        self.load_none(loc);
        self.op_i(loc, ops::IS_OP, 1);
        context.on_top += 1;
        self.jump_to_fail(loc, context, ops::POP_JUMP_IF_FALSE);
        let count = positional.len() + keywords.len();
        self.op_n(loc, ops::UNPACK_SEQUENCE, count);
        context.on_top += count;
        context.on_top -= 1;
        for pattern in positional
            .iter()
            .chain(keywords.iter().map(|keyword| &keyword.pattern))
        {
            context.on_top -= 1;
            if is_wildcard(pattern) {
                self.op(loc, ops::POP_TOP);
            } else {
                self.subpattern(pattern, context)?;
            }
        }
        Ok(())
    }

    fn mapping_pattern(
        &mut self,
        loc: Loc,
        node: &'a PatternMatchMapping,
        context: &mut Context,
    ) -> Result {
        let size = node.keys.len();
        context.on_top += 1;
        self.op(loc, ops::MATCH_MAPPING);
        self.jump_to_fail(loc, context, ops::POP_JUMP_IF_FALSE);
        if size == 0 && node.rest.is_none() {
            context.on_top -= 1;
            self.op(loc, ops::POP_TOP);
            return Ok(());
        }
        if size > 0 {
            self.op(loc, ops::GET_LEN);
            self.load_int(loc, size);
            self.op_i(loc, ops::COMPARE_OP, GREATER_EQUAL);
            self.jump_to_fail(loc, context, ops::POP_JUMP_IF_FALSE);
        }
        let mut seen = Vec::new();
        for key in &node.keys {
            if let Some(constant) = self.pattern_constant(key)? {
                if seen.iter().any(|&other| self.consts.equal(other, constant)) {
                    let repr = crate::dump::repr::constant(&self.consts.export(constant));
                    return self.error(
                        loc,
                        format!("mapping pattern checks duplicate key ({repr})"),
                    );
                }
                seen.push(constant);
            }
            if !self.pattern_value(key)? {
                return self.error(
                    loc,
                    "mapping pattern keys may only match literals and attribute lookups",
                );
            }
        }
        self.op_n(loc, ops::BUILD_TUPLE, size);
        self.op(loc, ops::MATCH_KEYS);
        context.on_top += 2;
        self.op_i(loc, ops::COPY, 1);
        self.load_none(loc);
        self.op_i(loc, ops::IS_OP, 1);
        self.jump_to_fail(loc, context, ops::POP_JUMP_IF_FALSE);
        self.op_n(loc, ops::UNPACK_SEQUENCE, size);
        context.on_top += size;
        context.on_top -= 1;
        for pattern in &node.patterns {
            context.on_top -= 1;
            self.subpattern(pattern, context)?;
        }
        context.on_top -= 2;
        if node.rest.is_some() {
            self.op_i(loc, ops::BUILD_MAP, 0);
            self.op_i(loc, ops::SWAP, 3);
            self.op_i(loc, ops::DICT_UPDATE, 2);
            self.op_n(loc, ops::UNPACK_SEQUENCE, size);
            for left in (1..=size).rev() {
                self.op_n(loc, ops::COPY, left + 1);
                self.op_i(loc, ops::SWAP, 2);
                self.op(loc, ops::DELETE_SUBSCR);
            }
            self.capture(loc, node.rest.as_ref(), context)?;
        } else {
            self.op(loc, ops::POP_TOP);
            self.op(loc, ops::POP_TOP);
        }
        Ok(())
    }

    fn or_pattern(&mut self, loc: Loc, node: &'a PatternMatchOr, context: &mut Context) -> Result {
        let end = self.new_label();
        let count = node.patterns.len();
        // What the first alternative binds: the others must bind the same, and in this order on the stack.
        let mut control: Vec<Sym> = Vec::new();
        for (at, alternative) in node.patterns.iter().enumerate() {
            let own_loc = self.source.range(alternative.range());
            let allow_irrefutable = at + 1 == count && context.allow_irrefutable;
            let mut own = Context {
                allow_irrefutable,
                ..Context::default()
            };
            self.op_i(own_loc, ops::COPY, 1);
            self.pattern(alternative, &mut own)?;
            if at == 0 {
                control.clone_from(&own.stores);
            } else {
                let differs = || {
                    self.source
                        .error(loc, "alternative patterns bind different names")
                };
                if own.stores.len() != control.len() {
                    return Err(differs());
                }
                for wanted in (0..control.len()).rev() {
                    let found = own.stores.iter().position(|name| *name == control[wanted]);
                    let found = found.ok_or_else(|| {
                        self.source
                            .error(loc, "alternative patterns bind different names")
                    })?;
                    if found != wanted {
                        let rotations = found + 1;
                        let rotated: Vec<Sym> = own.stores.drain(..rotations).collect();
                        let place = wanted - found;
                        own.stores.splice(place..place, rotated);
                        for _ in 0..rotations {
                            self.rotate(own_loc, wanted + 1);
                        }
                    }
                }
            }
            self.jump(own_loc, ops::JUMP, end);
            self.place_fail_pops(own_loc, &mut own);
        }
        self.op(loc, ops::POP_TOP);
        self.jump_to_fail(loc, context, ops::JUMP);
        self.place(end);
        let rotations = control.len() + 1 + context.on_top + context.stores.len();
        for name in control {
            self.rotate(loc, rotations);
            if context.stores.contains(&name) {
                return self.duplicate_store(loc, name);
            }
            context.stores.push(name);
        }
        self.op(loc, ops::POP_TOP);
        Ok(())
    }
}
