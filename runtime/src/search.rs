//! `sys.path`: where the modules of a program are looked for.

use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use vm::{Result, Value, Vm};

/// The places beside the program's own folder, which comes first, and the library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// Before the library: the folders of `PYTHONPATH`.
    #[serde(default)]
    pub first: Vec<PathBuf>,
    /// After it: folders of installed packages, whose `.pth` files are heeded.
    #[serde(default)]
    pub site_packages: Vec<PathBuf>,
    /// After those.
    #[serde(default)]
    pub last: Vec<PathBuf>,
    /// The virtual environment that the program runs in: `sys.prefix`.
    #[serde(default)]
    pub prefix: Option<PathBuf>,
    /// Whether the user's own packages count.
    #[serde(default)]
    pub user: bool,
}

/// Fills `sys.path` but for the program's own folder, and sets `sys.prefix`.
pub fn install(vm: &mut Vm, search: &Search) -> Result<()> {
    let sys = vm.import_module("sys")?;
    if let Some(prefix) = &search.prefix {
        set_prefix(vm, sys, prefix)?;
    }
    let mut known = Vec::new();
    let (path, library) = (path(vm)?, vm.new_list(&[]));
    vm.call_method(library, "extend", &[path])?;
    vm.call_method(path, "clear", &[])?;
    for folder in &search.first {
        add(vm, &mut known, folder)?;
    }
    vm.call_method(path, "extend", &[library])?;
    for folder in &search.site_packages {
        add_site_packages(vm, &mut known, folder)?;
    }
    customize(vm, &known, search.user)
}

/// Adds what comes after everything.
pub fn install_last(vm: &mut Vm, folders: &[PathBuf]) -> Result<()> {
    let path = path(vm)?;
    for folder in folders {
        let folder = vm.new_str(&folder.to_string_lossy());
        if !vm.contains(path, folder)? {
            vm.list_push(path, folder)?;
        }
    }
    Ok(())
}

/// `sys.path`.
pub fn path(vm: &mut Vm) -> Result {
    let sys = vm.import_module("sys")?;
    let name = vm.intern("path");
    vm.get_attr(sys, name)
}

fn set_prefix(vm: &mut Vm, sys: Value, prefix: &Path) -> Result<()> {
    let set = |vm: &mut Vm, name: &str, path: &Path| {
        let (name, path) = (vm.intern(name), vm.new_str(&path.to_string_lossy()));
        vm.set_attr(sys, name, path)
    };
    set(vm, "prefix", prefix)?;
    set(vm, "exec_prefix", prefix)?;
    let executable = prefix.join("bin/python");
    if executable.exists() {
        set(vm, "executable", &executable)?;
    }
    Ok(())
}

/// Adds a folder that is not there yet.
fn add(vm: &mut Vm, known: &mut Vec<PathBuf>, folder: &Path) -> Result<()> {
    if known.iter().any(|known| known == folder) {
        return Ok(());
    }
    known.push(folder.to_path_buf());
    let (path, folder) = (path(vm)?, vm.new_str(&folder.to_string_lossy()));
    vm.list_push(path, folder)
}

/// Adds a folder of packages, and what its `.pth` files name. Where one of them has code, the library's `site` takes over, whose
/// frame such code may look at.
fn add_site_packages(vm: &mut Vm, known: &mut Vec<PathBuf>, folder: &Path) -> Result<()> {
    let files = path_files(folder);
    if files.iter().flat_map(|text| lines(text)).any(is_code) {
        let site = vm.import_module("site")?;
        let folder = vm.new_str(&folder.to_string_lossy());
        vm.call_method(site, "addsitedir", &[folder])?;
        return Ok(());
    }
    add(vm, known, folder)?;
    for line in files.iter().flat_map(|text| lines(text)) {
        let path = normal(&folder.join(line.trim_end()));
        if path.exists() {
            add(vm, known, &path)?;
        }
    }
    Ok(())
}

/// The contents of a folder's `.pth` files, in order of their names.
fn path_files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".pth") && !name.starts_with('.'))
        .collect();
    names.sort();
    let read = |name: &String| std::fs::read(folder.join(name)).ok();
    let bytes = names.iter().filter_map(read);
    bytes
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}

/// The lines that say something.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let text = text.trim_start_matches('\u{feff}');
    text.split(['\n', '\r'])
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

fn is_code(line: &str) -> bool {
    line.starts_with("import ") || line.starts_with("import\t")
}

/// Imports `sitecustomize` and `usercustomize` where they are.
fn customize(vm: &mut Vm, places: &[PathBuf], user: bool) -> Result<()> {
    for (name, function, wanted) in [
        ("sitecustomize", "execsitecustomize", true),
        ("usercustomize", "execusercustomize", user),
    ] {
        let is_there = |folder: &PathBuf| {
            folder.join(format!("{name}.py")).is_file() || folder.join(name).is_dir()
        };
        if wanted && places.iter().any(is_there) {
            let site = vm.import_module("site")?;
            vm.call_method(site, function, &[])?;
        }
    }
    Ok(())
}

/// A path without `.` and `..`, as `os.path.normpath` makes it.
pub fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}
