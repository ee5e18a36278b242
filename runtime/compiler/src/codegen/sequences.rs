//! Lists, tuples, sets and dicts, and unpacking.

use ruff_python_ast::{Expr, ExprDict, ExprList, ExprSet, ExprTuple};

use super::names::Access;
use super::{Compiler, Result, STACK_USE_GUIDELINE};
use crate::instr::Loc;
use crate::names::Sym;
use crate::ops::{self, Op, intrinsic};

/// How a kind of display is built.
#[derive(Clone, Copy)]
pub(super) struct Display {
    build: Op,
    add: Op,
    extend: Op,
    tuple: bool,
}

pub(super) const LIST: Display = Display {
    build: ops::BUILD_LIST,
    add: ops::LIST_APPEND,
    extend: ops::LIST_EXTEND,
    tuple: false,
};
pub(super) const TUPLE: Display = Display {
    tuple: true,
    ..LIST
};
const SET: Display = Display {
    build: ops::BUILD_SET,
    add: ops::SET_ADD,
    extend: ops::SET_UPDATE,
    tuple: false,
};

impl<'a> Compiler<'a> {
    /// Builds a display of elements, some perhaps starred; `pushed` values are on the stack already, the value of
    /// `injected` comes last.
    pub(super) fn display(
        &mut self,
        loc: Loc,
        elements: &'a [Expr],
        injected: Option<Sym>,
        pushed: usize,
        how: Display,
    ) -> Result {
        let count = elements.len();
        let big = count + pushed + usize::from(injected.is_some()) > STACK_USE_GUIDELINE;
        if !big && !elements.iter().any(Expr::is_starred_expr) {
            for element in elements {
                self.expr(element)?;
            }
            let mut total = count + pushed;
            if let Some(name) = injected {
                self.name(loc, name, Access::Load)?;
                total += 1;
            }
            self.op_n(
                loc,
                if how.tuple {
                    ops::BUILD_TUPLE
                } else {
                    how.build
                },
                total,
            );
            return Ok(());
        }
        let mut built = big;
        if big {
            self.op_n(loc, how.build, pushed);
        }
        for (at, element) in elements.iter().enumerate() {
            if let Expr::Starred(starred) = element {
                if !built {
                    self.op_n(loc, how.build, at + pushed);
                    built = true;
                }
                self.expr(&starred.value)?;
                self.op_i(loc, how.extend, 1);
            } else {
                self.expr(element)?;
                if built {
                    self.op_i(loc, how.add, 1);
                }
            }
        }
        if let Some(name) = injected {
            self.name(loc, name, Access::Load)?;
            self.op_i(loc, how.add, 1);
        }
        if how.tuple {
            self.op_i(loc, ops::CALL_INTRINSIC_1, intrinsic::LIST_TO_TUPLE);
        }
        Ok(())
    }

    pub(super) fn list(&mut self, node: &'a ExprList) -> Result {
        self.elements(self.loc(node), &node.elts, Access::of(node.ctx), LIST)
    }

    pub(super) fn tuple(&mut self, node: &'a ExprTuple) -> Result {
        self.elements(self.loc(node), &node.elts, Access::of(node.ctx), TUPLE)
    }

    pub(super) fn set(&mut self, node: &'a ExprSet) -> Result {
        self.display(self.loc(node), &node.elts, None, 0, SET)
    }

    fn elements(&mut self, loc: Loc, elements: &'a [Expr], access: Access, how: Display) -> Result {
        match access {
            Access::Load => self.display(loc, elements, None, 0, how),
            Access::Del => self.exprs(elements),
            Access::Store => {
                let starred = elements.iter().map(Expr::is_starred_expr);
                self.unpack(loc, starred, "assignment")?;
                elements.iter().try_for_each(|element| match element {
                    Expr::Starred(starred) => self.expr(&starred.value),
                    _ => self.expr(element),
                })
            }
        }
    }

    /// Unpacks what is on top of the stack into as many values as there are targets.
    pub(super) fn unpack(
        &mut self,
        loc: Loc,
        starred: impl ExactSizeIterator<Item = bool>,
        what: &str,
    ) -> Result {
        let count = starred.len();
        let mut seen = false;
        for (at, _) in starred.enumerate().filter(|(_, starred)| *starred) {
            if seen {
                return self.error(loc, format!("multiple starred expressions in {what}"));
            }
            let after = count - at - 1;
            if at >= 1 << 8 || after >= (i32::MAX >> 8) as usize {
                return self.error(
                    loc,
                    format!("too many expressions in star-unpacking {what}"),
                );
            }
            self.op_n(loc, ops::UNPACK_EX, at + (after << 8));
            seen = true;
        }
        if !seen {
            self.op_n(loc, ops::UNPACK_SEQUENCE, count);
        }
        Ok(())
    }

    /// The items from `begin` to `end`, which all have keys.
    fn sub_dict(&mut self, node: &'a ExprDict, begin: usize, end: usize) -> Result {
        let loc = self.loc(node);
        let count = end - begin;
        let big = count * 2 > STACK_USE_GUIDELINE;
        if big {
            self.op_i(loc, ops::BUILD_MAP, 0);
        }
        for item in &node.items[begin..end] {
            if let Some(key) = &item.key {
                self.expr(key)?;
            }
            self.expr(&item.value)?;
            if big {
                self.op_i(loc, ops::MAP_ADD, 1);
            }
        }
        if !big {
            self.op_n(loc, ops::BUILD_MAP, count);
        }
        Ok(())
    }

    pub(super) fn dict(&mut self, node: &'a ExprDict) -> Result {
        let loc = self.loc(node);
        let mut have_dict = false;
        let mut pending = 0;
        for (at, item) in node.items.iter().enumerate() {
            if item.key.is_none() {
                if pending > 0 {
                    self.sub_dict(node, at - pending, at)?;
                    if have_dict {
                        self.op_i(loc, ops::DICT_UPDATE, 1);
                    }
                    have_dict = true;
                    pending = 0;
                }
                if !have_dict {
                    self.op_i(loc, ops::BUILD_MAP, 0);
                    have_dict = true;
                }
                self.expr(&item.value)?;
                self.op_i(loc, ops::DICT_UPDATE, 1);
            } else if pending * 2 > STACK_USE_GUIDELINE {
                self.sub_dict(node, at - pending, at + 1)?;
                if have_dict {
                    self.op_i(loc, ops::DICT_UPDATE, 1);
                }
                have_dict = true;
                pending = 0;
            } else {
                pending += 1;
            }
        }
        if pending > 0 {
            let count = node.items.len();
            self.sub_dict(node, count - pending, count)?;
            if have_dict {
                self.op_i(loc, ops::DICT_UPDATE, 1);
            }
            have_dict = true;
        }
        if !have_dict {
            self.op_i(loc, ops::BUILD_MAP, 0);
        }
        Ok(())
    }
}
