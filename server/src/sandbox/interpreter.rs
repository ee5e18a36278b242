//! Another Python that a confined process may become: the one program that it can execute.

use std::fs::File;
use std::io::{Error, Read, Result, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A Python interpreter of the user's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interpreter {
    /// As it was named: from there it finds its environment.
    pub program: PathBuf,
    /// Where that leads, and what loads it.
    pub executable: Vec<PathBuf>,
    /// What it reads to start: its library and those of the system.
    pub readable: Vec<PathBuf>,
}

/// Where the system has libraries in C.
const LIBRARIES: &[&str] = &[
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
];

impl Interpreter {
    /// The one at `program`.
    ///
    /// # Errors
    ///
    /// That it is not there, or lies where its library would be all of the user's files.
    pub fn at(program: &Path) -> Result<Interpreter> {
        let program = std::path::absolute(program)?;
        let binary = program.canonicalize()?;
        let prefix = binary.parent().and_then(Path::parent);
        let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
        let narrow = prefix.filter(|prefix| crate::project::is_narrow(prefix, home.as_deref()));
        // A project can have links to anywhere, which must not open the folders there.
        let prefix = narrow
            .filter(|prefix| is_installation(prefix))
            .ok_or_else(|| Error::other("it lies in no installation of Python"))?;
        let mut executable = vec![binary.clone()];
        executable.extend(loader(&binary)?);
        let mut readable = LIBRARIES.iter().map(PathBuf::from).collect::<Vec<_>>();
        readable.extend(["lib", "lib64"].map(|name| prefix.join(name)));
        // An environment's own interpreter is a link: what it says of itself lies beside that.
        readable.extend(
            program
                .parent()
                .and_then(Path::parent)
                .map(|folder| folder.join("pyvenv.cfg")),
        );
        readable.retain(|path| path.exists());
        Ok(Interpreter {
            program,
            executable,
            readable,
        })
    }
}

/// Whether a folder has Python's library, as each installation has: `lib/python3.14/os.py`.
fn is_installation(prefix: &Path) -> bool {
    let has_library = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut libraries =
            entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("python3"));
        libraries.any(|library| library.path().join("os.py").is_file())
    };
    ["lib", "lib64"]
        .iter()
        .any(|name| has_library(&prefix.join(name)))
}

/// The program that the system executes to load a binary: the segment PT_INTERP of its ELF header (`man 5 elf`). None of a binary
/// that needs none, or of no ELF file of 64 bits.
fn loader(binary: &Path) -> Result<Option<PathBuf>> {
    const PT_INTERP: u64 = 3;
    let mut file = File::open(binary)?;
    let header: [u8; 64] = read_at(&mut file, 0)?;
    if header[..6] != *b"\x7fELF\x02\x01" {
        return Ok(None);
    }
    let (table, size, count) = (
        number(&header[32..40]),
        number(&header[54..56]),
        number(&header[56..58]),
    );
    for index in 0..count {
        let entry: [u8; 56] = read_at(&mut file, table.saturating_add(index * size))?;
        if number(&entry[..4]) != PT_INTERP {
            continue;
        }
        let length = number(&entry[32..40]).min(4096);
        file.seek(SeekFrom::Start(number(&entry[8..16])))?;
        let mut path = Vec::new();
        file.take(length).read_to_end(&mut path)?;
        let path = String::from_utf8_lossy(&path);
        return Path::new(path.trim_end_matches('\0'))
            .canonicalize()
            .map(Some);
    }
    Ok(None)
}

fn read_at<const N: usize>(file: &mut File, offset: u64) -> Result<[u8; N]> {
    let mut bytes = [0; N];
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A number with its lowest byte first.
fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}
