//! `_functools`: reduce, cmp_to_key, partial, lru_cache.

use vm::layout::{Class, Shape, class_flags};
use vm::memory::RootedVec;
use vm::objects::class::slots::Comparison;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::dict;
use vm::objects::dict::Existing;
use vm::objects::fields::{field, set_field};
use vm::objects::generic::class_getitem;
use vm::objects::repr::{push_repr, push_text};
use vm::objects::sequences::tuple;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add, add_class};

fn reduce(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [function, iterable, initial] = vm.bind_arguments(
        "reduce",
        args,
        &["function", "iterable", "initial"],
        2,
        3,
        2,
    )?;
    let iterator = vm.iter_or(iterable, |_| {
        String::from("reduce() arg 2 must support iteration")
    })?;
    let mut result = initial;
    while let Some(item) = vm.next_item(iterator)? {
        result = if result.is_null() {
            item
        } else {
            vm.call_pos(function, &[result, item])?
        };
    }
    if result.is_null() {
        return Err(vm.type_error("reduce() of empty iterable with no initial value"));
    }
    Ok(result)
}

/// Fields of a key: the comparison, the object (NULL in what `cmp_to_key` gives, which makes keys).
fn cmp_to_key(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [compare] = vm.bind_arguments("cmp_to_key", args, &["mycmp"], 0, 1, 1)?;
    let class = support::recall_class(vm, "functools.KeyWrapper");
    Ok(vm.new_fields(class, &[Value::NULL, compare]))
}

fn key_call(vm: &mut Vm, key: Value, args: Args<'_>) -> Result {
    let [object] = vm.bind_arguments("K", args, &["obj"], 0, 1, 1)?;
    let class = vm.class_of(key);
    Ok(vm.new_fields(class, &[Value::NULL, field(key, 1), object]))
}

fn key_compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if vm.class_of(left) != vm.class_of(right) {
        return Err(vm.type_error("other argument must be K instance"));
    }
    let order = vm.call_pos(field(left, 1), &[field(left, 2), field(right, 2)])?;
    vm.compare(op, order, Value::int_unchecked(0))
}

/// Fields of a partial: function, arguments (a tuple), keywords (a dict). Field 0 is its `__dict__`.
const FUNCTION: usize = 1;
const ARGUMENTS: usize = 2;
const KEYWORDS: usize = 3;

fn partial_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let Some((&function, rest)) = args.pos().split_first() else {
        return Err(vm.type_error("type 'partial' takes at least one argument"));
    };
    let callable = vm.class_of(function);
    if vm.slots(callable).call.is_none() {
        return Err(vm.type_error("the first argument must be callable"));
    }
    let placeholder = support::recall(vm, "functools.Placeholder");
    if rest.last() == Some(&placeholder) {
        return Err(vm.type_error("trailing Placeholders are not allowed"));
    }
    if args.keywords().any(|(_, value)| value == placeholder) {
        return Err(vm.type_error("Placeholder cannot be passed as a keyword argument"));
    }
    let base = support::recall_class(vm, "functools.partial");
    let keywords = vm.new_dict();
    let (mut function, mut arguments) = (function, vm.new_list(&[]));
    if vm.class_of(function) == base {
        // A partial of a partial is one.
        let inner = tuple::items(field(function, ARGUMENTS));
        let mut given = rest.iter();
        for &argument in inner {
            let argument = if argument == placeholder {
                given.next().copied().unwrap_or(placeholder)
            } else {
                argument
            };
            vm.list_push(arguments, argument)?;
        }
        for &argument in given {
            vm.list_push(arguments, argument)?;
        }
        vm.dict_merge(keywords, field(function, KEYWORDS), Existing::Replace)?;
        function = field(function, FUNCTION);
        arguments = vm.tuple_from_list(arguments)?;
    } else {
        arguments = vm.new_tuple(rest);
    }
    for (name, value) in args.keywords() {
        vm.dict_set(keywords, name, value)?;
    }
    Ok(vm.new_fields(
        class,
        &[Value::NULL, function, arguments, Value::object(keywords)],
    ))
}

