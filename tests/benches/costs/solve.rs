//! From times of bodies to costs of forms: what is known is taken off, and what is left belongs to the forms that the case
//! is for.

use std::collections::BTreeMap;

use crate::cases::Case;
use crate::rates::Rate;
use crate::run::Seen;

/// A row's key: the instruction's name, and what it meets.
pub type Key = (String, String);

/// A row in the making.
#[derive(Clone, Debug)]
pub struct Solved {
    pub best: String,
    /// Nanoseconds, by engine.
    pub figures: Vec<f64>,
    /// Where it was measured, or what it was taken to be like.
    pub source: String,
}

/// Costs from what was seen of the cases, and from `like`, which says of forms that cannot be measured which they resemble;
/// and what could not be told.
pub fn solve(seen: &[(Case, Seen)], like: &[(Key, Key)]) -> (BTreeMap<Key, Solved>, Vec<String>) {
    let targets = seen.iter().flat_map(|(case, _)| &case.targets);
    let declared: Vec<&Key> = targets.chain(like.iter().map(|(form, _)| form)).collect();
    let mut known: BTreeMap<Key, Solved> = BTreeMap::new();
    let mut open: Vec<&(Case, Seen)> = seen.iter().collect();
    let mut like: Vec<&(Key, Key)> = like.iter().collect();
    loop {
        let before = open.len() + like.len();
        like.retain(|(form, other)| {
            let Some(solved) = known.get(other) else {
                return true;
            };
            let source = format!("as {} {}", other.0, other.1);
            known.insert(
                form.clone(),
                Solved {
                    best: String::new(),
                    source: source.trim_end().into(),
                    figures: solved.figures.clone(),
                },
            );
            false
        });
        open.retain(
            |(case, seen)| match attribute(case, seen, &known, &declared) {
                Ok(figures) => {
                    for target in &case.targets {
                        known.insert(
                            target.clone(),
                            Solved {
                                best: case.best.clone(),
                                figures: figures.clone(),
                                source: case.place.clone(),
                            },
                        );
                    }
                    false
                }
                Err(_) => true,
            },
        );
        if open.len() + like.len() == before {
            break;
        }
    }
    let unsolved = open.iter().filter_map(|(case, seen)| {
        Some(format!(
            "{}: {}",
            case.place,
            attribute(case, seen, &known, &declared).err()?
        ))
    });
    let unlike = like
        .iter()
        .map(|(form, other)| format!("{form:?} is like {other:?}, which has no figure"));
    let problems = unsolved.chain(unlike).collect();
    (known, problems)
}

/// What an execution of the case's targets takes, by engine.
fn attribute(
    case: &Case,
    seen: &Seen,
    known: &BTreeMap<Key, Solved>,
    declared: &[&Key],
) -> Result<Vec<f64>, String> {
    let mut left: Vec<f64> = seen.seconds.iter().map(|seconds| seconds * 1e9).collect();
    let mut shares = 0.0;
    let mut found: Vec<&Key> = Vec::new();
    for Rate { keys, times } in &seen.rates {
        let key = keys
            .iter()
            .find(|key| declared.contains(key))
            .ok_or_else(|| format!("{:?} is in no case", keys[0]))?;
        if case.targets.contains(key) {
            shares += times;
            found.push(key);
            continue;
        }
        let solved = known
            .get(key)
            .ok_or_else(|| format!("{key:?} is not known"))?;
        for (left, figure) in left.iter_mut().zip(&solved.figures) {
            *left -= times * figure;
        }
    }
    if let Some(missing) = case.targets.iter().find(|target| !found.contains(target)) {
        return Err(format!(
            "{missing:?} did not run; {:?} did",
            seen.rates
                .iter()
                .map(|rate| &rate.keys[0])
                .collect::<Vec<_>>()
        ));
    }
    Ok(left.iter().map(|left| (left / shares).max(0.0)).collect())
}
