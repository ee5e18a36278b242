//! The heap on its own: made-up objects, roots given explicitly.

use super::chunk::{BLOCK, CHUNK};
use super::heap::{Heap, POISON};
use super::mark::{Marker, Objects};
use super::stress::Stress;

/// An object is the number of its words, and these: an address, an odd number, or 0.
struct Words;

impl Objects for Words {
    unsafe fn trace(object: usize, marker: &mut Marker<Self>) {
        for &mut word in words(object) {
            if is_address(word) {
                marker.mark(word);
            }
        }
    }

    unsafe fn describe(object: usize) -> String {
        format!("one of {} words", words(object).len())
    }
}

fn is_address(word: usize) -> bool {
    word != 0 && word.is_multiple_of(2)
}

fn number(n: usize) -> usize {
    2 * n + 1
}

fn words<'a>(object: usize) -> &'a mut [usize] {
    let start = object as *mut usize;
    // SAFETY: objects of these tests.
    unsafe { core::slice::from_raw_parts_mut(start.add(1), *start) }
}

/// Bytes of an object of so many words.
fn size_of_words(count: usize) -> usize {
    8 + count * 8
}

struct World {
    heap: Heap,
}

impl World {
    fn new() -> World {
        World {
            heap: Heap::new(256 << 20),
        }
    }

    fn object(&mut self, content: &[usize]) -> usize {
        let size = size_of_words(content.len());
        let object = self.heap.allocate(size, true, false).expect("room") as usize;
        // SAFETY: fresh memory of that size.
        unsafe { *(object as *mut usize) = content.len() };
        words(object).copy_from_slice(content);
        object
    }

    fn collect(&mut self, roots: &[usize]) -> usize {
        let mut marker = self.heap.begin_marking(Words);
        roots
            .iter()
            .filter(|root| is_address(**root))
            .for_each(|&root| marker.mark(root));
        marker.drain();
        let count = marker.count();
        self.heap.finish(marker, std::time::Instant::now());
        count
    }
}

#[test]
fn what_is_reachable_survives_and_the_rest_is_reused() {
    let mut world = World::new();
    let mut list = 0;
    for n in 0..100_000 {
        let number = number(n);
        world.object(&[number, number, number]);
        list = world.object(&[number, list]);
    }
    let used = world.heap.used_bytes();
    for _ in 0..5 {
        assert_eq!(world.collect(&[list]), 100_000);
        for n in 0..100_000 {
            world.object(&[number(n), 0, 0]);
        }
    }
    assert!(
        world.heap.used_bytes() <= used + 2 * BLOCK,
        "freed cells are used again"
    );
    let mut at = list;
    for n in (0..100_000).rev() {
        assert_eq!(words(at)[0], number(n));
        at = words(at)[1];
    }
    assert_eq!(world.collect(&[]), 0);
    assert_eq!(world.heap.used_bytes(), 0, "nothing is left");
}

#[test]
fn sizes_of_all_ranges_hold_their_content() {
    let mut world = World::new();
    let mut kept = Vec::new();
    for length in [
        0, 1, 2, 10, 60, 61, 100, 500, 1000, 2000, 3000, 4000, 5000, 10_000, 100_000, 600_000,
        1_000_000,
    ] {
        let content: Vec<usize> = (0..length).map(number).collect();
        kept.push(world.object(&content));
        world.object(&content);
    }
    for _ in 0..3 {
        assert_eq!(world.collect(&kept), kept.len());
        for &object in &kept {
            let length = words(object).len();
            world.object(&vec![1; length]);
            assert!(
                words(object)
                    .iter()
                    .enumerate()
                    .all(|(n, item)| *item == number(n))
            );
        }
    }
    world.collect(&[]);
    assert!(
        world
            .heap
            .chunks
            .iter()
            .all(|chunk| chunk.1 - chunk.0 == CHUNK),
        "huge objects are unmapped"
    );
}

