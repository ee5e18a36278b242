//! What the handlers of hot instructions are made of, in a release build: no call, and no more pushes and instructions than
//! `expected/handlers.txt` has. A handler that calls something in its usual case saves registers in every case; see
//! `runtime/vm/src/interpreter/express`. `UPDATE_EXPECT=1` writes the file.
#![cfg(all(target_arch = "x86_64", not(debug_assertions)))]

use std::collections::BTreeMap;
use std::path::Path;

use iced_x86::{Decoder, DecoderOptions, FlowControl, Mnemonic};
use object::{Object, ObjectSection, ObjectSymbol};
use tests::binary::tierlens;

/// Where the handlers are, as symbols have it.
const MODULES: [&str; 2] = ["16express_handlers", "13pair_handlers"];

/// What a handler is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Made {
    instructions: usize,
    pushes: usize,
    calls: usize,
}

fn handlers() -> BTreeMap<String, Made> {
    let data = std::fs::read(tierlens()).expect("the binary");
    let file = object::File::parse(&*data).expect("an object file");
    let mut found = BTreeMap::new();
    for symbol in file.symbols() {
        let Some(name) = symbol.name().ok().and_then(handler_of) else {
            continue;
        };
        let section = symbol.section_index().expect("defined");
        let section = file.section_by_index(section).expect("a section");
        let code = section
            .data_range(symbol.address(), symbol.size())
            .expect("readable")
            .expect("within its section");
        found.insert(name.to_owned(), made(code, symbol.address()));
    }
    found
}

/// The instruction or pair whose handler a mangled name is of: the module and the name behind its length.
fn handler_of(symbol: &str) -> Option<&str> {
    let mut ends = MODULES.iter();
    let end = ends.find_map(|module| Some(symbol.find(module)? + module.len()))?;
    let name = &symbol[end..];
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let length: usize = name[..digits].parse().ok()?;
    name[digits..].get(..length)
}

fn made(code: &[u8], address: u64) -> Made {
    let mut made = Made::default();
    for instruction in Decoder::with_ip(64, code, address, DecoderOptions::NONE) {
        // What fills the space between blocks does not run.
        if matches!(instruction.mnemonic(), Mnemonic::Nop | Mnemonic::Int3) {
            continue;
        }
        made.instructions += 1;
        made.pushes += usize::from(instruction.mnemonic() == Mnemonic::Push);
        made.calls += usize::from(matches!(
            instruction.flow_control(),
            FlowControl::Call | FlowControl::IndirectCall
        ));
    }
    made
}

#[test]
fn hot_handlers_call_nothing_and_do_not_grow() {
    let handlers = handlers();
    assert!(
        !handlers.is_empty(),
        "the binary has no symbols of handlers"
    );
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("expected/handlers.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let lines = handlers
            .iter()
            .map(|(name, made)| format!("{name} {} {}\n", made.instructions, made.pushes));
        std::fs::write(&file, lines.collect::<String>()).expect("written");
    }
    let recorded = std::fs::read_to_string(&file).expect("the file");
    let recorded: BTreeMap<&str, [usize; 2]> = recorded
        .lines()
        .map(|line| {
            let mut words = line.split(' ');
            let name = words.next().expect("a name");
            let mut number = || words.next().expect("a number").parse().expect("a number");
            (name, [number(), number()])
        })
        .collect();
    let mut wrong = Vec::new();
    for (name, made) in &handlers {
        let Some(&[instructions, pushes]) = recorded.get(&**name) else {
            wrong.push(format!("{name}: not recorded"));
            continue;
        };
        if made.calls > 0 || made.instructions > instructions || made.pushes > pushes {
            wrong.push(format!(
                "{name}: {made:?}, recorded {instructions} and {pushes} pushes"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
