//! Marking: which values an object holds, by the [`Shape`] of its class.

use super::chunk;
use super::weak::payload_of;
use crate::Value;
use crate::layout::*;
use crate::objects::cast::inline_len;

/// A queue of this many objects lies between the mark stack and tracing, so that an object's memory has arrived in the
/// cache when its turn comes.
const QUEUE: usize = 16;

/// A marking in progress.
pub struct Marker {
    stack: Vec<usize>,
    /// Weak lists of subclasses that were met; dead entries are dropped at the end.
    weak_lists: Vec<*mut List>,
    last_class: *mut Class,
    /// Code objects that were reached; their traces are next.
    codes: Vec<*mut Code>,
    /// Objects reached.
    pub(super) count: usize,
    /// The object that is being traced, for [`Marker::check`].
    current: usize,
    /// Stress mode: whether freed objects that are reached are told.
    pub(super) checking: bool,
}

impl Marker {
    /// A marking with the memory of an earlier one's stack.
    pub(super) fn new(stack: Vec<usize>) -> Marker {
        Marker {
            stack,
            weak_lists: Vec::new(),
            last_class: core::ptr::null_mut(),
            codes: Vec::new(),
            count: 0,
            current: 0,
            checking: false,
        }
    }

    /// The stack, empty, for its memory.
    pub(super) fn into_stack(self) -> Vec<usize> {
        self.stack
    }

    /// The code objects that were reached since it was last asked.
    pub(crate) fn take_codes(&mut self) -> Vec<*mut Code> {
        core::mem::take(&mut self.codes)
    }

    /// Marks the object that starts at an address, to be traced later.
    #[inline(always)]
    pub(super) fn mark_address(&mut self, address: usize) {
        let (word, bit) = chunk::mark_bit(address);
        // SAFETY: every pointer to an object points into a mapped chunk (pinned).
        unsafe {
            if *word & bit == 0 {
                if self.checking {
                    self.check(address);
                }
                *word |= bit;
                self.count += 1;
                self.stack.push(address);
            }
        }
    }

    /// Panics where a freed object is reached: something the collector cannot see has kept it.
    #[cold]
    fn check(&self, address: usize) {
        // SAFETY: memory of the heap; the object being traced is alive.
        unsafe {
            if *(address as *const u64) != super::heap::POISON {
                return;
            }
            let Some(parent) = (self.current as *mut Object).as_ref() else {
                panic!("a freed object at {address:#x} is reached from a root");
            };
            let shape = parent.class.as_ref().map(|class| class.shape);
            panic!(
                "a freed object at {address:#x} is reached from one of shape {shape:?} at {:#x}",
                self.current
            );
        }
    }

    /// Marks what a value points to.
    #[inline(always)]
    pub fn value(&mut self, value: Value) {
        if value.is_object() {
            self.mark_address(value.bits() as usize);
        }
    }

    /// Marks the object that a pointer points to, if not null.
    #[inline(always)]
    pub fn pointer<T>(&mut self, pointer: *mut T) {
        if !pointer.is_null() {
            self.mark_address(pointer as usize);
        }
    }

    fn slice(&mut self, values: &[Value]) {
        for &value in values {
            self.value(value);
        }
    }

    /// Traces until everything reachable is marked.
    pub(crate) fn drain(&mut self) {
        let mut queue = [0usize; QUEUE];
        let mut waiting = 0;
        let mut head = 0;
        loop {
            while waiting < QUEUE {
                let Some(address) = self.stack.pop() else {
                    break;
                };
                prefetch(address);
                queue[(head + waiting) % QUEUE] = address;
                waiting += 1;
            }
            if waiting == 0 {
                self.current = 0;
                return;
            }
            let address = queue[head % QUEUE];
            head = (head + 1) % QUEUE;
            waiting -= 1;
            self.current = address;
            // SAFETY: a marked object: allocated and initialised (typed, initialised).
            unsafe { self.trace(address as *mut Object) };
        }
    }

    fn mark_untraced(&mut self, address: usize) {
        let (word, bit) = chunk::mark_bit(address);
        // SAFETY: every pointer to an object points into a mapped chunk (pinned).
        unsafe { *word |= bit };
    }

