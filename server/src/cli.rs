//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Shows Python developers what a tiered runtime does with their code.
#[derive(Debug, Parser)]
#[command(name = "tierlens", version, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a Python program as `python` does
    Run(Run),
    /// Run a program and print what became of its instructions and hot loops
    Report(Report),
    /// Print bytecode, specialization or traces as JSON lines, or what a pass of the compiler makes of a file
    Dump(DumpArgs),
    /// Run a program in the interpreter and print which instructions ran most
    Stats {
        /// Print which followed each other: what could be done in one step
        #[arg(long)]
        pairs: bool,
        /// The program; what it prints is dropped
        file: PathBuf,
    },
    /// Follow the advice at a line in a copy, run both ways, and say what came of it
    Try(Try),
    /// Print the findings of a report that match, a JSON object a line
    Query(Query),
    /// Explain an instruction, a micro-op or a finding
    Explain {
        /// For example `BINARY_OP_ADD_INT`, `_GUARD_TOS_INT` or `hot-exit`
        name: String,
    },
    /// Serve an editor over standard input and output
    Lsp(Lsp),
}

#[derive(Debug, Args)]
#[command(override_usage = "tierlens run [OPTIONS] <FILE | -m MODULE | -c CODE> [ARGS]...")]
pub struct Run {
    /// Run it in this process, with all your rights
    #[arg(long)]
    pub unsandboxed: bool,
    /// Pass on this variable of the environment; may be given more than once
    #[arg(long = "env", value_name = "NAME")]
    pub environment: Vec<String>,
    /// How far code may climb
    #[arg(long, value_enum, default_value_t = Tier::Jit)]
    pub tier: Tier,
    /// Try a trace when a loop or an exit has run so often
    #[arg(long, hide = true, value_name = "N")]
    pub trace_after: Option<u16>,
    /// Collect garbage at every allocation (half as often after each N collections), and poison what is freed
    #[arg(long, hide = true, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "4294967295")]
    pub gc_stress: Option<u32>,
    /// The bytes of heap at which MemoryError is raised
    #[arg(long, hide = true, value_name = "BYTES")]
    pub heap_limit: Option<usize>,
    /// The bytes of temporary files at which the program is ended
    #[arg(long, hide = true, value_name = "BYTES")]
    pub disk_limit: Option<u64>,
    /// A file, `-m` and a module or `-c` and code; then the program's own arguments
    #[arg(
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "FILE"
    )]
    pub program: Vec<String>,
}

#[derive(Debug, Args)]
#[command(override_usage = "tierlens report [OPTIONS] <FILE | -m MODULE | -c CODE> [ARGS]...")]
pub struct Report {
    /// Print the source too, tinted by how much of it ran specialized or as machine code
    #[arg(long)]
    pub lines: bool,
    /// Print under each line what became of its instructions
    #[arg(long)]
    pub opcodes: bool,
    /// Print the traces: where they start, which guards they keep and lost, where they are left
    #[arg(long)]
    pub traces: bool,
    /// Print everything
    #[arg(long)]
    pub all: bool,
    /// The runtime that costs and findings are for
    #[arg(long = "for", value_enum, value_name = "RUNTIME", default_value_t = Runtime::Cpython)]
    pub runtime: Runtime,
    /// Only these kinds of findings, `deopt,hot-exit` for example
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kinds())]
    pub kinds: Vec<String>,
    /// Not these kinds of findings
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kinds())]
    pub no_kinds: Vec<String>,
    /// The part of the run, from 0 to 1, below which a finding is not told; 0.01 in text, and 0 in JSON
    #[arg(long, value_name = "PART")]
    pub floor: Option<f64>,
    /// Run it under this Python too, confined as well, and say where instructions end otherwise there
    #[arg(long, value_name = "PYTHON", conflicts_with = "unsandboxed")]
    pub against: Option<PathBuf>,
    /// Show the files of libraries that the pattern matches too (`json/*`); may be given more than once
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// How far code may climb
    #[arg(long, value_enum, default_value_t = Tier::Jit)]
    pub tier: Tier,
    /// Run it with all your rights
    #[arg(long)]
    pub unsandboxed: bool,
    /// Pass on this variable of the environment; may be given more than once
    #[arg(long = "env", value_name = "NAME")]
    pub environment: Vec<String>,
    /// End it after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0)]
    pub time_limit: f64,
    /// The bytes of temporary files at which the program is ended
    #[arg(long, hide = true, value_name = "BYTES")]
    pub disk_limit: Option<u64>,
    /// A file, `-m` and a module or `-c` and code; then the program's own arguments
    #[arg(
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "FILE"
    )]
    pub program: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Try {
    /// Where the advice is: a file and a line
    #[arg(value_name = "FILE:LINE")]
    pub place: String,
    /// Run it under this Python too; by default that of the project's environment, where it has one
    #[arg(long, value_name = "PYTHON")]
    pub against: Option<PathBuf>,
    /// Change the file if that is better, and worse nowhere
    #[arg(long)]
    pub apply: bool,
    /// Pass on this variable of the environment; may be given more than once
    #[arg(long = "env", value_name = "NAME")]
    pub environment: Vec<String>,
    /// Give up when a run takes longer than this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0)]
    pub time_limit: f64,
}