#[test]
fn words_that_look_like_pointers_resolve_to_live_cells_only() {
    let mut world = World::new();
    let first = world.object(&[0; 5]);
    let address = first;
    assert_eq!(world.heap.resolve(address), Some(address));
    assert_eq!(world.heap.resolve(address + 47), Some(address));
    assert_eq!(world.heap.resolve(address + 48), None, "not allocated yet");
    let large = world.object(&vec![0; 20_000]);
    assert_eq!(world.heap.resolve(large + 150_000), Some(large));
    let huge = world.object(&vec![0; 1_000_000]);
    assert_eq!(world.heap.resolve(huge + 7_999_999), Some(huge));
    assert_eq!(world.heap.resolve(64), None);
    assert_eq!(
        world.heap.resolve(address & !(CHUNK - 1)),
        None,
        "a chunk's header is no object"
    );
    world.collect(&[first]);
    assert_eq!(world.heap.resolve(address + 8), Some(address));
    assert_eq!(world.heap.resolve(large), None);
    assert_eq!(world.heap.resolve(huge), None);
}

#[test]
fn the_limit_holds_and_stress_mode_poisons() {
    let mut world = World::new();
    world.heap.limit = 8 << 20;
    let mut count = 0;
    while world.heap.allocate(1024, true, false).is_some() {
        count += 1;
    }
    assert!(count > 7 << 10 && count <= 8 << 10);
    assert!(
        world.heap.allocate(1024, true, true).is_some(),
        "the reserve"
    );
    world.collect(&[]);
    world.heap.stress = Some(Stress::new(u32::MAX));
    let kept = world.object(&[0]);
    let dead = world.object(&[0]);
    world.collect(&[kept]);
    // SAFETY: memory of the heap, dead but mapped.
    assert_eq!(unsafe { *(dead as *const u64) }, POISON);
}

/// What this thread has computed so far.
fn processor_time() -> std::time::Duration {
    // SAFETY: writes the local.
    let time = unsafe {
        let mut time: libc::timespec = core::mem::zeroed();
        libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time);
        time
    };
    std::time::Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

#[test]
#[ignore = "a measurement: run with --release --ignored --nocapture"]
fn measure() {
    let mut world = World::new();
    world.heap.limit = usize::MAX / 4;
    // The least processor time of many rounds: what other processes take does not count.
    let least = |rounds: usize, round: &mut dyn FnMut() -> std::time::Duration| {
        (0..rounds).map(|_| round()).min().unwrap_or_default()
    };
    let time = least(50, &mut || {
        let start = processor_time();
        for _ in 0..100_000 {
            let bump = &mut world.heap.bumps[2];
            let at = bump.cursor;
            if at + 32 <= bump.limit {
                bump.cursor = at + 32;
                // SAFETY: a free cell.
                unsafe { *(at as *mut usize) = 3 };
            } else {
                world.heap.allocate(32, true, false);
            }
        }
        let time = processor_time() - start;
        world.collect(&[]);
        time
    });
    println!(
        "allocation, 32 bytes: {:.2} ns",
        time.as_nanos() as f64 / 1e5
    );
    let mut kept = Vec::new();
    for n in 0..1_000_000 {
        kept.push(world.object(&[number(n), kept.last().copied().unwrap_or(0)]));
    }
    let all = world.object(&kept);
    world.collect(&[all]);
    let time = least(20, &mut || {
        let start = processor_time();
        world.collect(&[all]);
        processor_time() - start
    });
    println!(
        "collection, 10^6 live in order: {:.1} ms",
        time.as_secs_f64() * 1e3
    );
    let mut seed = 1u64;
    for n in (1..kept.len()).rev() {
        seed = seed
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        kept.swap(n, (seed >> 33) as usize % (n + 1));
    }
    let all = world.object(&kept);
    for &object in &kept {
        // Without their links, each is reached from the shuffled one alone.
        words(object)[1] = 0;
    }
    let time = least(20, &mut || {
        let start = processor_time();
        world.collect(&[all]);
        processor_time() - start
    });
    println!(
        "collection, 10^6 live shuffled: {:.1} ms",
        time.as_secs_f64() * 1e3
    );
}
