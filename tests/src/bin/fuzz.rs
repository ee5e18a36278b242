//! Runs programs made at random on every tier, and by CPython 3.14 where that is found: `fuzz --programs 1000 --seed 1`.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::Parser;
use tests::fuzz::{Difference, Options, fuzz, program};

/// Runs programs made at random on every tier, and by CPython 3.14 where that is found
#[derive(Debug, Parser)]
struct Cli {
    /// How many programs
    #[arg(long, default_value_t = 1000)]
    programs: u64,
    /// The first program's seed; each further one's is one more
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// CPython 3.14, if not the `python3.14` on the path
    #[arg(long)]
    python: Option<PathBuf>,
    /// Compare the tiers with each other only
    #[arg(long, conflicts_with = "python")]
    no_python: bool,
    /// How many programs run at the same time; by default, as many as the machine has processors
    #[arg(long)]
    jobs: Option<usize>,
    /// Stop after so many differences
    #[arg(long, default_value_t = 5)]
    differences: usize,
    /// Write the programs that differ into this folder
    #[arg(long)]
    save: Option<PathBuf>,
    /// Print the program of the seed and do nothing else
    #[arg(long)]
    print: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.print {
        print!("{}", program(cli.seed));
        return ExitCode::SUCCESS;
    }
    let python = match cli.python {
        Some(path) => Some(path),
        None if cli.no_python => None,
        None => Some(PathBuf::from("python3.14")).filter(starts),
    };
    let options = Options {
        programs: cli.programs,
        seed: cli.seed,
        jobs: cli
            .jobs
            .or_else(|| std::thread::available_parallelism().ok().map(usize::from))
            .unwrap_or(1),
        differences: cli.differences,
        python,
    };
    let compared = if options.python.is_some() {
        "compared with CPython"
    } else {
        "without CPython"
    };
    let found = |difference: &Difference| {
        print!("{difference}");
        let last = difference.programs.last();
        if let (Some(folder), Some(program)) = (&cli.save, last) {
            let file = folder.join(format!("{}.py", difference.seed));
            let written =
                std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&file, program));
            if let Err(error) = written {
                eprintln!("fuzz: {}: {error}", file.display());
            }
        }
    };
    match fuzz(&options, found) {
        Ok(summary) => {
            let (count, seconds) = (summary.programs, summary.time.as_secs_f64());
            println!(
                "{count} programs, seeds {} to {}, {compared}: {} differ, {} ran into a limit, {} were tried again with more time, {} differ in CPython itself by the hashes of strs; {seconds:.0} s, {:.0} a second",
                options.seed,
                options.seed + count.max(1) - 1,
                summary.differences.len(),
                summary.limited,
                summary.again,
                summary.undetermined,
                count as f64 / seconds,
            );
            ExitCode::from(u8::from(!summary.differences.is_empty()))
        }
        Err(error) => {
            eprintln!("fuzz: {error}");
            ExitCode::from(2)
        }
    }
}

fn starts(python: &PathBuf) -> bool {
    Command::new(python).arg("-V").output().is_ok()
}
