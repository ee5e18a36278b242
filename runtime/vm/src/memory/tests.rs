//! The heap on its own: objects of a made-up class, roots given explicitly.

use super::chunk::{BLOCK, CHUNK};
use super::heap::{Heap, POISON};
use super::mark::Marker;
use super::visit::Visitor;
use crate::Value;
use crate::layout::*;

struct World {
    heap: Heap,
    tuple: *mut Class,
    finalized: usize,
}

impl World {
    fn new() -> World {
        let mut heap = Heap::new(256 << 20);
        let class = heap
            .allocate(size_of::<Class>(), false, false)
            .expect("room")
            .cast::<Class>();
        // SAFETY: zeroed memory is a valid class: shape 0 is `Instance`, replaced below.
        unsafe {
            (*class).shape = Shape::Tuple;
        }
        World {
            heap,
            tuple: class,
            finalized: 0,
        }
    }

    fn tuple(&mut self, items: &[Value]) -> Value {
        let size = size_of::<Tuple>() + items.len() * 8;
        let object = self.heap.allocate(size, true, false).expect("room");
        // SAFETY: fresh memory of that size.
        unsafe {
            if !self.heap.comes_zeroed(object, size) {
                core::ptr::write_bytes(object.cast::<u8>(), 0, size);
            }
            let tuple = object.cast::<Tuple>();
            (*tuple).head.class = self.tuple;
            (*tuple).len = items.len();
            core::ptr::copy_nonoverlapping(
                items.as_ptr(),
                (&raw mut (*tuple).items).cast(),
                items.len(),
            );
        }
        Value::object(object)
    }

    fn items(&self, tuple: Value) -> &[Value] {
        // SAFETY: tuples of this test.
        unsafe {
            let tuple = tuple.pointer::<Tuple>();
            core::slice::from_raw_parts((&raw const (*tuple).items).cast(), (*tuple).len)
        }
    }

    fn collect(&mut self, roots: &[Value]) -> usize {
        self.heap.begin_marking();
        let mut marker = Marker::new(core::mem::take(&mut self.heap.mark_stack));
        marker.pointer(self.tuple);
        roots.iter().for_each(|&root| marker.value(root));
        self.heap.weak.roots(&mut marker);
        marker.drain();
        self.finalized += self.heap.weak.after_marking(&mut marker);
        let count = marker.count;
        self.heap.mark_stack = marker.into_stack();
        self.heap.sweep();
        count - 1
    }
}

#[test]
fn what_is_reachable_survives_and_the_rest_is_reused() {
    let mut world = World::new();
    let mut list = Value::NONE;
    for n in 0..100_000 {
        let number = Value::int_unchecked(n);
        world.tuple(&[number, number, number]);
        list = world.tuple(&[number, list]);
    }
    let used = world.heap.used_bytes();
    for _ in 0..5 {
        assert_eq!(world.collect(&[list]), 100_000);
        for n in 0..100_000 {
            world.tuple(&[Value::int_unchecked(n), Value::NONE, Value::NONE]);
        }
    }
    assert!(
        world.heap.used_bytes() <= used + 2 * BLOCK,
        "freed cells are used again"
    );
    let mut at = list;
    for n in (0..100_000).rev() {
        assert_eq!(world.items(at)[0].as_int(), Some(n));
        at = world.items(at)[1];
    }
    assert_eq!(world.collect(&[]), 0);
    assert_eq!(
        world.heap.used_bytes(),
        BLOCK,
        "only the class's block is left"
    );
}

#[test]
fn sizes_of_all_ranges_hold_their_content() {
    let mut world = World::new();
    let mut kept = Vec::new();
    for length in [
        0, 1, 2, 10, 60, 61, 100, 500, 1000, 2000, 3000, 4000, 5000, 10_000, 100_000, 600_000,
        1_000_000,
    ] {
        let content: Vec<Value> = (0..length).map(Value::int_unchecked).collect();
        kept.push(world.tuple(&content));
        world.tuple(&content);
    }
    for _ in 0..3 {
        assert_eq!(world.collect(&kept), kept.len());
        for &tuple in &kept {
            let length = world.items(tuple).len();
            world.tuple(&vec![Value::TRUE; length]);
            assert!(
                world
                    .items(tuple)
                    .iter()
                    .enumerate()
                    .all(|(n, item)| item.as_int() == Some(n as i64))
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
    let first = world.tuple(&[Value::NONE; 3]);
    let address = first.bits() as usize;
    assert_eq!(world.heap.resolve(address), Some(address));
    assert_eq!(world.heap.resolve(address + 47), Some(address));
    assert_eq!(world.heap.resolve(address + 48), None, "not allocated yet");
    let large = world.tuple(&vec![Value::NONE; 20_000]).bits() as usize;
    assert_eq!(world.heap.resolve(large + 150_000), Some(large));
    let huge = world.tuple(&vec![Value::NONE; 1_000_000]).bits() as usize;
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
fn weak_references_are_cleared_and_finalizers_resurrect() {
    let mut world = World::new();
    let target = world.tuple(&[Value::TRUE]);
    let callback = world.tuple(&[]);
    let weak = world.tuple(&[Value::NULL, callback]);
    // SAFETY: two slots of `weak`.
    unsafe {
        let slot = (&raw mut (*weak.pointer::<Tuple>()).items).cast::<Value>();
        world.heap.weak_store(weak.pointer(), slot, target);
    }
    world.heap.add_finalizer(target.pointer());
    world.collect(&[target, weak]);
    assert_eq!(super::weak_load(world.items(weak)[0]), target);
    assert_eq!(world.heap.weak_holders(target).collect::<Vec<_>>(), [weak]);
    assert!(!world.heap.weak.has_pending());
    world.collect(&[weak]);
    assert!(super::weak_load(world.items(weak)[0]).is_null());
    assert!(world.heap.weak.has_pending());
    assert_eq!(world.finalized, 1);
    assert_eq!(
        world.items(target)[0],
        Value::TRUE,
        "alive until its finalizer has run"
    );
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
    world.heap.stress = Some(super::Stress::new(u32::MAX));
    let kept = world.tuple(&[Value::NONE]);
    let dead = world.tuple(&[Value::NONE]);
    world.collect(&[kept]);
    // SAFETY: memory of the heap, dead but mapped.
    assert_eq!(unsafe { *dead.pointer::<u64>() }, POISON);
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
                unsafe { *(at as *mut *mut Class) = world.tuple };
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
        kept.push(world.tuple(&[
            Value::int_unchecked(n),
            kept.last().copied().unwrap_or(Value::NONE),
        ]));
    }
    let all = world.tuple(&kept);
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
    let all = world.tuple(&kept);
    for &tuple in &kept {
        // SAFETY: tuples of this test: without their links, each is reached from the shuffled one alone.
        unsafe {
            *(&raw mut (*tuple.pointer::<Tuple>()).items)
                .cast::<Value>()
                .add(1) = Value::NONE
        };
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
