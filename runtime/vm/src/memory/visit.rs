//! Which values an object holds, by the [`Shape`] of its class.

use super::weak::payload_of;
use crate::Value;
use crate::layout::*;
use crate::objects::cast::inline_len;

/// Who is told what an object holds.
pub(crate) trait Visitor {
    /// It holds the object at an address.
    fn address(&mut self, address: usize);

    /// Its class.
    #[inline(always)]
    fn class(&mut self, class: *mut Class) {
        self.address(class as usize);
    }

    /// It is a code object.
    fn code(&mut self, _code: *mut Code) {}

    /// It holds a list that does not keep what is in it alive.
    ///
    /// # Safety
    /// A live list.
    unsafe fn weak_list(&mut self, _list: *mut List) {}

    /// It holds a value.
    #[inline(always)]
    fn value(&mut self, value: Value) {
        if value.is_object() {
            self.address(value.bits() as usize);
        }
    }

    /// It holds the object that a pointer points to, if not null.
    #[inline(always)]
    fn pointer<T>(&mut self, pointer: *mut T) {
        if !pointer.is_null() {
            self.address(pointer as usize);
        }
    }

    /// It holds values.
    #[inline(always)]
    fn slice(&mut self, values: &[Value]) {
        for &value in values {
            self.value(value);
        }
    }
}

/// Visits a frame's values: its header, and locals and stack up to `sp`.
///
/// # Safety
/// An initialised frame.
pub(crate) unsafe fn visit_frame(frame: *mut Frame, visitor: &mut impl Visitor) {
    // SAFETY: the caller's; `sp` is exact at safepoints.
    unsafe {
        visitor.pointer((*frame).code);
        visitor.value((*frame).function);
        visitor.pointer((*frame).globals);
        visitor.pointer((*frame).builtins);
        visitor.value((*frame).namespace);
        visitor.value((*frame).object);
        let start = (&raw mut (*frame).locals).cast::<Value>();
        let sp = (*frame).sp;
        if sp > start {
            visitor.slice(items(start, sp.offset_from_unsigned(start)));
        }
    }
}

