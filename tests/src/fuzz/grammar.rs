//! Grammars: rules with weighted alternatives, read from a text and expanded at random. `python.grammar` explains the form.

use std::collections::HashMap;

use fastrand::Rng;

/// Expansions deeper than this take a rule's first alternative.
const DEEPEST: u32 = 13;
/// In lines longer than this at most, rules take their first alternative.
const LONGEST: usize = 64;
/// How often `$name+` repeats at most.
const MOST: usize = 4;
/// Of an alternative's chances to be left out of a program, one in so many.
const LEFT_OUT: u32 = 2;

/// A set of rules.
#[derive(Debug)]
pub struct Grammar {
    rules: HashMap<String, Vec<Alternative>>,
}

#[derive(Debug)]
struct Alternative {
    weight: u32,
    text: String,
}

/// What stands between pieces of plain text.
#[derive(Debug, PartialEq, Eq)]
enum Hole<'a> {
    Rule { name: &'a str, repeated: bool },
    Number { low: i64, high: i64 },
}

impl Grammar {
    /// Reads a grammar.
    ///
    /// # Panics
    /// When the text is none; it is part of this package.
    pub fn parse(text: &str) -> Grammar {
        let mut rules: HashMap<String, Vec<Alternative>> = HashMap::new();
        let mut current = String::new();
        for line in text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            if let Some(alternative) = line.strip_prefix('|') {
                let (weight, text) = alternative.split_once(' ').unwrap_or((alternative, ""));
                let weight = if weight.is_empty() {
                    1
                } else {
                    weight.parse().expect("a weight")
                };
                let text = text.to_owned();
                let rule = rules
                    .get_mut(&current)
                    .expect("an alternative follows its rule");
                rule.push(Alternative { weight, text });
            } else if let Some(more) = line.strip_prefix("  ") {
                let rule = rules.get_mut(&current).expect("a line follows its rule");
                let last = rule.last_mut().expect("a line follows its alternative");
                last.text.push('\n');
                last.text.push_str(more);
            } else {
                current = line
                    .strip_suffix(':')
                    .unwrap_or_else(|| panic!("no rule: {line}"))
                    .to_owned();
                let before = rules.insert(current.clone(), Vec::new());
                assert!(before.is_none(), "two rules {current}");
            }
        }
        let grammar = Grammar { rules };
        grammar.check();
        grammar
    }

    /// Every rule that is named must be there.
    fn check(&self) {
        for (name, alternatives) in &self.rules {
            assert!(!alternatives.is_empty(), "{name} has no alternative");
            for mut text in alternatives.iter().map(|one| one.text.as_str()) {
                while let Some((_, hole, rest)) = next_hole(text) {
                    if let Hole::Rule { name, .. } = hole {
                        assert!(self.rules.contains_key(name), "no rule {name}");
                    }
                    text = rest;
                }
            }
        }
    }

    /// A text that a rule makes of a seed.
    pub fn expand(&self, rule: &str, seed: u64) -> String {
        let mut expansion = Expansion {
            grammar: self,
            rng: Rng::with_seed(seed),
            weights: HashMap::new(),
            longest: 0,
        };
        expansion.longest = expansion.rng.usize(16..LONGEST);
        // The order of a map's entries is no part of the seed.
        let mut names: Vec<&str> = self.rules.keys().map(String::as_str).collect();
        names.sort_unstable();
        for name in names {
            let mut weights: Vec<u32> = self.rules[name].iter().map(|one| one.weight).collect();
            for weight in weights.iter_mut().skip(1) {
                *weight *= u32::from(expansion.rng.u32(0..LEFT_OUT) != 0);
            }
            expansion.weights.insert(name, weights);
        }
        let mut out = String::new();
        expansion.rule(rule, 0, "", &mut out);
        out.push('\n');
        out
    }
}

struct Expansion<'a> {
    grammar: &'a Grammar,
    rng: Rng,
    /// Of each rule's alternatives, in this text.
    weights: HashMap<&'a str, Vec<u32>>,
    /// In longer lines, rules take their first alternative.
    longest: usize,
}

impl Expansion<'_> {
    fn rule(&mut self, name: &str, depth: u32, indent: &str, out: &mut String) {
        let grammar = self.grammar;
        let index = if depth > DEEPEST || last_line(out).trim_start().len() > self.longest {
            0
        } else {
            self.choose(name)
        };
        let mut text = grammar.rules[name][index].text.as_str();
        while let Some((before, hole, rest)) = next_hole(text) {
            push_indented(before, indent, out);
            match hole {
                Hole::Number { low, high } => {
                    out.push_str(&self.rng.i64(low..=high).to_string());
                }
                Hole::Rule { name, repeated } => {
                    let inner = indentation(out);
                    self.rule(name, depth + 1, &inner, out);
                    let more = if repeated { self.rng.usize(0..MOST) } else { 0 };
                    for _ in 0..more {
                        out.push('\n');
                        out.push_str(&inner);
                        self.rule(name, depth + 1, &inner, out);
                    }
                }
            }
            text = rest;
        }
        push_indented(text, indent, out);
    }

    fn choose(&mut self, name: &str) -> usize {
        let weights = &self.weights[name];
        let mut left = self.rng.u32(0..weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        0
    }
}

fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or("")
}

/// The white space that the last line starts with.
fn indentation(text: &str) -> String {
    let line = last_line(text);
    line[..line.len() - line.trim_start().len()].to_owned()
}

fn push_indented(text: &str, indent: &str, out: &mut String) {
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
            out.push_str(indent);
        }
        out.push_str(line);
    }
}

/// The text before the next hole, the hole, and the text behind it.
fn next_hole(text: &str) -> Option<(&str, Hole<'_>, &str)> {
    let (before, rest) = text.split_once('$')?;
    if let Some(rest) = rest.strip_prefix('[') {
        let (range, rest) = rest.split_once(']').expect("a range ends");
        let (low, high) = range.split_once('-').expect("a range has two ends");
        let bound = |text: &str| text.parse().expect("a bound is a number");
        let (low, high) = (bound(low), bound(high));
        return Some((before, Hole::Number { low, high }, rest));
    }
    let end = rest
        .find(|letter: char| !letter.is_ascii_lowercase() && letter != '_')
        .unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    let (repeated, rest) = match rest.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    Some((before, Hole::Rule { name, repeated }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expansions_are_indented_and_follow_from_the_seed() {
        let grammar =
            Grammar::parse("loop:\n| for i in r:\n      $body\ndone:\n| pass\nbody:\n| a\n  b\n");
        assert_eq!(grammar.expand("loop", 1), "for i in r:\n    a\n    b\n");
        let grammar = Grammar::parse("# numbers\nlist:\n| [$n+]\nn:\n| $[0-9],\n");
        assert_eq!(grammar.expand("list", 3), grammar.expand("list", 3));
    }

    #[test]
    fn depth_ends_in_first_alternatives() {
        let grammar = Grammar::parse("e:\n| x\n|1000 ($e $e)\n");
        for seed in 0..20 {
            assert!(grammar.expand("e", seed).len() < 1 << 20);
        }
    }
}
