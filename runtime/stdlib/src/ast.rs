//! `_ast`: the classes of syntax trees. Trees can be built and walked; the compiler gives none out.

use vm::layout::{Class, Shape, class_flags};
use vm::objects::class::ClassSpec;
use vm::objects::repr::push_repr;
use vm::objects::sequences::{list, tuple};
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add, add_ints};

/// The attributes of nodes that have a place in the source.
const PLACE: &str = "lineno col_offset end_lineno end_col_offset";

/// Abstract classes, whether their nodes have a place, and their classes with fields.
const CLASSES: &[(&str, bool, &str)] = &[
    (
        "mod",
        false,
        "Module(body type_ignores) Interactive(body) Expression(body) FunctionType(argtypes returns)",
    ),
    (
        "stmt",
        true,
        "FunctionDef(name args body decorator_list returns type_comment type_params) \
         AsyncFunctionDef(name args body decorator_list returns type_comment type_params) \
         ClassDef(name bases keywords body decorator_list type_params) Return(value) Delete(targets) \
         Assign(targets value type_comment) TypeAlias(name type_params value) AugAssign(target op value) \
         AnnAssign(target annotation value simple) For(target iter body orelse type_comment) \
         AsyncFor(target iter body orelse type_comment) While(test body orelse) If(test body orelse) \
         With(items body type_comment) AsyncWith(items body type_comment) Match(subject cases) Raise(exc cause) \
         Try(body handlers orelse finalbody) TryStar(body handlers orelse finalbody) Assert(test msg) Import(names) \
         ImportFrom(module names level) Global(names) Nonlocal(names) Expr(value) Pass() Break() Continue()",
    ),
    (
        "expr",
        true,
        "BoolOp(op values) NamedExpr(target value) BinOp(left op right) UnaryOp(op operand) Lambda(args body) \
         IfExp(test body orelse) Dict(keys values) Set(elts) ListComp(elt generators) SetComp(elt generators) \
         DictComp(key value generators) GeneratorExp(elt generators) Await(value) Yield(value) YieldFrom(value) \
         Compare(left ops comparators) Call(func args keywords) FormattedValue(value conversion format_spec) \
         Interpolation(value str conversion format_spec) JoinedStr(values) TemplateStr(values) Constant(value kind) \
         Attribute(value attr ctx) Subscript(value slice ctx) Starred(value ctx) Name(id ctx) List(elts ctx) \
         Tuple(elts ctx) Slice(lower upper step)",
    ),
    ("expr_context", false, "Load() Store() Del()"),
    ("boolop", false, "And() Or()"),
    (
        "operator",
        false,
        "Add() Sub() Mult() MatMult() Div() Mod() Pow() LShift() RShift() BitOr() BitXor() BitAnd() FloorDiv()",
    ),
    ("unaryop", false, "Invert() Not() UAdd() USub()"),
    (
        "cmpop",
        false,
        "Eq() NotEq() Lt() LtE() Gt() GtE() Is() IsNot() In() NotIn()",
    ),
    ("excepthandler", true, "ExceptHandler(type name body)"),
    (
        "pattern",
        true,
        "MatchValue(value) MatchSingleton(value) MatchSequence(patterns) MatchMapping(keys patterns rest) \
         MatchClass(cls patterns kwd_attrs kwd_patterns) MatchStar(name) MatchAs(pattern name) MatchOr(patterns)",
    ),
    ("type_ignore", false, "TypeIgnore(lineno tag)"),
    (
        "type_param",
        true,
        "TypeVar(name bound default_value) ParamSpec(name default_value) TypeVarTuple(name default_value)",
    ),
];
/// Classes that belong to none of these.
const OTHERS: &[(&str, bool, &str)] = &[
    ("comprehension", false, "target iter ifs is_async"),
    (
        "arguments",
        false,
        "posonlyargs args vararg kwonlyargs kw_defaults kwarg defaults",
    ),
    ("arg", true, "arg annotation type_comment"),
    ("keyword", true, "arg value"),
    ("alias", true, "name asname"),
    ("withitem", false, "context_expr optional_vars"),
    ("match_case", false, "pattern guard body"),
];
/// Fields that are lists, empty unless given.
const LISTS: &str = " argtypes bases body cases comparators decorator_list defaults elts finalbody generators handlers ifs \
                     items keywords kw_defaults kwd_attrs kwd_patterns kwonlyargs names ops orelse patterns posonlyargs \
                     targets type_ignores type_params values ";

