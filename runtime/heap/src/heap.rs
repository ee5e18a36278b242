//! [`Heap`]: the allocator. It never collects by itself; its user does when [`Heap::allocate`] has nothing left to give.

use std::time::Instant;

use super::chunk::{self, BLOCK, BLOCKS, Block, BlockState, CHUNK, Chunk};
use super::size::{CELL, CELL_BYTES, CLASSES, LINEAR_BYTES, class_of};
use super::{Marker, Objects, os, stats::HeapStats, stress::Stress};

/// Free memory of one size class: cells are taken from `cursor` upwards while they end at or below `limit`. In the
/// linear size classes it holds only zero bytes. Compiled code allocates from it too.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct Bump {
    /// The next cell.
    pub cursor: usize,
    /// The end of the free run.
    pub limit: usize,
}

/// A run of free cells is handed out (and zeroed) in pieces of this many bytes, so that they stay in the cache.
const PIECE: usize = 4 << 10;
/// Unless told otherwise, collections are at least this many allocated bytes apart, and as many as are alive. With 4 MiB, programs
/// of the benchmark took 15 MB where CPython takes 10, with 1 MiB 11.5, and were no slower: what is allocated stays in the cache.
/// With 32 MiB they took 2.9 times as much as under CPython.
pub const LEAST_APART: usize = 1 << 20;
/// What freed memory is filled with in stress mode: no valid address, nor a small int.
pub const POISON: u64 = 0x6b6b_6b6b_6b6b_6b6b;

/// The heap.
#[repr(C)]
pub struct Heap {
    /// Free memory by size class: [`super::size`].
    pub bumps: [Bump; CLASSES],
    /// Stress mode: collect where nothing asks for it, and poison what is freed.
    pub stress: Option<Stress>,
    /// Above 0: allocation never collects (while the vm is being put together).
    pub paused: u32,
    /// The most bytes that blocks may take.
    pub limit: usize,
    /// The limit was passed, and the program has not been told yet.
    pub exhausted: bool,
    /// It was told, and memory is still short: half of the reserve is for what it does about that.
    lenient: bool,
    /// Figures for the report.
    pub stats: HeapStats,
    /// The block in which each size class's allocator stands, 0 without.
    current: [usize; CLASSES],
    /// Blocks with free cells, by size class; the next one last.
    partial: Vec<Vec<usize>>,
    /// All chunks and huge objects by address: start, end.
    pub(super) chunks: Vec<(usize, usize)>,
    /// Where to look for a free block first: index into `chunks`.
    first_free: usize,
    /// Bytes of blocks in use.
    used: usize,
    /// Bytes allocated since the last collection.
    allocated: usize,
    /// How many bytes may be allocated until the next collection.
    threshold: usize,
    /// How many bytes that is at least.
    least_apart: usize,
    /// Bytes that the last collection has left.
    live: usize,
    /// Bytes of blocks that were in use before recent collections: what programs take again and again is not given back.
    taken: usize,
    /// Mark bits that are always set, by the word of the bitmap that they are in: see [`Heap::keep`].
    kept: Vec<(*mut u64, u64)>,
    /// As many objects that is.
    kept_count: usize,
    /// Objects reached but not yet traced; kept between collections for its memory.
    pub(super) mark_stack: Vec<usize>,
    /// The highest address of the native stack.
    pub stack_end: usize,
}

impl Heap {
    /// An empty heap that takes at most `limit` bytes.
    pub fn new(limit: usize) -> Heap {
        Heap {
            bumps: [Bump::default(); CLASSES],
            stress: None,
            paused: 0,
            limit,
            exhausted: false,
            lenient: false,
            stats: HeapStats::default(),
            current: [0; CLASSES],
            partial: (0..CLASSES).map(|_| Vec::new()).collect(),
            chunks: Vec::new(),
            first_free: 0,
            used: 0,
            allocated: 0,
            threshold: LEAST_APART,
            least_apart: LEAST_APART,
            live: 0,
            taken: 0,
            kept: Vec::new(),
            kept_count: 0,
            mark_stack: Vec::new(),
            stack_end: os::stack_end(),
        }
    }

    /// From now on at least so many allocated bytes lie between collections, and as many as are alive.
    pub fn collect_after(&mut self, bytes: usize) {
        self.least_apart = bytes;
        self.threshold = bytes.max(self.live);
    }

