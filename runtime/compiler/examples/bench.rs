//! Times parsing and compiling of files: `bench FILE...`. The best of three rounds, in seconds.

use std::time::{Duration, Instant};

fn main() {
    let sources: Vec<(String, Vec<u8>)> = std::env::args()
        .skip(1)
        .filter_map(|path| std::fs::read(&path).ok().map(|bytes| (path, bytes)))
        .collect();
    let mut best = Duration::MAX;
    let mut compiled = 0;
    for _ in 0..3 {
        compiled = 0;
        let start = Instant::now();
        for (path, bytes) in &sources {
            let code = compiler::decode(bytes)
                .and_then(|text| compiler::compile(&text, path, &compiler::Options::default()));
            compiled += usize::from(code.is_ok());
        }
        best = best.min(start.elapsed());
    }
    println!(
        "{compiled} of {} files compiled in {:.3} s",
        sources.len(),
        best.as_secs_f64()
    );
}
