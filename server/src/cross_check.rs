//! The same workload under the user's own Python, and where its instructions end as others.

use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::time::Duration;

use insight::Mismatch;
use runtime::report::{Instruction, Report, Span, Tier};
use serde::Serialize;

use crate::sandbox::{Interpreter, Temporary};
use crate::worker::{self, Action, Foreign, ForeignForm, Input, Output, Request, Series, observe};

/// Families that change form wherever they are, by what is built in and not by what the program does.
const QUIET: &[&str] = &["JUMP_BACKWARD", "LOAD_CONST", "RESUME"];

/// How far another Python agrees about what became of instructions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// As it was named.
    pub python: String,
    /// `3.14.0`
    pub version: String,
    /// Instructions that ran here and are there, of families that have several forms.
    pub sites: usize,
    /// Those of them that end otherwise there.
    pub mismatches: Vec<Mismatch>,
    /// The exception that ended the program there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
}

/// Runs `request`, which has been run here, under `python`, which is known as `name`. Where they differ it runs here once more, without
/// traces, as there: what an instruction that its operands change again and again is in the end depends on how often it ran by itself.
///
/// # Errors
///
/// What kept it from that.
pub fn cross_check(
    python: &Path,
    name: String,
    mut request: Request,
    report: &Report,
    temporary: &Temporary,
    limit: Duration,
    runs: &Series,
) -> Result<Agreement, String> {
    let interpreter = Interpreter::at(python).map_err(|error| error.to_string())?;
    let policy = request.policy.as_mut();
    let policy = policy.ok_or("another Python runs confined only, and not with --unsandboxed")?;
    policy.interpreter = Some(interpreter);
    request.action = Action::Observe;
    let foreign = observe(&request, temporary, Output::Dropped, limit, runs.next())
        .map_err(|error| error.to_string())?;
    if !is_new_enough(&foreign.version) {
        let version = &foreign.version;
        return Err(format!(
            "it is {version}, and its instructions are not those of 3.14"
        ));
    }
    let agreement = agreement(name, report, &foreign);
    if agreement.mismatches.is_empty() || request.tier == Tier::Interp {
        return Ok(agreement);
    }
    (request.action, request.tier) = (Action::Run, Tier::Interp);
    if let Some(policy) = &mut request.policy {
        policy.interpreter = None;
    }
    let (input, output) = (Input::Empty, Output::Dropped);
    let untraced = worker::execute(&request, limit, input, output, runs.next());
    let again = self::agreement(agreement.python.clone(), &untraced, &foreign);
    // It may have been ended before it came as far.
    Ok(match again.sites < agreement.sites {
        true => agreement,
        false => again,
    })
}

fn agreement(python: String, report: &Report, foreign: &Foreign) -> Agreement {
    // A file may run twice, as the program and as a module that this imports: here and there in the same order.
    let mut there: HashMap<(PathBuf, &str, u32), VecDeque<&[ForeignForm]>> = HashMap::new();
    // By another way the same file has another name.
    let named = |file: &str| runtime::normal_path(Path::new(file));
    for code in &foreign.code {
        let same = there.entry((named(&code.file), &code.qualname, code.line));
        same.or_default().push_back(&code.forms);
    }
    let (mut sites, mut mismatches) = (0, Vec::new());
    for code in &report.code {
        let key = (named(&code.file), code.qualname.as_str(), code.firstlineno);
        let Some(forms) = there.get_mut(&key).and_then(VecDeque::pop_front) else {
            continue;
        };
        let mut taken = vec![false; forms.len()];
        for instruction in code
            .instructions
            .iter()
            .filter(|instruction| is_site(instruction))
        {
            let same = |form: &ForeignForm| {
                form.1 == instruction.base_opname && place(form) == instruction.span
            };
            let found = (0..forms.len()).find(|index| !taken[*index] && same(&forms[*index]));
            let (Some(index), Some(span)) = (found, instruction.span) else {
                continue;
            };
            taken[index] = true;
            sites += 1;
            let ForeignForm(_, _, opname) = &forms[index];
            if *opname != instruction.opname {
                mismatches.push(Mismatch {
                    file: code.file.clone(),
                    span,
                    here: instruction.opname.clone(),
                    there: opname.clone(),
                });
            }
        }
    }
    Agreement {
        python,
        version: foreign.version.clone(),
        sites,
        mismatches,
        ended: foreign.ended.clone(),
    }
}

/// Whether a version is 3.14 or later.
fn is_new_enough(version: &str) -> bool {
    let mut parts = version
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    (parts.next(), parts.next()) >= (Some(3), Some(14))
}

fn is_site(instruction: &Instruction) -> bool {
    instruction.count > 0
        && !QUIET.contains(&instruction.base_opname.as_str())
        && runtime::has_forms(&instruction.base_opname)
}

fn place(form: &ForeignForm) -> Option<Span> {
    let [line, end_line, column, end_column] = form.0?;
    Some(Span {
        line: line?,
        column: column?,
        end_line: end_line?,
        end_column: end_column?,
    })
}

impl Agreement {
    /// In a line.
    pub fn summary(&self) -> String {
        let agree = self.sites - self.mismatches.len();
        let Agreement {
            python,
            version,
            sites,
            ..
        } = self;
        let mut text = format!("{agree} of {sites} sites as in {python} ({version})");
        if let Some(ended) = &self.ended {
            text.push_str(&format!(", ended there by {ended}"));
        }
        text
    }

    /// What an instruction is there, which is something else here.
    pub fn there(&self, file: &str, instruction: &Instruction) -> Option<&str> {
        let mut all = self.mismatches.iter();
        let found = all.find(|mismatch| {
            mismatch.file == file
                && Some(mismatch.span) == instruction.span
                && mismatch.here == instruction.opname
        });
        found.map(|mismatch| mismatch.there.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::is_new_enough;

    #[test]
    fn instructions_are_compared_from_3_14_on() {
        for (version, expected) in [
            ("3.14.0", true),
            ("3.15.0a2", true),
            ("4.0", true),
            ("3.13.9", false),
            ("2.7", false),
            ("", false),
        ] {
            assert_eq!(is_new_enough(version), expected, "{version}");
        }
    }
}
