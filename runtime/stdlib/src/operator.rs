//! `_operator`.

use vm::layout::{Class, Shape, class_flags};
use vm::objects::class::ClassSpec;
use vm::objects::class::slots::{BinaryOperator, Comparison};
use vm::objects::fields::field;
use vm::objects::repr::push_repr;
use vm::objects::sequences::tuple;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add_class};

fn two<'a>(vm: &mut Vm, name: &str, args: &'a [Value]) -> Result<&'a [Value; 2]> {
    vm.check_positional(name, args.len(), 2, 2)?;
    match args.first_chunk() {
        Some(pair) => Ok(pair),
        None => Err(vm.type_error("two arguments expected")),
    }
}

macro_rules! binary {
    ($($name:ident $inplace:ident $text:literal $itext:literal = $op:ident;)+) => { $(
        fn $name(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
            let &[left, right] = two(vm, $text, args)?;
            vm.binary(BinaryOperator::$op, left, right)
        }
        fn $inplace(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
            let &[left, right] = two(vm, $itext, args)?;
            vm.binary_inplace(BinaryOperator::$op, left, right)
        }
    )+ };
}
binary! {
    add iadd "add" "iadd" = Add;
    and_ iand "and_" "iand" = And;
    floordiv ifloordiv "floordiv" "ifloordiv" = FloorDivide;
    lshift ilshift "lshift" "ilshift" = Lshift;
    matmul imatmul "matmul" "imatmul" = MatrixMultiply;
    mul imul "mul" "imul" = Multiply;
    modulo imod "mod" "imod" = Remainder;
    or_ ior "or_" "ior" = Or;
    pow ipow "pow" "ipow" = Power;
    rshift irshift "rshift" "irshift" = Rshift;
    sub isub "sub" "isub" = Subtract;
    truediv itruediv "truediv" "itruediv" = TrueDivide;
    xor ixor "xor" "ixor" = Xor;
}

macro_rules! comparison {
    ($($name:ident $text:literal = $op:ident;)+) => { $(
        fn $name(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
            let &[left, right] = two(vm, $text, args)?;
            vm.compare(Comparison::$op, left, right)
        }
    )+ };
}
comparison! {
    lt "lt" = Lt;
    le "le" = Le;
    eq "eq" = Eq;
    ne "ne" = Ne;
    gt "gt" = Gt;
    ge "ge" = Ge;
}

fn abs(vm: &mut Vm, _: Value, value: Value) -> Result {
    let class = vm.class_of(value);
    match vm.slots(class).absolute {
        Some(absolute) => absolute(vm, value),
        None => {
            let name = vm.class_name(value);
            Err(vm.type_error(format!("bad operand type for abs(): '{name}'")))
        }
    }
}

fn neg(vm: &mut Vm, _: Value, value: Value) -> Result {
    vm.negative(value)
}

fn pos(vm: &mut Vm, _: Value, value: Value) -> Result {
    vm.positive(value)
}

fn invert(vm: &mut Vm, _: Value, value: Value) -> Result {
    vm.invert(value)
}

fn index(vm: &mut Vm, _: Value, value: Value) -> Result {
    vm.index(value)
}

fn not_(vm: &mut Vm, _: Value, value: Value) -> Result {
    Ok(Value::bool(!vm.is_true(value)?))
}

fn truth(vm: &mut Vm, _: Value, value: Value) -> Result {
    Ok(Value::bool(vm.is_true(value)?))
}

fn is_(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let &[left, right] = two(vm, "is_", args)?;
    Ok(Value::bool(left == right))
}

fn is_not(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let &[left, right] = two(vm, "is_not", args)?;
    Ok(Value::bool(left != right))
}

fn is_none(_: &mut Vm, _: Value, value: Value) -> Result {
    Ok(Value::bool(value.is_none()))
}

fn is_not_none(_: &mut Vm, _: Value, value: Value) -> Result {
    Ok(Value::bool(!value.is_none()))
}

