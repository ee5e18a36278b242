//! What is on the heap, object by object: for `gc`, and for the end of the process.

use std::collections::{HashMap, HashSet, VecDeque};

use super::visit::{Visitor, visit};
use crate::layout::{Class, Object, Shape, class_flags};
use crate::{Value, Vm};

/// Collects what an object holds.
#[derive(Default)]
struct Held(Vec<Value>);

impl Visitor for Held {
    fn address(&mut self, address: usize) {
        self.0.push(Value::object(address as *mut Object));
    }

    fn value(&mut self, value: Value) {
        if !value.is_null() {
            self.0.push(value);
        }
    }
}

/// The values that an object holds, its class among them.
fn held_values(object: usize) -> Vec<Value> {
    let mut held = Held::default();
    // SAFETY: callers pass objects of the heap: initialised, and not swept yet.
    unsafe { visit(object as *mut Object, &mut held) };
    held.0
}

/// The objects among them.
fn held(object: usize) -> Vec<usize> {
    let values = held_values(object).into_iter();
    let objects = values.filter(|value| value.is_object());
    objects.map(|value| value.bits() as usize).collect()
}

/// What an object holds as Python sees it: the bodies of lists, dicts and sets are taken apart, built-in classes left out.
fn referents(object: usize) -> Vec<Value> {
    let mut found = Vec::new();
    let mut work = vec![object];
    while let Some(holder) = work.pop() {
        // A weak reference looks like an int, and is in none of these.
        let plain = matches!(
            shape_of(holder),
            Some(
                Shape::Tuple
                    | Shape::ValueArray
                    | Shape::DictTable
                    | Shape::SetTable
                    | Shape::Instance
            )
        );
        for value in held_values(holder) {
            if !value.is_object() {
                if plain {
                    found.push(value);
                }
                continue;
            }
            let object = value.bits() as usize;
            match shape_of(object) {
                Some(Shape::ValueArray | Shape::DictTable | Shape::SetTable) => work.push(object),
                Some(Shape::RawBytes | Shape::SharedKeys) | None => {}
                Some(Shape::Class) if is_built_in(value) => {}
                Some(_) => found.push(value),
            }
        }
    }
    found
}

fn is_built_in(class: Value) -> bool {
    // SAFETY: typed: callers have looked at the shape.
    unsafe { (*class.pointer::<Class>()).flags & class_flags::HEAP_TYPE == 0 }
}

fn shape_of(object: usize) -> Option<Shape> {
    // SAFETY: callers pass objects that are alive, as are their classes.
    unsafe { (*(object as *const Object)).class.as_ref() }.map(|class| class.shape)
}

/// Whether CPython's collector knows objects like this one.
fn is_container(object: usize) -> bool {
    // SAFETY: as in `held`; typed: the shape says what the object is.
    unsafe {
        let class = (*(object as *const Object)).class;
        if class.is_null() {
            return false;
        }
        match (*class).shape {
            // One of plain values alone is left out.
            Shape::Tuple => referents(object).into_iter().any(is_container_value),
            Shape::Instance
            | Shape::Class
            | Shape::List
            | Shape::Dict
            | Shape::Set
            | Shape::Slice
            | Shape::SeqIter
            | Shape::Function
            | Shape::BoundMethod
            | Shape::Builtin
            | Shape::Cell
            | Shape::Generator
            | Shape::Module
            | Shape::Fields
            | Shape::Native => true,
            Shape::BigInt
            | Shape::Float
            | Shape::Complex
            | Shape::Str
            | Shape::Bytes
            | Shape::ByteArray
            | Shape::Range
            | Shape::RangeIter
            | Shape::Code
            | Shape::ValueArray
            | Shape::RawBytes
            | Shape::DictTable
            | Shape::SetTable
            | Shape::SharedKeys => false,
        }
    }
}

fn is_container_value(value: Value) -> bool {
    value.is_object() && is_container(value.bits() as usize)
}

