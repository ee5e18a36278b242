//! `_opcode`: facts about instructions, which `dis` and through it `inspect` and `dataclasses` ask for.

use vm::objects::class::slots::BinaryOperator;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add};

/// First and last numbers of runs of instructions.
type Runs = &'static [(i64, i64)];

const VALID: Runs = &[(0, 120), (128, 211), (234, 266)];
const ARG: Runs = &[
    (44, 120),
    (128, 128),
    (143, 153),
    (155, 195),
    (197, 197),
    (200, 200),
    (209, 211),
    (237, 237),
    (239, 239),
    (241, 245),
    (247, 251),
    (253, 253),
    (255, 255),
    (257, 261),
    (263, 266),
];
const CONST: Runs = &[(82, 82), (190, 191)];
const NAME: Runs = &[
    (61, 61),
    (64, 65),
    (72, 73),
    (80, 80),
    (91, 93),
    (96, 96),
    (110, 110),
    (115, 116),
    (179, 179),
    (189, 189),
    (194, 195),
    (200, 200),
    (249, 249),
];
const JUMP: Runs = &[
    (68, 68),
    (70, 70),
    (75, 77),
    (100, 103),
    (106, 106),
    (172, 176),
    (237, 237),
    (248, 248),
    (257, 260),
];
const FREE: Runs = &[(62, 62), (90, 90), (97, 97), (111, 111)];
const LOCAL: Runs = &[
    (3, 3),
    (63, 63),
    (83, 89),
    (112, 114),
    (261, 261),
    (266, 266),
];
const EXC: Runs = &[(263, 265)];

fn is_in(vm: &mut Vm, opcode: Value, runs: Runs) -> Result {
    let opcode = vm.index_argument(opcode)?;
    let inside = |&(first, last): &(i64, i64)| (first..=last).contains(&opcode);
    Ok(Value::bool(runs.iter().any(inside)))
}

fn strings(vm: &mut Vm, texts: &[&str]) -> Result {
    let list = vm.new_list(&[]);
    for text in texts {
        let text = vm.intern(text);
        vm.list_push(list, text)?;
    }
    Ok(list)
}

const INTRINSICS_1: &[&str] = &[
    "INTRINSIC_1_INVALID",
    "INTRINSIC_PRINT",
    "INTRINSIC_IMPORT_STAR",
    "INTRINSIC_STOPITERATION_ERROR",
    "INTRINSIC_ASYNC_GEN_WRAP",
    "INTRINSIC_UNARY_POSITIVE",
    "INTRINSIC_LIST_TO_TUPLE",
    "INTRINSIC_TYPEVAR",
    "INTRINSIC_PARAMSPEC",
    "INTRINSIC_TYPEVARTUPLE",
    "INTRINSIC_SUBSCRIPT_GENERIC",
    "INTRINSIC_TYPEALIAS",
];
const INTRINSICS_2: &[&str] = &[
    "INTRINSIC_2_INVALID",
    "INTRINSIC_PREP_RERAISE_STAR",
    "INTRINSIC_TYPEVAR_WITH_BOUND",
    "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
    "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
    "INTRINSIC_SET_TYPEPARAM_DEFAULT",
];
const SPECIAL_METHODS: &[&str] = &["__enter__", "__exit__", "__aenter__", "__aexit__"];
/// `NB_*` without the prefix, in the order of [`BinaryOperator`].
const OPERATORS: [&str; BinaryOperator::COUNT] = [
    "ADD",
    "AND",
    "FLOOR_DIVIDE",
    "LSHIFT",
    "MATRIX_MULTIPLY",
    "MULTIPLY",
    "REMAINDER",
    "OR",
    "POWER",
    "RSHIFT",
    "SUBTRACT",
    "TRUE_DIVIDE",
    "XOR",
];

/// Names and signs of `BINARY_OP`'s operators.
fn nb_ops(vm: &mut Vm, _: Value) -> Result {
    let all = vm.new_list(&[]);
    for (prefix, suffix) in [("NB_", ""), ("NB_INPLACE_", "=")] {
        for (name, operator) in OPERATORS.iter().zip(BinaryOperator::ALL) {
            let sign = operator.sign().split(' ').next().unwrap_or_default();
            push_operator(
                vm,
                all,
                &format!("{prefix}{name}"),
                &format!("{sign}{suffix}"),
            )?;
        }
    }
    push_operator(vm, all, "NB_SUBSCR", "[]")?;
    Ok(all)
}

fn push_operator(vm: &mut Vm, all: Value, name: &str, sign: &str) -> Result<()> {
    let (name, sign) = (vm.new_str(name), vm.new_str(sign));
    let pair = vm.new_tuple(&[name, sign]);
    vm.list_push(all, pair)
}

/// What an instruction does to the stack's depth is the compiler's to know.
fn stack_effect(vm: &mut Vm, _: Value, _: Args<'_>) -> Result {
    Err(vm.not_implemented_error("stack_effect"))
}

static FUNCTIONS: &[Def] = &[
    Def::new(
        "is_valid",
        Call::One(|vm, _, opcode| is_in(vm, opcode, VALID)),
    ),
    Def::new("has_arg", Call::One(|vm, _, opcode| is_in(vm, opcode, ARG))),
    Def::new(
        "has_const",
        Call::One(|vm, _, opcode| is_in(vm, opcode, CONST)),
    ),
    Def::new(
        "has_name",
        Call::One(|vm, _, opcode| is_in(vm, opcode, NAME)),
    ),
    Def::new(
        "has_jump",
        Call::One(|vm, _, opcode| is_in(vm, opcode, JUMP)),
    ),
    Def::new(
        "has_free",
        Call::One(|vm, _, opcode| is_in(vm, opcode, FREE)),
    ),
    Def::new(
        "has_local",
        Call::One(|vm, _, opcode| is_in(vm, opcode, LOCAL)),
    ),
    Def::new("has_exc", Call::One(|vm, _, opcode| is_in(vm, opcode, EXC))),
    Def::new("stack_effect", Call::FastKeywords(stack_effect)),
    Def::new("get_nb_ops", Call::NoArgs(nb_ops)),
    Def::new(
        "get_intrinsic1_descs",
        Call::NoArgs(|vm, _| strings(vm, INTRINSICS_1)),
    ),
    Def::new(
        "get_intrinsic2_descs",
        Call::NoArgs(|vm, _| strings(vm, INTRINSICS_2)),
    ),
    Def::new(
        "get_special_method_names",
        Call::NoArgs(|vm, _| strings(vm, SPECIAL_METHODS)),
    ),
    Def::new(
        "get_specialization_stats",
        Call::NoArgs(|_, _| Ok(Value::NONE)),
    ),
    Def::new(
        "get_executor",
        Call::FastKeywords(|_, _, _| Ok(Value::NONE)),
    ),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_opcode", FUNCTIONS);
    add(vm, module, "ENABLE_SPECIALIZATION", Value::TRUE);
    add(vm, module, "ENABLE_SPECIALIZATION_FT", Value::FALSE);
    Ok(module)
}
