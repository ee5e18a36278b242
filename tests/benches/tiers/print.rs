//! The results as tables.

use anstream::println;
use anstyle::{AnsiColor, Style};

use crate::hints::Hints;
use crate::programs::{self, Measured};
use crate::start_up::StartUp;
use tests::engines::{Engine, REFERENCE};

const HEAD: Style = Style::new().bold();
const BEST: Style = AnsiColor::Green.on_default();

/// Prints all of it.
pub fn all(engines: &[Engine], programs: &[Measured], start_up: &[StartUp], hints: &Hints) {
    let row = |first: &str, cells: Vec<String>| {
        let cells: String = cells.iter().map(|cell| format!("{cell:>12}")).collect();
        format!("{first:<18}{cells}")
    };
    let names = || engines.iter().map(|engine| engine.name.to_string());
    println!("\n{HEAD}{}{HEAD:#}", row("milliseconds", names().collect()));
    for program in programs {
        let best = program
            .seconds
            .values()
            .copied()
            .fold(f64::INFINITY, f64::min);
        let cell = |engine: &Engine| match program.seconds.get(engine.name) {
            // The style's own characters have no width.
            Some(&time) if time == best => format!("{BEST}{:>12.1}{BEST:#}", time * 1e3),
            Some(time) => format!("{:>12.1}", time * 1e3),
            None => format!("{:>12}", "failed"),
        };
        println!("{}", row(program.name, engines.iter().map(cell).collect()));
    }
    let title = format!("as fast as {REFERENCE}");
    println!("\n{HEAD}{title}, geometric means{HEAD:#}");
    for mean in programs::means(engines, programs) {
        let cell = |engine: &Engine| {
            let times = mean.times_as_fast.get(engine.name);
            times.map_or("-".into(), |times| format!("{times:.2}×"))
        };
        println!("{}", row(mean.group, engines.iter().map(cell).collect()));
    }
    println!("\n{HEAD}-c pass{HEAD:#}");
    for start in start_up {
        let time = start
            .seconds
            .map_or("failed".into(), |time| format!("{:.1} ms", time * 1e3));
        let mebibytes = |kibibytes: u64| kibibytes as f64 / 1024.0;
        let memory = start.memory.as_ref().map(|memory| {
            format!(
                "peak {:.1} MiB, its share of memory {:.1} MiB",
                mebibytes(memory.peak),
                mebibytes(memory.proportional)
            )
        });
        let name = if start.name == REFERENCE {
            REFERENCE
        } else {
            "tierlens run"
        };
        println!("{}   {}", row(name, vec![time]), memory.unwrap_or_default());
    }
    println!("\n{HEAD}from save to hints{HEAD:#}");
    println!(
        "{}   of which the program {:.1} ms",
        row(
            hints.program,
            vec![format!("{:.1} ms", hints.seconds * 1e3)]
        ),
        hints.program_seconds * 1e3
    );
}
