//! The lines of a source, as Python has them: they end with `\n`, `\r\n` or `\r`.

/// Where the lines of a source end, after their ends.
pub fn line_ends(source: &[u8]) -> impl Iterator<Item = usize> {
    let ends = source.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => source.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    let last = source.last().filter(|byte| !matches!(byte, b'\n' | b'\r'));
    ends.map(|(at, _)| at + 1).chain(last.map(|_| source.len()))
}

/// The lines of a source, without their ends.
pub fn lines(source: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    line_ends(source.as_bytes()).map(move |end| {
        let line = &source[start..end];
        start = end;
        line.trim_end_matches(['\n', '\r'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_three_ways() {
        let check = |source: &str, ends: &[usize], expected: &[&str]| {
            assert_eq!(
                line_ends(source.as_bytes()).collect::<Vec<_>>(),
                ends,
                "{source:?}"
            );
            assert_eq!(lines(source).collect::<Vec<_>>(), expected, "{source:?}");
        };
        check("", &[], &[]);
        check("é", &[2], &["é"]);
        check("a\nb\r\nc\rd", &[2, 5, 7, 8], &["a", "b", "c", "d"]);
        check("\n\r\r\n\n", &[1, 2, 4, 5], &["", "", "", ""]);
    }
}