    /// Drops dead entries of the weak lists.
    pub(super) fn clear_weak_lists(&mut self) {
        for list in core::mem::take(&mut self.weak_lists) {
            // SAFETY: marked lists with bodies; their values point to objects, dead or alive, that are not swept yet.
            unsafe {
                let values = items((&raw mut (*(*list).body).items).cast(), (*list).len);
                let mut kept = 0;
                for at in 0..values.len() {
                    let value = values[at];
                    if !value.is_object() || chunk::is_marked(value.bits() as usize) {
                        values[kept] = value;
                        kept += 1;
                    }
                }
                values[kept..].fill(Value::NULL);
                (*list).len = kept;
            }
        }
    }

    /// Marks a frame's values: its header, and locals and stack up to `sp`.
    ///
    /// # Safety
    /// An initialised frame.
    pub(super) unsafe fn frame(&mut self, frame: *mut Frame) {
        // SAFETY: the caller's; `sp` is exact at safepoints.
        unsafe {
            self.pointer((*frame).code);
            self.value((*frame).function);
            self.pointer((*frame).globals);
            self.pointer((*frame).builtins);
            self.value((*frame).namespace);
            self.value((*frame).object);
            let start = (&raw mut (*frame).locals).cast::<Value>();
            let sp = (*frame).sp;
            if sp > start {
                self.slice(items(start, sp.offset_from_unsigned(start)));
            }
        }
    }

    /// # Safety
    /// A live object.
    #[inline(always)]
    unsafe fn trace(&mut self, object: *mut Object) {
        // SAFETY: typed: the class's shape says which struct the object is; its pointers are null or valid (initialised,
        // bodies).
        unsafe {
            let class = (*object).class;
            if class.is_null() {
                // Only while the vm is put together: see `Heap::paused`.
                return;
            }
            if class != self.last_class {
                self.last_class = class;
                self.mark_address(class as usize);
            }
            match (*class).shape {
                Shape::Instance => {
                    let this = object.cast::<Instance>();
                    self.value((*this).dict);
                    self.slice(items(
                        (&raw mut (*this).values).cast(),
                        inline_len(&*this, &*class),
                    ));
                }
                Shape::Class => self.trace_class(object.cast()),
                Shape::BigInt | Shape::Float | Shape::Complex | Shape::Str | Shape::Bytes => {
                    self.value((*object.cast::<FloatObject>()).dict);
                }
                Shape::ByteArray => {
                    let this = object.cast::<ByteArrayObject>();
                    self.value((*this).dict);
                    self.pointer((*this).body);
                }
                Shape::Tuple => {
                    let this = object.cast::<Tuple>();
                    self.value((*this).dict);
                    self.slice(items((&raw mut (*this).items).cast(), (*this).len));
                }
                Shape::List => {
                    let this = object.cast::<List>();
                    self.value((*this).dict);
                    self.pointer((*this).body);
                }
                Shape::Dict => {
                    let this = object.cast::<Dict>();
                    self.value((*this).dict);
                    self.pointer((*this).table);
                }
                Shape::Set => {
                    let this = object.cast::<Set>();
                    self.value((*this).dict);
                    self.pointer((*this).table);
                }
                Shape::Slice => {
                    let this = object.cast::<Slice>();
                    self.value((*this).start);
                    self.value((*this).stop);
                    self.value((*this).step);
                }
                Shape::Range => {
                    let this = object.cast::<Range>();
                    self.value((*this).start);
                    self.value((*this).stop);
                    self.value((*this).step);
                    self.value((*this).length);
                }
                Shape::RangeIter | Shape::RawBytes => {}
                Shape::SeqIter => self.value((*object.cast::<SeqIter>()).seq),
                Shape::Function => self.trace_function(object.cast()),
                Shape::BoundMethod => {
                    let this = object.cast::<BoundMethod>();
                    self.value((*this).function);
                    self.value((*this).this);
                }
                Shape::Builtin => {
                    let this = object.cast::<Builtin>();
                    self.value((*this).this);
                    self.value((*this).owner);
                    self.value((*this).module);
                }
                Shape::Cell => self.value((*object.cast::<Cell>()).content),
                Shape::Code => {
                    let this = object.cast::<Code>();
                    self.codes.push(this);
                    self.pointer((*this).consts);
                    self.pointer((*this).names);
                    self.pointer((*this).localsplusnames);
                    self.value((*this).name);
                    self.value((*this).qualname);
                    self.value((*this).filename);
                }
                Shape::Generator => self.trace_generator(object.cast()),
                Shape::Module => self.pointer((*object.cast::<Module>()).dict),
                Shape::Fields => {
                    let this = object.cast::<Fields>();
                    self.slice(items(
                        (&raw mut (*this).values).cast(),
                        (*class).inline_size as usize,
                    ));
                }
                Shape::ValueArray => {
                    let this = object.cast::<ValueArray>();
                    self.slice(items((&raw mut (*this).items).cast(), (*this).capacity));
                }
                Shape::DictTable => {
                    let this = object.cast::<DictTable>();
                    let entries = (&raw mut (*this).entries).cast::<Entry>();
                    for entry in core::slice::from_raw_parts(entries, (*this).used) {
                        self.value(entry.key);
                        self.value(entry.value);
                    }
                }
                Shape::SharedKeys => {
                    let this = object.cast::<SharedKeys>();
                    self.slice(items((&raw mut (*this).names).cast(), (*this).len as usize));
                }
                Shape::Native => {
                    let this = object.cast::<Native>();
                    self.value((*this).dict);
                    if let Some(payload) = payload_of(this) {
                        payload.trace(&mut |value| self.value(value));
                    }
                }
            }
        }
    }

