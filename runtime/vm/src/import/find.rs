//! Finding modules without `importlib`: native ones, files in folders, modules of the embedded library. What is found otherwise, in
//! archives, namespaces, by a program's own finders, `importlib` finds.

use std::path::Path;

use super::machinery;
use crate::objects::sequences::list;
use crate::{Raised, Result, Value, Vm};

/// Modules that CPython has built in: they come before `sys.path`.
static BUILT_IN: &[&str] = &[
    "_abc",
    "_ast",
    "_bisect",
    "_blake2",
    "_codecs",
    "_collections",
    "_contextvars",
    "_csv",
    "_datetime",
    "_elementtree",
    "_functools",
    "_heapq",
    "_imp",
    "_io",
    "_json",
    "_locale",
    "_md5",
    "_opcode",
    "_operator",
    "_pickle",
    "_posixsubprocess",
    "_random",
    "_sha1",
    "_sha2",
    "_sha3",
    "_signal",
    "_socket",
    "_sre",
    "_stat",
    "_statistics",
    "_string",
    "_struct",
    "_suggestions",
    "_symtable",
    "_sysconfig",
    "_thread",
    "_tokenize",
    "_tracemalloc",
    "_types",
    "_typing",
    "_warnings",
    "_weakref",
    "array",
    "atexit",
    "binascii",
    "builtins",
    "cmath",
    "errno",
    "faulthandler",
    "fcntl",
    "gc",
    "grp",
    "itertools",
    "marshal",
    "math",
    "posix",
    "pwd",
    "pyexpat",
    "select",
    "sys",
    "syslog",
    "time",
    "unicodedata",
    "zlib",
];

/// Modules that CPython has frozen: they come before `sys.path` too.
pub(super) static FROZEN: &[&str] = &[
    "_collections_abc",
    "_embedded_library",
    "_frozen_importlib",
    "_frozen_importlib_external",
    "_sitebuiltins",
    "abc",
    "codecs",
    "genericpath",
    "importlib._bootstrap",
    "importlib._bootstrap_external",
    "importlib.machinery",
    "importlib.util",
    "io",
    "ntpath",
    "os",
    "posixpath",
    "runpy",
    "site",
    "stat",
    "zipimport",
];

/// Modules that CPython has in C on this system. Those that are missing here are told apart from what never was.
static IN_C: &[&str] = &[
    "_asyncio",
    "_bisect",
    "_blake2",
    "_bz2",
    "_codecs_cn",
    "_codecs_hk",
    "_codecs_iso2022",
    "_codecs_jp",
    "_codecs_kr",
    "_codecs_tw",
    "_csv",
    "_ctypes",
    "_curses",
    "_curses_panel",
    "_datetime",
    "_dbm",
    "_decimal",
    "_elementtree",
    "_gdbm",
    "_hashlib",
    "_heapq",
    "_hmac",
    "_interpchannels",
    "_interpqueues",
    "_interpreters",
    "_json",
    "_locale",
    "_lsprof",
    "_lzma",
    "_md5",
    "_multibytecodec",
    "_multiprocessing",
    "_opcode",
    "_pickle",
    "_posixshmem",
    "_posixsubprocess",
    "_queue",
    "_random",
    "_remote_debugging",
    "_sha1",
    "_sha2",
    "_sha3",
    "_socket",
    "_sqlite3",
    "_ssl",
    "_stat",
    "_statistics",
    "_struct",
    "_suggestions",
    "_symtable",
    "_sysconfig",
    "_tkinter",
    "_tokenize",
    "_tracemalloc",
    "_types",
    "_uuid",
    "_zoneinfo",
    "_zstd",
    "array",
    "binascii",
    "cmath",
    "faulthandler",
    "fcntl",
    "grp",
    "math",
    "mmap",
    "pwd",
    "pyexpat",
    "readline",
    "resource",
    "select",
    "syslog",
    "termios",
    "unicodedata",
    "zlib",
];

/// What was found for a name.
pub(super) enum Found {
    /// A native module.
    Native(fn(&mut Vm) -> Result),
    /// A file that could be read.
    File {
        file: String,
        bytes: Vec<u8>,
        package: bool,
    },
    /// A module of the library.
    Library { package: bool, file: String },
    /// Something that only importlib finds.
    Beyond,
}

impl Vm {
    /// `sys.path` as texts.
    pub(super) fn search_path(&mut self) -> Vec<String> {
        let sys = self.loaded_module("sys");
        let Some(sys) = self.as_module(sys) else {
            return Vec::new();
        };
        let (dict, name) = (sys.dict, self.intern("path"));
        let path = self.dict_get_str(dict, name);
        self.texts(path)
    }

    fn texts(&mut self, path: Value) -> Vec<String> {
        if self.is_list(path) {
            return list::items(path)
                .iter()
                .filter(|item| self.is_str(**item))
                .map(|item| self.text(*item).into_owned())
                .collect();
        }
        match self.list_from(path) {
            Ok(list) => self.texts(list),
            Err(Raised) => {
                self.take_raised();
                Vec::new()
            }
        }
    }