/// Whether a field of a class is a list.
fn is_list(class: &str, field: &str) -> bool {
    let alone = matches!(
        (class, field),
        ("Lambda" | "IfExp" | "Expression", "body") | ("IfExp", "orelse")
    );
    let listed = LISTS.contains(&format!(" {field} "))
        || matches!((class, field), ("Dict" | "MatchMapping", "keys"))
        || (class, field) == ("Call", "args")
        || (class, field) == ("arguments", "args");
    listed && !alone
}

fn names(vm: &mut Vm, text: &str) -> Value {
    let list = vm.new_list(&[]);
    for name in text.split_whitespace() {
        let name = vm.intern(name);
        vm.list_append(list, name);
    }
    vm.new_tuple(list::items(list))
}

/// Sets a node's attributes: fields in order, then by name; lists that are not given are empty.
fn init_node(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    let class = vm.class_of(this);
    let class_name = vm.class_name(this);
    let short = class_name.rsplit('.').next().unwrap_or_default().to_owned();
    let key = vm.intern("_fields");
    let fields = vm.get_attr(Value::object(class), key)?;
    let fields = vm.tuple_from(fields)?;
    let count = tuple::items(fields).len();
    if args.pos().len() > count {
        let plural = if count == 1 { "" } else { "s" };
        return Err(vm.type_error(format!(
            "{short} constructor takes at most {count} positional argument{plural}"
        )));
    }
    for (index, &value) in args.pos().iter().enumerate() {
        vm.set_attr(this, tuple::items(fields)[index], value)?;
    }
    for (name, value) in args.keywords() {
        let given = &tuple::items(fields)[..args.pos().len()];
        if given.contains(&name) {
            let name = vm.text(name).into_owned();
            return Err(vm.type_error(format!("{short} got multiple values for argument '{name}'")));
        }
        vm.set_attr(this, name, value)?;
    }
    for index in args.pos().len()..count {
        let name = tuple::items(fields)[index];
        if args.keywords().any(|(given, _)| given == name) {
            continue;
        }
        let text = vm.text(name).into_owned();
        if is_list(&short, &text) {
            let empty = vm.new_list(&[]);
            vm.set_attr(this, name, empty)?;
        } else if text == "ctx" {
            let load = support::recall(vm, "ast.Load");
            let load = vm.call_pos(load, &[])?;
            vm.set_attr(this, name, load)?;
        }
    }
    Ok(())
}

fn reduce(vm: &mut Vm, this: Value) -> Result {
    let class = Value::object(vm.class_of(this));
    let dict = vm.instance_dict(this);
    let nothing = vm.empty_tuple();
    Ok(vm.new_tuple(&[class, nothing, dict]))
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let class = vm.class_of(this);
    let key = vm.intern("_fields");
    let fields = vm.get_attr(Value::object(class), key)?;
    let mut text = format!(
        "{}(",
        vm.class_name(this).rsplit('.').next().unwrap_or_default()
    );
    for (index, &name) in tuple::items(fields).iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        text.push_str(&vm.text(name));
        text.push('=');
        let value = vm.get_attr_opt(this, name)?.unwrap_or(Value::NONE);
        if vm.is_list(value) {
            text.push_str("[...]");
        } else {
            push_repr(vm, &mut text, value)?;
        }
    }
    text.push(')');
    Ok(vm.new_str(&text))
}

