//! A stream that compresses. miniz_oxide makes the blocks; the headers and checksums of zlib and gzip are written here.

use miniz_oxide::DataFormat;
use miniz_oxide::deflate::core::{
    CompressionStrategy, CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output,
};

use super::Check;

pub const FINISH: i32 = 4;

#[derive(Clone, Copy)]
pub struct Options {
    pub level: i32,
    pub method: i32,
    pub wbits: i32,
    pub memory: i32,
    pub strategy: i32,
}

impl Options {
    pub const DEFAULT: Options = Options {
        level: -1,
        method: 8,
        wbits: 15,
        memory: 8,
        strategy: 0,
    };
}

/// Why nothing was compressed.
#[derive(Clone, Copy, PartialEq)]
pub enum Refused {
    /// The stream has ended.
    State,
    Memory,
}

#[derive(Clone)]
pub struct Deflater {
    /// None after the end: the object may wait long for the collector, which does not count this memory.
    blocks: Option<Box<CompressorOxide>>,
    check: Check,
    length: u32,
    /// The header until it is written.
    header: Vec<u8>,
    /// The last flush, as far as no data came after it: to repeat it adds nothing.
    flushed: i32,
    stored: bool,
    ended: bool,
}

impl Deflater {
    /// None if zlib would not take the options.
    pub fn new(options: Options) -> Option<Deflater> {
        let Options {
            level,
            method,
            wbits,
            memory,
            strategy,
        } = options;
        let (check, bits) = match wbits {
            -15..=-9 => (Check::None, -wbits),
            8 => (Check::adler32(), 9),
            9..=15 => (Check::adler32(), wbits),
            25..=31 => (Check::crc32(), wbits - 16),
            _ => return None,
        };
        if !(-1..=9).contains(&level) || method != 8 || !(1..=9).contains(&memory) {
            return None;
        }
        let level = if level == -1 { 6 } else { level };
        let way = match strategy {
            0 => CompressionStrategy::Default,
            1 => CompressionStrategy::Filtered,
            2 => CompressionStrategy::HuffmanOnly,
            3 => CompressionStrategy::RLE,
            4 => CompressionStrategy::Fixed,
            _ => return None,
        };
        let header = match check {
            Check::None => Vec::new(),
            Check::Adler32(_) => {
                let effort = match level {
                    _ if strategy >= 2 => 0,
                    0 | 1 => 0,
                    2..=5 => 1,
                    6 => 2,
                    _ => 3,
                };
                zlib_header(bits, effort << 6)
            }
            Check::Crc32(_) => {
                let effort = match level {
                    9 => 2,
                    _ if strategy >= 2 || level < 2 => 4,
                    _ => 0,
                };
                vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, effort, 3]
            }
        };
        Some(Deflater {
            blocks: Some(Box::new(CompressorOxide::with_params(
                DataFormat::Raw,
                level as u8,
                way,
                bits as u8,
            ))),
            check,
            length: 0,
            header,
            flushed: 0,
            stored: level == 0,
            ended: false,
        })
    }

    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// Has matches refer to a dictionary: it is compressed like data and what that gives is dropped. False with gzip.
    pub fn set_dict(&mut self, dict: &[u8]) -> bool {
        match self.check {
            Check::Crc32(_) => return false,
            Check::Adler32(_) if !dict.is_empty() => {
                let bits = i32::from(self.header[0] >> 4) + 8;
                self.header = zlib_header(bits, self.header[1] & 0xc0 | 0x20);
                let sum = adler2::adler32_slice(dict);
                self.header.extend_from_slice(&sum.to_be_bytes());
            }
            _ => {}
        }
        let dict = &dict[dict.len().saturating_sub(super::inflate::HISTORY)..];
        if let Some(blocks) = &mut self.blocks
            && !self.stored
            && !dict.is_empty()
        {
            compress_to_output(blocks, dict, TDEFLFlush::Sync, |_| true);
        }
        true
    }

    /// Compresses data.
    pub fn compress(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<(), Refused> {
        if self.ended {
            return Err(Refused::State);
        }
        if !data.is_empty() {
            self.flushed = 0;
        }
        self.check.update(data);
        self.length = self.length.wrapping_add(data.len() as u32);
        self.run(data, TDEFLFlush::None, out)
    }

    /// Writes what was held back, in one of zlib's ways.
    pub fn flush(&mut self, mode: i32, out: &mut Vec<u8>) -> Result<(), Refused> {
        let how = match mode {
            // What zlib leaves of a block's last byte would be no use to anybody who reads so far.
            1 | 5 => TDEFLFlush::Partial,
            2 => TDEFLFlush::Sync,
            3 => TDEFLFlush::Full,
            FINISH => TDEFLFlush::Finish,
            _ => return Err(Refused::State),
        };
        if self.ended {
            return Err(Refused::State);
        }
        // A block's end is a lesser flush than the others, though its number is higher.
        let rank = if mode == 5 { 1 } else { mode };
        if mode != FINISH && rank <= self.flushed {
            return Ok(());
        }
        self.flushed = rank;
        self.run(&[], how, out)?;
        if mode == FINISH {
            self.ended = true;
            self.blocks = None;
            match self.check {
                Check::None => {}
                Check::Adler32(_) => out.extend_from_slice(&self.check.value().to_be_bytes()),
                Check::Crc32(_) => {
                    out.extend_from_slice(&self.check.value().to_le_bytes());
                    out.extend_from_slice(&self.length.to_le_bytes());
                }
            }
        }
        Ok(())
    }

    fn run(&mut self, data: &[u8], how: TDEFLFlush, out: &mut Vec<u8>) -> Result<(), Refused> {
        out.append(&mut self.header);
        let Some(blocks) = &mut self.blocks else {
            return Err(Refused::State);
        };
        let (status, _) = compress_to_output(blocks, data, how, |made| {
            if out.try_reserve(made.len()).is_err() {
                return false;
            }
            out.extend_from_slice(made);
            true
        });
        match status {
            TDEFLStatus::Okay | TDEFLStatus::Done => Ok(()),
            TDEFLStatus::PutBufFailed => Err(Refused::Memory),
            TDEFLStatus::BadParam => Err(Refused::State),
        }
    }
}

/// The header's two bytes: the second one's lowest bits make both together a multiple of 31.
fn zlib_header(bits: i32, flags: u8) -> Vec<u8> {
    let first = (bits as u8 - 8) << 4 | 8;
    let rest = (u16::from(first) << 8 | u16::from(flags)) % 31;
    vec![first, flags + (31 - rest) as u8]
}