fn getitem(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let &[container, key] = two(vm, "getitem", args)?;
    vm.get_item(container, key)
}

fn setitem(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("setitem", args.len(), 3, 3)?;
    vm.set_item(args[0], args[1], args[2])?;
    Ok(Value::NONE)
}

fn delitem(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let &[container, key] = two(vm, "delitem", args)?;
    vm.set_item(container, key, Value::NULL)?;
    Ok(Value::NONE)
}

fn contains(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let &[container, item] = two(vm, "contains", args)?;
    Ok(Value::bool(vm.contains(container, item)?))
}

fn is_sequence(vm: &mut Vm, value: Value) -> bool {
    let class = vm.class_of(value);
    vm.slots(class).getitem.is_some() && !vm.is_dict(value)
}

fn concat(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let &[left, right] = two(vm, "concat", args)?;
    if !is_sequence(vm, left) {
        let name = vm.class_name(left);
        return Err(vm.type_error(format!("'{name}' object can't be concatenated")));
    }
    vm.binary(BinaryOperator::Add, left, right)
}

fn iconcat(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let &[left, right] = two(vm, "iconcat", args)?;
    if !is_sequence(vm, left) {
        let name = vm.class_name(left);
        return Err(vm.type_error(format!("'{name}' object can't be concatenated")));
    }
    vm.binary_inplace(BinaryOperator::Add, left, right)
}

/// The iterator that `countOf` and `indexOf` look through.
fn search(vm: &mut Vm, container: Value) -> Result {
    vm.iter_or(container, |class| {
        format!("argument of type '{class}' is not iterable")
    })
}

fn count_of(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let &[container, wanted] = two(vm, "countOf", args)?;
    let iterator = search(vm, container)?;
    let mut count = 0;
    while let Some(item) = vm.next_item(iterator)? {
        count += i64::from(vm.items_equal(item, wanted)?);
    }
    Ok(vm.new_int(count))
}

fn index_of(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let &[container, wanted] = two(vm, "indexOf", args)?;
    let iterator = search(vm, container)?;
    let mut index = 0;
    while let Some(item) = vm.next_item(iterator)? {
        if vm.items_equal(item, wanted)? {
            return Ok(vm.new_int(index));
        }
        index += 1;
    }
    Err(vm.value_error("sequence.index(x): x not in sequence"))
}

fn length_hint(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("length_hint", args.len(), 1, 2)?;
    let default = match args.get(1) {
        Some(&default) => vm.index_argument(default)?,
        None => 0,
    };
    let hint = vm.length_hint(args[0], default.max(0) as usize)?;
    Ok(vm.new_int(hint as i64))
}

fn call(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    if args.pos().is_empty() {
        return Err(vm.type_error("call expected at least 1 argument, got 0"));
    }
    vm.call(
        args.values[0],
        Args {
            values: &args.values[1..],
            kwnames: args.kwnames,
        },
    )
}

fn compare_digest(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let &[left, right] = two(vm, "_compare_digest", args)?;
    if support::is_str(vm, left) && support::is_str(vm, right) {
        return Ok(Value::bool(vm::objects::strings::equal(left, right)));
    }
    let (left, right) = (
        support::bytes_like(vm, left)?,
        support::bytes_like(vm, right)?,
    );
    Ok(Value::bool(left == right))
}

/// Fields of a getter: items or names (a tuple).
fn itemgetter_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("itemgetter", args)?;
    if args.values.is_empty() {
        return Err(vm.type_error("itemgetter expected at least 1 argument, got 0"));
    }
    let items = vm.new_tuple(args.values);
    Ok(vm.new_fields(class, &[Value::NULL, items]))
}

fn one_argument(vm: &mut Vm, name: &str, args: Args<'_>) -> Result {
    vm.no_keywords(name, args)?;
    vm.check_positional(name, args.values.len(), 1, 1)?;
    Ok(args.values[0])
}