    /// Bytes beyond the limit that may be used until the program is told.
    fn reserve(&self) -> usize {
        (self.limit / 32).max(2 << 20)
    }

    /// The bytes that blocks may take until the program has to be told.
    fn soft_limit(&self) -> usize {
        if self.lenient {
            self.limit.saturating_add(self.reserve() / 2)
        } else {
            self.limit
        }
    }

    /// Whether so little is left that collections, each freeing next to nothing, would follow each other.
    fn is_tight(&self) -> bool {
        let least = if self.lenient {
            self.reserve() / 4
        } else {
            self.limit / 32
        };
        self.used.saturating_add(least) > self.soft_limit()
    }

    /// Whether that many bytes more fit the limit.
    pub fn has_room(&self, bytes: usize) -> bool {
        self.used.saturating_add(bytes) <= self.limit
    }

    /// Counts memory beside the heap that a collection may free, so that it is due in time.
    pub fn note_native(&mut self, bytes: usize) {
        self.allocated = self.allocated.saturating_add(bytes);
    }

    /// Bytes allocated since the last collection, roughly.
    pub fn allocated_bytes(&self) -> usize {
        self.allocated
    }

    /// Bytes of blocks in use.
    pub fn used_bytes(&self) -> usize {
        self.used
    }

    /// Memory for an object, its bytes zero if `size` is in the linear range. `None` when a collection is due, or with
    /// `urgent`, when the limit leaves none; `reserved` memory may pass the limit.
    #[inline]
    pub fn allocate(&mut self, size: usize, urgent: bool, reserved: bool) -> Option<*mut u8> {
        if size <= CELL_BYTES
            && let Some(cell) = self.bump(class_of(size))
        {
            return Some(cell);
        }
        self.allocate_anew(size, urgent, reserved)
    }

    /// The next cell of a size class, if one is at hand.
    #[inline(always)]
    fn bump(&mut self, class: usize) -> Option<*mut u8> {
        let cell = CELL[class] as usize;
        let bump = &mut self.bumps[class];
        if bump.limit - bump.cursor < cell {
            return None;
        }
        let start = bump.cursor;
        bump.cursor += cell;
        Some(start as *mut u8)
    }

    #[inline(never)]
    fn allocate_anew(&mut self, size: usize, urgent: bool, reserved: bool) -> Option<*mut u8> {
        let limit = if reserved {
            self.limit.saturating_add(self.reserve())
        } else {
            self.soft_limit()
        };
        if self.allocated >= self.threshold && !urgent {
            return None;
        }
        if size > CELL_BYTES {
            return self.allocate_large(size, limit, urgent);
        }
        let class = class_of(size);
        loop {
            if !self.refill(class, limit) {
                return None;
            }
            if let Some(cell) = self.bump(class) {
                return Some(cell);
            }
        }
    }

    /// Finds the next free run of a size class.
    fn refill(&mut self, class: usize, limit: usize) -> bool {
        let cell = CELL[class] as usize;
        loop {
            let block = self.current[class];
            if block == 0 {
                if let Some(next) = self.partial[class].pop() {
                    self.current[class] = next;
                    self.bumps[class] = Bump {
                        cursor: next,
                        limit: next,
                    };
                    continue;
                }
                let Some(start) = self.take_blocks(1, limit) else {
                    return false;
                };
                // SAFETY: a block that was just taken.
                unsafe {
                    let block = chunk::block_of(start);
                    (*block).state = BlockState::Cells;
                    (*block).size_class = class as u8;
                    (*block).allocated_to = start;
                }
                self.current[class] = start;
                self.bumps[class] = Bump {
                    cursor: start,
                    limit: start,
                };
                continue;
            }
            // The last cell that fits ends here.
            let end = block + BLOCK / cell * cell;
            let mut from = self.bumps[class].limit;
            // SAFETY: `from` is the start of a cell of this block.
            while from < end && unsafe { chunk::is_marked(from) } {
                from += cell;
            }
            if from >= end {
                // SAFETY: a block of ours.
                unsafe { (*chunk::block_of(block)).allocated_to = block + BLOCK };
                self.current[class] = 0;
                self.bumps[class] = Bump::default();
                continue;
            }
            let piece = if self.stress.is_some() {
                cell
            } else {
                (PIECE / cell).max(1) * cell
            };
            // SAFETY: both are addresses of this block, and what lies between them is free.
            unsafe {
                let to = chunk::next_mark(from, (from + piece).min(end));
                if cell <= LINEAR_BYTES && !(*chunk::block_of(block)).zero {
                    core::ptr::write_bytes(from as *mut u8, 0, to - from);
                }
                self.allocated += to - from;
                self.bumps[class] = Bump {
                    cursor: from,
                    limit: to,
                };
            }
            return true;
        }
    }