/// # Safety
/// A live object.
#[inline(always)]
pub(crate) unsafe fn visit(object: *mut Object, visitor: &mut impl Visitor) {
    // SAFETY: typed: the class's shape says which struct the object is; its pointers are null or valid (initialised,
    // bodies).
    unsafe {
        let class = (*object).class;
        if class.is_null() {
            // Only while the vm is put together: see `Heap::paused`.
            return;
        }
        visitor.class(class);
        match (*class).shape {
            Shape::Instance => {
                let this = object.cast::<Instance>();
                visitor.value((*this).dict);
                visitor.slice(items(
                    (&raw mut (*this).values).cast(),
                    inline_len(&*this, &*class),
                ));
            }
            Shape::Class => visit_class(object.cast(), visitor),
            Shape::BigInt | Shape::Float | Shape::Complex | Shape::Str | Shape::Bytes => {
                visitor.value((*object.cast::<FloatObject>()).dict);
            }
            Shape::ByteArray => {
                let this = object.cast::<ByteArrayObject>();
                visitor.value((*this).dict);
                visitor.pointer((*this).body);
            }
            Shape::Tuple => {
                let this = object.cast::<Tuple>();
                visitor.value((*this).dict);
                visitor.slice(items((&raw mut (*this).items).cast(), (*this).len));
            }
            Shape::List => {
                let this = object.cast::<List>();
                visitor.value((*this).dict);
                visitor.pointer((*this).body);
            }
            Shape::Dict => {
                let this = object.cast::<Dict>();
                visitor.value((*this).dict);
                visitor.pointer((*this).table);
            }
            Shape::Set => {
                let this = object.cast::<Set>();
                visitor.value((*this).dict);
                visitor.pointer((*this).table);
            }
            Shape::Slice => {
                let this = object.cast::<Slice>();
                visitor.value((*this).start);
                visitor.value((*this).stop);
                visitor.value((*this).step);
            }
            Shape::Range => {
                let this = object.cast::<Range>();
                visitor.value((*this).start);
                visitor.value((*this).stop);
                visitor.value((*this).step);
                visitor.value((*this).length);
            }
            Shape::RangeIter | Shape::RawBytes => {}
            Shape::SeqIter => visitor.value((*object.cast::<SeqIter>()).seq),
            Shape::Function => visit_function(object.cast(), visitor),
            Shape::BoundMethod => {
                let this = object.cast::<BoundMethod>();
                visitor.value((*this).function);
                visitor.value((*this).this);
            }
            Shape::Builtin => {
                let this = object.cast::<Builtin>();
                visitor.value((*this).this);
                visitor.value((*this).owner);
                visitor.value((*this).module);
            }
            Shape::Cell => visitor.value((*object.cast::<Cell>()).content),
            Shape::Code => {
                let this = object.cast::<Code>();
                visitor.code(this);
                visitor.pointer((*this).consts);
                visitor.pointer((*this).names);
                visitor.pointer((*this).localsplusnames);
                visitor.value((*this).name);
                visitor.value((*this).qualname);
                visitor.value((*this).filename);
            }
            Shape::Generator => visit_generator(object.cast(), visitor),
            Shape::Module => visitor.pointer((*object.cast::<Module>()).dict),
            Shape::Fields => {
                let this = object.cast::<Fields>();
                visitor.slice(items(
                    (&raw mut (*this).values).cast(),
                    (*class).inline_size as usize,
                ));
            }
            Shape::ValueArray => {
                let this = object.cast::<ValueArray>();
                visitor.slice(items((&raw mut (*this).items).cast(), (*this).capacity));
            }
            Shape::DictTable => {
                let this = object.cast::<DictTable>();
                let (first, used) = ((&raw mut (*this).entries), (*this).used as usize);
                if (*this).all_str {
                    let entries = core::slice::from_raw_parts(first.cast::<StrEntry>(), used);
                    for entry in entries.iter().filter(|entry| !entry.key.is_null()) {
                        visitor.value(entry.key);
                        visitor.value(entry.value);
                    }
                } else {
                    for entry in core::slice::from_raw_parts(first.cast::<Entry>(), used) {
                        visitor.value(entry.key);
                        visitor.value(entry.value);
                    }
                }
            }
            Shape::SetTable => {
                let this = object.cast::<SetTable>();
                let slots = (&raw mut (*this).slots).cast::<SetSlot>();
                for slot in core::slice::from_raw_parts(slots, (*this).mask as usize + 1) {
                    if slot.key != SetSlot::DELETED {
                        visitor.value(slot.key);
                    }
                }
            }
            Shape::SharedKeys => {
                let this = object.cast::<SharedKeys>();
                visitor.slice(items((&raw mut (*this).names).cast(), (*this).len as usize));
            }
            Shape::Native => {
                let this = object.cast::<Native>();
                visitor.value((*this).dict);
                if let Some(payload) = payload_of(this) {
                    payload.trace(&mut |value| visitor.value(value));
                }
            }
        }
    }
}

unsafe fn visit_class(this: *mut Class, visitor: &mut impl Visitor) {
    // SAFETY: as in `visit`.
    unsafe {
        visitor.pointer((*this).keys);
        visitor.pointer((*this).dict);
        visitor.value((*this).mro);
        visitor.value((*this).bases);
        visitor.pointer((*this).base);
        visitor.value((*this).name);
        visitor.value((*this).qualname);
        visitor.value((*this).cached_getitem);
        visitor.value((*this).cached_init);
        let subclasses = (*this).subclasses;
        if subclasses.is_object() {
            visitor.weak_list(subclasses.pointer());
        }
    }
}

unsafe fn visit_function(this: *mut Function, visitor: &mut impl Visitor) {
    // SAFETY: as in `visit`.
    unsafe {
        let this = &*this;
        visitor.pointer(this.code);
        visitor.pointer(this.globals);
        visitor.pointer(this.builtins);
        visitor.slice(&[
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

unsafe fn visit_generator(this: *mut Generator, visitor: &mut impl Visitor) {
    // SAFETY: as in `visit`; the frame of a generator that is not cleared is initialised.
    unsafe {
        visitor.value((*this).name);
        visitor.value((*this).qualname);
        visitor.value((*this).exc);
        visitor.value((*this).origin);
        if (*this).state == GeneratorState::Cleared {
            visitor.pointer((*this).frame.code);
            visitor.value((*this).frame.object);
        } else {
            visit_frame(&raw mut (*this).frame, visitor);
        }
    }
}

/// # Safety
/// `count` initialised values at `start`, not changed while the slice lives.
pub(super) unsafe fn items<'a>(start: *mut Value, count: usize) -> &'a mut [Value] {
    // SAFETY: the caller's.
    unsafe { core::slice::from_raw_parts_mut(start, count) }
}
