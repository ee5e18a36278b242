//! Formats of `struct`: what an item is, where it lies.

/// A run of items of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// The format's character.
    pub code: u8,
    /// How many; of `s` and `p` how many bytes.
    pub count: usize,
    /// Bytes of one.
    pub size: usize,
    /// Where the first lies.
    pub offset: usize,
}

/// A format that was read.
#[derive(Debug)]
pub struct Format {
    /// The items, padding left out.
    pub items: Box<[Item]>,
    /// Bytes of all.
    pub size: usize,
    /// Whether the least significant byte comes first.
    pub little: bool,
    /// How many values it takes or gives.
    pub values: usize,
}

/// The size and alignment of an item; `None` for an unknown character.
fn layout(code: u8, native: bool) -> Option<(usize, usize)> {
    let size = match code {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' | b'p' => return Some((1, 1)),
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' => 4 + 4 * usize::from(native),
        b'q' | b'Q' | b'd' => 8,
        b'n' | b'N' | b'P' if native => 8,
        b'F' => return Some((8, if native { 4 } else { 1 })),
        b'D' => return Some((16, if native { 8 } else { 1 })),
        _ => return None,
    };
    Some((size, if native { size } else { 1 }))
}

impl Format {
    /// Reads a format; errors are `struct.error`'s messages.
    pub fn read(text: &[u8]) -> Result<Format, &'static str> {
        const TOO_LONG: &str = "total struct size too long";
        let (native, little, rest) = match text.split_first() {
            Some((b'@', rest)) => (true, true, rest),
            Some((b'=' | b'<', rest)) => (false, true, rest),
            Some((b'>' | b'!', rest)) => (false, false, rest),
            _ => (true, true, text),
        };
        let (mut items, mut size, mut values) = (Vec::new(), 0usize, 0usize);
        let mut chars = rest.iter().copied().filter(|c| *c != 0).peekable();
        while let Some(first) = chars.next() {
            if matches!(first, b' ' | 9..=13) {
                continue;
            }
            let (mut code, mut count) = (first, 1usize);
            if first.is_ascii_digit() {
                count = usize::from(first - b'0');
                while let Some(digit) = chars.next_if(u8::is_ascii_digit) {
                    count = count
                        .checked_mul(10)
                        .and_then(|count| count.checked_add(usize::from(digit - b'0')))
                        .filter(|&count| count <= isize::MAX as usize)
                        .ok_or(TOO_LONG)?;
                }
                code = chars
                    .next()
                    .ok_or("repeat count given without format specifier")?;
            }
            let (width, align) = layout(code, native).ok_or("bad char in struct format")?;
            let offset = size.checked_next_multiple_of(align).ok_or(TOO_LONG)?;
            size = width
                .checked_mul(count)
                .and_then(|bytes| bytes.checked_add(offset))
                .filter(|&size| size <= isize::MAX as usize)
                .ok_or(TOO_LONG)?;
            values += match code {
                b'x' => continue,
                b's' | b'p' => 1,
                _ => count,
            };
            items.push(Item {
                code,
                count,
                size: width,
                offset,
            });
        }
        Ok(Format {
            items: items.into(),
            size,
            little,
            values,
        })
    }
}
