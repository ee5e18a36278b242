//! A stream that decompresses. miniz_oxide does the blocks; the headers, checksums and messages of zlib and gzip are here.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress_with_limit};

use super::Check;

/// How far back a match may refer.
pub const HISTORY: usize = 32 << 10;
const WINDOW: usize = 4 * HISTORY;

/// Bits of the flags in gzip's header.
const HEADER_CHECK: u8 = 2;
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;
const RESERVED: u8 = 0xe0;

/// What comes next in the input.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Magic,
    DictId,
    /// The dictionary of that checksum must be set before it goes on.
    WantsDict,
    MethodAndFlags,
    TimeAndSystem,
    ExtraLength,
    Extra(u32),
    Name,
    Comment,
    HeaderCheck,
    Blocks,
    Check,
    Length,
    Done,
}

/// Why it stopped.
#[derive(Clone, Copy, PartialEq)]
pub enum Stop {
    End,
    Input,
    Output,
    Dict,
    Bad(&'static str),
    Memory,
}

#[derive(Clone)]
pub struct Inflater {
    stage: Stage,
    zlib: bool,
    gzip: bool,
    /// The greatest window that a zlib header may name.
    bits: u8,
    blocks: Box<DecompressorOxide>,
    /// What was decompressed lately, up to `filled`.
    window: Vec<u8>,
    filled: usize,
    check: Check,
    /// The checksum of gzip's header.
    header: Check,
    flags: u8,
    length: u32,
    /// Bytes of a field that is not complete.
    field: [u8; 6],
    held: usize,
    dict: u32,
    /// The first bytes of the blocks, from which an error's cause may be told.
    first: [u8; 2],
    seen: u64,
    bad: Option<&'static str>,
}

impl Inflater {
    /// None if zlib knows no such window bits, or the memory does not suffice.
    pub fn new(wbits: i32) -> Option<Inflater> {
        let (zlib, gzip, bits) = match wbits {
            -15..=-8 => (false, false, -wbits),
            0 | 8..=15 => (true, false, wbits),
            16 | 24..=31 => (false, true, wbits - 16),
            32 | 40..=47 => (true, true, wbits - 32),
            _ => return None,
        };
        let mut window = Vec::new();
        window.try_reserve_exact(WINDOW).ok()?;
        window.resize(WINDOW, 0);
        Some(Inflater {
            stage: if zlib || gzip {
                Stage::Magic
            } else {
                Stage::Blocks
            },
            zlib,
            gzip,
            bits: if bits == 0 { 15 } else { bits as u8 },
            blocks: Box::default(),
            window,
            filled: 0,
            check: Check::None,
            header: Check::crc32(),
            flags: 0,
            length: 0,
            field: [0; 6],
            held: 0,
            dict: 0,
            first: [0; 2],
            seen: 0,
            bad: None,
        })
    }

    pub fn is_raw(&self) -> bool {
        !self.zlib && !self.gzip
    }

    /// Gives the dictionary; false if it is not the one that the stream wants.
    pub fn set_dict(&mut self, dict: &[u8]) -> bool {
        if self.stage == Stage::WantsDict {
            if adler2::adler32_slice(dict) != self.dict {
                return false;
            }
            self.stage = Stage::Blocks;
        }
        let dict = &dict[dict.len().saturating_sub(HISTORY)..];
        self.window[..dict.len()].copy_from_slice(dict);
        self.filled = dict.len();
        true
    }

    /// Decompresses, at most `limit` bytes more. Returns how much of the input was used, and why it stopped.
    pub fn run(&mut self, input: &[u8], out: &mut Vec<u8>, limit: usize) -> (usize, Stop) {
        if let Some(bad) = self.bad {
            return (0, Stop::Bad(bad));
        }
        let mut at = 0;
        let end = out.len().saturating_add(limit);
        let stop = loop {
            let stop = match self.stage {
                Stage::Blocks => self.run_blocks(input, &mut at, out, end),
                Stage::Done => Err(Stop::End),
                Stage::WantsDict => Err(Stop::Dict),
                _ => self.run_field(input, &mut at),
            };
            if let Err(stop) = stop {
                break stop;
            }
        };
        if let Stop::Bad(message) = stop {
            self.bad = Some(message);
        }
        // Nothing is decompressed any more; the object may wait long for the collector, which does not count this memory.
        if matches!(stop, Stop::Bad(_) | Stop::End) {
            self.window = Vec::new();
        }
        (at, stop)
    }

    /// The next bytes as an int, the first one lowest, once they are complete.
    fn take(&mut self, input: &[u8], at: &mut usize, count: usize) -> Result<u64, Stop> {
        while self.held < count {
            let Some(&byte) = input.get(*at) else {
                return Err(Stop::Input);
            };
            self.field[self.held] = byte;
            self.held += 1;
            *at += 1;
        }
        self.held = 0;
        let bytes = &self.field[..count];
        if !matches!(
            self.stage,
            Stage::HeaderCheck | Stage::Check | Stage::Length
        ) {
            self.header.update(bytes);
        }
        Ok(bytes
            .iter()
            .rev()
            .fold(0, |int, &byte| int << 8 | u64::from(byte)))
    }

