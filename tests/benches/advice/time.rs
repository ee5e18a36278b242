//! Times the two programs of a shape.

use std::path::Path;

use tests::advice::Shape;
use tests::engines::Engine;

/// The shortest times of a shape's two programs, by engine.
pub fn seconds(
    shape: &Shape,
    engines: &[Engine],
    rounds: u32,
    folder: &Path,
) -> Result<Vec<[f64; 2]>, String> {
    let mut seconds = vec![[f64::INFINITY; 2]; engines.len()];
    let mut printed: Option<String> = None;
    for _ in 0..rounds {
        for (engine, best) in engines.iter().zip(&mut seconds) {
            for (program, best) in shape.programs().into_iter().zip(best) {
                let (took, text) = run(engine, &program, folder)
                    .map_err(|error| format!("{}: {error}", engine.name))?;
                *best = best.min(took);
                if *printed.get_or_insert_with(|| text.clone()) != text {
                    return Err(format!(
                        "the programs print different things on {}",
                        engine.name
                    ));
                }
            }
        }
    }
    Ok(seconds)
}

/// The processor's seconds that a program takes, without the engine's start; and what it prints.
fn run(engine: &Engine, program: &Path, folder: &Path) -> Result<(f64, String), String> {
    let text = std::fs::read_to_string(program).map_err(|error| error.to_string())?;
    let file = folder.join("program.py");
    let timed = format!(
        "import sys as _sys, time as _time\n_begun = _time.process_time()\n{text}\nprint(_time.process_time() - _begun, file=_sys.stderr)\n"
    );
    std::fs::write(&file, timed).map_err(|error| error.to_string())?;
    let output = engine
        .file(&file)
        .output()
        .map_err(|error| error.to_string())?;
    let errors = String::from_utf8_lossy(&output.stderr);
    let took = errors.trim().parse().map_err(|_| errors.to_string())?;
    Ok((took, String::from_utf8_lossy(&output.stdout).into()))
}
