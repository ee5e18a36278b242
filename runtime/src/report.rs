//! What a run of a Python program has shown, as plain data.
//!
//! The engine fills a [`Report`]; `insight` turns it into findings; the worker sends it to its parent as JSON.
//! `protocol.md` describes the same schema for readers of that JSON: change both together, and raise [`VERSION`]
//! when a reader of the old schema would misread the new one. A field that says nothing is left out.

use serde::{Deserialize, Serialize};

/// The version of this schema, [`Report::version`].
pub const VERSION: u32 = 2;

/// Everything one run has shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The version of the schema, [`VERSION`].
    pub version: u32,
    /// The Python whose bytecode and specialization this is: `3.14`.
    pub python: String,
    /// The program as the user named it: a path, `-m module` or `-c`.
    pub program: String,
    /// The highest tier that was allowed.
    pub tier: Tier,
    /// The exit code that `python` would have ended with.
    pub exit_code: i32,
    /// How the run ended.
    pub ending: Ending,
    /// Where the time went.
    pub timing: Timing,
    /// What the heap did.
    pub memory: Memory,
    /// The code objects of the user's files, the program's own first: in definition order, each before those nested in it.
    /// Libraries are left out unless they were asked for. [`Place::code`] is an index into this list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<Code>,
    /// The traces in order of creation. A trace's `id` is its index.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traces: Vec<Trace>,
    /// The assumptions that broke, in order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invalidations: Vec<Invalidation>,
    /// Code that is not the user's, summed up by library, in order of their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub library_code: Vec<Library>,
}

impl Report {
    /// An empty report of a run that ended well.
    pub fn new(program: impl Into<String>, tier: Tier) -> Self {
        Report {
            version: VERSION,
            python: "3.14".into(),
            program: program.into(),
            tier,
            ..Report::default()
        }
    }

    /// Where the loop of a trace begins: its first instruction in the code object where the trace starts.
    pub fn loop_head(&self, trace: &Trace) -> Place {
        let own = trace
            .uops
            .iter()
            .map(|uop| uop.place)
            .filter(|place| place.code == trace.start.code);
        let visible = own.filter(|place| place.span.is_some() || self.span_of(place).is_some());
        visible
            .min_by_key(|place| place.offset)
            .unwrap_or(trace.start)
    }

    /// The source range of a place: its own, or that of the instruction at its offset.
    pub fn span_of(&self, place: &Place) -> Option<Span> {
        let code = self.code.get(usize::try_from(place.code?).ok()?)?;
        let at_offset = || {
            code.instructions
                .iter()
                .find(|instruction| instruction.offset == place.offset)?
                .span
        };
        place.span.or_else(at_offset)
    }
}

/// How far code may climb.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// The specializing interpreter alone.
    Interp,
    /// Hot loops become optimized micro-op traces, which are interpreted.
    Trace,
    /// Traces become machine code.
    #[default]
    Jit,
}

/// How a run ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Ending {
    /// The program came to its end, or called `sys.exit`.
    #[default]
    Finished,
    /// An exception reached the top, or the source did not compile (`SyntaxError`).
    Exception(Exception),
    /// The program ran longer than it may.
    TimeOut {
        /// The limit.
        seconds: f64,
    },
    /// The heap reached its hard limit and no handler made room.
    MemoryLimit {
        /// The limit.
        bytes: u64,
    },
    /// The program wrote more to its temporary folder than that may hold.
    DiskLimit {
        /// The limit.
        bytes: u64,
    },
    /// The worker process was ended by a signal.
    Killed {
        /// The signal's number.
        signal: i32,
    },
    /// The runtime itself failed: a defect of tierlens, not of the program.
    Crashed {
        /// What it said.
        reason: String,
    },
    /// The user, or a newer run, ended it.
    Cancelled,
    /// The run never began: the worker could not be started or confined.
    Refused {
        /// Why.
        reason: String,
    },
}

/// An exception that reached the top.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Exception {
    /// The class's name as a traceback prints it: `ValueError`, `json.decoder.JSONDecodeError`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// `str(exception)`.
    pub message: String,
    /// For a `SyntaxError`: where in the source it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The frames, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traceback: Vec<Frame>,
}

/// One line of a traceback.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Where the frame was.
    #[serde(flatten)]
    pub location: Location,
    /// The function's name, `<module>` at the top.
    pub function: String,
}

