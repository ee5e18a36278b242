//! The table of positions, in CPython's encoding.

use crate::code::Position;
use crate::instr::{Instr, Loc};

const ONE_LINE: u8 = 10;
const NO_COLUMNS: u8 = 13;
const LONG: u8 = 14;
const NONE: u8 = 15;

fn push_varint(table: &mut Vec<u8>, mut value: u32) {
    while value >= 64 {
        table.push(0x40 | (value & 0x3f) as u8);
        value >>= 6;
    }
    table.push(value as u8);
}

fn push_signed(table: &mut Vec<u8>, value: i32) {
    push_varint(
        table,
        if value < 0 {
            value.unsigned_abs() << 1 | 1
        } else {
            (value as u32) << 1
        },
    );
}

/// The first byte of an entry.
fn start(code: u8, length: u32) -> u8 {
    0x80 | code << 3 | (length - 1) as u8
}

struct Encoder {
    table: Vec<u8>,
    line: i32,
}

impl Encoder {
    fn start(&mut self, code: u8, length: u32) {
        self.table.push(start(code, length));
    }

    /// An entry of up to eight code units.
    fn entry(&mut self, loc: Loc, length: u32) {
        if loc.line < 0 {
            self.start(NONE, length);
            return;
        }
        let delta = loc.line - self.line;
        let (col, end_col) = (loc.col, loc.end_col);
        let one_line = loc.end_line == loc.line;
        if col < 0 || end_col < 0 {
            if one_line || loc.end_line == -1 {
                self.start(NO_COLUMNS, length);
                push_signed(&mut self.table, delta);
                self.line = loc.line;
                return;
            }
        } else if one_line {
            if delta == 0 && col < 80 && (0..16).contains(&(end_col - col)) {
                let columns = (((col & 7) << 4) | (end_col - col)) as u8;
                self.table
                    .extend([start((col >> 3) as u8, length), columns]);
                return;
            }
            if (0..3).contains(&delta) && col < 128 && end_col < 128 {
                let first = start(ONE_LINE + delta as u8, length);
                self.table.extend([first, col as u8, end_col as u8]);
                self.line = loc.line;
                return;
            }
        }
        self.start(LONG, length);
        push_signed(&mut self.table, delta);
        push_varint(&mut self.table, (loc.end_line - loc.line).max(0) as u32);
        push_varint(&mut self.table, (col + 1) as u32);
        push_varint(&mut self.table, (end_col + 1) as u32);
        self.line = loc.line;
    }

    fn run(&mut self, loc: Loc, mut length: u32) {
        while length > 8 {
            self.entry(loc, 8);
            length -= 8;
        }
        if length > 0 {
            self.entry(loc, length);
        }
    }
}

pub(super) fn encode(instrs: &[Instr], offsets: &[u32], firstlineno: u32) -> Vec<u8> {
    let mut encoder = Encoder {
        table: Vec::with_capacity(instrs.len() * 3),
        line: firstlineno as i32,
    };
    let mut loc = Loc::NONE;
    let mut start = 0;
    for (instr, &offset) in instrs.iter().zip(offsets) {
        if instr.loc != loc {
            encoder.run(loc, offset - start);
            loc = instr.loc;
            start = offset;
        }
    }
    if let Some(&end) = offsets.last() {
        encoder.run(loc, end - start);
    }
    encoder.table
}

/// One position for each code unit.
pub(crate) fn decode(table: &[u8], firstlineno: u32) -> Vec<Position> {
    let mut positions = Vec::new();
    let mut line = firstlineno as i32;
    let mut bytes = table.iter().copied().peekable();
    while let Some(first) = bytes.next() {
        let length = usize::from(first & 7) + 1;
        let code = first >> 3 & 15;
        let mut varint = || {
            let mut value = 0;
            for shift in (0..30).step_by(6) {
                let byte = bytes.next().unwrap_or(0);
                value |= u32::from(byte & 0x3f) << shift;
                if byte & 0x40 == 0 {
                    break;
                }
            }
            value
        };
        let signed = |value: u32| {
            if value & 1 != 0 {
                -((value >> 1) as i32)
            } else {
                (value >> 1) as i32
            }
        };
        let position =
            |line: i32, end_line: i32, column: Option<u32>, end_column: Option<u32>| Position {
                line: u32::try_from(line).ok(),
                end_line: u32::try_from(end_line).ok(),
                column,
                end_column,
            };
        let entry = match code {
            NONE => Position::default(),
            LONG => {
                line += signed(varint());
                let end_line = line + varint() as i32;
                let column = varint().checked_sub(1);
                let end_column = varint().checked_sub(1);
                position(line, end_line, column, end_column)
            }
            NO_COLUMNS => {
                line += signed(varint());
                position(line, line, None, None)
            }
            ONE_LINE.. => {
                line += i32::from(code - ONE_LINE);
                let column = bytes.next().map(u32::from);
                let end_column = bytes.next().map(u32::from);
                position(line, line, column, end_column)
            }
            _ => {
                let second = u32::from(bytes.next().unwrap_or(0));
                let column = u32::from(code) << 3 | second >> 4;
                position(line, line, Some(column), Some(column + (second & 15)))
            }
        };
        positions.resize(positions.len() + length, entry);
    }
    positions
}
