//! The module that a file is.

use std::path::Path;

/// The file that makes a folder a package.
const PACKAGE: &str = "__init__.py";

/// The top package that a folder belongs to: the outermost of the packages around it. None if it is no package.
pub fn top_package(folder: &Path) -> Option<&Path> {
    folder
        .ancestors()
        .take_while(|folder| folder.join(PACKAGE).is_file() && part(folder).is_some())
        .last()
}

/// The name by which `python -m` would run a file from the folder above its top package; of packages that lie in `project`, or are it.
pub fn name(file: &Path, project: &Path) -> Option<String> {
    let stem = file
        .extension()
        .filter(|ending| *ending == "py")
        .and(file.file_stem())?
        .to_str()?;
    let folder = file.parent()?.canonicalize().ok()?;
    let inside: Vec<&Path> = folder
        .ancestors()
        .take_while(|folder| folder.join(PACKAGE).is_file() && folder.starts_with(project))
        .collect();
    let mut parts: Vec<&str> = inside
        .iter()
        .rev()
        .map(|folder| part(folder))
        .collect::<Option<_>>()?;
    if parts.is_empty() || !is_identifier(stem) {
        return None;
    }
    parts.push(stem);
    Some(parts.join("."))
}

/// What a folder is called as a package.
fn part(folder: &Path) -> Option<&str> {
    folder
        .file_name()?
        .to_str()
        .filter(|name| is_identifier(name))
}

fn is_identifier(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_numeric())
        && name
            .chars()
            .all(|char| char.is_alphanumeric() || char == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_package_is_a_module() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let top = directory.path().canonicalize().expect("there");
        for file in [
            "p/a/__init__.py",
            "p/a/b/__init__.py",
            "p/a/c-d/__init__.py",
            "p/plain/m.py",
        ] {
            std::fs::create_dir_all(top.join(file).parent().expect("a folder")).expect("folders");
            std::fs::write(top.join(file), "").expect("a file");
        }
        let check = |file: &str, project: &str, expected: Option<&str>| {
            let name = name(&top.join(file), &top.join(project));
            assert_eq!(name.as_deref(), expected, "{file} in {project}");
        };
        check("p/a/m.py", "p", Some("a.m"));
        check("p/a/b/m.py", "p", Some("a.b.m"));
        check("p/a/b/not_saved.py", "p/a", Some("a.b.not_saved"));
        check("p/a/b/m.py", "p/a/b", Some("b.m"));
        check("p/a/__init__.py", "p", Some("a.__init__"));
        check("p/a/__main__.py", "p", Some("a.__main__"));
        check("p/plain/m.py", "p", None);
        check("p/a/c-d/m.py", "p", None);
        check("p/a/not-a-name.py", "p", None);
        check("p/a/m.txt", "p", None);
        check("p/a/m.py", "p/plain", None);
        assert_eq!(top_package(&top.join("p/a/b")), Some(&*top.join("p/a")));
        assert_eq!(top_package(&top.join("p/plain")), None);
    }
}