    /// A large object, whose memory may hold anything: see [`Heap::comes_zeroed`].
    fn allocate_large(&mut self, size: usize, limit: usize, urgent: bool) -> Option<*mut u8> {
        let blocks = size.checked_add(BLOCK - 1)? / BLOCK;
        let bytes = blocks * BLOCK;
        // A large object that would fill the threshold alone is worth a collection first.
        if !urgent
            && self.allocated.saturating_add(bytes) > self.threshold
            && self.allocated > 0
            && self.threshold > bytes
        {
            return None;
        }
        let start = if blocks >= BLOCKS {
            if self.used.checked_add(bytes + BLOCK)? > limit {
                return None;
            }
            let chunk = Chunk::map(bytes + BLOCK);
            if chunk.is_null() {
                return None;
            }
            // SAFETY: a fresh chunk; its first data block holds the object, however long.
            unsafe { (*chunk).free = 0 };
            let base = chunk as usize;
            self.add_chunk(base, base + bytes + BLOCK);
            self.used += bytes + BLOCK;
            base + BLOCK
        } else {
            self.take_blocks(blocks, limit)?
        };
        // SAFETY: blocks that were just taken; of a huge object, only the first has a record.
        unsafe {
            let head = chunk::block_of(start);
            (*head).state = BlockState::Large;
            (*head).span = blocks as u32;
            (*head).allocated_to = start + BLOCK;
            if blocks < BLOCKS {
                for tail in 1..blocks {
                    let block = chunk::block_of(start + tail * BLOCK);
                    (*block).state = BlockState::LargeTail;
                    (*block).span = tail as u32;
                    (*head).zero &= (*block).zero;
                }
            }
        }
        self.allocated += bytes;
        Some(start as *mut u8)
    }

    /// Takes `count` free blocks in a row.
    fn take_blocks(&mut self, count: usize, limit: usize) -> Option<usize> {
        if self.used + count * BLOCK > limit {
            return None;
        }
        let mut index = if count == 1 { self.first_free } else { 0 };
        while let Some(&(start, _)) = self.chunks.get(index) {
            // SAFETY: a chunk of ours.
            let chunk = unsafe { &mut *(start as *mut Chunk) };
            if let Some(first) = chunk.find_free(count) {
                chunk.free &= !(((1 << count) - 1) << first);
                if count == 1 {
                    self.first_free = index;
                }
                self.used += count * BLOCK;
                return Some(start + first * BLOCK);
            }
            index += 1;
        }
        let chunk = Chunk::map(CHUNK);
        if chunk.is_null() {
            return None;
        }
        self.add_chunk(chunk as usize, chunk as usize + CHUNK);
        self.first_free = 0;
        self.take_blocks(count, limit)
    }

    fn add_chunk(&mut self, start: usize, end: usize) {
        let at = self.chunks.partition_point(|chunk| chunk.0 < start);
        self.chunks.insert(at, (start, end));
    }

    /// Whether a cell's memory is zero as it comes from [`Heap::allocate`].
    pub fn comes_zeroed(&self, object: *mut u8, size: usize) -> bool {
        // SAFETY: the object was just allocated.
        size <= LINEAR_BYTES
            || unsafe { (*chunk::block_of(object as usize)).zero && size > CELL_BYTES }
    }

    /// The start of the object that a word of unknown meaning points to or into, if it does.
    pub fn resolve(&self, word: usize) -> Option<usize> {
        let last = self.chunks.partition_point(|chunk| chunk.0 <= word);
        let &(start, end) = self.chunks.get(last.checked_sub(1)?)?;
        if word >= end || word < start + BLOCK {
            return None;
        }
        if end - start > CHUNK {
            return Some(start + BLOCK);
        }
        // SAFETY: the address lies in a block of a chunk of ours.
        let block: &Block = unsafe { &*chunk::block_of(word) };
        let base = chunk::block_start(word);
        match block.state {
            BlockState::Free => None,
            BlockState::Large => Some(base),
            BlockState::LargeTail => Some(base - block.span as usize * BLOCK),
            BlockState::Cells => {
                let class = block.size_class as usize;
                let cell = CELL[class] as usize;
                let object = word - (word - base) % cell;
                let allocated_to = if self.current[class] == base {
                    self.bumps[class].cursor
                } else {
                    block.allocated_to
                };
                // SAFETY: the start of a cell (or of the rest at the block's end, which is never marked).
                let valid = object + cell <= base + BLOCK
                    && (object < allocated_to || unsafe { chunk::is_marked(object) });
                valid.then_some(object)
            }
        }
    }

