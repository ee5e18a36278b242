//! The methods and slots of dict.

use super::{Existing, iterators as dict_iterators, len, next_entry, table, views};
use crate::layout::{Class, Dict, DictTable, Shape, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::class::slotdefs::unhashable;
use crate::objects::class::slots::{BinaryOperator, Comparison};
use crate::objects::repr::{ReprGuard, push_repr};
use crate::objects::{generic, set};
use crate::{Args, Call, Def, Result, Value, Vm};

fn this(dict: Value) -> *mut Dict {
    dict.pointer::<Dict>()
}

fn repr(vm: &mut Vm, dict: Value) -> Result {
    if len(this(dict)) == 0 {
        return Ok(vm.intern("{}"));
    }
    let Some(_guard) = ReprGuard::enter(dict) else {
        return Ok(vm.new_str("{...}"));
    };
    let mut text = String::from("{");
    let mut position = 0;
    while let Some((number, key, value)) = next_entry(this(dict), position) {
        if position > 0 {
            text.push_str(", ");
        }
        push_repr(vm, &mut text, key)?;
        text.push_str(": ");
        push_repr(vm, &mut text, value)?;
        position = number + 1;
    }
    text.push('}');
    Ok(vm.new_str(&text))
}

/// Whether two dicts have equal items (CPython's `dict_equal`).
pub(crate) fn equal(vm: &mut Vm, left: *mut Dict, right: *mut Dict) -> Result<bool> {
    if len(left) != len(right) {
        return Ok(false);
    }
    let mut number = 0;
    // `__eq__` may change either dict.
    while let Some(table) = table(left)
        && number < table.used()
    {
        let (key, value) = table.pair(number);
        if !key.is_null() {
            let Some(found) = vm.dict_find(right, key, table.hash_at(number))? else {
                return Ok(false);
            };
            let other = super::value_at(right, Some(found));
            if value != other && !vm.items_equal(value, other)? {
                return Ok(false);
            }
        }
        number += 1;
    }
    Ok(true)
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if !matches!(op, Comparison::Eq | Comparison::Ne) || !vm.is_dict(left) || !vm.is_dict(right) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let equal = equal(vm, this(left), this(right))?;
    Ok(Value::bool(equal == (op == Comparison::Eq)))
}

fn getitem(vm: &mut Vm, dict: Value, key: Value) -> Result {
    let value = vm.dict_get(this(dict), key)?;
    if !value.is_null() {
        Ok(value)
    } else {
        missing(vm, dict, key)
    }
}

#[cold]
fn missing(vm: &mut Vm, dict: Value, key: Value) -> Result {
    if vm.class_of(dict) != vm.types.dict {
        let name = vm.intern("__missing__");
        if let Some((method, this)) = vm.get_special(dict, name)? {
            return if this.is_null() {
                vm.call_pos(method, &[key])
            } else {
                vm.call_pos(method, &[this, key])
            };
        }
    }
    Err(vm.key_error(key))
}

fn setitem(vm: &mut Vm, dict: Value, key: Value, value: Value) -> Result<()> {
    if !value.is_null() {
        return vm.dict_set(this(dict), key, value);
    }
    if vm.dict_remove(this(dict), key)?.is_null() {
        Err(vm.key_error(key))
    } else {
        Ok(())
    }
}

fn contains(vm: &mut Vm, dict: Value, key: Value) -> Result<bool> {
    Ok(!vm.dict_get(this(dict), key)?.is_null())
}

fn or(vm: &mut Vm, left: Value, right: Value) -> Result {
    if !vm.is_dict(left) || !vm.is_dict(right) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let result = vm.dict_copy(this(left))?;
    vm.dict_merge(result, right, Existing::Replace)?;
    Ok(Value::object(result))
}

fn inplace_or(vm: &mut Vm, dict: Value, other: Value) -> Result {
    vm.dict_update(this(dict), "update", Args::positional(&[other]))?;
    Ok(dict)
}

fn new(vm: &mut Vm, class: *mut Class, _: Args<'_>) -> Result {
    Ok(Value::object(vm.new_dict_of(class)))
}

fn init_dict(vm: &mut Vm, dict: Value, args: Args<'_>) -> Result<()> {
    vm.dict_update(this(dict), "dict", args)
}

fn clear(vm: &mut Vm, dict: Value) -> Result {
    vm.dict_clear(this(dict));
    Ok(Value::NONE)
}

fn copy(vm: &mut Vm, dict: Value) -> Result {
    Ok(Value::object(vm.dict_copy(this(dict))?))
}

fn fromkeys(vm: &mut Vm, class: Value, args: &[Value]) -> Result {
    vm.check_positional("fromkeys", args.len(), 1, 2)?;
    let (iterable, value) = (args[0], args.get(1).copied().unwrap_or(Value::NONE));
    let result = vm.call_pos(class, &[])?;
    let exact = vm.class_of(result) == vm.types.dict;
    if exact && len(this(result)) == 0 {
        let expected = if vm.is_any_set(iterable) {
            set::len(iterable)
        } else if vm.class_of(iterable) == vm.types.dict {
            len(this(iterable))
        } else {
            0
        };
        if expected > 0 {
            vm.dict_reserve(this(result), expected)?;
        }
    }
    let iterator = vm.iter(iterable)?;
    while let Some(key) = vm.next_item(iterator)? {
        if exact {
            vm.dict_set(this(result), key, value)?;
        } else {
            vm.set_item(result, key, value)?;
        }
    }
    Ok(result)
}

fn get(vm: &mut Vm, dict: Value, args: &[Value]) -> Result {
    vm.check_positional("get", args.len(), 1, 2)?;
    let value = vm.dict_get(this(dict), args[0])?;
    Ok(if value.is_null() {
        args.get(1).copied().unwrap_or(Value::NONE)
    } else {
        value
    })
}

fn pop(vm: &mut Vm, dict: Value, args: &[Value]) -> Result {
    vm.check_positional("pop", args.len(), 1, 2)?;
    let value = if len(this(dict)) == 0 {
        // An empty dict asks nothing of the key, not even its hash.
        Value::NULL
    } else {
        vm.dict_remove(this(dict), args[0])?
    };
    match (value.is_null(), args.get(1)) {
        (false, _) => Ok(value),
        (true, Some(&default)) => Ok(default),
        (true, None) => Err(vm.key_error(args[0])),
    }
}

fn popitem(vm: &mut Vm, dict: Value) -> Result {
    // Deleted entries at the end are dropped, so the last one used is live.
    let last = table(this(dict)).and_then(|table| {
        table
            .used()
            .checked_sub(1)
            .map(|last| (last, table.pair(last)))
    });
    let Some((number, (key, value))) = last else {
        let message = vm.new_str("popitem(): dictionary is empty");
        return Err(vm.key_error(message));
    };
    vm.dict_delete_entry(this(dict), number);
    Ok(vm.new_tuple(&[key, value]))
}

fn setdefault(vm: &mut Vm, dict: Value, args: &[Value]) -> Result {
    vm.check_positional("setdefault", args.len(), 1, 2)?;
    vm.dict_setdefault(
        this(dict),
        args[0],
        args.get(1).copied().unwrap_or(Value::NONE),
    )
}

impl Vm {
    /// `dict.setdefault(key, default)`.
    pub fn dict_setdefault(&mut self, dict: *mut Dict, key: Value, default: Value) -> Result {
        let hash = self.key_hash(key)?;
        match self.dict_find(dict, key, hash)? {
            Some(number) => Ok(super::value_at(dict, Some(number))),
            None => {
                self.dict_insert(dict, key, hash, default)?;
                Ok(default)
            }
        }
    }

    /// `dict[key] = dict.get(key, 0) + 1`. The key is hashed once, and looked up twice, as in CPython.
    pub fn dict_count(&mut self, dict: *mut Dict, key: Value) -> Result<()> {
        let (hash, one) = (self.hash(key)?, Value::int_unchecked(1));
        let found = self.dict_find(dict, key, hash)?;
        let new = match super::value_at(dict, found) {
            old if old.is_null() => one,
            old => match old.as_int() {
                Some(count) => self.new_int(count + 1),
                None => self.binary(BinaryOperator::Add, old, one)?,
            },
        };
        self.dict_set_hashed(dict, key, hash, new)
    }

    /// `dict | other`, keeping the values of keys that are in both (for `how` see [`Vm::dict_merge`]).
    pub fn dict_merge_keeping(&mut self, dict: *mut Dict, other: Value) -> Result<()> {
        self.dict_merge(dict, other, Existing::Keep)
    }
}

fn update(vm: &mut Vm, dict: Value, args: Args<'_>) -> Result {
    vm.dict_update(this(dict), "update", args)?;
    Ok(Value::NONE)
}

fn contains_method(vm: &mut Vm, dict: Value, key: Value) -> Result {
    contains(vm, dict, key).map(Value::bool)
}

/// The size that CPython's table of as many slots has.
fn sizeof(vm: &mut Vm, dict: Value) -> Result {
    let mut size = 48;
    if let Some(table) = table(this(dict)) {
        // CPython's header has 32 bytes.
        size += 32 + table.size() - size_of::<DictTable>();
    }
    Ok(vm.new_int(size as i64))
}

static METHODS: &[Def] = &[
    Def::new("__contains__", Call::One(contains_method)).doc("($self, key, /)", "True if the dictionary has the specified key, else False."),
    Def::new("__getitem__", Call::One(getitem)).doc("($self, key, /)", "Return self[key]."),
    Def::new("__sizeof__", Call::NoArgs(sizeof)).doc("($self, /)", "Return the size of the dict in memory."),
    Def::new("get", Call::Fast(get)).doc(
        "($self, key, default=None, /)",
        "Return the value for key if key is in the dictionary, else default.",
    ),
    Def::new("setdefault", Call::Fast(setdefault)).doc(
        "($self, key, default=None, /)",
        "Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the dictionary, else default.",
    ),
    Def::new("pop", Call::Fast(pop)).doc(
        "",
        "D.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\nIf the key is not found, return the default if given; otherwise,\nraise a KeyError.",
    ),
    Def::new("popitem", Call::NoArgs(popitem)).doc(
        "($self, /)",
        "Remove and return a (key, value) pair as a 2-tuple.\n\nPairs are returned in LIFO (last-in, first-out) order.\nRaises KeyError if the dict is empty.",
    ),
    Def::new("keys", Call::NoArgs(views::keys)).doc("($self, /)", "Return a set-like object providing a view on the dict's keys."),
    Def::new("items", Call::NoArgs(views::items)).doc("($self, /)", "Return a set-like object providing a view on the dict's items."),
    Def::new("values", Call::NoArgs(views::values)).doc("($self, /)", "Return an object providing a view on the dict's values."),
    Def::new("update", Call::VarKeywords(update)).doc(
        "",
        "D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.\nIf E is present and has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]\nIf E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v\nIn either case, this is followed by: for k in F:  D[k] = F[k]",
    ),
    Def::new("fromkeys", Call::Fast(fromkeys))
        .doc("($type, iterable, value=None, /)", "Create a new dictionary with keys from iterable and values set to value.")
        .class(),
    Def::new("clear", Call::NoArgs(clear)).doc("($self, /)", "Remove all items from the dict."),
    Def::new("copy", Call::NoArgs(copy)).doc("($self, /)", "Return a shallow copy of the dict."),
    Def::new("__reversed__", Call::NoArgs(dict_iterators::reversed_keys)).doc("($self, /)", "Return a reverse iterator over the dict keys."),
    Def::new("__class_getitem__", Call::One(generic::class_getitem)).doc("", "See PEP 585").class(),
];

/// Defines `dict`, its views and iterators.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("dict", Shape::Dict);
    spec.flags = class_flags::BASE_TYPE
        | class_flags::DICT_SUBCLASS
        | class_flags::MAPPING
        | class_flags::MATCH_SELF
        | class_flags::VECTORCALL;
    spec.slots.repr = Some(repr);
    spec.slots.hash = Some(unhashable);
    spec.slots.compare = Some(compare);
    spec.slots.length = Some(|_, dict| Ok(len(this(dict))));
    spec.slots.getitem = Some(getitem);
    spec.slots.setitem = Some(setitem);
    spec.slots.contains = Some(contains);
    spec.slots.binary[BinaryOperator::Or as usize] = Some(or);
    spec.slots.inplace[BinaryOperator::Or as usize] = Some(inplace_or);
    spec.slots.iter = Some(|vm, dict| dict_iterators::iterate(vm, vm.types.dict_keyiterator, dict));
    spec.slots.new = Some(new);
    spec.slots.init = Some(init_dict);
    spec.methods = METHODS;
    spec.doc = "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\ndict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\ndict(**kwargs) -> new dictionary initialized with the name=value pairs\n    in the keyword argument list.  For example:  dict(one=1, two=2)";
    vm.define_class(vm.types.dict, spec);
    dict_iterators::init(vm);
    views::init(vm);
}
