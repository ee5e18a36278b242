//! Calling anything.

use super::def_of;
use crate::layout::{Builtin, Class, class_flags};
use crate::native::{Call, Def};
use crate::objects::cast;
use crate::objects::class::get;
use crate::objects::sequences::{list, tuple};
use crate::{Args, Raised, Result, Value, Vm};

impl Vm {
    /// Calls anything.
    pub fn call(&mut self, callable: Value, args: Args<'_>) -> Result {
        if self.as_function(callable).is_some() {
            return self.call_function(callable, args);
        }
        if let Some(builtin) = self.as_builtin(callable) {
            let this = builtin.this;
            // SAFETY: typed: the class was just checked.
            let def = unsafe { def_of(builtin) };
            return self.call_native(def, this, args);
        }
        if let Some(method) = self.as_method(callable) {
            return self.call_with_self(method.function, method.this, args);
        }
        if let Some(descriptor) = self.as_method_descriptor(callable) {
            return self.call_descriptor(descriptor, args);
        }
        if cast::as_class(callable).is_some() {
            let metaclass = cast::class_of_object(callable);
            if metaclass == self.types.type_ {
                return self.call_class(callable.pointer(), args);
            }
        }
        let class = self.class_of(callable);
        match self.slots(class).call {
            Some(function) => {
                self.check_native_stack()?;
                function(self, callable, args)
            }
            None => {
                let class = self.class_name(callable);
                Err(self.type_error(format!("'{class}' object is not callable")))
            }
        }
    }

    /// Calls anything with positional arguments.
    pub fn call_pos(&mut self, callable: Value, args: &[Value]) -> Result {
        self.call(callable, Args::positional(args))
    }

    /// Calls anything with one argument.
    #[inline]
    pub fn call_one(&mut self, callable: Value, argument: Value) -> Result {
        if let Some(builtin) = self.as_builtin(callable) {
            // SAFETY: typed: the class was just checked.
            if let Call::One(function) = unsafe { def_of(builtin) }.call {
                self.check_native_stack()?;
                return function(self, builtin.this, argument);
            }
        }
        self.call_pos(callable, &[argument])
    }

    /// Calls `owner.name(*args)`.
    pub fn call_method(&mut self, owner: Value, name: &str, args: &[Value]) -> Result {
        let name = self.intern(name);
        let (method, this) = self.get_method(owner, name)?;
        self.call_with_self(method, this, Args::positional(args))
    }

    /// Calls a native function, its arguments checked against its kind.
    pub(crate) fn call_native(&mut self, def: &'static Def, this: Value, args: Args<'_>) -> Result {
        self.check_native_stack()?;
        if !args.kwnames.is_null()
            && args.keyword_count() > 0
            && !matches!(def.call, Call::FastKeywords(_) | Call::VarKeywords(_))
        {
            let name = self.qualified_name(def, this);
            return Err(self.type_error(format!("{name}() takes no keyword arguments")));
        }
        let count = args.values.len();
        match def.call {
            Call::NoArgs(function) if count == 0 => function(self, this),
            Call::NoArgs(_) => {
                let name = self.qualified_name(def, this);
                Err(self.type_error(format!("{name}() takes no arguments ({count} given)")))
            }
            Call::One(function) if count == 1 => function(self, this, args.values[0]),
            Call::One(_) => {
                let name = self.qualified_name(def, this);
                Err(self.type_error(format!(
                    "{name}() takes exactly one argument ({count} given)"
                )))
            }
            Call::Fast(function) | Call::Varargs(function) => function(self, this, args.values),
            Call::FastKeywords(function) | Call::VarKeywords(function) => {
                function(self, this, args)
            }
        }
    }

    /// `list.append` in messages; module functions go without their module.
    fn qualified_name(&mut self, def: &Def, this: Value) -> String {
        if let Some(module) = self.as_module(this) {
            let name = crate::objects::names::name!(self, "__name__");
            let name = self.dict_get_str(module.dict, name);
            return match self.is_exact_str(name) && self.text(name) != "builtins" {
                true => format!("{}.{}", self.text(name), def.name),
                false => def.name.to_owned(),
            };
        }
        if this.is_null() {
            return def.name.to_owned();
        }
        match cast::as_class(this) {
            Some(class) => format!("{}.{}", self.text(class.name), def.name),
            None => format!("{}.{}", self.class_name(this), def.name),
        }
    }