    /// All objects, dead ones that were not swept yet among them.
    pub fn objects(&self) -> Vec<usize> {
        let mut found = Vec::new();
        for &(start, end) in &self.chunks {
            if end - start > CHUNK {
                found.push(start + BLOCK);
                continue;
            }
            for index in 1..BLOCKS {
                let base = start + index * BLOCK;
                // SAFETY: a block of a chunk of ours.
                let block = unsafe { &*chunk::block_of(base) };
                match block.state {
                    BlockState::Large => found.push(base),
                    BlockState::Cells => {
                        let cell = CELL[block.size_class as usize] as usize;
                        let cells = (base..).step_by(cell).take(BLOCK / cell);
                        found.extend(cells.filter(|object| self.resolve(*object).is_some()));
                    }
                    BlockState::Free | BlockState::LargeTail => {}
                }
            }
        }
        found
    }

    /// Begins a collection: forgets all marks and takes back what the allocators had not used. Nothing is allocated until
    /// [`Heap::finish`].
    pub fn begin_marking<O: Objects>(&mut self, objects: O) -> Marker<O> {
        self.stats.allocated_before += self.allocated as u64;
        self.stats.peak_bytes = self.stats.peak_bytes.max(self.used);
        self.forget_marks();
        Marker::new(self, objects)
    }

    /// From now on these objects are neither freed nor traced: whatever they hold must be kept otherwise, and they must hold nothing
    /// else later.
    pub fn keep(&mut self, objects: impl Iterator<Item = usize>) {
        for object in objects {
            let (word, bit) = chunk::mark_bit(object);
            match self.kept.last_mut() {
                Some((last, bits)) if *last == word => *bits |= bit,
                _ => self.kept.push((word, bit)),
            }
            self.kept_count += 1;
        }
    }

    /// Ends a collection that was begun at a time: frees what is not marked. Whether two in a row have found so little to free
    /// that the heap counts as exhausted.
    pub fn finish<O: Objects>(&mut self, marker: Marker<O>, begun: Instant) -> bool {
        let was_tight = self.is_tight();
        self.stats.live_objects = marker.count + self.kept_count;
        self.mark_stack = marker.into_stack();
        self.sweep();
        let exhausted = self.paused == 0 && was_tight && self.is_tight();
        self.exhausted |= exhausted;
        self.lenient &= self.used > self.limit - self.limit / 32;
        let pause = begun.elapsed().as_nanos() as u64;
        self.stats.collections += 1;
        self.stats.last_pause_ns = pause;
        self.stats.total_pause_ns += pause;
        self.stats.longest_pause_ns = self.stats.longest_pause_ns.max(pause);
        exhausted
    }

    /// The program has been told that the heap is exhausted.
    pub fn told_exhausted(&mut self) {
        self.exhausted = false;
        self.lenient = true;
    }

    fn forget_marks(&mut self) {
        self.bumps = [Bump::default(); CLASSES];
        self.current = [0; CLASSES];
        for &(start, _) in &self.chunks {
            // SAFETY: a chunk of ours; the words belong to used blocks.
            unsafe {
                let chunk = &mut *(start as *mut Chunk);
                for index in 1..BLOCKS {
                    if chunk.free & (1 << index) == 0 {
                        let from = index * chunk::BLOCK_MARK_WORDS;
                        chunk.marks[from..from + chunk::BLOCK_MARK_WORDS].fill(0);
                    }
                }
            }
        }
        for &(word, bits) in &self.kept {
            // SAFETY: the marks of a block that holds an object which is never freed.
            unsafe { *word |= bits };
        }
    }

