//! What an execution of an instruction costs: `costs.tsv`, which the benchmark `costs` writes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use runtime::report::Instruction;

use super::{Runtime, rows};

/// By the instruction's name, then by what it met or its operator.
static FORMS: LazyLock<BTreeMap<&str, BTreeMap<&str, Cost>>> = LazyLock::new(|| {
    let mut forms: BTreeMap<&str, BTreeMap<&str, Cost>> = BTreeMap::new();
    for row in rows(include_str!("costs.tsv")) {
        let [opname, met, best, cpython, interpreted, traced, _] = row[..] else {
            continue;
        };
        let figures = [cpython, interpreted, traced].map(|figure| figure.parse().ok());
        forms
            .entry(opname)
            .or_default()
            .insert(met, Cost { best, figures });
    }
    forms
});

#[derive(Debug)]
struct Cost {
    /// The form that the same work would best run as; empty where it is that, or where there is none.
    best: &'static str,
    /// Nanoseconds under CPython, interpreted here, traced here.
    figures: [Option<f64>; 3],
}

impl Cost {
    fn on(&self, runtime: Runtime) -> Option<f64> {
        let [cpython, interpreted, traced] = self.figures;
        match runtime {
            Runtime::Cpython => cpython,
            // Not measured; and what machine code saves is not the sum of what it saves on each instruction.
            Runtime::CpythonJit => None,
            Runtime::Interpreter => interpreted,
            Runtime::Traced => traced,
        }
    }
}

/// Words of witnesses that the table has; any other type is an `object` there.
const TYPES: &[&str] = &[
    "big",
    "bool",
    "bytes",
    "bytearray",
    "complex",
    "dict",
    "float",
    "frozenset",
    "in",
    "int",
    "list",
    "set",
    "slice",
    "str",
    "tuple",
    "None",
    "dict_itemiterator",
    "dict_keyiterator",
    "dict_valueiterator",
    "enumerate",
    "zip",
    "set_iterator",
    "map",
    "list_reverseiterator",
    "filter",
    "is",
    "str_iterator",
    "dict_items",
    "range",
];

/// What an instruction ran as: what its cost depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form<'a> {
    /// `BINARY_OP_ADD_INT`, or `BINARY_OP` where it stayed generic.
    pub opname: &'a str,
    /// `+`
    pub argrepr: &'a str,
    /// What a generic one met, as the report tells it: `int + float`. Empty where that is not known.
    pub met: &'a str,
}

impl<'a> Form<'a> {
    /// What `instruction` is in the end, and what it met most often where that is generic.
    pub fn of(instruction: &'a Instruction) -> Self {
        let generic = instruction.opname == instruction.base_opname;
        let worst = instruction
            .failures
            .iter()
            .max_by_key(|failure| failure.count);
        Form {
            opname: &instruction.opname,
            argrepr: &instruction.argrepr,
            met: worst
                .filter(|_| generic)
                .map_or("", |failure| &failure.witness),
        }
    }

    /// What the table may have it under, the most telling first: what it met, its operator, nothing but its name.
    pub fn keys(&self) -> Vec<String> {
        let operator = match self.opname {
            name if name.starts_with("BINARY_OP") => self.argrepr.trim_end_matches('='),
            name if name.starts_with("COMPARE_OP") => {
                let inner = self.argrepr.strip_prefix("bool(");
                inner.map_or(self.argrepr, |inner| inner.trim_end_matches(')'))
            }
            _ => "",
        };
        let met = with_known_types(self.met);
        let mut keys = match self.opname {
            "COMPARE_OP" => like_it(&met),
            _ => Vec::new(),
        };
        keys.insert(0, met);
        keys.push(operator.into());
        keys.retain(|key| !key.is_empty());
        keys.push(String::new());
        keys
    }

    /// Nanoseconds that an execution takes on `runtime`; none where that was not measured.
    pub fn cost(&self, runtime: Runtime) -> Option<f64> {
        self.row()?.on(runtime)
    }

    /// The form that the same work would best run as, where CPython 3.14 has a better one: of `int + float`,
    /// `BINARY_OP_ADD_FLOAT`. None where this is the best, and where there is no other (`int % int`).
    pub fn best(&self) -> Option<Form<'static>> {
        let best = self.row()?.best;
        (!best.is_empty()).then_some(Form {
            opname: best,
            argrepr: "",
            met: "",
        })
    }

    /// Nanoseconds that an execution takes more than one of [`Form::best`] does; 0 where there is none.
    pub fn excess(&self, runtime: Runtime) -> f64 {
        let excess = || Some(self.cost(runtime)? - self.best()?.cost(runtime)?);
        excess().unwrap_or(0.0).max(0.0)
    }

    fn row(&self) -> Option<&'static Cost> {
        let keys = self.keys();
        let named = |met: &str| FORMS.get(self.opname).and_then(|rows| rows.get(met));
        keys.iter().find_map(|met| named(met))
    }
}