    unsafe fn trace_class(&mut self, this: *mut Class) {
        // SAFETY: as in `trace`.
        unsafe {
            self.pointer((*this).keys);
            self.pointer((*this).dict);
            self.value((*this).mro);
            self.value((*this).bases);
            self.pointer((*this).base);
            self.value((*this).name);
            self.value((*this).qualname);
            self.value((*this).cached_getitem);
            self.value((*this).cached_init);
            let subclasses = (*this).subclasses;
            if subclasses.is_object() {
                // Marked here, and not traced: the list does not keep its classes alive.
                let list = subclasses.pointer::<List>();
                self.mark_untraced(list as usize);
                self.pointer((*list).head.class);
                if !(*list).body.is_null() {
                    self.mark_untraced((*list).body as usize);
                    self.pointer((*(*list).body).head.class);
                    self.weak_lists.push(list);
                }
            }
        }
    }

    unsafe fn trace_function(&mut self, this: *mut Function) {
        // SAFETY: as in `trace`.
        unsafe {
            let this = &*this;
            self.pointer(this.code);
            self.pointer(this.globals);
            self.pointer(this.builtins);
            self.slice(&[
                this.dict,
                this.defaults,
                this.kwdefaults,
                this.closure,
                this.name,
                this.qualname,
                this.doc,
                this.module,
                this.annotations,
                this.annotate,
                this.type_params,
            ]);
        }
    }

    unsafe fn trace_generator(&mut self, this: *mut Generator) {
        // SAFETY: as in `trace`; the frame of a generator that is not cleared is initialised.
        unsafe {
            self.value((*this).name);
            self.value((*this).qualname);
            self.value((*this).exc);
            self.value((*this).origin);
            if (*this).state == GeneratorState::Cleared {
                self.pointer((*this).frame.code);
                self.value((*this).frame.object);
            } else {
                self.frame(&raw mut (*this).frame);
            }
        }
    }
}

/// # Safety
/// `count` initialised values at `start`, not changed while the slice lives.
unsafe fn items<'a>(start: *mut Value, count: usize) -> &'a mut [Value] {
    // SAFETY: the caller's.
    unsafe { core::slice::from_raw_parts_mut(start, count) }
}

#[inline(always)]
fn prefetch(address: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch never faults.
    unsafe {
        core::arch::x86_64::_mm_prefetch::<{ core::arch::x86_64::_MM_HINT_T0 }>(
            address as *const i8,
        );
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}