fn itemgetter_call(vm: &mut Vm, getter: Value, args: Args<'_>) -> Result {
    let object = match *args.values {
        [object] if args.kwnames.is_null() => object,
        _ => one_argument(vm, "itemgetter", args)?,
    };
    if let &[item] = tuple::items(field(getter, 1)) {
        if vm.class_of(object) == vm.types.tuple
            && let Some(index) = item.as_int().and_then(|index| usize::try_from(index).ok())
            && let Some(&item) = tuple::items(object).get(index)
        {
            return Ok(item);
        }
        return vm.get_item(object, item);
    }
    let result = vm.new_list(&[]);
    for &item in tuple::items(field(getter, 1)) {
        let value = vm.get_item(object, item)?;
        vm.list_push(result, value)?;
    }
    vm.tuple_from_list(result)
}

fn attrgetter_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("attrgetter", args)?;
    if args.values.is_empty() {
        return Err(vm.type_error("attrgetter expected at least 1 argument, got 0"));
    }
    // Each name as the tuple of its parts between dots.
    let names = vm.new_list(&[]);
    for &name in args.values {
        if !support::is_str(vm, name) {
            return Err(vm.type_error("attribute name must be a string"));
        }
        let text = vm.text(name).into_owned();
        let parts = vm.new_list(&[]);
        for part in text.split('.') {
            let part = vm.intern(part);
            vm.list_push(parts, part)?;
        }
        let parts = vm.tuple_from_list(parts)?;
        vm.list_push(names, parts)?;
    }
    let names = vm.tuple_from_list(names)?;
    let given = vm.new_tuple(args.values);
    Ok(vm.new_fields(class, &[Value::NULL, given, names]))
}

fn attribute(vm: &mut Vm, object: Value, parts: Value) -> Result {
    let mut value = object;
    for &part in tuple::items(parts) {
        value = vm.get_attr(value, part)?;
    }
    Ok(value)
}

fn attrgetter_call(vm: &mut Vm, getter: Value, args: Args<'_>) -> Result {
    let object = one_argument(vm, "attrgetter", args)?;
    let names = tuple::items(field(getter, 2));
    if let &[only] = names {
        return attribute(vm, object, only);
    }
    let result = vm.new_list(&[]);
    for &parts in names {
        let value = attribute(vm, object, parts)?;
        vm.list_push(result, value)?;
    }
    vm.tuple_from_list(result)
}

/// Fields of a method caller: name and arguments (a tuple), values of keywords (a tuple), their names (a tuple).
fn methodcaller_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let Some(&name) = args.pos().first() else {
        return Err(vm.type_error("methodcaller needs at least one argument, the method name"));
    };
    if !support::is_str(vm, name) {
        return Err(vm.type_error("method name must be a string"));
    }
    let name = vm.intern_str(name);
    let values = vm.new_tuple(&args.values[1..]);
    let names = if args.kwnames.is_null() {
        vm.empty_tuple()
    } else {
        args.kwnames
    };
    Ok(vm.new_fields(class, &[Value::NULL, name, values, names]))
}

fn methodcaller_call(vm: &mut Vm, caller: Value, args: Args<'_>) -> Result {
    let object = one_argument(vm, "methodcaller", args)?;
    let method = vm.get_attr(object, field(caller, 1))?;
    let names = field(caller, 3);
    let kwnames = if tuple::items(names).is_empty() {
        Value::NULL
    } else {
        names
    };
    vm.call(
        method,
        Args {
            values: tuple::items(field(caller, 2)),
            kwnames,
        },
    )
}

fn getter_repr(vm: &mut Vm, getter: Value) -> Result {
    let mut text = format!("operator.{}(", vm.class_name(getter));
    for (index, &item) in tuple::items(field(getter, 1)).iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        push_repr(vm, &mut text, item)?;
    }
    text.push(')');
    Ok(vm.new_str(&text))
}

