//! [`Chars`]: the characters of a str, whatever their width.

/// The characters of a str.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "see StrKind")]
pub enum Chars<'a> {
    Ascii(&'a [u8]),
    Latin1(&'a [u8]),
    Ucs2(&'a [u16]),
    Ucs4(&'a [u32]),
}

/// Runs a body with `$s` bound to the slice of characters, whatever its type.
#[macro_export]
macro_rules! with_chars {
    ($chars:expr, $s:ident => $body:expr) => {
        match $chars {
            $crate::objects::strings::Chars::Ascii($s)
            | $crate::objects::strings::Chars::Latin1($s) => $body,
            $crate::objects::strings::Chars::Ucs2($s) => $body,
            $crate::objects::strings::Chars::Ucs4($s) => $body,
        }
    };
}

fn position<T: Copy + Into<u32>>(points: &[T], wanted: &[u8]) -> Option<usize> {
    let is_wanted = |point: u32| wanted.iter().any(|&wanted| u32::from(wanted) == point);
    points.iter().position(|&point| is_wanted(point.into()))
}

impl<'a> Chars<'a> {
    /// How many.
    #[inline]
    pub fn len(self) -> usize {
        with_chars!(self, s => s.len())
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The code point at an index below the length.
    #[inline]
    pub fn at(self, index: usize) -> u32 {
        match self {
            Chars::Ascii(s) | Chars::Latin1(s) => s[index] as u32,
            Chars::Ucs2(s) => s[index] as u32,
            Chars::Ucs4(s) => s[index],
        }
    }

    /// The code points.
    #[inline]
    pub fn iter(self) -> CharsIter<'a> {
        CharsIter {
            chars: self,
            next: 0,
            end: self.len(),
        }
    }

    /// Where one of the characters of ASCII is, from an index on that is not beyond the end.
    #[inline]
    pub fn find<const N: usize>(self, from: usize, wanted: [u8; N]) -> Option<usize> {
        let found = match (self, wanted.as_slice()) {
            (Chars::Ascii(s) | Chars::Latin1(s), &[wanted]) => {
                super::search::find_byte(&s[from..], wanted)
            }
            _ => with_chars!(self, s => position(&s[from..], &wanted)),
        };
        found.map(|at| from + at)
    }

    /// The characters `start..end`, which lie within.
    #[inline]
    pub fn slice(self, start: usize, end: usize) -> Chars<'a> {
        match self {
            Chars::Ascii(s) => Chars::Ascii(&s[start..end]),
            Chars::Latin1(s) => Chars::Latin1(&s[start..end]),
            Chars::Ucs2(s) => Chars::Ucs2(&s[start..end]),
            Chars::Ucs4(s) => Chars::Ucs4(&s[start..end]),
        }
    }
}

/// The code points of a str.
#[derive(Clone, Debug)]
pub struct CharsIter<'a> {
    chars: Chars<'a>,
    next: usize,
    end: usize,
}

impl Iterator for CharsIter<'_> {
    type Item = u32;
    #[inline]
    fn next(&mut self) -> Option<u32> {
        if self.next >= self.end {
            return None;
        }
        self.next += 1;
        Some(self.chars.at(self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.next, Some(self.end - self.next))
    }
}

impl DoubleEndedIterator for CharsIter<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<u32> {
        if self.next >= self.end {
            return None;
        }
        self.end -= 1;
        Some(self.chars.at(self.end))
    }
}

impl ExactSizeIterator for CharsIter<'_> {}