fn partial_call(vm: &mut Vm, partial: Value, args: Args<'_>) -> Result {
    let (function, arguments, keywords) = (
        field(partial, FUNCTION),
        field(partial, ARGUMENTS),
        field(partial, KEYWORDS),
    );
    let placeholder = support::recall(vm, "functools.Placeholder");
    let fixed = tuple::items(arguments);
    let mut values = RootedVec::from_slice(vm, &[]);
    let mut given = args.pos().iter();
    for &argument in fixed {
        if argument == placeholder {
            let Some(&next) = given.next() else {
                return Err(vm.type_error(
                    "missing positional arguments in 'partial' call; expected at least 1, got 0",
                ));
            };
            values.push(vm, next);
        } else {
            values.push(vm, argument);
        }
    }
    for &argument in given {
        values.push(vm, argument);
    }
    if dict::len(keywords.pointer()) == 0 && args.kwnames.is_null() {
        return vm.call_pos(function, &values);
    }
    let merged = if args.kwnames.is_null() {
        keywords.pointer()
    } else {
        let merged = vm.dict_copy(keywords.pointer())?;
        for (name, value) in args.keywords() {
            vm.dict_set(merged, name, value)?;
        }
        merged
    };
    let names = vm.new_list(&[]);
    let mut position = 0;
    while let Some((number, name, value)) = dict::next_entry(merged, position) {
        vm.list_push(names, name)?;
        values.push(vm, value);
        position = number + 1;
    }
    let kwnames = vm.tuple_from_list(names)?;
    vm.call(
        function,
        Args {
            values: &values,
            kwnames,
        },
    )
}

fn partial_repr(vm: &mut Vm, partial: Value) -> Result {
    let class = vm.class_of(partial);
    let Some(_guard) = vm::objects::repr::ReprGuard::enter(partial) else {
        return Ok(vm.new_str("..."));
    };
    // SAFETY: typed: every value has a class.
    let qualname = unsafe { (*class).qualname };
    let mut text = String::new();
    if class == support::recall_class(vm, "functools.partial") {
        text.push_str("functools.");
    } else {
        let name = vm.intern("__module__");
        let module = vm.get_attr(Value::object(class), name)?;
        if support::is_str(vm, module) {
            push_text(vm, &mut text, module);
            text.push('.');
        }
    }
    push_text(vm, &mut text, qualname);
    text.push('(');
    push_repr(vm, &mut text, field(partial, FUNCTION))?;
    for &argument in tuple::items(field(partial, ARGUMENTS)) {
        text.push_str(", ");
        push_repr(vm, &mut text, argument)?;
    }
    let keywords = field(partial, KEYWORDS).pointer();
    let mut position = 0;
    while let Some((number, name, value)) = dict::next_entry(keywords, position) {
        text.push_str(", ");
        let name = vm.str(name)?;
        push_text(vm, &mut text, name);
        text.push('=');
        push_repr(vm, &mut text, value)?;
        position = number + 1;
    }
    text.push(')');
    Ok(vm.new_str(&text))
}

fn partial_get(vm: &mut Vm, partial: Value, instance: Value, _: Value) -> Result {
    if instance.is_null() || instance.is_none() {
        Ok(partial)
    } else {
        Ok(vm.new_method(partial, instance))
    }
}

fn partial_reduce(vm: &mut Vm, partial: Value) -> Result {
    let class = Value::object(vm.class_of(partial));
    let (function, arguments, keywords) = (
        field(partial, FUNCTION),
        field(partial, ARGUMENTS),
        field(partial, KEYWORDS),
    );
    let made = vm.new_tuple(&[function]);
    let state = vm.new_tuple(&[function, arguments, keywords, Value::NONE]);
    Ok(vm.new_tuple(&[class, made, state]))
}

fn partial_setstate(vm: &mut Vm, partial: Value, state: Value) -> Result {
    if !vm.is_tuple(state) || tuple::items(state).len() != 4 {
        return Err(vm.type_error("invalid partial state"));
    }
    let items = tuple::items(state);
    let (arguments, keywords) = (vm.tuple_from(items[1])?, vm.new_dict());
    if !items[2].is_none() {
        vm.dict_merge(keywords, items[2], Existing::Replace)?;
    }
    set_field(vm, partial, FUNCTION, items[0]);
    set_field(vm, partial, ARGUMENTS, arguments);
    set_field(vm, partial, KEYWORDS, Value::object(keywords));
    Ok(Value::NONE)
}

static PARTIAL_METHODS: &[Def] = &[
    Def::new("__reduce__", Call::NoArgs(partial_reduce)),
    Def::new("__setstate__", Call::One(partial_setstate)),
    Def::new("__class_getitem__", Call::One(class_getitem)).class(),
];

