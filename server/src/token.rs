//! Names that nobody can guess.

use std::hash::{BuildHasher, RandomState};

/// Hexadecimal digits of a token.
const DIGITS: usize = 32;

/// 128 bits that a program cannot know: a keyed hash, whose key the system has drawn for this process.
pub fn random() -> String {
    let half = || RandomState::new().hash_one(());
    format!("{:016x}{:016x}", half(), half())
}

/// Whether a text has the form of a token.
pub fn is_token(text: &str) -> bool {
    text.len() == DIGITS
        && text
            .bytes()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_are_recognised() {
        let (a, b) = (random(), random());
        assert!(a != b && is_token(&a) && is_token(&b), "{a} {b}");
        for text in [
            "",
            "12",
            &a[1..],
            &a.replace(|_| true, "A"),
            &a.replace(|_| true, "g"),
        ] {
            assert!(!is_token(text), "{text}");
        }
    }
}
