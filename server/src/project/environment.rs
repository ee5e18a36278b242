//! Virtual environments: folders of installed packages with a `pyvenv.cfg`.

use std::path::{Path, PathBuf};

/// The file that makes a folder a virtual environment.
pub const CONFIGURATION: &str = "pyvenv.cfg";

/// What environments in projects are called.
const NAMES: &[&str] = &[".venv", "venv"];

/// A virtual environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Its folder, as it was named.
    pub folder: PathBuf,
    /// Where its packages lie. Another Python's will do: what it has in Python runs as well.
    pub site_packages: Option<PathBuf>,
    /// Whether the packages of the system and of the user are found too.
    pub system: bool,
}

impl Environment {
    /// The one that `VIRTUAL_ENV` names.
    pub fn active() -> Option<Environment> {
        let folder = PathBuf::from(std::env::var_os("VIRTUAL_ENV")?);
        Environment::at(folder.is_absolute().then_some(folder)?)
    }

    /// The one of a project, nearest to a folder in it.
    pub fn of_project(near: &Path, project: &Path) -> Option<Environment> {
        near.ancestors()
            .take_while(|folder| folder.starts_with(project))
            .flat_map(|folder| NAMES.iter().map(|name| folder.join(name)))
            .find_map(Environment::at)
    }

    fn at(folder: PathBuf) -> Option<Environment> {
        let text = read_small(&folder.join(CONFIGURATION))?;
        let system = setting(&text, "include-system-site-packages")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let site_packages = site_packages(&folder.join("lib"));
        Some(Environment {
            folder,
            site_packages,
            system,
        })
    }
}

/// The longest file that says where packages are.
const MOST_BYTES: u64 = 1 << 20;

/// The text of a file that is one: what lies in a project may be a pipe without an end.
pub fn read_small(path: &Path) -> Option<String> {
    let metadata = std::fs::metadata(path).ok()?;
    (metadata.is_file() && metadata.len() <= MOST_BYTES)
        .then(|| std::fs::read_to_string(path).ok())?
}

/// A value of a `pyvenv.cfg`.
fn setting<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines()
        .filter_map(|line| line.split_once('='))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

/// The packages of Python 3.14, or of the newest that there is.
fn site_packages(lib: &Path) -> Option<PathBuf> {
    let minor = |name: &str| {
        name.strip_prefix("python3.")?
            .trim_end_matches('t')
            .parse::<u32>()
            .ok()
    };
    let folders = std::fs::read_dir(lib).ok()?.flatten().filter_map(|entry| {
        let minor = minor(entry.file_name().to_str()?)?;
        let folder = entry.path().join("site-packages");
        folder.is_dir().then_some((minor == 14, minor, folder))
    });
    folders.max().map(|(_, _, folder)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_environment_of_the_project_counts() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let top = directory.path().canonicalize().expect("there");
        let make = |name: &str, text: &str| {
            std::fs::create_dir_all(top.join(name)).expect("folders");
            if !text.is_empty() {
                std::fs::write(top.join(name).join(CONFIGURATION), text).expect("a file");
            }
        };
        let find = |near: &str, project: &str| {
            Environment::of_project(&top.join(near), &top.join(project))
        };
        make("p/a/b", "");
        make("p/a/venv", "");
        make(".venv", "home = /usr/bin");
        assert_eq!(
            find("p/a/b", "p"),
            None,
            "no configuration, or beyond the project"
        );
        make(
            "p/.venv",
            "home = /usr/bin\nInclude-System-Site-Packages=TRUE\n",
        );
        let found = find("p/a/b", "p").expect("there");
        assert_eq!(
            (found.folder, found.site_packages, found.system),
            (top.join("p/.venv"), None, true)
        );
        make("p/a/venv", "include-system-site-packages = false");
        for minor in ["3.9", "3.12", "2.7"] {
            make(&format!("p/a/venv/lib/python{minor}/site-packages"), "");
        }
        make("p/a/venv/lib/python3.99", "");
        let packages = || find("p/a/b", "p").and_then(|found| found.site_packages);
        let at = |minor: &str| Some(top.join(format!("p/a/venv/lib/python{minor}/site-packages")));
        assert_eq!(packages(), at("3.12"));
        make("p/a/venv/lib/python3.14/site-packages", "");
        make("p/a/venv/lib/python3.15/site-packages", "");
        assert_eq!(packages(), at("3.14"));
        assert!(!find("p/a", "p").expect("there").system);
    }
}
