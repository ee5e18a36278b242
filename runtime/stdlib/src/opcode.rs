//! `_opcode`: facts about instructions, which `dis` and through it `inspect` and `dataclasses` ask for.

use uops::Opcode;
use uops::opcode::Argument;
use vm::objects::class::slots::BinaryOperator;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add};

/// First and last numbers of runs of instructions.
type Runs = &'static [(i64, i64)];

/// What is asked of an instruction.
#[derive(Clone, Copy)]
enum Fact {
    Valid,
    Argument,
    Constant,
    Name,
    Jump,
    Cell,
    Local,
    Handler,
}

/// The instruction of that number, if it is no specialized form.
fn plain(number: i64) -> Option<Opcode> {
    let number = u8::try_from(number).ok()?;
    Opcode::from_u8(number).filter(|opcode| !opcode.is_specialized())
}

impl Fact {
    /// Whether it is so of an instruction.
    fn of(self, opcode: Opcode) -> bool {
        let argument = opcode.argument();
        match self {
            Fact::Valid => true,
            Fact::Argument => opcode.has_argument(),
            Fact::Constant => argument == Argument::Constant,
            Fact::Name => matches!(argument, Argument::Name(_)),
            Fact::Jump => opcode.jump().is_some(),
            Fact::Cell => argument == Argument::Cell,
            Fact::Local => matches!(argument, Argument::Local | Argument::Locals),
            Fact::Handler => false,
        }
    }

    /// The other numbers of which CPython says so: specialized forms whose own code looks at the argument, what monitoring puts in
    /// place (234 to 254), and what only the compiler knows (from 256). END_ASYNC_FOR (68) says where its loop is, though it does not
    /// jump there.
    const fn others(self) -> Runs {
        match self {
            Fact::Valid => &[(3, 3), (129, 211), (234, 266)],
            Fact::Argument => &[
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
                (257, 261),
                (263, 266),
            ],
            Fact::Constant => &[(190, 191)],
            Fact::Name => &[(179, 179), (189, 189), (194, 195), (200, 200), (249, 249)],
            Fact::Jump => &[(68, 68), (172, 176), (237, 237), (248, 248), (257, 260)],
            Fact::Cell => &[],
            Fact::Local => &[(3, 3), (261, 261), (266, 266)],
            Fact::Handler => &[(263, 265)],
        }
    }

    fn ask(self, vm: &mut Vm, number: Value) -> Result {
        let number = vm.index_argument(number)?;
        let others = || {
            let inside = |&(first, last): &(i64, i64)| (first..=last).contains(&number);
            self.others().iter().any(inside)
        };
        Ok(Value::bool(
            plain(number).is_some_and(|opcode| self.of(opcode)) || others(),
        ))
    }
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

/// What the compiler's own instructions do to the stack's depth where they jump, from 256 on.
const OWN_EFFECTS: [i64; 11] = [0, 0, 0, 0, 0, 1, 0, 2, 1, 1, -1];

/// What an instruction does to the stack's depth.
fn stack_effect(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = ["opcode", "oparg", "jump"];
    let [number, oparg, jump] = vm.bind_arguments("stack_effect", args, &names, 2, 2, 1)?;
    let number = vm.index_argument(number)?;
    let oparg = match oparg {
        Value::NONE | Value::NULL => 0,
        oparg => vm.index_argument(oparg)?,
    };
    if !matches!(jump, Value::NONE | Value::NULL | Value::TRUE | Value::FALSE) {
        return Err(vm.value_error("stack_effect: jump must be False, True or None"));
    }
    let argument = u32::try_from(oparg)
        .ok()
        .filter(|oparg| *oparg <= i32::MAX as u32);
    let effect = match (plain(number), argument) {
        (Some(opcode), Some(oparg)) => {
            let (popped, pushed) = opcode.stack_effect(oparg);
            Some(pushed as i64 - popped as i64)
        }
        (None, Some(_)) => {
            let own = usize::try_from(number - 256)
                .ok()
                .and_then(|at| OWN_EFFECTS.get(at));
            let stays = jump == Value::FALSE
                && Fact::Handler
                    .others()
                    .iter()
                    .any(|&(first, last)| (first..=last).contains(&number));
            own.map(|effect| if stays { 0 } else { *effect })
        }
        _ => None,
    };
    match effect {
        Some(effect) => Ok(vm.new_int(effect)),
        None => Err(vm.value_error("invalid opcode or oparg")),
    }
}

static FUNCTIONS: &[Def] = &[
    Def::new(
        "is_valid",
        Call::One(|vm, _, opcode| Fact::Valid.ask(vm, opcode)),
    ),
    Def::new(
        "has_arg",
        Call::One(|vm, _, opcode| Fact::Argument.ask(vm, opcode)),
    ),
    Def::new(
        "has_const",
        Call::One(|vm, _, opcode| Fact::Constant.ask(vm, opcode)),
    ),
    Def::new(
        "has_name",
        Call::One(|vm, _, opcode| Fact::Name.ask(vm, opcode)),
    ),
    Def::new(
        "has_jump",
        Call::One(|vm, _, opcode| Fact::Jump.ask(vm, opcode)),
    ),
    Def::new(
        "has_free",
        Call::One(|vm, _, opcode| Fact::Cell.ask(vm, opcode)),
    ),
    Def::new(
        "has_local",
        Call::One(|vm, _, opcode| Fact::Local.ask(vm, opcode)),
    ),
    Def::new(
        "has_exc",
        Call::One(|vm, _, opcode| Fact::Handler.ask(vm, opcode)),
    ),
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
