//! The exception table: ranges of code and their handlers, in CPython's encoding.

use super::{Assembler, Handler};
use crate::code::ExceptionEntry;
use crate::instr::NO_BLOCK;

const CONTINUES: u8 = 0x40;
const STARTS_ENTRY: u8 = 0x80;

fn push_varint(table: &mut Vec<u8>, value: u32, mut mark: u8) {
    for shift in [24, 18, 12, 6] {
        if value >= 1 << shift {
            table.push((value >> shift & 0x3f) as u8 | CONTINUES | mark);
            mark = 0;
        }
    }
    table.push((value & 0x3f) as u8 | mark);
}

pub(super) fn encode(code: &Assembler) -> Vec<u8> {
    let offsets = &code.offsets;
    let mut table = Vec::new();
    let mut entry = |start: u32, end: u32, handler: &Handler| {
        let depth = handler.depth - 1 - i32::from(handler.lasti);
        push_varint(&mut table, start, STARTS_ENTRY);
        push_varint(&mut table, end - start, 0);
        push_varint(&mut table, offsets[handler.first], 0);
        push_varint(
            &mut table,
            (depth.max(0) as u32) << 1 | u32::from(handler.lasti),
            0,
        );
    };
    let mut current: Option<(u32, Handler)> = None;
    let mut block = NO_BLOCK;
    for (&offset, instr) in offsets.iter().zip(&code.instrs) {
        if instr.except == block {
            continue;
        }
        block = instr.except;
        let handler = code.blocks.get(block as usize).copied();
        let target = |handler: &Handler| offsets[handler.first];
        if handler.as_ref().map(target) != current.as_ref().map(|(_, own)| target(own)) {
            if let Some((start, own)) = &current {
                entry(*start, offset, own);
            }
            current = handler.map(|handler| (offset, handler));
        }
    }
    if let (Some((start, own)), Some(&end)) = (&current, offsets.last()) {
        entry(*start, end, own);
    }
    table
}

pub(crate) fn decode(table: &[u8]) -> Vec<ExceptionEntry> {
    let mut entries = Vec::new();
    let mut at = 0;
    let mut number = || {
        let mut value = 0;
        loop {
            let byte = *table.get(at)?;
            at += 1;
            value = value << 6 | u32::from(byte & 0x3f);
            if byte & CONTINUES == 0 {
                return Some(value);
            }
        }
    };
    while let (Some(start), Some(length), Some(target), Some(depth)) =
        (number(), number(), number(), number())
    {
        entries.push(ExceptionEntry {
            start,
            end: start + length,
            target,
            depth: depth >> 1,
            lasti: depth & 1 != 0,
        });
    }
    entries
}
