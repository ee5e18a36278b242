//! `super` (CPython's `super_getattro` and `super_init_impl` in `Objects/typeobject.c`). Fields: `__dict__` (of
//! subclasses), the class, the object or NULL, the object's class or NULL.

use super::{ClassSpec, GetSet, get, mro};
use crate::frames::locals;
use crate::layout::{Class, Shape, class_flags};
use crate::objects::descriptors::read_only;
use crate::objects::fields::{field, set_field};
use crate::objects::{cast, code};
use crate::{Args, Result, Value, Vm};

const CLASS: usize = 1;
const OBJECT: usize = 2;
const OBJECT_CLASS: usize = 3;
/// CPython's `CO_FAST_CELL`.
const CELL: u8 = 0x40;

impl Vm {
    /// The class whose method resolution order `super(class, object)` follows (CPython's `supercheck`).
    fn super_check(&mut self, class: *mut Class, object: Value) -> Result<*mut Class> {
        if let Some(object) = cast::as_class(object) {
            let object: *mut Class = object;
            if self.is_subclass(object, class) {
                return Ok(object);
            }
        }
        let own = self.class_of(object);
        if self.is_subclass(own, class) {
            return Ok(own);
        }
        let name = self.intern("__class__");
        if let Some(claimed) = self.get_attr_opt(object, name)?
            && let Some(claimed) = cast::as_class(claimed)
        {
            let claimed: *mut Class = claimed;
            if claimed != own && self.is_subclass(claimed, class) {
                return Ok(claimed);
            }
        }
        let is_class = cast::as_class(object).is_some();
        let subject = if is_class { object.pointer() } else { own };
        let (kind, name) = (
            if is_class { "type" } else { "instance of" },
            self.text(get(subject).name).into_owned(),
        );
        let class = self.text(get(class).name).into_owned();
        Err(self.type_error(format!(
            "super(type, obj): obj ({kind} {name}) is not an instance or subtype of type ({class})."
        )))
    }

    /// The attribute that follows `class` in the order of `start`; NULL if there is none.
    fn find_after(&mut self, class: *mut Class, start: *mut Class, name: Value) -> Value {
        let mut order = mro(start)
            .skip_while(|candidate| *candidate != class)
            .skip(1);
        order
            .find_map(|candidate| {
                Some(self.dict_get_str(get(candidate).dict, name)).filter(|value| !value.is_null())
            })
            .unwrap_or(Value::NULL)
    }

    /// `super(class, this).name`: the attribute; with `method`, an unbound function and `this` where it is a method, else
    /// (attribute, NULL).
    pub fn super_lookup(
        &mut self,
        class: Value,
        this: Value,
        name: Value,
        method: bool,
    ) -> Result<(Value, Value)> {
        let class: *mut Class = class.pointer();
        let start = self.super_check(class, this)?;
        let special = self.intern("__class__");
        let found = if name == special {
            Value::NULL
        } else {
            self.find_after(class, start, name)
        };
        if found.is_null() {
            let object = self.new_super(class, this, start);
            return crate::objects::instance::attributes::generic_getattr(self, object, name)
                .map(|value| (value, Value::NULL));
        }
        let kind = self.class_of(found);
        if method
            && get(kind).flags & class_flags::METHOD_DESCRIPTOR != 0
            && this != Value::object(start)
        {
            return Ok((found, this));
        }
        self.bind_super(found, this, start)
            .map(|value| (value, Value::NULL))
    }

    fn bind_super(&mut self, found: Value, object: Value, start: *mut Class) -> Result {
        self.check_native_stack()?;
        let kind = self.class_of(found);
        match self.slots(kind).descr_get {
            Some(function) => {
                let owner = if object == Value::object(start) {
                    Value::NULL
                } else {
                    object
                };
                function(self, found, owner, Value::object(start))
            }
            None => Ok(found),
        }
    }

    fn new_super(&mut self, class: *mut Class, object: Value, start: *mut Class) -> Value {
        self.new_fields(
            self.types.super_,
            &[
                Value::NULL,
                Value::object(class),
                object,
                Value::object(start),
            ],
        )
    }