/// A place in a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// The file, `<string>` for `-c`.
    pub file: String,
    /// The source range.
    pub span: Span,
}

/// A source range, in JSON `[line, column, end_line, end_column]`: lines count from 1, columns from 0 in UTF-8 bytes, as in
/// CPython's `co_positions`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(from = "[u32; 4]", into = "[u32; 4]")]
pub struct Span {
    /// The first line, from 1.
    pub line: u32,
    /// The first byte in that line, from 0.
    pub column: u32,
    /// The last line.
    pub end_line: u32,
    /// The byte after the last in that line.
    pub end_column: u32,
}

impl From<[u32; 4]> for Span {
    fn from([line, column, end_line, end_column]: [u32; 4]) -> Self {
        Span {
            line,
            column,
            end_line,
            end_column,
        }
    }
}

impl From<Span> for [u32; 4] {
    fn from(s: Span) -> Self {
        [s.line, s.column, s.end_line, s.end_column]
    }
}

/// Where the time went, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// From source to bytecode, imports included.
    pub compile_us: u64,
    /// From the first instruction to the last, collections and trace building included.
    pub run_us: u64,
    /// In the optimizer and the JIT.
    pub trace_us: u64,
    /// In the garbage collector.
    pub collect_us: u64,
}

/// What the heap did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// The most bytes that the heap held.
    pub peak_bytes: u64,
    /// How often it was collected.
    pub collections: u64,
}

/// A code object: a module, class body, function, lambda or generator expression.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// `co_qualname`.
    pub qualname: String,
    /// `co_firstlineno`: a decorated function's first decorator.
    pub firstlineno: u32,
    /// `co_filename`.
    pub file: String,
    /// The lines it was made from, decorators included; a module's is its whole file.
    pub span: Span,
    /// [`content_hash`] of the source bytes of `span`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hash: String,
    /// Whether it is a function: not a module nor a class body, which run once and are done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub function: bool,
    /// How often it was entered.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub calls: u64,
    /// Its instructions without `CACHE` and `EXTENDED_ARG`.
    pub instructions: Vec<Instruction>,
}

/// An instruction, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Instruction {
    /// Byte offset in the bytecode.
    pub offset: u32,
    /// The instruction that the compiler emitted: `BINARY_OP`.
    pub base_opname: String,
    /// What it is at the end of the run: `BINARY_OP_ADD_INT`.
    pub opname: String,
    /// The argument as `dis` shows it (`+`, `x`, `to L2`), empty when it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub argrepr: String,
    /// Its source range; none for what the compiler made up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// How often it ran, all tiers together.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub count: u64,
    /// How often of these it ran in a trace.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub traced: u64,
    /// What it was before, oldest first, repeats included, at most the first eight: specialized forms, and the generic one where
    /// it went back to that. Empty unless it changed its mind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<String>,
    /// How often it changed its mind: as many forms it was before.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub changes: u64,
    /// What became of it, in order: the first eight forms that it took, and the first eight other events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<Event>,
    /// The types that it met, most often first, where that were several or no form is for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub met: Vec<Met>,
    /// Where values were made that came to it, where their types alternate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Made>,
    /// How often a specialized form met operands it is not for, and fell back.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub deopts: u64,
    /// Why it could not be specialized, or fell back: one entry a reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<Failure>,
}

/// Something that happened to an instruction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// In which of its executions, from 1, all tiers together.
    pub at: u64,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// What can happen to an instruction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum What {
    /// It took a form: a specialized one, or the generic one again.
    Became {
        /// The form: `BINARY_OP_ADD_INT`.
        opname: String,
    },
    /// For the first time its form met operands that it is not for.
    #[default]
    FellBack,
    /// A trace was made that has it.
    Traced {
        /// The trace's id.
        trace: u32,
    },
    /// A trace was left at it through this exit for the first time.
    Left {
        /// The trace's id.
        trace: u32,
        /// The exit's [`Exit::id`].
        exit: u32,
    },
    /// An exit at it had grown hot: from now on another trace goes on from there.
    Continued {
        /// The trace that is left.
        trace: u32,
        /// The exit's [`Exit::id`].
        exit: u32,
        /// The trace that goes on.
        by: u32,
    },
    /// A trace that has it was thrown away.
    Invalidated {
        /// The trace's id.
        trace: u32,
    },
}

/// What a library ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    /// Its module or package at the top: `json`.
    pub name: String,
    /// Its instructions that ran, by what they are at the end of the run.
    pub forms: Vec<Form>,
}