static PARTIAL_GETSET: &[GetSet] = &[
    GetSet {
        name: "func",
        get: |_, partial| Ok(field(partial, FUNCTION)),
        set: None,
        doc: "function object to use in future partial calls",
    },
    GetSet {
        name: "args",
        get: |_, partial| Ok(field(partial, ARGUMENTS)),
        set: None,
        doc: "tuple of arguments to future partial calls",
    },
    GetSet {
        name: "keywords",
        get: |_, partial| Ok(field(partial, KEYWORDS)),
        set: None,
        doc: "dictionary of keyword arguments to future partial calls",
    },
];

/// Fields of a cache: function, results by key (a dict, least recently used first), maximal size (None: endless), whether
/// types count, hits, misses, the class of `cache_info()`.
const WRAPPED: usize = 1;
const CACHE: usize = 2;
const MAXSIZE: usize = 3;
const TYPED: usize = 4;
const HITS: usize = 5;
const MISSES: usize = 6;
const INFO: usize = 7;

fn cache_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let names = ["user_function", "maxsize", "typed", "cache_info_type"];
    let [function, maxsize, typed, info] = vm.bind_arguments("lru_cache", args, &names, 0, 4, 4)?;
    let callable = vm.class_of(function);
    if vm.slots(callable).call.is_none() {
        return Err(vm.type_error("the first argument must be callable"));
    }
    let maxsize = if maxsize.is_none() {
        Value::NONE
    } else if vm.int_view(maxsize).is_some() {
        let size = vm.index_argument(maxsize)?.max(0);
        vm.new_int(size)
    } else {
        return Err(vm.type_error("maxsize should be integer or None"));
    };
    let typed = Value::bool(vm.is_true(typed)?);
    let cache = Value::object(vm.new_dict());
    let zero = Value::int_unchecked(0);
    Ok(vm.new_fields(
        class,
        &[
            Value::NULL,
            function,
            cache,
            maxsize,
            typed,
            zero,
            zero,
            info,
        ],
    ))
}

/// The key of a call: a lone int or str stands for itself, else a tuple.
fn cache_key(vm: &mut Vm, args: Args<'_>, typed: bool) -> Result {
    if !typed
        && args.kwnames.is_null()
        && let &[only] = args.values
        && (vm.is_exact_int(only) || vm.is_exact_str(only))
    {
        return Ok(only);
    }
    if !typed && args.kwnames.is_null() {
        return Ok(vm.new_tuple(args.values));
    }
    let parts = vm.new_list(args.pos());
    if args.keyword_count() > 0 {
        let mark = support::recall(vm, "functools.kwd_mark");
        vm.list_push(parts, mark)?;
        for (name, value) in args.keywords() {
            vm.list_push(parts, name)?;
            vm.list_push(parts, value)?;
        }
    }
    if typed {
        for &value in args.values {
            let class = Value::object(vm.class_of(value));
            vm.list_push(parts, class)?;
        }
    }
    vm.tuple_from_list(parts)
}

fn count(vm: &mut Vm, cache: Value, which: usize) {
    let number = field(cache, which).int_payload() + 1;
    set_field(vm, cache, which, Value::int_unchecked(number));
}

fn cache_call(vm: &mut Vm, cache: Value, args: Args<'_>) -> Result {
    let (function, results) = (field(cache, WRAPPED), field(cache, CACHE).pointer());
    let maxsize = field(cache, MAXSIZE);
    if maxsize == Value::int_unchecked(0) {
        count(vm, cache, MISSES);
        return vm.call(function, args);
    }
    let key = cache_key(vm, args, field(cache, TYPED) == Value::TRUE)?;
    let found = vm.dict_get(results, key)?;
    if !found.is_null() {
        count(vm, cache, HITS);
        if !maxsize.is_none() {
            // The most recently used is last. Already there, it need not move.
            let newest = dict::last_key(results);
            if newest != key {
                vm.dict_remove(results, key)?;
                vm.dict_set(results, key, found)?;
            }
        }
        return Ok(found);
    }
    count(vm, cache, MISSES);
    let result = vm.call(function, args)?;
    if !maxsize.is_none() {
        let limit = maxsize.int_payload() as usize;
        // The call may have cached the same key.
        if vm.dict_get(results, key)?.is_null() {
            while dict::len(results) >= limit {
                let Some((_, oldest, _)) = dict::next_entry(results, 0) else {
                    break;
                };
                vm.dict_remove(results, oldest)?;
            }
        }
    }
    vm.dict_set(results, key, result)?;
    Ok(result)
}

fn cache_get(vm: &mut Vm, cache: Value, instance: Value, _: Value) -> Result {
    if instance.is_null() || instance.is_none() {
        Ok(cache)
    } else {
        Ok(vm.new_method(cache, instance))
    }
}

