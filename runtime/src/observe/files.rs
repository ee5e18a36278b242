//! Whose code it is: the user's, which the report shows in full, or a library's, which it sums up.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use uops::Opcode;
use vm::layout::Code;
use vm::objects::cast;
use vm::{Value, Vm};

use super::{argument, code, instructions};
use crate::engine::walk;
use crate::report::{Form, Library};

/// Whose code a report shows in full. The program's own is always among it, unless it is `hidden`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Shown {
    /// Folders of the user's. What is installed within them is a library all the same.
    pub roots: Vec<PathBuf>,
    /// Patterns of further files, libraries too: `*` is any text, slashes included, `?` a character. One without a slash in
    /// front may begin anywhere in the file's name.
    pub include: Vec<String>,
    /// Whether the program's own code is none of the user's.
    #[serde(default)]
    pub hidden: bool,
}

impl Shown {
    /// Whether a pattern can be read.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn check(pattern: &str) -> Result<(), String> {
        glob::Pattern::new(pattern)
            .map(drop)
            .map_err(|error| error.msg.to_string())
    }

    fn patterns(&self) -> Vec<glob::Pattern> {
        let anywhere = |pattern: &String| {
            if pattern.starts_with('/') {
                pattern.clone()
            } else {
                format!("*/{pattern}")
            }
        };
        self.include
            .iter()
            .filter_map(|pattern| glob::Pattern::new(&anywhere(pattern)).ok())
            .collect()
    }
}

/// Tells the user's files from others; each folder is looked at once.
struct Sorter<'a> {
    roots: &'a [PathBuf],
    patterns: Vec<glob::Pattern>,
    environments: HashMap<PathBuf, bool>,
}

impl Sorter<'_> {
    fn is_shown(&mut self, file: &str) -> bool {
        let slashed = format!("/{}", file.trim_start_matches('/'));
        self.patterns
            .iter()
            .any(|pattern| pattern.matches(&slashed))
            || self.is_users(Path::new(file))
    }

    fn is_users(&mut self, file: &Path) -> bool {
        let Some(root) = self.roots.iter().find(|root| file.starts_with(root)) else {
            return false;
        };
        let within = file.strip_prefix(root).unwrap_or(file);
        let installed = |part: Component<'_>| matches!(part, Component::Normal(name) if name == "site-packages" || name == "dist-packages");
        !within.components().any(installed)
            && !file
                .ancestors()
                .skip(1)
                .take_while(|folder| *folder != root)
                .any(|folder| self.is_environment(folder))
    }

    /// Whether a folder is a virtual environment.
    fn is_environment(&mut self, folder: &Path) -> bool {
        *self
            .environments
            .entry(folder.to_path_buf())
            .or_insert_with(|| folder.join("pyvenv.cfg").exists())
    }
}

/// The code objects of a run.
pub(super) struct Found {
    /// Those to show: file by file, the program's first, each before those nested in it.
    pub shown: Vec<*mut Code>,
    /// All others.
    pub others: Vec<*mut Code>,
}

impl Found {
    pub(super) fn new(vm: &Vm, main: Value, shown: &Shown) -> Found {
        let mut sorter = Sorter {
            roots: &shown.roots,
            patterns: shown.patterns(),
            environments: HashMap::new(),
        };
        let mut found = Found {
            shown: Vec::new(),
            others: Vec::new(),
        };
        let mut own = Vec::new();
        walk(vm, main, &mut own);
        let known: HashSet<*mut Code> = own.iter().copied().collect();
        if !shown.hidden {
            found.shown = own;
        }
        let all: Vec<*mut Code> = vm
            .code_objects()
            .filter(|code| !known.contains(code))
            .collect();
        let nested: HashSet<*mut Code> = all
            .iter()
            .flat_map(|pointer| cast::tuple_items(code(*pointer).consts))
            .filter_map(|constant| vm.as_code(*constant))
            .map(std::ptr::from_mut)
            .collect();
        let mut files: Vec<(String, Vec<*mut Code>)> = Vec::new();
        let mut places: HashMap<String, Option<usize>> = HashMap::new();
        for pointer in all.into_iter().filter(|pointer| !nested.contains(pointer)) {
            let file = vm.text(code(pointer).filename);
            let place = *places.entry(file.clone().into_owned()).or_insert_with(|| {
                sorter.is_shown(&file).then(|| {
                    files.push((file.into_owned(), Vec::new()));
                    files.len() - 1
                })
            });
            let list = match place {
                Some(place) => &mut files[place].1,
                None => &mut found.others,
            };
            walk(vm, Value::object(pointer), list);
        }
        files.sort_by(|(one, _), (other, _)| one.cmp(other));
        found
            .shown
            .extend(files.into_iter().flat_map(|(_, codes)| codes));
        found
    }
}

