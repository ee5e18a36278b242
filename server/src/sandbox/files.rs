//! The part of the file system that the process sees: Landlock.

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, path_beneath_rules,
};

use super::Policy;

/// The oldest Landlock that is enough, Linux 5.13. What it lacks (truncation) the system call filter denies.
const NEEDED: ABI = ABI::V1;
/// Newer rights are handled where the kernel knows them.
const WANTED: ABI = ABI::V6;

/// Takes every file access from this process but those of `policy`.
pub fn restrict(policy: &Policy) -> Result<(), String> {
    let status = ruleset(policy).map_err(|error| error.to_string())?;
    if status == RulesetStatus::NotEnforced {
        return Err("the kernel does not enforce it".into());
    }
    Ok(())
}

fn ruleset(policy: &Policy) -> Result<RulesetStatus, RulesetError> {
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let write = AccessFs::from_all(WANTED) & !(AccessFs::Execute | AccessFs::IoctlDev);
    let (executable, loaded) = match &policy.interpreter {
        Some(interpreter) => (&*interpreter.executable, &*interpreter.readable),
        None => (&[][..], &[][..]),
    };
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(NEEDED))?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(WANTED))?
        .handle_access(AccessNet::from_all(WANTED))?
        .scope(Scope::from_all(WANTED))?
        .create()?
        .add_rules(path_beneath_rules(&policy.readable, read))?
        .add_rules(path_beneath_rules([&policy.temporary], write))?
        .add_rules(path_beneath_rules(
            ["/dev/null"],
            AccessFs::ReadFile | AccessFs::WriteFile,
        ))?
        .add_rules(path_beneath_rules(
            executable,
            AccessFs::Execute | AccessFs::ReadFile,
        ))?
        .add_rules(path_beneath_rules(loaded, read))?
        .restrict_self()?;
    Ok(status.ruleset)
}