static FUNCTIONS: &[Def] = &[
    Def::new("abs", Call::One(abs)),
    Def::new("neg", Call::One(neg)),
    Def::new("pos", Call::One(pos)),
    Def::new("inv", Call::One(invert)),
    Def::new("invert", Call::One(invert)),
    Def::new("index", Call::One(index)),
    Def::new("not_", Call::One(not_)),
    Def::new("truth", Call::One(truth)),
    Def::new("is_none", Call::One(is_none)),
    Def::new("is_not_none", Call::One(is_not_none)),
    Def::new("is_", Call::Fast(is_)),
    Def::new("is_not", Call::Fast(is_not)),
    Def::new("add", Call::Fast(add)),
    Def::new("iadd", Call::Fast(iadd)),
    Def::new("and_", Call::Fast(and_)),
    Def::new("iand", Call::Fast(iand)),
    Def::new("floordiv", Call::Fast(floordiv)),
    Def::new("ifloordiv", Call::Fast(ifloordiv)),
    Def::new("lshift", Call::Fast(lshift)),
    Def::new("ilshift", Call::Fast(ilshift)),
    Def::new("matmul", Call::Fast(matmul)),
    Def::new("imatmul", Call::Fast(imatmul)),
    Def::new("mul", Call::Fast(mul)),
    Def::new("imul", Call::Fast(imul)),
    Def::new("mod", Call::Fast(modulo)),
    Def::new("imod", Call::Fast(imod)),
    Def::new("or_", Call::Fast(or_)),
    Def::new("ior", Call::Fast(ior)),
    Def::new("pow", Call::Fast(pow)),
    Def::new("ipow", Call::Fast(ipow)),
    Def::new("rshift", Call::Fast(rshift)),
    Def::new("irshift", Call::Fast(irshift)),
    Def::new("sub", Call::Fast(sub)),
    Def::new("isub", Call::Fast(isub)),
    Def::new("truediv", Call::Fast(truediv)),
    Def::new("itruediv", Call::Fast(itruediv)),
    Def::new("xor", Call::Fast(xor)),
    Def::new("ixor", Call::Fast(ixor)),
    Def::new("lt", Call::Fast(lt)),
    Def::new("le", Call::Fast(le)),
    Def::new("eq", Call::Fast(eq)),
    Def::new("ne", Call::Fast(ne)),
    Def::new("gt", Call::Fast(gt)),
    Def::new("ge", Call::Fast(ge)),
    Def::new("getitem", Call::Fast(getitem)),
    Def::new("setitem", Call::Fast(setitem)),
    Def::new("delitem", Call::Fast(delitem)),
    Def::new("contains", Call::Fast(contains)),
    Def::new("concat", Call::Fast(concat)),
    Def::new("iconcat", Call::Fast(iconcat)),
    Def::new("countOf", Call::Fast(count_of)),
    Def::new("indexOf", Call::Fast(index_of)),
    Def::new("length_hint", Call::Fast(length_hint)),
    Def::new("call", Call::FastKeywords(call)),
    Def::new("_compare_digest", Call::Fast(compare_digest)),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_operator", FUNCTIONS);
    let mut spec = ClassSpec::new("itemgetter", Shape::Fields);
    spec.module = "operator";
    spec.fields = 2;
    spec.flags = class_flags::BASE_TYPE;
    spec.slots.new = Some(itemgetter_new);
    spec.slots.call = Some(itemgetter_call);
    spec.slots.repr = Some(getter_repr);
    add_class(vm, module, spec);
    let mut spec = ClassSpec::new("attrgetter", Shape::Fields);
    spec.module = "operator";
    spec.fields = 3;
    spec.flags = class_flags::BASE_TYPE;
    spec.slots.new = Some(attrgetter_new);
    spec.slots.call = Some(attrgetter_call);
    spec.slots.repr = Some(getter_repr);
    add_class(vm, module, spec);
    let mut spec = ClassSpec::new("methodcaller", Shape::Fields);
    spec.module = "operator";
    spec.fields = 4;
    spec.flags = class_flags::BASE_TYPE;
    spec.slots.new = Some(methodcaller_new);
    spec.slots.call = Some(methodcaller_call);
    add_class(vm, module, spec);
    Ok(module)
}
