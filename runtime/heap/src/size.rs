//! Size classes: every multiple of 16 bytes up to 512, then four to a doubling, then what divides a block well.

/// How many size classes there are; class `n` up to [`LINEAR`] holds cells of `16 * n` bytes (class 0 is unused).
pub const CLASSES: usize = 56;
/// The last size class of the linear range.
pub const LINEAR: usize = 32;
/// The largest size in the linear range, whose free memory is kept zeroed.
pub const LINEAR_BYTES: usize = LINEAR * 16;
/// The largest size that is a cell; larger objects are blocks of their own.
pub const CELL_BYTES: usize = 32 << 10;

/// Bytes of a cell, by size class.
pub const CELL: [u32; CLASSES] = {
    let mut sizes = [0; CLASSES];
    let mut class = 1;
    while class <= LINEAR {
        sizes[class] = class as u32 * 16;
        class += 1;
    }
    let mut base = 512;
    while base < 16 << 10 {
        let mut quarter = 1;
        while quarter <= 4 {
            sizes[class] = base + base / 4 * quarter;
            class += 1;
            quarter += 1;
        }
        base *= 2;
    }
    // Three and two cells to a block.
    sizes[class] = (64 << 10) / 3 / 16 * 16;
    sizes[class + 1] = 32 << 10;
    assert!(class + 2 <= CLASSES);
    class += 2;
    while class < CLASSES {
        sizes[class] = 32 << 10;
        class += 1;
    }
    sizes
};

/// The size class of a size up to [`CELL_BYTES`].
#[inline]
pub fn class_of(size: usize) -> usize {
    if size <= LINEAR_BYTES {
        return size.div_ceil(16);
    }
    if size > 16 << 10 {
        return if size <= CELL[53] as usize { 53 } else { 54 };
    }
    // The doubling that the size lies in, counted from 512, and the quarter of it.
    let doubling = (size - 1).ilog2() as usize - 9;
    let base = 512usize << doubling;
    let quarter = (size - base).div_ceil(base / 4);
    LINEAR + doubling * 4 + quarter
}

/// The bytes that an allocation of `size` really takes, so that growing bodies can use them all.
pub fn good_size(size: usize) -> usize {
    if size <= CELL_BYTES {
        CELL[class_of(size)] as usize
    } else {
        size.next_multiple_of(super::chunk::BLOCK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_of_a_size_is_the_smallest_that_holds_it() {
        for size in 1..=CELL_BYTES {
            let class = class_of(size);
            assert!(CELL[class] as usize >= size, "{size}");
            assert!((CELL[class - 1] as usize) < size, "{size}");
            assert_eq!(CELL[class] % 16, 0);
        }
    }
}
