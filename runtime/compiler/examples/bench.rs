//! Times parsing and compiling of files against CPython: `bench PYTHON FILE...`.
//!
//! Rounds of both take turns, each timed in CPU time, so that neither the machine's load nor its clock favours one.
//! Printed are medians: what CPython's `compile()` took, what this compiler took, how much of that the parser took, and
//! the ratio.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use ruff_python_parser::{Mode, ParseOptions};

const ROUNDS: usize = 7;

/// Reads file names, compiles the files, prints the seconds of CPU time.
const PYTHON: &str = "
import sys, time, warnings
warnings.simplefilter('ignore')
sources = [(path, open(path, 'rb').read()) for path in sys.stdin.read().splitlines()]
start = time.process_time()
for path, source in sources:
    compile(source, path, 'exec', dont_inherit=True)
print(time.process_time() - start)
";

fn main() {
    let mut args = std::env::args().skip(1);
    let (Some(python), paths) = (args.next(), args.collect::<Vec<_>>()) else {
        eprintln!("usage: bench PYTHON FILE...");
        std::process::exit(2);
    };
    let sources: Vec<(String, Vec<u8>)> = paths
        .iter()
        .filter_map(|path| Some((path.clone(), std::fs::read(path).ok()?)))
        .filter(|(path, bytes)| compiles(path, bytes))
        .collect();
    let lines: usize = sources
        .iter()
        .map(|(_, bytes)| bytes.iter().filter(|&&byte| byte == b'\n').count())
        .sum();
    let mut theirs = Vec::new();
    let mut ours = Vec::new();
    let mut parser = Vec::new();
    for _ in 0..ROUNDS {
        theirs.push(cpython(&python, &sources));
        ours.push(timed(|| {
            for (path, bytes) in &sources {
                std::hint::black_box(compiles(path, bytes));
            }
        }));
        parser.push(timed(|| {
            for (_, bytes) in &sources {
                if let Ok(text) = compiler::decode(bytes) {
                    let options = ParseOptions::from(Mode::Module);
                    let _ = std::hint::black_box(ruff_python_parser::parse(&text, options));
                }
            }
        }));
    }
    let (theirs, ours, parser) = (median(theirs), median(ours), median(parser));
    println!(
        "{} of {} files, {lines} lines",
        sources.len(),
        paths.len()
    );
    println!("CPython {theirs:.3} s, tierlens {ours:.3} s (parser {parser:.3} s)");
    println!("ratio {:.2}", theirs / ours);
}

fn compiles(path: &str, bytes: &[u8]) -> bool {
    compiler::decode(bytes)
        .and_then(|text| compiler::compile(&text, path, &compiler::Options::default()))
        .is_ok()
}

fn cpython(python: &str, sources: &[(String, Vec<u8>)]) -> f64 {
    let mut child = Command::new(python)
        .args(["-c", PYTHON])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("PYTHON runs");
    let paths: Vec<&str> = sources.iter().map(|(path, _)| path.as_str()).collect();
    let mut input = child.stdin.take().expect("a pipe");
    input
        .write_all(paths.join("\n").as_bytes())
        .expect("PYTHON reads");
    drop(input);
    let output = child.wait_with_output().expect("PYTHON ends");
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().expect("seconds")
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = cpu_time();
    work();
    (cpu_time() - start).as_secs_f64()
}

/// The CPU time of this thread, which the kernel gives in nanoseconds.
fn cpu_time() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    let nanoseconds = text.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.expect("nanoseconds"))
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}