    /// The class and object of `super()` without arguments: the running function's `__class__` cell and first argument.
    fn super_of_frame(&mut self) -> Result<(Value, Value)> {
        let frame = self.frame;
        if frame.is_null() {
            return Err(self.runtime_error("super(): no current frame"));
        }
        // SAFETY: initialised: the running frame's code is live.
        let running = code::get(unsafe { (*frame).code });
        if running.argcount == 0 {
            return Err(self.runtime_error("super(): no arguments"));
        }
        let kinds = self
            .codes
            .get(running.id as usize)
            .map(|details| details.kinds.clone())
            .unwrap_or_default();
        // SAFETY: a frame has `nlocalsplus` locals, of which there is at least the first argument.
        let values =
            unsafe { core::slice::from_raw_parts(locals(frame), running.nlocalsplus as usize) };
        let mut object = values[0];
        if kinds.first().is_some_and(|kind| kind & CELL != 0)
            && let Some(cell) = self.as_cell(object)
        {
            object = cell.content;
        }
        if object.is_null() {
            return Err(self.runtime_error("super(): arg[0] deleted"));
        }
        let names = cast::tuple_items(running.localsplusnames);
        for index in running.first_free as usize..names.len() {
            if &*self.text(names[index]) != "__class__" {
                continue;
            }
            let Some(cell) = self.as_cell(values[index]) else {
                return Err(self.runtime_error("super(): bad __class__ cell"));
            };
            if cell.content.is_null() {
                return Err(self.runtime_error("super(): empty __class__ cell"));
            }
            if cast::as_class(cell.content).is_none() {
                let name = self.class_name(cell.content);
                return Err(
                    self.runtime_error(format!("super(): __class__ is not a type ({name})"))
                );
            }
            return Ok((cell.content, object));
        }
        Err(self.runtime_error("super(): __class__ cell not found"))
    }
}

fn new(vm: &mut Vm, class: *mut Class, _: Args<'_>) -> Result {
    Ok(vm.new_fields(class, &[Value::NULL; 4]))
}

fn init_super(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    vm.no_keywords("super", args)?;
    vm.check_positional("super", args.values.len(), 0, 2)?;
    let (class, object) = match args.values {
        [] => vm.super_of_frame()?,
        [class] => (*class, Value::NULL),
        [class, object, ..] => (
            *class,
            if object.is_none() {
                Value::NULL
            } else {
                *object
            },
        ),
    };
    if cast::as_class(class).is_none() {
        let name = vm.class_name(class);
        return Err(vm.type_error(format!("super() argument 1 must be a type, not {name}")));
    }
    let start = if object.is_null() {
        Value::NULL
    } else {
        Value::object(vm.super_check(class.pointer(), object)?)
    };
    for (index, value) in [(CLASS, class), (OBJECT, object), (OBJECT_CLASS, start)] {
        set_field(vm, this, index, value);
    }
    Ok(())
}

fn getattr(vm: &mut Vm, this: Value, name: Value) -> Result {
    let start = field(this, OBJECT_CLASS);
    if !start.is_null() && &*vm.text(name) != "__class__" {
        let found = vm.find_after(field(this, CLASS).pointer(), start.pointer(), name);
        if !found.is_null() {
            return vm.bind_super(found, field(this, OBJECT), start.pointer());
        }
    }
    crate::objects::instance::attributes::generic_getattr(vm, this, name)
}

fn descr_get(vm: &mut Vm, this: Value, owner: Value, _: Value) -> Result {
    if owner.is_null() || owner.is_none() || !field(this, OBJECT).is_null() {
        return Ok(this);
    }
    if field(this, CLASS).is_null() {
        return Err(vm.runtime_error("super(): __init__() was not called"));
    }
    let class = vm.class_of(this);
    if class != vm.types.super_ {
        return vm.call_pos(Value::object(class), &[field(this, CLASS), owner]);
    }
    let start = vm.super_check(field(this, CLASS).pointer(), owner)?;
    Ok(vm.new_super(field(this, CLASS).pointer(), owner, start))
}

fn class_text(vm: &Vm, class: Value) -> String {
    if class.is_null() {
        String::from("NULL")
    } else {
        vm.text(get(class.pointer()).name).into_owned()
    }
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let class = class_text(vm, field(this, CLASS));
    let start = field(this, OBJECT_CLASS);
    let text = if start.is_null() {
        format!("<super: <class '{class}'>, NULL>")
    } else {
        format!(
            "<super: <class '{class}'>, <{} object>>",
            class_text(vm, start)
        )
    };
    Ok(vm.new_str(&text))
}

static GETSET: &[GetSet] = &[
    read_only(
        "__thisclass__",
        |_, this| Ok(field(this, CLASS).or_none()),
        "the class invoking super()",
    ),
    read_only(
        "__self__",
        |_, this| Ok(field(this, OBJECT).or_none()),
        "the instance invoking super(); may be None",
    ),
    read_only(
        "__self_class__",
        |_, this| Ok(field(this, OBJECT_CLASS).or_none()),
        "the type of the instance invoking super(); may be None",
    ),
];

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("super", Shape::Fields);
    spec.fields = 4;
    spec.flags = class_flags::BASE_TYPE | class_flags::VECTORCALL;
    spec.getset = GETSET;
    spec.slots.new = Some(new);
    spec.slots.init = Some(init_super);
    spec.slots.getattr = Some(getattr);
    spec.slots.descr_get = Some(descr_get);
    spec.slots.repr = Some(repr);
    spec.doc = "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires issubclass(type2, type)\nTypical use to call a cooperative superclass method:\nclass C(B):\n    def meth(self, arg):\n        super().meth(arg)\nThis works for class methods too:\nclass C(B):\n    @classmethod\n    def cmeth(cls, arg):\n        super().cmeth(arg)\n";
    vm.define_class(vm.types.super_, spec);
}