/// How often instructions of one form ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The form: `BINARY_OP_ADD_INT`.
    pub opname: String,
    /// The operator, where the family has several.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub argrepr: String,
    /// How often, all tiers together.
    pub count: u64,
}

/// The types of operands that an instruction met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Met {
    /// The types: `int + float`, `Point`.
    pub types: String,
    /// How often, all tiers together. Executions before the first that did not fit may be missing.
    pub count: u64,
}

macro_rules! define_refusals {
    ($($name:ident: $words:literal;)+) => {
        /// A kind of reason why an instruction is not specialized: `negative-index`.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Refusal {
            $(#[doc = $words] $name,)+
            /// One that this reader does not know.
            #[default]
            #[serde(other)]
            Unknown,
        }

        impl From<uops::Refusal> for Refusal {
            fn from(refusal: uops::Refusal) -> Refusal {
                match refusal { $(uops::Refusal::$name => Refusal::$name,)+ }
            }
        }
    };
}
uops::for_each_refusal!(define_refusals);

/// A place that made values which came to an instruction, as its bytecode and the run tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Made {
    /// To which operand they came, from the left, from 0.
    #[serde(default, skip_serializing_if = "is_zero_u32")]
    pub operand: u32,
    /// Their type: `float`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// What made them.
    pub how: How,
    /// Where.
    pub place: Place,
    /// What they went through from there, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<Step>,
}

/// What makes a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// A constant.
    Constant,
    /// An operation.
    #[default]
    Result,
    /// A call.
    Call,
    /// An item of a constant list or tuple.
    Item,
    /// A `range` that was gone through.
    Range,
}

/// A place that a value went through.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// How.
    pub through: Passed,
    /// Where.
    pub place: Place,
}

/// How a value gets elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Passed {
    /// A call passes it.
    #[default]
    Argument,
    /// It is put into a list.
    Item,
    /// It is stored in an attribute.
    Attribute,
}

/// A reason why an instruction was not specialized.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// The kind of reason: `negative-index`.
    #[serde(default)]
    pub kind: Refusal,
    /// The reason in plain words: `no specialized form for these types`.
    pub reason: String,
    /// What was seen, in the user's terms: `int + float`, `Point.x is a property`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub witness: String,
    /// How often.
    pub count: u64,
    /// How many items the container had that was asked, at the most.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub items: u64,
}

/// An instruction's place. Traces run through several code objects, so it names one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Index into [`Report::code`]; none for code that the report leaves out (the standard library).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// Byte offset of the instruction.
    pub offset: u32,
    /// Its source range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// A trace: the micro-ops of one hot path.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Its index in [`Report::traces`].
    pub id: u32,
    /// Where it starts.
    pub start: Place,
    /// What it grew from.
    pub origin: Origin,
    /// The optimized micro-ops.
    pub uops: Vec<Uop>,
    /// The guards that stayed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Guard>,
    /// The guards and other micro-ops that were proved needless.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub eliminated: Vec<Eliminated>,
    /// The exits that were taken, and those that lead to a side trace.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exits: Vec<Exit>,
    /// Whether it became machine code.
    pub machine_code: MachineCode,
    /// How often it was entered from outside.
    pub entered: u64,
    /// How often its body ran; for a loop, the iterations.
    pub iterations: u64,
    /// Index into [`Report::invalidations`] when something it relied on changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invalidated: Option<u32>,
    /// Whether it was entered so often only because it was watched: it is too short to pay, and was left alone once enough was
    /// seen of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_rest: bool,
}

/// What a trace grew from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Origin {
    /// A hot back-edge.
    #[default]
    Root,
    /// A hot exit of another trace.
    Side {
        /// That trace's id.
        parent: u32,
        /// The exit's [`Exit::id`].
        exit: u32,
    },
}

/// One micro-op of a trace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Uop {
    /// `_BINARY_OP_ADD_INT`.
    pub name: String,
    /// Its argument.
    #[serde(default, skip_serializing_if = "is_zero_u32")]
    pub oparg: u32,
    /// Offset of the instruction that it came from, as in CPython's executors.
    #[serde(default, skip_serializing_if = "is_zero_u32")]
    pub target: u32,
    /// Its operand in words (`version 12 of Point`, `7`), empty when it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub operand: String,
    /// The instruction that it came from.
    pub place: Place,
}