fn cache_info(vm: &mut Vm, cache: Value) -> Result {
    let size = vm.new_int(dict::len(field(cache, CACHE).pointer()) as i64);
    vm.call_pos(
        field(cache, INFO),
        &[
            field(cache, HITS),
            field(cache, MISSES),
            field(cache, MAXSIZE),
            size,
        ],
    )
}

fn cache_clear(vm: &mut Vm, cache: Value) -> Result {
    vm.call_method(field(cache, CACHE), "clear", &[])?;
    set_field(vm, cache, HITS, Value::int_unchecked(0));
    set_field(vm, cache, MISSES, Value::int_unchecked(0));
    Ok(Value::NONE)
}

fn cache_reduce(vm: &mut Vm, cache: Value) -> Result {
    let name = vm.intern("__qualname__");
    vm.get_attr(cache, name)
}

fn itself(_: &mut Vm, cache: Value, _: &[Value]) -> Result {
    Ok(cache)
}

static CACHE_METHODS: &[Def] = &[
    Def::new("cache_info", Call::NoArgs(cache_info)),
    Def::new("cache_clear", Call::NoArgs(cache_clear)),
    Def::new("__reduce__", Call::NoArgs(cache_reduce)),
    Def::new("__copy__", Call::Varargs(itself)),
    Def::new("__deepcopy__", Call::Varargs(itself)),
];

static FUNCTIONS: &[Def] = &[
    Def::new("reduce", Call::FastKeywords(reduce)).doc(
        "($module, function, iterable, /, initial=None)",
        "Apply a function of two arguments cumulatively.",
    ),
    Def::new("cmp_to_key", Call::FastKeywords(cmp_to_key)).doc(
        "($module, /, mycmp)",
        "Convert a cmp= function into a key= function.",
    ),
];

static KEY_GETSET: &[GetSet] = &[GetSet {
    name: "obj",
    get: |_, key| Ok(field(key, 2)),
    set: None,
    doc: "Value wrapped by a key function.",
}];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_functools", FUNCTIONS);
    let mut spec = ClassSpec::new("KeyWrapper", Shape::Fields);
    spec.module = "functools";
    spec.fields = 3;
    spec.slots.call = Some(key_call);
    spec.slots.compare = Some(key_compare);
    spec.getset = KEY_GETSET;
    support::class(vm, spec);

    let mut spec = ClassSpec::new("_PlaceholderType", Shape::Fields);
    spec.module = "functools";
    spec.fields = 1;
    spec.slots.new = Some(|vm, _, args| {
        if !args.values.is_empty() {
            return Err(vm.type_error("PlaceholderType takes no arguments"));
        }
        Ok(support::recall(vm, "functools.Placeholder"))
    });
    spec.slots.repr = Some(|vm, _| Ok(vm.new_str("Placeholder")));
    let class = add_class(vm, module, spec);
    let placeholder = vm.new_fields(class, &[]);
    support::remember(vm, "functools.Placeholder", placeholder);
    add(vm, module, "Placeholder", placeholder);
    let mark = vm.new_fields(class, &[]);
    support::remember(vm, "functools.kwd_mark", mark);

    let mut spec = ClassSpec::new("partial", Shape::Fields);
    spec.module = "functools";
    spec.fields = 4;
    spec.flags = class_flags::BASE_TYPE | class_flags::MANAGED_DICT | class_flags::WEAK_REFERENCES;
    spec.slots.new = Some(partial_new);
    spec.slots.init = Some(|_, _, _| Ok(()));
    spec.slots.call = Some(partial_call);
    spec.slots.repr = Some(partial_repr);
    spec.slots.descr_get = Some(partial_get);
    spec.methods = PARTIAL_METHODS;
    spec.getset = PARTIAL_GETSET;
    spec.doc =
        "Create a new function with partial application of the given arguments and keywords.";
    add_class(vm, module, spec);

    let mut spec = ClassSpec::new("_lru_cache_wrapper", Shape::Fields);
    spec.module = "functools";
    spec.fields = 8;
    spec.flags = class_flags::BASE_TYPE
        | class_flags::MANAGED_DICT
        | class_flags::WEAK_REFERENCES
        | class_flags::METHOD_DESCRIPTOR;
    spec.slots.new = Some(cache_new);
    spec.slots.init = Some(|_, _, _| Ok(()));
    spec.slots.call = Some(cache_call);
    spec.slots.descr_get = Some(cache_get);
    spec.methods = CACHE_METHODS;
    add_class(vm, module, spec);
    Ok(module)
}
