//! Calls rustc on the stencil sources.

use std::path::Path;
use std::process::{Command, Stdio};

/// Compiles the sources, side by side, and returns the object files' content.
pub fn compile(rustc: &Path, out_dir: &Path, sources: &[String]) -> Result<Vec<Vec<u8>>, String> {
    let mut running = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        let input = out_dir.join(format!("stencils{number}.rs"));
        let output = out_dir.join(format!("stencils{number}.o"));
        std::fs::write(&input, source)
            .map_err(|error| format!("cannot write {}: {error}", input.display()))?;
        let child = Command::new(rustc)
            // `explicit_tail_calls` and `rust_preserve_none_cc` are unstable; the flag is for this one call only.
            .env("RUSTC_BOOTSTRAP", "1")
            .args([
                "--edition=2024",
                "--crate-type=lib",
                "--emit=obj",
                "-O",
                "-Awarnings",
                "-Zplt=yes",
                "-Zmerge-functions=disabled",
            ])
            .args([
                "-Ccodegen-units=1",
                "-Cpanic=abort",
                "-Crelocation-model=static",
                "-Cdebuginfo=0",
            ])
            .args(["--crate-name", &format!("stencils{number}"), "-o"])
            .arg(&output)
            .arg(&input)
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run {}: {error}", rustc.display()))?;
        running.push((child, output));
    }
    let mut objects = Vec::new();
    for (child, output) in running {
        let result = child
            .wait_with_output()
            .map_err(|error| format!("rustc: {error}"))?;
        if !result.status.success() {
            return Err(format!(
                "rustc cannot compile the stencils: {}",
                String::from_utf8_lossy(&result.stderr)
            ));
        }
        objects.push(
            std::fs::read(&output)
                .map_err(|error| format!("cannot read {}: {error}", output.display()))?,
        );
    }
    Ok(objects)
}