fn kinds() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(insight::names())
}

#[derive(Debug, Args)]
pub struct Query {
    /// What `tierlens report --format json` has printed
    pub report: PathBuf,
    /// Those in this file; the end of its path will do
    #[arg(long)]
    pub file: Option<String>,
    /// Those at this line
    #[arg(long)]
    pub line: Option<u64>,
    /// Those of this kind, `deopt` for example
    #[arg(long, value_parser = kinds())]
    pub kind: Option<String>,
    /// The one with this fingerprint
    #[arg(long)]
    pub fingerprint: Option<String>,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct DumpArgs {
    /// Print the control-flow graph as it is after this pass of the compiler
    #[arg(long, value_name = "NAME", requires = "file")]
    pub pass: Option<String>,
    /// The file to compile
    #[arg(requires = "pass")]
    pub file: Option<PathBuf>,
    #[command(subcommand)]
    pub what: Option<Dump>,
}

#[derive(Debug, Subcommand)]
pub enum Dump {
    /// What the compiler emits
    Bytecode {
        /// The files to compile
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// What the adaptive interpreter made of it, after running FILE
    Specialization {
        /// The program
        file: PathBuf,
        /// How far code may climb
        #[arg(long, value_enum, default_value_t = Tier::Interp)]
        tier: Tier,
    },
    /// Which micro-op traces were built, after running FILE
    Traces {
        /// The program
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct Lsp {
    /// Serve standard input and output, as it does anyway
    #[arg(long)]
    pub stdio: bool,
    /// Run programs of trusted workspaces with all your rights
    #[arg(long)]
    pub unsandboxed: bool,
    /// Pass on this variable of the environment; may be given more than once
    #[arg(long = "env", value_name = "NAME")]
    pub environment: Vec<String>,
    /// End a run after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    pub time_limit: f64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Tier {
    /// The specializing interpreter
    Interp,
    /// Optimized micro-op traces, interpreted
    Trace,
    /// Traces as machine code
    Jit,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Runtime {
    /// CPython 3.14 as it is shipped
    Cpython,
    /// CPython 3.14 with its JIT
    CpythonJit,
    /// Our specializing interpreter
    Interpreter,
    /// Our traces
    Traced,
}

impl From<Runtime> for insight::measured::Runtime {
    fn from(runtime: Runtime) -> Self {
        match runtime {
            Runtime::Cpython => Self::Cpython,
            Runtime::CpythonJit => Self::CpythonJit,
            Runtime::Interpreter => Self::Interpreter,
            Runtime::Traced => Self::Traced,
        }
    }
}

impl From<Tier> for runtime::report::Tier {
    fn from(tier: Tier) -> Self {
        match tier {
            Tier::Interp => Self::Interp,
            Tier::Trace => Self::Trace,
            Tier::Jit => Self::Jit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(arguments: &[&str]) -> Run {
        let arguments = ["tierlens", "run"].iter().chain(arguments);
        match Cli::try_parse_from(arguments).map(|cli| cli.command) {
            Ok(Command::Run(run)) => run,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_follows_the_program_is_its_own() {
        assert_eq!(
            run(&["-c", "pass", "-x", "--tier", "y"]).program,
            ["-c", "pass", "-x", "--tier", "y"]
        );
        assert_eq!(
            run(&["--tier", "trace", "a.py", "--unsandboxed", "--", "-h"]).program,
            ["a.py", "--unsandboxed", "--", "-h"]
        );
        assert!(!run(&["-m", "json", "--help"]).unsandboxed);
        assert!(run(&["--unsandboxed", "-m", "json"]).unsandboxed);
    }
}
