//! The `tierlens` binary under test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The binary of this workspace, built for the profile that the tests run in; or the one that `TIERLENS_BINARY` names.
///
/// # Panics
/// When it does not build.
pub fn tierlens() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(binary) = std::env::var_os("TIERLENS_BINARY") {
            return binary.into();
        }
        // target/PROFILE/deps/TEST, or target/PROFILE/PROGRAM
        let test = std::env::current_exe().expect("a test has a path");
        let folder = test.parent().expect("a file lies in a folder");
        let profile = if folder.ends_with("deps") {
            folder.parent().expect("tests lie in target/PROFILE/deps")
        } else {
            folder
        };
        let profile = profile.to_path_buf();
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        if profile.file_name().is_some_and(|name| name == "release") {
            // As the README's first command does, which has then built it already.
            cargo.args(["build", "--quiet", "--release", "--package", "tierlens"]);
        } else {
            // This wants the same features as `cargo test --workspace`, which has then built it already.
            cargo.args("test --quiet --no-run --workspace --test command_line".split(' '));
        }
        cargo
            // Where cargo finds the workspace's configuration.
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .arg("--target-dir")
            .arg(profile.parent().expect("target"));
        assert!(
            cargo.status().expect("cargo starts").success(),
            "tierlens builds"
        );
        profile.join(format!("tierlens{}", std::env::consts::EXE_SUFFIX))
    })
}