/// Of objects that nothing alive holds, how many containers counting references would not have freed: those in cycles, and
/// what cycles hold.
pub(super) fn count_cyclic(dead: &[usize]) -> usize {
    let index: HashMap<usize, usize> = dead.iter().enumerate().map(|(at, &o)| (o, at)).collect();
    let children: Vec<Vec<usize>> = dead
        .iter()
        .map(|&object| {
            let held = held(object).into_iter();
            held.filter_map(|child| index.get(&child).copied())
                .collect()
        })
        .collect();
    let mut references = vec![0usize; dead.len()];
    for &child in children.iter().flatten() {
        references[child] += 1;
    }
    let mut freed: Vec<usize> = (0..dead.len()).filter(|at| references[*at] == 0).collect();
    let mut is_freed = vec![false; dead.len()];
    while let Some(at) = freed.pop() {
        is_freed[at] = true;
        for &child in &children[at] {
            references[child] -= 1;
            if references[child] == 0 {
                freed.push(child);
            }
        }
    }
    let cyclic = (0..dead.len()).filter(|at| !is_freed[*at] && is_container(dead[*at]));
    cyclic.count()
}

impl Vm {
    /// The containers that are alive (`gc.get_objects`). Collects.
    pub fn live_containers(&mut self) -> Vec<Value> {
        self.collect();
        let objects = self.heap.objects().into_iter();
        let containers = objects.filter(|object| is_container(*object));
        containers
            .map(|o| Value::object(o as *mut Object))
            .collect()
    }

    /// What an object holds (`gc.get_referents`), as Python sees it.
    pub fn referents(&self, value: Value) -> Vec<Value> {
        if !self.is_tracked(value) {
            return Vec::new();
        }
        referents(value.bits() as usize)
    }

    /// Whether CPython's collector would know the value (`gc.is_tracked`).
    pub fn is_tracked(&self, value: Value) -> bool {
        is_container_value(value)
    }
}

/// The order in which CPython finalizes what lives at the end of the process. When the main module goes, what it alone holds
/// goes with it, each object before what it holds. Its functions hold its namespace, though: then the collector finds that,
/// and finalizes by distance from it. What is left is finalized in the order of its making.
pub(super) struct Teardown {
    references: HashMap<usize, usize>,
    order: Vec<usize>,
}

impl Teardown {
    /// The order, beginning with a module's namespace.
    pub(super) fn order(vm: &Vm, module: Value) -> Vec<usize> {
        let mut teardown = Teardown::new(vm);
        if module.is_object() {
            teardown.release(module.bits() as usize);
            teardown.by_distance(module.bits() as usize);
        }
        teardown.order
    }

    /// Counts the references among live objects. What the vm holds itself never goes.
    fn new(vm: &Vm) -> Teardown {
        let mut references: HashMap<usize, usize> = HashMap::new();
        for object in vm.heap.objects() {
            for child in held(object) {
                *references.entry(child).or_default() += 1;
            }
        }
        vm.roots(&mut |root| {
            if root.is_object() {
                *references.entry(root.bits() as usize).or_default() += 1;
            }
        });
        Teardown {
            references,
            order: Vec::new(),
        }
    }

    /// Takes a reference to an object away.
    fn release(&mut self, object: usize) {
        let mut work = vec![object];
        while let Some(object) = work.pop() {
            let Some(count) = self.references.get_mut(&object) else {
                continue;
            };
            *count = count.saturating_sub(1);
            if *count > 0 {
                continue;
            }
            self.references.remove(&object);
            self.order.push(object);
            let mut held = held(object);
            // Lists and tuples let go of their last item first; what is pushed last is next.
            if !matches!(shape_of(object), Some(Shape::Tuple | Shape::ValueArray)) {
                held.reverse();
            }
            work.extend(held);
        }
    }

    /// Adds what can be reached from an object, the nearest first, as CPython's collector goes through objects.
    fn by_distance(&mut self, object: usize) {
        let mut seen: HashSet<usize> = self.order.iter().copied().collect();
        let mut queue = VecDeque::from([object]);
        while let Some(object) = queue.pop_front() {
            let mut next = referents(object);
            if matches!(shape_of(object), Some(Shape::Tuple | Shape::List)) {
                next.reverse();
            }
            for child in next.into_iter().filter(|child| child.is_object()) {
                let child = child.bits() as usize;
                if seen.insert(child) {
                    self.order.push(child);
                    queue.push_back(child);
                }
            }
        }
    }
}
