//! Where marking starts: the vm's fields, frames, and the native stack.

use super::NativeRoots;
use super::mark::Marker;
use super::visit::{Visitor, visit_frame};
use crate::layout::{FrameOwner, Generator};
use crate::{Value, Vm};

impl Vm {
    /// Visits every value that the vm itself holds (frames aside).
    pub fn roots(&self, visit: &mut dyn FnMut(Value)) {
        for class in self.types.all() {
            visit(Value::object(class));
        }
        visit(self.raised);
        visit(self.handled);
        visit(Value::object(self.builtins));
        visit(Value::object(self.modules));
        visit(self.empty_tuple);
        visit(Value::object(self.remembered));
        self.interned.visit(visit);
        self.untraced.iter().flatten().for_each(|&held| visit(held));
        self.exceptions.visit(visit);
        self.generators.visit(visit);
        self.imports.visit(visit);
        let callables = &self.callables;
        [
            callables.len,
            callables.isinstance,
            callables.list_append,
            callables.init_shim,
        ]
        .into_iter()
        .for_each(visit);
    }

    /// Marks the frames that are running, precisely, and the generators that some lie in.
    pub(super) fn mark_frames(&self, marker: &mut Marker) {
        let mut frame = self.frame;
        while !frame.is_null() {
            // SAFETY: the chain of running frames, each initialised when it was pushed.
            unsafe {
                visit_frame(frame, marker);
                if (*frame).owner == FrameOwner::Generator {
                    marker.pointer::<Generator>(Vm::generator_of(frame));
                }
                frame = (*frame).previous;
            }
        }
    }

    /// Objects that words of the native stack or of the frames' memory may point to.
    pub(super) fn conservative_roots(&self, native: NativeRoots, found: &mut Vec<usize>) {
        let heap = &self.heap;
        let mut last = 0;
        let mut scan = |from: usize, to: usize| {
            let mut at = from.next_multiple_of(8);
            while at + 8 <= to {
                // SAFETY: readable, aligned words of this thread's stack or of the frames' memory.
                let word = unsafe { core::ptr::read_volatile(at as *const usize) };
                if word != last && Value::from_bits(word as u64).is_object() {
                    last = word;
                    found.extend(heap.resolve(word));
                }
                at += 8;
            }
        };
        if native == NativeRoots::OlderRuns {
            scan(self.native_base, heap.stack_end);
            for memory in self.executors.running_memory() {
                scan(memory.start, memory.end);
            }
            return;
        }
        let frames = self.stack.used().as_ptr_range();
        scan(frames.start as usize, frames.end as usize);
        heap::os::with_native_stack(heap.stack_end, &mut scan);
        // Others lie in their generators. What is above a caller's `sp` may be the value that is being returned to it.
        let mut frame = self.frame;
        while !frame.is_null() {
            // SAFETY: initialised: the chain of running frames.
            unsafe {
                if (*frame).owner == FrameOwner::Generator {
                    let bytes = Vm::generator_of(frame).frame_bytes as usize;
                    scan(frame as usize, frame as usize + bytes);
                }
                frame = (*frame).previous;
            }
        }
    }
}