    /// A piece of a header or of what follows the blocks.
    fn run_field(&mut self, input: &[u8], at: &mut usize) -> Result<(), Stop> {
        self.stage = match self.stage {
            Stage::Magic => self.magic(input, at)?,
            Stage::DictId => {
                self.dict = (self.take(input, at, 4)? as u32).swap_bytes();
                Stage::WantsDict
            }
            Stage::MethodAndFlags => {
                let both = self.take(input, at, 2)?;
                self.flags = (both >> 8) as u8;
                if both & 0xff != 8 {
                    return Err(Stop::Bad("unknown compression method"));
                }
                if self.flags & RESERVED != 0 {
                    return Err(Stop::Bad("unknown header flags set"));
                }
                Stage::TimeAndSystem
            }
            Stage::TimeAndSystem => {
                self.take(input, at, 6)?;
                self.next_field(Stage::ExtraLength)
            }
            Stage::ExtraLength => Stage::Extra(self.take(input, at, 2)? as u32),
            Stage::Extra(0) => self.next_field(Stage::Name),
            Stage::Extra(left) => {
                self.take(input, at, 1)?;
                Stage::Extra(left - 1)
            }
            Stage::Name => {
                if self.take(input, at, 1)? != 0 {
                    return Ok(());
                }
                self.next_field(Stage::Comment)
            }
            Stage::Comment => {
                if self.take(input, at, 1)? != 0 {
                    return Ok(());
                }
                self.next_field(Stage::HeaderCheck)
            }
            Stage::HeaderCheck => {
                let told = self.take(input, at, 2)? as u32;
                if told != self.header.value() & 0xffff {
                    return Err(Stop::Bad("header crc mismatch"));
                }
                Stage::Blocks
            }
            Stage::Check => {
                let told = self.take(input, at, 4)? as u32;
                let (told, next) = match self.check {
                    Check::Crc32(_) => (told, Stage::Length),
                    _ => (told.swap_bytes(), Stage::Done),
                };
                if told != self.check.value() {
                    return Err(Stop::Bad("incorrect data check"));
                }
                next
            }
            Stage::Length => {
                if self.take(input, at, 4)? as u32 != self.length {
                    return Err(Stop::Bad("incorrect length check"));
                }
                Stage::Done
            }
            stage @ (Stage::WantsDict | Stage::Blocks | Stage::Done) => stage,
        };
        Ok(())
    }

    fn magic(&mut self, input: &[u8], at: &mut usize) -> Result<Stage, Stop> {
        let both = self.take(input, at, 2)?;
        let (method, flags) = (both & 0xff, both >> 8);
        if self.gzip && both == 0x8b1f {
            self.check = Check::crc32();
            return Ok(Stage::MethodAndFlags);
        }
        if !self.zlib || (method << 8 | flags) % 31 != 0 {
            return Err(Stop::Bad("incorrect header check"));
        }
        if method & 15 != 8 {
            return Err(Stop::Bad("unknown compression method"));
        }
        if (method >> 4) + 8 > u64::from(self.bits) {
            return Err(Stop::Bad("invalid window size"));
        }
        self.check = Check::adler32();
        Ok(if flags & 0x20 == 0 {
            Stage::Blocks
        } else {
            Stage::DictId
        })
    }

    /// The stage of gzip's next field that the flags tell of, of those from `stage` on.
    fn next_field(&self, stage: Stage) -> Stage {
        let fields = [
            (EXTRA, Stage::ExtraLength),
            (NAME, Stage::Name),
            (COMMENT, Stage::Comment),
            (HEADER_CHECK, Stage::HeaderCheck),
        ];
        fields
            .into_iter()
            .skip_while(|&(_, other)| other != stage)
            .find(|&(flag, _)| self.flags & flag != 0)
            .map_or(Stage::Blocks, |(_, found)| found)
    }

    fn run_blocks(
        &mut self,
        input: &[u8],
        at: &mut usize,
        out: &mut Vec<u8>,
        end: usize,
    ) -> Result<(), Stop> {
        if self.filled > WINDOW - HISTORY {
            self.window
                .copy_within(self.filled - HISTORY..self.filled, 0);
            self.filled = HISTORY;
        }
        let rest = &input[*at..];
        for &byte in rest.iter().take(2) {
            if self.seen < 2 {
                self.first[self.seen as usize] = byte;
                self.seen += 1;
            }
        }
        // Without wrapping, a match that refers to before the data's beginning is found to be bad.
        let flags = TINFL_FLAG_HAS_MORE_INPUT | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, used, made) = decompress_with_limit(
            &mut self.blocks,
            rest,
            &mut self.window,
            self.filled,
            end - out.len(),
            flags,
        );
        *at += used;
        let new = &self.window[self.filled..self.filled + made];
        if out.try_reserve(made).is_err() {
            return Err(Stop::Memory);
        }
        out.extend_from_slice(new);
        self.check.update(new);
        self.length = self.length.wrapping_add(made as u32);
        self.filled += made;
        match status {
            TINFLStatus::Done => {
                self.stage = match self.check {
                    Check::None => Stage::Done,
                    _ => Stage::Check,
                };
                Ok(())
            }
            TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => Err(Stop::Input),
            TINFLStatus::HasMoreOutput if out.len() >= end => Err(Stop::Output),
            TINFLStatus::HasMoreOutput => Ok(()),
            _ => Err(Stop::Bad(self.cause())),
        }
    }

    /// What zlib would say. The crate does not tell why it failed; where nothing was decompressed yet, the first block's
    /// header does.
    fn cause(&self) -> &'static str {
        let [first, second] = self.first;
        match first >> 1 & 3 {
            _ if self.length != 0 => "invalid distance too far back",
            0 => "invalid stored block lengths",
            1 => "invalid distance too far back",
            2 if first >> 3 > 29 || second & 31 > 29 => "too many length or distance symbols",
            2 => "invalid code lengths set",
            _ => "invalid block type",
        }
    }
}
