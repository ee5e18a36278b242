//! Makes Python programs smaller while something about them stays true.

/// Tries smaller programs until none of them keeps what `keeps` says, or so many were tried.
pub fn shrink(program: &str, mut tries: usize, mut keeps: impl FnMut(&str) -> bool) -> String {
    let mut best = program.to_owned();
    loop {
        let before = best.len();
        for pass in [remove_statements, unwrap_blocks, simplify_expressions] {
            let mut position = 0;
            while let Some((candidate, next)) = pass(&best, position) {
                if candidate.len() >= best.len() {
                    position = next;
                    continue;
                }
                if tries == 0 {
                    return best;
                }
                tries -= 1;
                if keeps(&candidate) {
                    best = candidate;
                } else {
                    position = next;
                }
            }
        }
        if best.len() == before {
            return best;
        }
    }
}

/// A smaller program, and the position to go on from when it is none that serves. Positions count up.
type Step = Option<(String, usize)>;

/// How many statements are removed at once, in this order.
const RUNS: [usize; 6] = [32, 16, 8, 4, 2, 1];

/// Removes some statements that follow each other, with what is indented below them.
fn remove_statements(program: &str, position: usize) -> Step {
    let lines: Vec<&str> = program.lines().collect();
    // Where nothing was removed for one size of run, the next is tried.
    let run = *RUNS.get(position / (lines.len() + 1))?;
    let first = position % (lines.len() + 1);
    let mut end = first;
    for _ in 0..run {
        end = block_end(&lines, end);
    }
    let mut kept = lines[..first].to_vec();
    kept.extend(&lines[end.min(lines.len())..]);
    Some((text(&kept), position + run.div_ceil(2)))
}

/// Puts what is indented below a statement in its place.
fn unwrap_blocks(program: &str, position: usize) -> Step {
    let lines: Vec<&str> = program.lines().collect();
    let header = lines.get(position)?;
    let end = block_end(&lines, position);
    let removed = lines
        .get(position + 1)
        .map_or(0, |line| indent(line).saturating_sub(indent(header)));
    let mut kept = lines[..position].to_vec();
    for line in &lines[position + 1..end] {
        kept.push(line.get(removed..).unwrap_or(line));
    }
    kept.extend(&lines[end..]);
    Some((text(&kept), position + 1))
}

/// Replaces what stands between brackets, and numbers, by something shorter.
fn simplify_expressions(program: &str, position: usize) -> Step {
    const WAYS: usize = 5;
    let (start, way) = (position / WAYS, position % WAYS);
    let start = program.get(start..).map(|_| start).or_else(|| {
        // Within a letter.
        (start < program.len()).then(|| program.ceil_char_boundary(start))
    })?;
    let rest = &program[start..];
    let next = |found: usize| (start + found) * WAYS;
    let found = rest.find(|letter: char| "([".contains(letter) || letter.is_ascii_digit())?;
    if found > 0 {
        // Nothing is tried here: an unchanged program is not smaller.
        return Some((program.to_owned(), next(found)));
    }
    let number = rest
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(rest.len());
    let replaced = if number > 0 {
        let skip = (program.to_owned(), next(number));
        match way {
            0 => (number, &rest[..1]),
            1 => (number, &rest[..number / 2]),
            _ => return Some(skip),
        }
    } else {
        let length = bracketed(rest)?;
        let inner = rest.get(1..length.saturating_sub(1))?;
        let (left, right) = split_in_two(inner);
        match way {
            0 => (length, if rest.starts_with('(') { "0" } else { "[0]" }),
            1 => (length, if rest.starts_with('(') { "()" } else { "[]" }),
            2 => (length, left),
            3 => (length, right),
            _ => (length, inner),
        }
    };
    let candidate = format!("{}{}{}", &program[..start], replaced.1, &rest[replaced.0..]);
    Some((candidate, position + 1))
}

/// The length of what starts with a bracket, to the bracket that closes it.
fn bracketed(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '\n' => return Some(at),
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// What stands before and behind the first operator or comma that is within no bracket.
fn split_in_two(text: &str) -> (&str, &str) {
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ' ' if depth == 0 => {
                let rest = text[at..].trim_start();
                let right = rest.split_once(' ').map_or(rest, |(_, right)| right);
                return (text[..at].trim_end_matches(','), right);
            }
            _ => {}
        }
    }
    (text, text)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The line behind a statement and what is indented below it.
fn block_end(lines: &[&str], start: usize) -> usize {
    let Some(header) = lines.get(start) else {
        return lines.len();
    };
    let below = lines[start + 1..]
        .iter()
        .take_while(|line| indent(line) > indent(header))
        .count();
    start + 1 + below
}

fn text(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(program: &str, needle: &str, expected: &str) {
        assert_eq!(
            shrink(program, 10_000, |smaller| smaller.contains(needle)),
            expected
        );
    }

    #[test]
    fn only_what_matters_stays() {
        check(
            "a = 1\nif a:\n    b = 2\n    c = 3\nd = 4\n",
            "c = 3",
            "c = 3\n",
        );
        check("x = (1234 + (5 * y))\n", "y", "x = y\n");
        check("x = f(100)\n", "f(", "x = f()\n");
    }
}
