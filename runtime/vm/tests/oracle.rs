//! Numbers, str and bytes against what CPython 3.14 says: each line of `oracle.json` is `[operation, operands, result]`,
//! the result as `ascii()` gives it, or `!Class: message`. `TIERLENS_CASES` names another file of the same form.

use serde_json::Value as Json;
use vm::objects::class::slots::{BinaryOperator, Comparison};
use vm::objects::sequences::{list, tuple};
use vm::{Hooks, Raised, Value, Vm};

fn new_vm() -> Box<Vm> {
    Vm::new(Hooks {
        compile: |_, _, _, _| Err(Raised),
        decode: |_, _, _| Err(Raised),
        tokenize: |_, _| Err(Raised),
        positions: |_, _| Vec::new(),
        backend: None,
        modules: Default::default(),
        library: |_| None,
        library_folder: "",
        library_text: |_| None,
        library_code: |_, _, _| None,
    })
}

fn bytes(list: &Json) -> Vec<u8> {
    list.as_array()
        .expect("a list")
        .iter()
        .map(|byte| byte.as_u64().expect("a byte") as u8)
        .collect()
}

fn value(vm: &mut Vm, json: &Json) -> Value {
    match json {
        Json::Null => Value::NONE,
        Json::Bool(value) => Value::bool(*value),
        Json::String(text) => vm.new_str(text),
        Json::Object(object) => {
            let (kind, content) = object.iter().next().expect("one entry");
            match kind.as_str() {
                "i" => vm
                    .parse_int(content.as_str().expect("digits"), 16)
                    .expect("an int"),
                "f" => Value::float(f64::from_bits(
                    u64::from_str_radix(content.as_str().expect("digits"), 16).expect("bits"),
                )),
                "c" => {
                    let (real, imag) = (value(vm, &content[0]), value(vm, &content[1]));
                    vm.new_complex(
                        real.as_float().expect("a float"),
                        imag.as_float().expect("a float"),
                    )
                }
                "s" => {
                    let points: Vec<u32> = content
                        .as_array()
                        .expect("a list")
                        .iter()
                        .map(|point| point.as_u64().expect("a point") as u32)
                        .collect();
                    vm.new_str_from_code_points(&points)
                }
                "b" => vm.new_bytes(&bytes(content)),
                "a" => vm.new_bytearray(&bytes(content)).expect("room"),
                _ => {
                    let list = vm.new_list(&[]);
                    for item in content.as_array().expect("a list") {
                        let item = value(vm, item);
                        vm.list_append(list, item);
                    }
                    if kind == "l" {
                        list
                    } else {
                        vm.new_tuple(list::items(list))
                    }
                }
            }
        }
        Json::Number(_) | Json::Array(_) => panic!("unexpected {json}"),
    }
}

fn run(vm: &mut Vm, operation: &str, args: &[Value]) -> vm::Result {
    if let Some(method) = operation.strip_prefix('.') {
        return vm.call_method(args[0], method, &args[1..]);
    }
    if let Some(op) = BinaryOperator::ALL
        .into_iter()
        .find(|op| op.sign() == operation)
    {
        return vm.binary(op, args[0], args[1]);
    }
    if let Some(op) = (0..6)
        .map(Comparison::from_index)
        .find(|op| op.sign() == operation)
    {
        return vm.compare(op, args[0], args[1]);
    }
    match operation {
        "**" => vm.binary(BinaryOperator::Power, args[0], args[1]),
        "in" => vm.contains(args[1], args[0]).map(Value::bool),
        "[]" => vm.get_item(args[0], args[1]),
        "len" => vm.length(args[0]).map(|length| vm.new_int_usize(length)),
        "hash" => vm.hash(args[0]).map(|hash| vm.new_int(hash)),
        "neg" => vm.negative(args[0]),
        "repr" => vm.repr(args[0]),
        "format" => vm.format(args[0], args[1]),
        "abs" => vm.call_method(args[0], "__abs__", &[]),
        "pow" => {
            let class = vm.class_of(args[0]);
            let power = vm.slots(class).power3.expect("ints have it");
            power(vm, args[0], args[1], args[2])
        }
        "round" => vm.call_method(args[0], "__round__", &args[1..]),
        "int" => vm.call_pos(Value::object(vm.types.int), args),
        "float" => vm.call_pos(Value::object(vm.types.float), args),
        "complex" => vm.call_pos(Value::object(vm.types.complex), args),
        "float.fromhex" => vm.call_method(Value::object(vm.types.float), "fromhex", args),
        other => panic!("unknown operation {other}"),
    }
}

fn told(vm: &mut Vm, result: vm::Result) -> String {
    match result.and_then(|value| vm.ascii(value)) {
        Ok(text) => vm.text(text).into_owned(),
        Err(Raised) => {
            let exception = vm.take_raised();
            let class = vm.class_name(exception);
            match vm.str(exception) {
                Ok(text) => format!("!{class}: {}", vm.text(text)),
                Err(Raised) => format!("!{class}"),
            }
        }
    }
}

#[test]
fn results_are_cpythons() {
    let text = match std::env::var("TIERLENS_CASES") {
        Ok(file) => std::fs::read_to_string(file).expect("the file of cases"),
        Err(_) => include_str!("oracle.json").to_owned(),
    };
    let mut vm = new_vm();
    vm.heap.stress = std::env::var("TIERLENS_STRESS")
        .is_ok()
        .then(|| vm::memory::Stress::new(u32::MAX));
    let mut wrong = Vec::new();
    for line in text.lines() {
        let case: Json = serde_json::from_str(line).expect("a case");
        let operation = case[0].as_str().expect("an operation");
        let expected = case[2].as_str().expect("a result");
        if expected.starts_with('!') && std::env::var("TIERLENS_NO_ERRORS").is_ok() {
            continue;
        }
        let list = vm.new_list(&[]);
        for arg in case[1].as_array().expect("operands") {
            let arg = value(&mut vm, arg);
            vm.list_append(list, arg);
        }
        let args = vm.new_tuple(list::items(list));
        let result = run(&mut vm, operation, tuple::items(args));
        let told = told(&mut vm, result);
        if told != expected {
            wrong.push(format!(
                "{operation} {}\n  expected {expected}\n  got      {told}",
                case[1]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong
            .iter()
            .take(60)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    );
}