    /// After marking: finds free blocks and blocks with free cells, and gives memory back that will not be needed soon.
    fn sweep(&mut self) {
        self.taken = self.used.max(self.taken - self.taken / 8);
        for blocks in &mut self.partial {
            blocks.clear();
        }
        let mut live = 0;
        let mut freed_chunks = Vec::new();
        for at in (0..self.chunks.len()).rev() {
            let (start, end) = self.chunks[at];
            if end - start > CHUNK {
                // SAFETY: the huge object starts at the second block.
                if unsafe { chunk::is_marked(start + BLOCK) } {
                    live += end - start;
                } else {
                    self.used -= end - start;
                    freed_chunks.push(at);
                }
            } else {
                live += self.sweep_chunk(start);
            }
        }
        for at in freed_chunks {
            let (start, end) = self.chunks.remove(at);
            // SAFETY: nothing reachable lies in it.
            unsafe { os::unmap(start as *mut u8, end - start, CHUNK) };
        }
        self.first_free = 0;
        self.live = live;
        self.collect_after(self.least_apart);
        self.allocated = 0;
        self.stats.live_bytes = live;
        self.give_back();
    }

    fn sweep_chunk(&mut self, start: usize) -> usize {
        let mut live = 0;
        // SAFETY: a chunk of ours, and blocks in it.
        let chunk = unsafe { &mut *(start as *mut Chunk) };
        let mut index = BLOCKS;
        while index > 1 {
            index -= 1;
            let base = start + index * BLOCK;
            match chunk.blocks[index].state {
                BlockState::Free | BlockState::LargeTail => {}
                BlockState::Large => {
                    let span = chunk.blocks[index].span as usize;
                    // SAFETY: the large object's start.
                    if unsafe { chunk::is_marked(base) } {
                        live += span * BLOCK;
                    } else {
                        for block in index..index + span {
                            self.free_block(chunk, start, block);
                        }
                    }
                }
                BlockState::Cells => {
                    let class = chunk.blocks[index].size_class as usize;
                    let cell = CELL[class] as usize;
                    let from = index * chunk::BLOCK_MARK_WORDS;
                    let words = &chunk.marks[from..from + chunk::BLOCK_MARK_WORDS];
                    let alive: u32 = words.iter().map(|word| word.count_ones()).sum();
                    live += alive as usize * cell;
                    if alive == 0 {
                        self.free_block(chunk, start, index);
                        continue;
                    }
                    chunk.blocks[index].allocated_to = base;
                    chunk.blocks[index].zero = false;
                    if (alive as usize) < BLOCK / cell {
                        if self.stress.is_some() {
                            poison_cells(base, cell);
                        }
                        self.partial[class].push(base);
                    }
                }
            }
        }
        live
    }

    fn free_block(&mut self, chunk: &mut Chunk, start: usize, index: usize) {
        chunk.free |= 1 << index;
        let block = &mut chunk.blocks[index];
        block.state = BlockState::Free;
        block.zero = false;
        self.used -= BLOCK;
        if self.stress.is_some() {
            // SAFETY: a free block.
            unsafe { poison(start + index * BLOCK, BLOCK) };
        }
    }

    /// Returns free blocks to the system beyond what will be allocated before the next collection, and what recent turns took.
    fn give_back(&mut self) {
        let mut keep = self.threshold.max(self.taken.saturating_sub(self.used));
        for &(start, end) in &self.chunks {
            if end - start > CHUNK {
                continue;
            }
            // SAFETY: a chunk of ours.
            let chunk = unsafe { &mut *(start as *mut Chunk) };
            for index in 1..BLOCKS {
                if chunk.free & (1 << index) == 0 || chunk.blocks[index].zero {
                    continue;
                }
                if keep >= BLOCK {
                    keep -= BLOCK;
                } else {
                    // SAFETY: a free block.
                    chunk.blocks[index].zero =
                        unsafe { os::discard((start + index * BLOCK) as *mut u8, BLOCK) };
                }
            }
        }
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        for &(start, end) in &self.chunks {
            // SAFETY: the heap's own mappings; with the heap goes every object.
            unsafe { os::unmap(start as *mut u8, end - start, CHUNK) };
        }
    }
}

/// Poisons the cells of a block that are not marked.
fn poison_cells(block: usize, cell: usize) {
    let mut at = block;
    while at + cell <= block + BLOCK {
        // SAFETY: cells of a block of ours that nothing refers to.
        unsafe {
            if !chunk::is_marked(at) {
                poison(at, cell);
            }
        }
        at += cell;
    }
}

/// # Safety
/// Dead memory of the heap, 8-aligned.
unsafe fn poison(start: usize, bytes: usize) {
    let words = start as *mut u64;
    for word in 0..bytes / 8 {
        // SAFETY: the caller's.
        unsafe { *words.add(word) = POISON };
    }
}
