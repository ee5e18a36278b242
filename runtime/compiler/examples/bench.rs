//! Times parsing and compiling of files against CPython: `bench PYTHON FILE...`.
//!
//! The files are taken in small groups, each compiled by CPython's `compile()` and at once by this compiler, both timed
//! in CPU time: the machine's load and clock are the same for both. Both run on one core, which so never sleeps: on two,
//! each woke up cold for every group, and the quicker one paid more for it (ratios from 2.6 to 3.1 of the same programs,
//! on one core from 3.05 to 3.13). Printed are, of several rounds, the medians of what CPython took, what this compiler
//! took, how much of that the parser took, and of the ratio.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use ruff_python_parser::{Mode, ParseOptions};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use rustix::time::{ClockId, clock_gettime};

/// The one of the `tierlens` command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 7;
const GROUP: usize = 20;

/// Reads names of files up to an empty line; then compiles ranges of them, and tells the seconds of CPU time.
const PYTHON: &str = "
import sys, time, warnings
warnings.simplefilter('ignore')
sources = []
while path := sys.stdin.readline().rstrip('\\n'):
    with open(path, 'rb') as file:
        sources.append((path, file.read()))
for line in sys.stdin:
    first, end = map(int, line.split())
    start = time.process_time()
    for path, source in sources[first:end]:
        compile(source, path, 'exec', dont_inherit=True)
    print(time.process_time() - start, flush=True)
";

type Sources = [(String, Vec<u8>)];

struct Python {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Python {
    fn start(program: &str, sources: &Sources) -> std::io::Result<Python> {
        let mut child = Command::new(program)
            .args(["-c", PYTHON])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        for (path, _) in sources {
            writeln!(input, "{path}")?;
        }
        writeln!(input)?;
        Ok(Python {
            child,
            input,
            output,
        })
    }

    fn compile(&mut self, first: usize, end: usize) -> std::io::Result<f64> {
        writeln!(self.input, "{first} {end}")?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        line.trim().parse().map_err(std::io::Error::other)
    }

    fn stop(mut self) -> std::io::Result<()> {
        drop(self.input);
        self.child.wait().map(|_| ())
    }
}

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let (Some(program), paths) = (args.next(), args.collect::<Vec<_>>()) else {
        eprintln!("usage: bench PYTHON FILE...");
        std::process::exit(2);
    };
    let mut sources: Vec<(String, Vec<u8>)> = paths
        .iter()
        .filter_map(|path| Some((path.clone(), std::fs::read(path).ok()?)))
        .collect();
    sources.retain(|(path, bytes)| compiles(path, bytes));
    let lines: usize = sources
        .iter()
        .map(|(_, bytes)| bytes.iter().filter(|&&byte| byte == b'\n').count())
        .sum();
    stay_on_one_core()?;
    let mut python = Python::start(&program, &sources)?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let (mut theirs, mut ours, mut parser) = (0.0, 0.0, 0.0);
        for first in (0..sources.len()).step_by(GROUP) {
            let end = sources.len().min(first + GROUP);
            theirs += python.compile(first, end)?;
            ours += timed(&sources[first..end], |path, bytes| {
                std::hint::black_box(compiles(path, bytes));
            });
            parser += timed(&sources[first..end], |_, bytes| parse(bytes));
        }
        rounds.push([theirs, ours, parser, theirs / ours]);
    }
    python.stop()?;
    let median = |column: usize| {
        let mut values: Vec<f64> = rounds.iter().map(|round| round[column]).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    println!("{} of {} files, {lines} lines", sources.len(), paths.len());
    println!(
        "CPython {:.3} s, tierlens {:.3} s (of it the parser {:.3} s)",
        median(0),
        median(1),
        median(2)
    );
    println!("ratio {:.2}", median(3));
    Ok(())
}

/// The process and its children run on the first core that they may.
fn stay_on_one_core() -> std::io::Result<()> {
    let allowed = sched_getaffinity(None)?;
    let mut one = CpuSet::new();
    if let Some(first) = (0..CpuSet::MAX_CPU).find(|&core| allowed.is_set(core)) {
        one.set(first);
        sched_setaffinity(None, &one)?;
    }
    Ok(())
}

fn compiles(path: &str, bytes: &[u8]) -> bool {
    compiler::decode(bytes)
        .and_then(|text| compiler::compile(&text, path, &compiler::Options::default()))
        .is_ok()
}

fn parse(bytes: &[u8]) {
    if let Ok(text) = compiler::decode(bytes) {
        let options = ParseOptions::from(Mode::Module);
        let _ = std::hint::black_box(ruff_python_parser::parse(&text, options));
    }
}

fn timed(sources: &Sources, work: impl Fn(&str, &[u8])) -> f64 {
    let start = cpu_time();
    for (path, bytes) in sources {
        work(path, bytes);
    }
    (cpu_time() - start).as_secs_f64()
}

/// The CPU time of this thread.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("a clock that starts at zero")
}