    /// Calls a method of a native class with `self` as the first argument.
    fn call_descriptor(&mut self, descriptor: &Builtin, args: Args<'_>) -> Result {
        // SAFETY: typed: callers pass an object of shape `Builtin`.
        let def = unsafe { def_of(core::ptr::from_ref(descriptor).cast_mut()) };
        let owner: *mut Class = descriptor.owner.pointer();
        let positional = args.values.len() - args.keyword_count();
        let Some((this, rest)) = args.values.split_first().filter(|_| positional > 0) else {
            let owner = self.text(get(owner).name).into_owned();
            return Err(self.type_error(format!(
                "unbound method {owner}.{}() needs an argument",
                def.name
            )));
        };
        let class = self.class_of(*this);
        if class != owner && !self.is_subclass(class, owner) {
            let (owner, class) = (
                self.text(get(owner).name).into_owned(),
                self.class_name(*this),
            );
            return Err(self.type_error(format!(
                "descriptor '{}' for '{owner}' objects doesn't apply to a '{class}' object",
                def.name
            )));
        }
        self.call_native(
            def,
            *this,
            Args {
                values: rest,
                kwnames: args.kwnames,
            },
        )
    }

    /// Calls a class: `__new__`, then `__init__` of what it made (`type.__call__`).
    pub fn call_class(&mut self, class: *mut Class, args: Args<'_>) -> Result {
        self.check_native_stack()?;
        if class == self.types.type_ && args.kwnames.is_null() && args.values.len() == 1 {
            return Ok(Value::object(self.class_of(args.values[0])));
        }
        let Some(new) = self.slots(class).new else {
            let module = self.dict_get_str(
                get(class).dict,
                crate::objects::names::name!(self, "__module__"),
            );
            let prefix = if module.is_null() || !self.is_exact_str(module) {
                String::new()
            } else {
                format!("{}.", self.text(module))
            };
            let name = self.text(get(class).name).into_owned();
            return Err(self.type_error(format!("cannot create '{prefix}{name}' instances")));
        };
        let object = new(self, class, args)?;
        let made = self.class_of(object);
        if (made == class || self.is_subclass(made, class))
            && let Some(init) = self.slots(made).init
        {
            init(self, object, args)?;
        }
        Ok(object)
    }

    /// `isinstance(value, class)` by the method resolution order alone.
    #[inline]
    pub fn is_instance_of(&self, value: Value, class: *mut Class) -> bool {
        self.is_subclass(self.class_of(value), class)
    }

    /// An attribute's name from Python: a str, interned.
    pub(crate) fn attribute_name(&mut self, name: Value) -> Result {
        if name.is_object() && get(self.class_of(name)).flags & class_flags::STR_SUBCLASS != 0 {
            return Ok(self.intern_str(name));
        }
        let class = self.class_name(name);
        Err(self.type_error(format!("attribute name must be string, not '{class}'")))
    }

    /// Calls `hook` for its value, restoring the exception that was in flight if it raises.
    pub fn without_raising(&mut self, hook: impl FnOnce(&mut Vm) -> Result) -> Option<Value> {
        let raised = self.raised;
        match hook(self) {
            Ok(value) => Some(value),
            Err(Raised) => {
                self.raised = raised;
                None
            }
        }
    }

    /// Calls a function with `this` before the arguments (unless it is NULL).
    pub fn call_with_self(&mut self, function: Value, this: Value, args: Args<'_>) -> Result {
        if this.is_null() {
            return self.call(function, args);
        }
        let mut small = [Value::NULL; 8];
        if args.values.len() < small.len() {
            small[0] = this;
            small[1..=args.values.len()].copy_from_slice(args.values);
            return self.call(
                function,
                Args {
                    values: &small[..=args.values.len()],
                    kwnames: args.kwnames,
                },
            );
        }
        let list = self.new_list(&[this]);
        for value in args.values {
            self.list_append(list, *value);
        }
        let all = self.new_tuple(list::items(list));
        self.call(
            function,
            Args {
                values: tuple::items(all),
                kwnames: args.kwnames,
            },
        )
    }
}
