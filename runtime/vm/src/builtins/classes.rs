//! isinstance, issubclass, and `__build_class__` (PEP 3115, PEP 560).

use crate::layout::Class;
use crate::native::{Call, Def};
use crate::objects::cast;
use crate::objects::names::name;
use crate::objects::sequences::{list, tuple};
use crate::{Args, Result, Value, Vm};

fn isinstance(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("isinstance", args.len(), 2, 2)?;
    vm.is_instance(args[0], args[1]).map(Value::bool)
}

fn issubclass(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("issubclass", args.len(), 2, 2)?;
    vm.is_subclass_of(args[0], args[1]).map(Value::bool)
}

impl Vm {
    /// The bases of a class statement with what is no class replaced by its `__mro_entries__` (PEP 560); the same tuple if
    /// nothing was.
    pub fn resolve_bases(&mut self, bases: Value) -> Result {
        let mut resolved = Value::NULL;
        for (index, &base) in tuple::items(bases).iter().enumerate() {
            let name = name!(self, "__mro_entries__");
            let entries = match cast::as_class(base) {
                Some(_) => None,
                None => self.get_attr_opt(base, name)?,
            };
            let Some(method) = entries else {
                if !resolved.is_null() {
                    self.list_push(resolved, base)?;
                }
                continue;
            };
            let entries = self.call_pos(method, &[bases])?;
            if !self.is_tuple(entries) {
                return Err(self.type_error("__mro_entries__ must return a tuple"));
            }
            if resolved.is_null() {
                resolved = self.new_list(&tuple::items(bases)[..index]);
            }
            self.list_extend(resolved, entries)?;
        }
        Ok(if resolved.is_null() {
            bases
        } else {
            self.tuple_from_list(resolved)?
        })
    }

    /// Calls with positional arguments and a class statement's keywords (names and values, lists).
    fn call_with_keywords(
        &mut self,
        callable: Value,
        positional: &[Value],
        names: Value,
        values: Value,
    ) -> Result {
        let all = self.try_new_list(positional)?;
        self.list_extend(all, values)?;
        let all = self.tuple_from_list(all)?;
        let kwnames = if list::len(names) == 0 {
            Value::NULL
        } else {
            self.tuple_from_list(names)?
        };
        self.call(
            callable,
            Args {
                values: tuple::items(all),
                kwnames,
            },
        )
    }
}

fn build_class(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [function, name, original @ ..] = args.pos() else {
        return Err(vm.type_error("__build_class__: not enough arguments"));
    };
    let (function, name) = (*function, *name);
    if vm.as_function(function).is_none() {
        return Err(vm.type_error("__build_class__: func must be a function"));
    }
    if !vm.is_str(name) {
        return Err(vm.type_error("__build_class__: name is not a string"));
    }
    let original = vm.new_tuple(original);
    let bases = vm.resolve_bases(original)?;
    let (names, values) = (vm.new_list(&[]), vm.new_list(&[]));
    let mut meta = Value::NULL;
    for (keyword, value) in args.keywords() {
        if &*vm.text(keyword) == "metaclass" {
            meta = value;
        } else {
            vm.list_push(names, keyword)?;
            vm.list_push(values, value)?;
        }
    }
    if meta.is_null() {
        let class = tuple::items(bases)
            .first()
            .map_or(vm.types.type_, |base| vm.class_of(*base));
        meta = Value::object(class);
    }
    if let Some(class) = cast::as_class(meta) {
        let class: *mut Class = class;
        meta = Value::object(vm.most_derived_metaclass(class, bases)?);
    }
    let key = name!(vm, "__prepare__");
    let plain = meta == Value::object(vm.types.type_);
    let namespace = match if plain {
        None
    } else {
        vm.get_attr_opt(meta, key)?
    } {
        None => Value::object(vm.new_dict()),
        Some(prepare) => vm.call_with_keywords(prepare, &[name, bases], names, values)?,
    };
    let kind = vm.class_of(namespace);
    if vm.slots(kind).getitem.is_none() {
        let owner = match cast::as_class(meta) {
            Some(class) => vm.text(class.name).into_owned(),
            None => String::from("<metaclass>"),
        };
        let got = vm.class_name(namespace);
        return Err(vm.type_error(format!(
            "{owner}.__prepare__() must return a mapping, not {got}"
        )));
    }
    let cell = vm.run_class_body(function, namespace)?;
    if bases != original {
        let key = name!(vm, "__orig_bases__");
        vm.set_item(namespace, key, original)?;
    }
    let class = vm.call_with_keywords(meta, &[name, bases, namespace], names, values)?;
    if let Some(cell) = vm.as_cell(cell)
        && cast::as_class(class).is_some()
        && cell.content != class
    {
        let (shown, made) = (vm.repr(name)?, vm.repr(class)?);
        let (shown, made) = (vm.text(shown).into_owned(), vm.text(made).into_owned());
        if cell.content.is_null() {
            return Err(vm.runtime_error(format!("__class__ not set defining {shown} as {made}. Was __classcell__ propagated to type.__new__?")));
        }
        let content = vm.repr(cell.content)?;
        let content = vm.text(content).into_owned();
        return Err(vm.type_error(format!(
            "__class__ set to {content} defining {shown} as {made}"
        )));
    }
    Ok(class)
}

/// The functions.
pub static FUNCTIONS: &[Def] = &[
    Def::new("isinstance", Call::Fast(isinstance)).doc("($module, obj, class_or_tuple, /)", "Return whether an object is an instance of a class or of a subclass thereof.\n\nA tuple, as in ``isinstance(x, (A, B, ...))``, may be given as the\ntarget to check against.  This is equivalent to ``isinstance(x, A) or\nisinstance(x, B) or ...`` etc."),
    Def::new("issubclass", Call::Fast(issubclass)).doc("($module, cls, class_or_tuple, /)", "Return whether 'cls' is derived from another class or is the same class.\n\nA tuple, as in ``issubclass(x, (A, B, ...))``, may be given as the\ntarget to check against.  This is equivalent to ``issubclass(x, A) or\nissubclass(x, B) or ...``."),
    Def::new("__build_class__", Call::FastKeywords(build_class)).doc("", "__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class\n\nInternal helper function used by the class statement."),
];