/// Nanoseconds that it takes more than a hit when a specialized form of this family meets what it is not for.
pub fn cost_of_deopt(base_opname: &str, runtime: Runtime) -> Option<f64> {
    let rows = FORMS.get("deopt")?;
    rows.get(base_opname).or_else(|| rows.get(""))?.on(runtime)
}

/// Nanoseconds that it takes to leave a trace and to go on elsewhere, in another trace or interpreted.
pub fn cost_of_exit() -> Option<f64> {
    FORMS.get("exit")?.get("")?.on(Runtime::Traced)
}

/// All that the table has: the instruction's name, and what it met or its operator.
pub fn forms() -> impl Iterator<Item = (&'static str, &'static str)> {
    FORMS
        .iter()
        .flat_map(|(opname, rows)| rows.keys().map(|met| (*opname, *met)))
}

/// Comparisons that are as quick as this one: of the same types the other way round, by a like operator.
fn like_it(met: &str) -> Vec<String> {
    let [left, operator, right] = met.split(' ').collect::<Vec<_>>()[..] else {
        return Vec::new();
    };
    let operator = match operator {
        "<=" | ">" | ">=" => "<",
        "!=" => "==",
        other => other,
    };
    let [one, other] = [(left, right), (right, left)];
    [one, other]
        .map(|(left, right)| format!("{left} {operator} {right}"))
        .into()
}

/// `Vector + int` → `object + int`
fn with_known_types(met: &str) -> String {
    let mut text = String::new();
    let mut word = String::new();
    for character in met.chars().chain([' ']) {
        if character.is_alphanumeric() || "_.".contains(character) && !word.is_empty() {
            word.push(character);
            continue;
        }
        if TYPES.contains(&word.as_str()) || word.is_empty() {
            text += &word;
        } else {
            text += "object";
        }
        word.clear();
        text.push(character);
    }
    text.trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form<'a>(opname: &'a str, argrepr: &'a str, met: &'a str) -> Form<'a> {
        Form {
            opname,
            argrepr,
            met,
        }
    }

    #[test]
    fn each_instruction_has_a_cost() {
        for opcode in uops::Opcode::ALL {
            for runtime in [Runtime::Cpython, Runtime::Interpreter, Runtime::Traced] {
                let cost = form(opcode.name(), "", "").cost(runtime);
                assert!(cost.is_some(), "{} on {}", opcode.name(), runtime.name());
            }
        }
    }

    #[test]
    fn each_row_names_instructions_and_a_best_form_that_costs_less() {
        for (opname, met) in forms().filter(|(opname, _)| opname.contains('_')) {
            assert!(uops::Opcode::from_name(opname).is_some(), "{opname}");
            let form = form(opname, "", met);
            let best = form.best().and_then(|best| best.cost(Runtime::Cpython));
            if !FORMS[opname][met].best.is_empty() {
                assert!(form.excess(Runtime::Cpython) > 0.0, "{opname} {met}");
                let sum = best.map(|best| best + form.excess(Runtime::Cpython));
                let cost = form.cost(Runtime::Cpython);
                let off = cost.zip(sum).map(|(cost, sum)| (cost - sum).abs());
                assert!(off.is_some_and(|off| off < 1e-6), "{opname} {met}: {sum:?}");
            }
        }
        assert!(cost_of_exit().is_some() && cost_of_deopt("CALL", Runtime::Cpython).is_some());
    }

    #[test]
    fn the_most_telling_row_is_taken() {
        let keys = |opname, argrepr, met| form(opname, argrepr, met).keys();
        assert_eq!(
            keys("BINARY_OP", "+=", "Vector + my.Matrix"),
            ["object + object", "+", ""]
        );
        assert_eq!(
            keys("COMPARE_OP", "bool(==)", "big int == None"),
            ["big int == None", "==", ""]
        );
        assert_eq!(keys("FOR_ITER", "to L2", "zip"), ["zip", ""]);
        assert_eq!(keys("LOAD_ATTR", "x", ""), [""]);
        assert_eq!(
            form("COMPARE_OP", "<", "int < float")
                .best()
                .map(|best| best.opname),
            Some("COMPARE_OP_FLOAT")
        );
        assert_eq!(form("BINARY_OP", "%", "int % int").best(), None);
    }
}
