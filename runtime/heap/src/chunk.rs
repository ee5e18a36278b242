//! Chunks of address space and the blocks they are cut into.
//!
//! A chunk is 4 MiB, aligned to its size: masking any address in it gives its header, which fills the first block and
//! holds one mark bit for every 16 bytes. A block is 64 KiB of cells of one size, or part of a large object.
//! An object above the size of a chunk has a mapping of its own with the same header.

use super::os;

/// Bytes of a chunk, and its alignment.
pub const CHUNK: usize = 4 << 20;
/// Bytes of a block.
pub const BLOCK: usize = 64 << 10;
/// Objects start at multiples of this many bytes.
pub const GRANULE: usize = 16;
/// Blocks of a chunk; the first is the header.
pub const BLOCKS: usize = CHUNK / BLOCK;
const MARK_WORDS: usize = CHUNK / GRANULE / 64;
/// Words of the mark bitmap for one block.
pub const BLOCK_MARK_WORDS: usize = BLOCK / GRANULE / 64;

/// What a block is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum BlockState {
    /// Nothing.
    Free,
    /// Cells of one size class.
    Cells,
    /// The first block of a large object.
    Large,
    /// A further block of a large object.
    LargeTail,
}

/// What a chunk knows of one of its blocks.
#[derive(Debug)]
#[repr(C)]
pub struct Block {
    /// See [`BlockState`].
    pub state: BlockState,
    /// The size class, in state `Cells`.
    pub size_class: u8,
    /// Whether a free block is known to hold only zero bytes.
    pub zero: bool,
    /// In state `Large`: blocks of the object. In state `LargeTail`: blocks back to its first.
    pub span: u32,
    /// Cells below this address have been allocated since the last collection, or were alive at it. Those from here on
    /// are allocated where their mark bit is set. Stale for the block in which the allocator stands.
    pub allocated_to: usize,
}

/// The header of a chunk.
#[repr(C)]
pub struct Chunk {
    /// One bit for each granule, set at the start of each object that was reached by the last collection.
    pub marks: [u64; MARK_WORDS],
    /// The blocks; the first is this header.
    pub blocks: [Block; BLOCKS],
    /// Bit `i`: block `i` is free.
    pub free: u64,
    /// Bytes of the mapping: [`CHUNK`], or more for a single huge object.
    pub bytes: usize,
}

/// The chunk that an address of a heap object lies in.
#[inline(always)]
pub fn chunk_of(address: usize) -> *mut Chunk {
    (address & !(CHUNK - 1)) as *mut Chunk
}

/// The start of the block that an address lies in.
#[inline(always)]
pub fn block_start(address: usize) -> usize {
    address & !(BLOCK - 1)
}

/// What the chunk knows of the block that an address lies in.
#[inline(always)]
pub fn block_of(address: usize) -> *mut Block {
    let index = (address & (CHUNK - 1)) / BLOCK;
    // SAFETY: computes a field's address inside the chunk; nothing is read.
    unsafe {
        (&raw mut (*chunk_of(address)).blocks)
            .cast::<Block>()
            .add(index)
    }
}

/// The word of the mark bitmap for an address, and the bit in it.
#[inline(always)]
pub fn mark_bit(address: usize) -> (*mut u64, u64) {
    let granule = (address & (CHUNK - 1)) / GRANULE;
    // SAFETY: computes an address inside the bitmap, which starts the chunk; nothing is read.
    let word = unsafe { chunk_of(address).cast::<u64>().add(granule / 64) };
    (word, 1 << (granule % 64))
}

/// Whether the object that starts at an address is marked.
///
/// # Safety
/// `address` is the start of an object of the heap.
#[inline(always)]
pub unsafe fn is_marked(address: usize) -> bool {
    let (word, bit) = mark_bit(address);
    // SAFETY: the object lies in a mapped chunk.
    unsafe { *word & bit != 0 }
}

/// The address of the first mark bit that is set in `from..end` of one block, else `end`.
///
/// # Safety
/// Both lie in one block (`end` may be its end) of a mapped chunk.
pub unsafe fn next_mark(from: usize, end: usize) -> usize {
    let (mut word, bit) = mark_bit(from);
    // SAFETY: words between the two addresses' are words of the chunk's bitmap.
    unsafe {
        let mut bits = *word & !(bit - 1);
        let mut base = from & !(64 * GRANULE - 1);
        loop {
            if bits != 0 {
                return (base + bits.trailing_zeros() as usize * GRANULE).min(end);
            }
            base += 64 * GRANULE;
            if base >= end {
                return end;
            }
            word = word.add(1);
            bits = *word;
        }
    }
}

impl Chunk {
    /// Maps a chunk of `bytes` (a multiple of [`BLOCK`], header included); null if the system has none.
    pub fn map(bytes: usize) -> *mut Chunk {
        let chunk = os::map_aligned(bytes, CHUNK).cast::<Chunk>();
        if !chunk.is_null() {
            // SAFETY: fresh zeroed memory, larger than the header; zero bytes are a valid `Chunk` (state Free).
            unsafe {
                (*chunk).bytes = bytes;
                (*chunk).free = !1;
                for block in &mut (*chunk).blocks {
                    block.zero = true;
                }
            }
        }
        chunk
    }

    /// The first of `count` free blocks in a row.
    pub fn find_free(&self, count: usize) -> Option<usize> {
        let mut runs = self.free;
        for _ in 1..count {
            runs &= runs >> 1;
            if runs == 0 {
                return None;
            }
        }
        if runs == 0 || count >= BLOCKS {
            None
        } else {
            Some(runs.trailing_zeros() as usize)
        }
    }
}
