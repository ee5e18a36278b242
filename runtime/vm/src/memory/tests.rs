//! What outlives its objects, with objects of a made-up class and roots given explicitly.

use heap::Heap;

use super::mark::Met;
use super::visit::Visitor;
use super::weak::{WeakTables, weak_load};
use crate::Value;
use crate::layout::*;

struct World {
    weak: WeakTables,
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
            weak: WeakTables::default(),
            heap,
            tuple: class,
            finalized: 0,
        }
    }

    fn tuple(&mut self, items: &[Value]) -> Value {
        let size = size_of::<Tuple>() + items.len() * 8;
        let object = self.heap.allocate(size, true, false).expect("room");
        let tuple = object.cast::<Tuple>();
        // SAFETY: fresh memory of that size, zeroed since it is small.
        unsafe {
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

    fn collect(&mut self, roots: &[Value]) {
        let mut marker = self.heap.begin_marking(Met::default());
        marker.pointer(self.tuple);
        roots.iter().for_each(|&root| marker.value(root));
        self.weak.roots(&mut marker);
        marker.drain();
        self.finalized += self.weak.after_marking(&mut marker);
        self.heap.finish(marker, std::time::Instant::now());
    }
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
        world.weak.store(weak.pointer(), slot, target);
    }
    world.weak.add_finalizer(target.pointer());
    world.collect(&[target, weak]);
    assert_eq!(weak_load(world.items(weak)[0]), target);
    assert_eq!(world.weak.holders(target).collect::<Vec<_>>(), [weak]);
    assert!(!world.weak.has_pending());
    world.collect(&[weak]);
    assert!(weak_load(world.items(weak)[0]).is_null());
    assert!(world.weak.has_pending());
    assert_eq!(world.finalized, 1);
    assert_eq!(
        world.items(target)[0],
        Value::TRUE,
        "alive until its finalizer has run"
    );
}