static METHODS: &[Def] = &[Def::new("__reduce__", Call::NoArgs(reduce))];

/// Makes a class by calling `type`: classes of trees can be changed, as Python's own can.
fn make(
    vm: &mut Vm,
    module: Value,
    name: &str,
    base: Value,
    place: Option<bool>,
    fields: Option<&str>,
) -> Result {
    let namespace = vm.new_dict();
    let owner = vm.intern("ast");
    vm.dict_set_str(namespace, "__module__", owner);
    if let Some(place) = place {
        let attributes = names(vm, if place { PLACE } else { "" });
        vm.dict_set_str(namespace, "_attributes", attributes);
        if place {
            for name in ["end_lineno", "end_col_offset"] {
                vm.dict_set_str(namespace, name, Value::NONE);
            }
        }
    }
    let listed = names(vm, fields.unwrap_or_default());
    for name in ["_fields", "__match_args__"] {
        vm.dict_set_str(namespace, name, listed);
    }
    for field in fields.unwrap_or_default().split_whitespace() {
        let optional = matches!(
            field,
            "returns"
                | "type_comment"
                | "value"
                | "annotation"
                | "vararg"
                | "kwarg"
                | "cause"
                | "exc"
                | "msg"
                | "module"
                | "bound"
                | "default_value"
                | "guard"
                | "optional_vars"
                | "asname"
                | "kind"
                | "format_spec"
                | "lower"
                | "upper"
                | "step"
                | "rest"
                | "level"
        ) || matches!(
            (name, field),
            ("ExceptHandler", "type" | "name")
                | ("MatchAs", _)
                | ("MatchStar", _)
                | ("keyword", "arg")
        );
        let needed = field == "value" && !matches!(name, "Return" | "AnnAssign" | "Yield")
            || (name, field) == ("FunctionType", "returns");
        if optional && !needed {
            vm.dict_set_str(namespace, field, Value::NONE);
        }
    }
    let name_value = vm.intern(name);
    let bases = vm.new_tuple(&[base]);
    let metaclass = Value::object(vm.types.type_);
    let class = vm.call_pos(metaclass, &[name_value, bases, Value::object(namespace)])?;
    add(vm, module, name, class);
    Ok(class)
}

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_ast", &[]);
    let mut spec = ClassSpec::new("AST", Shape::Instance);
    spec.module = "ast";
    spec.flags = class_flags::BASE_TYPE | class_flags::MANAGED_DICT | class_flags::WEAK_REFERENCES;
    spec.slots.new = Some(|vm, class, _| Ok(vm.new_instance(class)));
    spec.slots.init = Some(init_node);
    spec.slots.repr = Some(repr);
    spec.methods = METHODS;
    let root: *mut Class = support::add_class(vm, module, spec);
    // SAFETY: typed: the class was just made.
    let dict = unsafe { (*root).dict };
    for name in ["_fields", "_attributes", "__match_args__"] {
        let none = vm.empty_tuple();
        vm.dict_set_str(dict, name, none);
    }
    for &(name, place, classes) in CLASSES {
        let base = make(vm, module, name, Value::object(root), Some(place), None)?;
        for class in classes.split_inclusive(')') {
            let class = class.trim().trim_end_matches(')');
            let (name, fields) = class.split_once('(').unwrap_or((class, ""));
            let class = make(vm, module, name, base, None, Some(fields))?;
            if name == "Load" {
                support::remember(vm, "ast.Load", class);
            }
        }
    }
    for &(name, place, fields) in OTHERS {
        make(
            vm,
            module,
            name,
            Value::object(root),
            Some(place),
            Some(fields),
        )?;
    }
    add_ints(
        vm,
        module,
        &[
            ("PyCF_ONLY_AST", 0x400),
            ("PyCF_TYPE_COMMENTS", 0x1000),
            ("PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000),
            ("PyCF_OPTIMIZED_AST", 0x8400),
        ],
    );
    Ok(module)
}
