//! Prints the register IR, one instruction a line, for tests and for people.

use std::fmt;

use crate::ir::{Code, Ir, NO_SNAPSHOT, Ref};
use crate::ops::Ty;

impl fmt::Display for Ir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &at in &self.order {
            let inst = self.get(at);
            match inst.code {
                Code::Loop => writeln!(f, "loop:")?,
                Code::Param => match self.params.iter().find(|param| param.at == at) {
                    Some(param) => writeln!(
                        f,
                        "  v{} = param {} -> {} : {:?}",
                        at.0,
                        self.value(param.init),
                        self.value(param.next),
                        inst.ty
                    )?,
                    None => writeln!(f, "  v{} = param : {:?}", at.0, inst.ty)?,
                },
                Code::Const => {}
                Code::Call => writeln!(f, "  call {}", inst.imm)?,
                Code::Op(op) => {
                    f.write_str("  ")?;
                    if op.result().is_some() {
                        write!(f, "v{} = ", at.0)?;
                    }
                    f.write_str(op.name())?;
                    let mut separator = " ";
                    for arg in inst.operands() {
                        write!(f, "{separator}{}", self.value(arg))?;
                        separator = ", ";
                    }
                    if inst.immediate
                        || op
                            .operands()
                            .iter()
                            .any(|ty| matches!(ty, Ty::Imm32 | Ty::Imm64))
                    {
                        let shown = if inst.immediate && op.operands()[0] == Ty::Int {
                            inst.imm >> 16
                        } else {
                            inst.imm
                        };
                        write!(f, "{separator}#{shown}")?;
                    }
                    if inst.snapshot != NO_SNAPSHOT {
                        write!(f, " exit {}", self.exit(inst.snapshot))?;
                    }
                    writeln!(f)?;
                }
            }
        }
        match self.end {
            Some(end) => writeln!(f, "  leave exit {}", self.exit(end)),
            None => writeln!(f, "  jump loop"),
        }
    }
}

impl Ir {
    fn value(&self, at: Ref) -> String {
        match self.get(at).code {
            Code::Const => match self.get(at).ty {
                Ty::Int => format!("{}", self.get(at).imm >> 16),
                Ty::Float => format!("{:?}", f64::from_bits(self.get(at).imm as u64)),
                Ty::Raw => format!("raw {}", self.get(at).imm),
                Ty::Value => format!("{:?}", uops::Value::from_bits(self.get(at).imm as u64)),
                _ => format!("{:?} {:#x}", self.get(at).ty, self.get(at).imm),
            },
            _ => format!("v{}", at.0),
        }
    }

    fn exit(&self, snapshot: u32) -> String {
        let snapshot = &self.snapshots[snapshot as usize];
        if snapshot.exit == u32::MAX {
            "-".to_owned()
        } else {
            snapshot.exit.to_string()
        }
    }
}