    /// Finds a module (`path`: the parent's `__path__`, None for a top-level one).
    pub(super) fn find(&mut self, name: &str, path: Value) -> Option<Found> {
        let top = path.is_none();
        if top && self.is_built_in(name) {
            return self.find_in_library(name, None);
        }
        if top && FROZEN.contains(&name) && (self.hooks.library)(name).is_some() {
            return self.find_in_library(name, None);
        }
        let folders = if top {
            self.search_path()
        } else {
            self.texts(path)
        };
        let tail = name.rsplit('.').next().unwrap_or(name);
        let mut tried = Vec::new();
        for folder in &folders {
            let base = match folder.as_str() {
                "" => std::env::current_dir()
                    .map(|folder| folder.display().to_string())
                    .unwrap_or_default(),
                folder => folder.trim_end_matches('/').to_owned(),
            };
            if let Some(at) = base.find(self.hooks.library_folder) {
                let found = self.find_in_library(name, (!top).then_some(&base[at..]));
                if found.is_some() {
                    return found;
                }
                continue;
            }
            let whole = format!("{base}/{tail}");
            for (file, package) in [
                (format!("{whole}/__init__.py"), true),
                (format!("{whole}.py"), false),
            ] {
                match std::fs::read(&file) {
                    Ok(bytes) => {
                        return Some(Found::File {
                            bytes,
                            file,
                            package,
                        });
                    }
                    // Not to be read, but there: that is not the same.
                    Err(_) if Path::new(&file).is_file() => return Some(Found::Beyond),
                    Err(_) => {}
                }
            }
            if is_in_archive(Path::new(&base)) {
                return Some(Found::Beyond);
            }
            tried.push(base);
        }
        let beyond = tried
            .iter()
            .any(|base| needs_importlib(Path::new(base), tail));
        beyond.then_some(Found::Beyond)
    }

    /// Whether CPython has it built in, and it is here.
    pub fn is_built_in(&self, name: &str) -> bool {
        BUILT_IN.contains(&name) && self.hooks.modules.contains_key(name)
    }

    /// Whether CPython has it in C, and it is not here.
    pub fn is_missing(&self, name: &str) -> bool {
        IN_C.contains(&name) && !self.hooks.modules.contains_key(name)
    }

    /// The names of all modules that CPython has in C.
    pub fn names_in_c() -> impl Iterator<Item = &'static str> {
        IN_C.iter().chain(BUILT_IN).copied()
    }

    /// The name in the library of what CPython has frozen, and whether it is a package.
    pub fn find_frozen<'a>(&self, name: &'a str) -> Option<(&'a str, bool)> {
        if !FROZEN.contains(&name) {
            return None;
        }
        let alias = machinery::MODULES.iter().find(|(alias, _)| *alias == name);
        if self.imports.frozen_override < 0 && alias.is_none() && name != "zipimport" {
            return None;
        }
        let name = alias.map_or(name, |(_, name)| name);
        (self.hooks.library)(name).map(|(package, _)| (name, package))
    }

    /// A module of the library: a native one, or one in Python; that in a package's folder if it is not on top.
    fn find_in_library(&mut self, name: &str, folder: Option<&str>) -> Option<Found> {
        if folder.is_none()
            && let Some(native) = self.hooks.modules.get(name)
        {
            return Some(Found::Native(*native));
        }
        let (package, file) = self.find_source_in_library(name, folder)?;
        Some(Found::Library { file, package })
    }

    /// Whether a module that the library has in Python is a package, and its file; in a package's folder if it is not on top.
    pub fn find_source_in_library(
        &self,
        name: &str,
        folder: Option<&str>,
    ) -> Option<(bool, String)> {
        let (package, file) = (self.hooks.library)(name)?;
        if let Some(folder) = folder {
            let own = file
                .strip_suffix("/__init__.py")
                .filter(|_| package)
                .unwrap_or(&file);
            if own.rsplit_once('/').map_or("", |(folder, _)| folder) != folder {
                return None;
            }
        }
        Some((package, file))
    }
}

/// Whether a place of the search path is an archive, or something in one.
fn is_in_archive(base: &Path) -> bool {
    !base.is_dir() && base.ancestors().any(Path::is_file)
}

/// Whether a place of the search path has something by that name which is no source.
fn needs_importlib(base: &Path, tail: &str) -> bool {
    if base.join(tail).is_dir() {
        return true;
    }
    let entries = std::fs::read_dir(base).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| {
        let name = entry.file_name();
        let rest = name.to_str().and_then(|name| name.strip_prefix(tail));
        rest.is_some_and(|rest| rest.starts_with('.') && (rest.ends_with(".so") || rest == ".pyc"))
    })
}
