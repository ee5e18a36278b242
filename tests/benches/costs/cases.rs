//! The cases: small pieces of Python, each for the instructions that it names. See `cases/README.md`.

use std::path::Path;

/// How often a body stands in its loop.
pub const COPIES: usize = 20;

/// A piece of Python, and what it is for.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Where it is written.
    pub place: String,
    /// The rows of the table that follow from it: the instruction and what it meets.
    pub targets: Vec<(String, String)>,
    /// The form that the work would best run as.
    pub best: String,
    /// What stands before the functions.
    preamble: String,
    /// What the functions begin with.
    locals: String,
    /// What is repeated.
    body: String,
    /// What is repeated in the loop that it is compared with; nothing: that loop is empty.
    without: String,
}

impl Case {
    /// The program: the two functions `_body` and `_without`.
    pub fn program(&self) -> String {
        let without = if self.without.is_empty() {
            "        pass\n".into()
        } else {
            repeated(&self.without)
        };
        let functions = [("_body", repeated(&self.body)), ("_without", without)];
        let functions = functions.map(|(name, body)| {
            let locals = indented(&self.locals, "    ");
            format!("\ndef {name}(times):\n{locals}    for _ in range(times):\n{body}")
        });
        format!("{}\n{}", self.preamble, functions.concat())
    }

    /// Whether it is about what happens beside instructions.
    pub fn is_about(&self, what: &str) -> bool {
        self.targets.iter().any(|(opname, _)| opname == what)
    }
}

fn repeated(body: &str) -> String {
    indented(body, "        ").repeat(COPIES)
}

fn indented(text: &str, by: &str) -> String {
    text.lines().map(|line| format!("{by}{line}\n")).collect()
}

/// All cases, in the order of the files' names.
///
/// # Panics
/// When a file cannot be read or says something that is not understood.
pub fn read(folder: &Path) -> Vec<Case> {
    let entries = std::fs::read_dir(folder).expect("the cases' folder");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "py"));
    files.sort();
    files.iter().flat_map(|file| cases(file)).collect()
}

fn cases(file: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(file).expect("a file of cases");
    let name = file
        .file_name()
        .expect("a file has a name")
        .to_string_lossy();
    let mut preamble = String::new();
    let mut cases: Vec<Case> = Vec::new();
    let mut in_without = false;
    for (index, line) in text.lines().enumerate() {
        if let Some(heading) = line.strip_prefix("## ") {
            let place = format!("{name}:{}", index + 1);
            cases.push(Case {
                place,
                preamble: preamble.clone(),
                ..headed(heading)
            });
            in_without = false;
            continue;
        }
        let Some(case) = cases.last_mut() else {
            preamble += &format!("{line}\n");
            continue;
        };
        if line == "#- without" {
            in_without = true;
        } else if let Some(local) = line.strip_prefix("#: ") {
            case.locals += &format!("{local}\n");
        } else if !line.is_empty() {
            let part = if in_without {
                &mut case.without
            } else {
                &mut case.body
            };
            *part += &format!("{line}\n");
        }
    }
    cases
}

/// `NAME NAME`, `NAME what it meets -> NAME OF THE BEST FORM`
fn headed(heading: &str) -> Case {
    let (what, best) = heading.split_once(" -> ").unwrap_or((heading, ""));
    let is_name = |word: &&str| {
        *word == "deopt"
            || *word == "exit"
            || word.len() > 2
                && word
                    .chars()
                    .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    };
    let words: Vec<&str> = what.split(' ').collect();
    let names: Vec<&str> = match words[0] {
        "deopt" | "exit" => vec![words[0]],
        _ => words.iter().copied().take_while(is_name).collect(),
    };
    let met = words[names.len()..].join(" ");
    assert!(
        !names.is_empty() && (met.is_empty() || names.len() == 1),
        "a heading: {heading}"
    );
    Case {
        targets: names
            .iter()
            .map(|name| (name.to_string(), met.clone()))
            .collect(),
        best: best.to_string(),
        ..Case::default()
    }
}
