//! Which documents are programs that may run, and where they belong.

use std::path::{Path, PathBuf};

use lsp_types::Url;

use crate::project;

/// A program that may run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as the client calls it.
    pub path: PathBuf,
    /// The file without links on the way to it.
    pub file: PathBuf,
    /// What it can read of the user's files: its project, or only itself.
    pub readable: PathBuf,
    /// Where it starts.
    pub directory: PathBuf,
}

/// The place of a document that may run if the workspace is trusted: a file that lies in one of its `folders`, whatever links lead
/// there, and is the user's own. A client that knows of no workspace trusts the folder of what it opens.
pub fn place(document: &Url, folders: Option<&[Url]>) -> Option<Place> {
    let path = file_path(document)?;
    let file = resolve(&path)?;
    // Installed libraries are opened to be read. They are no programs.
    if [&path, &file].iter().any(|path| {
        path.components()
            .any(|part| part.as_os_str() == "site-packages")
    }) {
        return None;
    }
    let within = match folders {
        Some(folders) => folders
            .iter()
            .filter_map(|folder| file_path(folder)?.canonicalize().ok())
            .filter(|folder| file.starts_with(folder))
            .max_by_key(|folder| folder.as_os_str().len())?,
        None => {
            let folder = path.parent()?.canonicalize().ok()?;
            file.starts_with(&folder).then_some(folder)?
        }
    };
    let project = project::folder(file.parent()?, Some(&within));
    Some(Place {
        path,
        directory: project.clone().or(file.parent().map(Path::to_path_buf))?,
        readable: project.unwrap_or_else(|| file.clone()),
        file,
    })
}

/// Whether one of these folders has this path, links resolved.
pub fn covers(folders: &[Url], path: &Path) -> bool {
    let folders = folders.iter();
    let mut resolved = folders.filter_map(|folder| file_path(folder)?.canonicalize().ok());
    resolved.any(|folder| path.starts_with(folder))
}

/// The path of a file's URI. Other schemes have paths too: `git:`, or the cells of notebooks.
pub fn file_path(uri: &Url) -> Option<PathBuf> {
    uri.to_file_path().ok().filter(|_| uri.scheme() == "file")
}

/// A regular file without links on the way to it, which may not be saved yet.
pub fn resolve(path: &Path) -> Option<PathBuf> {
    match path.canonicalize() {
        Ok(file) => file.metadata().ok()?.is_file().then_some(file),
        // Neither it nor a link that leads nowhere.
        Err(_) if path.symlink_metadata().is_err() => {
            Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?))
        }
        Err(_) => None,
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    struct Tree(tempfile::TempDir);

    impl Tree {
        fn new() -> Self {
            let tree = Tree(tempfile::tempdir().expect("a temporary directory"));
            for file in [
                "ws/a.py",
                "ws/pkg/b.py",
                "ws/lib/site-packages/c.py",
                "ws/marked/pyproject.toml",
                "ws/marked/sub/d.py",
                "out/e.py",
                "wsx/f.py",
            ] {
                fs::create_dir_all(tree.path(file).parent().expect("a folder")).expect("folders");
                fs::write(tree.path(file), "").expect("a file");
            }
            symlink(tree.path("out/e.py"), tree.path("ws/to_e.py")).expect("a link");
            symlink(tree.path("out"), tree.path("ws/to_out")).expect("a link");
            symlink(tree.path("ws/a.py"), tree.path("out/to_a.py")).expect("a link");
            symlink(tree.path("ws"), tree.path("alias")).expect("a link");
            symlink(tree.path("nowhere.py"), tree.path("ws/to_nowhere.py")).expect("a link");
            tree
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().canonicalize().expect("there").join(name)
        }

        fn uri(&self, name: &str) -> Url {
            Url::parse(&format!("file://{}/{name}", self.path("").display())).expect("a URI")
        }

        /// Expects where a document of a workspace runs, if it does.
        fn check(&self, document: &str, folders: &[&str], expected: Option<&str>) {
            let folders: Vec<Url> = folders.iter().map(|folder| self.uri(folder)).collect();
            let place = place(&self.uri(document), Some(&folders));
            assert_eq!(
                place.map(|place| place.directory),
                expected.map(|name| self.path(name)),
                "{document}"
            );
        }
    }

    #[test]
    fn what_lies_in_the_workspace_runs() {
        let tree = Tree::new();
        for document in [
            "ws/a.py",
            "ws/pkg/b.py",
            "ws/new.py",
            "ws/pkg/../a.py",
            "alias/a.py",
            "alias/pkg%2fb.py",
            "out/to_a.py",
        ] {
            tree.check(document, &["ws"], Some("ws"));
            tree.check(document, &["alias"], Some("ws"));
        }
        tree.check("ws/pkg/b.py", &["ws", "ws/pkg"], Some("ws/pkg"));
        tree.check("ws/marked/sub/d.py", &["ws"], Some("ws/marked"));
        tree.check("ws/to_e.py", &["ws", "out"], Some("out"));
    }

    #[test]
    fn what_lies_elsewhere_does_not() {
        let tree = Tree::new();
        for document in [
            "out/e.py",
            "wsx/f.py",
            "ws/to_e.py",
            "ws/to_out/e.py",
            "ws/to_out/new.py",
            "ws/..%2fout%2fe.py",
            "ws/%2e%2e/out/e.py",
            "ws/%2e%2e%2fout/e.py",
            "ws/to_nowhere.py",
            "ws/lib/site-packages/c.py",
            "ws/pkg",
            "ws/none/new.py",
            "ws/..%2f",
        ] {
            tree.check(document, &["ws"], None);
        }
        tree.check("ws/a.py", &[], None);
        tree.check("ws/a.py", &["none"], None);
        let of = |text: String| place(&Url::parse(&text).expect("a URI"), Some(&[tree.uri("ws")]));
        let path = tree.path("ws/a.py").display().to_string();
        for scheme in ["git", "vscode-notebook-cell", "untitled", "http"] {
            assert_eq!(of(format!("{scheme}:{path}")), None, "{scheme}");
            assert_eq!(of(format!("{scheme}://{path}")), None, "{scheme}");
        }
        assert!(of(format!("file:{path}")).is_some());
        let status = std::process::Command::new("mkfifo")
            .arg(tree.path("ws/pipe.py"))
            .status();
        assert!(status.expect("mkfifo").success());
        tree.check("ws/pipe.py", &["ws"], None);
    }

    #[test]
    fn without_a_workspace_a_file_has_its_folder() {
        let tree = Tree::new();
        let directory = |document| place(&tree.uri(document), None).map(|place| place.directory);
        assert_eq!(directory("ws/a.py"), Some(tree.path("ws")));
        assert_eq!(directory("ws/to_e.py"), None);
    }
}