macro_rules! define_assumptions {
    ($(#[doc = $doc:literal] $name:ident: $kept:literal, $left:literal;)+) => {
        /// What a guard checks, or an exit is taken for: `type`, `branch`, `small-ints`.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Assumption {
            /// Nothing that has a word.
            #[default]
            Other,
            $(#[doc = $doc] $name,)+
        }

        impl From<Option<uops::Assumption>> for Assumption {
            fn from(assumption: Option<uops::Assumption>) -> Assumption {
                match assumption {
                    None => Assumption::Other,
                    $(Some(uops::Assumption::$name) => Assumption::$name,)+
                }
            }
        }
    };
}
uops::for_each_assumption!(define_assumptions);

impl Assumption {
    /// Whether the trace is left there in any case: it ends.
    pub fn is_end(self) -> bool {
        matches!(self, Assumption::End | Assumption::Entry)
    }
}

/// A guard that stayed in a trace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Guard {
    /// `_GUARD_TOS_INT`.
    pub uop: String,
    /// Its index in [`Trace::uops`].
    pub index: u32,
    /// The instruction that it is for.
    pub place: Place,
    /// What it checks.
    #[serde(default)]
    pub assumption: Assumption,
    /// Why it is needed: `nothing earlier proves the type of 'c'`.
    pub reason: String,
    /// The [`Exit::id`] that it leaves by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<u32>,
    /// How often it failed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub exits: u64,
}

/// A micro-op that was proved needless.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Eliminated {
    /// `_GUARD_NOS_INT`.
    pub uop: String,
    /// Whether it was a guard: `_LOAD_GLOBAL_MODULE` is none, and gone as well when its value has become a constant.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub guard: bool,
    /// The instruction that it was for.
    pub place: Place,
    /// The proof: `'b' is an int since it was guarded there`.
    pub proof: String,
    /// Where the fact that the proof rests on was established.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<Place>,
}

/// A way out of a trace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Exit {
    /// Its number within the trace.
    pub id: u32,
    /// The micro-op that leaves.
    pub uop: String,
    /// The instruction that the micro-op is part of.
    pub place: Place,
    /// How often it was taken.
    pub count: u64,
    /// What was taken for granted, and was not so.
    #[serde(default)]
    pub assumption: Assumption,
    /// Why, in plain words: `the value is not an int`.
    pub reason: String,
    /// What was seen, in the user's terms: `c is a float`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub witness: String,
    /// Whether the exit is how the loop is meant to end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub loop_end: bool,
    /// The id of the side trace that grew here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side_trace: Option<u32>,
}

/// What the JIT made of a trace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MachineCode {
    /// Machine code of this many bytes.
    Bytes(u64),
    /// None, for this reason.
    None(String),
}

impl Default for MachineCode {
    fn default() -> Self {
        MachineCode::None(uops::Uncompiled::Off.to_string())
    }
}

/// An assumption that traces relied on, and that was broken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Invalidation {
    /// What was modified, in the user's terms: `global 'scale'`, `attribute 'x' of class Point`.
    pub what: String,
    /// Where it was modified.
    pub place: Place,
    /// The ids of the traces that were thrown away.
    pub traces: Vec<u32>,
}

/// The hash in [`Code::hash`]: 64-bit FNV-1a, as 16 hexadecimal digits. It tells edits apart; it is no defence.
pub fn content_hash(source: &[u8]) -> String {
    let hash = source.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

fn is_zero_u32(n: &u32) -> bool {
    *n == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_survives_json_and_leaves_out_what_says_nothing() {
        let mut report = Report::new("a.py", Tier::Trace);
        report.ending = Ending::Exception(Exception {
            type_name: "ValueError".into(),
            ..Exception::default()
        });
        report.code.push(Code {
            qualname: "f".into(),
            instructions: vec![Instruction {
                span: Some([1, 0, 1, 5].into()),
                ..Instruction::default()
            }],
            ..Code::default()
        });
        let json = serde_json::to_string(&report).expect("plain data");
        assert_eq!(
            serde_json::from_str::<Report>(&json).expect("round trip"),
            report
        );
        assert!(
            json.contains(r#""span":[1,0,1,5]"#)
                && !json.contains("failures")
                && !json.contains("traces"),
            "{json}"
        );
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(content_hash(b""), "cbf29ce484222325");
        assert_eq!(content_hash(b"a"), "af63dc4c8601ec8c");
    }
}