/// What libraries ran.
pub(super) fn libraries(
    vm: &Vm,
    codes: &[*mut Code],
    in_traces: &HashMap<(*mut Code, u32), u64>,
) -> Vec<Library> {
    let mut sums: BTreeMap<String, BTreeMap<(&str, String), u64>> = BTreeMap::new();
    for &pointer in codes {
        let details = &vm.codes[code(pointer).id as usize];
        let mut forms = BTreeMap::<(&str, String), u64>::new();
        for (unit, opcode, oparg) in instructions(vm, pointer) {
            let traced = in_traces.get(&(pointer, unit as u32)).unwrap_or(&0);
            let count = details.counts.of(unit as u32) + traced;
            if count == 0 {
                continue;
            }
            let operator = match opcode.base() {
                base @ (Opcode::BINARY_OP | Opcode::COMPARE_OP) => {
                    argument(vm, pointer, unit, base, oparg)
                }
                _ => String::new(),
            };
            *forms.entry((opcode.name(), operator)).or_default() += count;
        }
        if forms.is_empty() {
            continue;
        }
        let sum = sums
            .entry(top_module(&vm.text(code(pointer).filename)))
            .or_default();
        for (form, count) in forms {
            *sum.entry(form).or_default() += count;
        }
    }
    let form = |((opname, argrepr), count): ((&str, String), u64)| Form {
        opname: opname.to_owned(),
        argrepr,
        count,
    };
    sums.into_iter()
        .map(|(name, forms)| Library {
            name,
            forms: forms.into_iter().map(form).collect(),
        })
        .collect()
}

/// The package or module at the top that a library's file is of: what follows the folder that it is installed in.
fn top_module(file: &str) -> String {
    // What has no file: `<frozen importlib._bootstrap>`.
    let frozen = file
        .strip_prefix("<frozen ")
        .and_then(|rest| rest.split(['.', '>']).next());
    if let Some(module) = frozen {
        return module.to_owned();
    }
    let parts: Vec<&str> = file.split('/').collect();
    let installed = parts.iter().rposition(|part| {
        ["site-packages", "dist-packages", stdlib::library::FOLDER].contains(part)
    });
    let name = match installed {
        Some(folder) => parts.get(folder + 1),
        None => parts.last(),
    };
    let name = name.copied().unwrap_or(file);
    name.strip_suffix(".py").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_within_a_root_is_a_library() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let root = directory.path().to_path_buf();
        std::fs::create_dir_all(root.join("env")).expect("a folder");
        std::fs::write(root.join("env/pyvenv.cfg"), "").expect("a file");
        let check = |include: &[&str], file: &str, expected: bool| {
            let shown = Shown {
                roots: vec![root.clone()],
                include: include.iter().map(ToString::to_string).collect(),
                hidden: false,
            };
            let mut sorter = Sorter {
                roots: &shown.roots,
                patterns: shown.patterns(),
                environments: HashMap::new(),
            };
            let name = match file.strip_prefix("ROOT/") {
                Some(rest) => root.join(rest).display().to_string(),
                None => file.to_owned(),
            };
            assert_eq!(sorter.is_shown(&name), expected, "{file} with {include:?}");
        };
        check(&[], "ROOT/a.py", true);
        check(&[], "ROOT/src/pack/a.py", true);
        check(&[], "ROOT/env/lib/a.py", false);
        check(&[], "ROOT/lib/site-packages/a.py", false);
        check(&[], "<stdlib>/json/decoder.py", false);
        check(&[], "/elsewhere/a.py", false);
        check(&["json/*"], "<stdlib>/json/decoder.py", true);
        check(&["json/*"], "<stdlib>/jsons/decoder.py", false);
        check(&["*decoder.py"], "<stdlib>/json/decoder.py", true);
        check(&["/elsewhere/*"], "/elsewhere/b/a.py", true);
    }

    #[test]
    fn a_library_has_the_name_of_its_top_module() {
        let check = |file: &str, expected: &str| assert_eq!(top_module(file), expected);
        check("<stdlib>/json/decoder.py", "json");
        check("<stdlib>/bisect.py", "bisect");
        check(
            "/x/.venv/lib/python3.14/site-packages/attr/_make.py",
            "attr",
        );
        check("/x/y/z.py", "z");
        check("<string>", "<string>");
        check("<frozen importlib._bootstrap>", "importlib");
    }
}
