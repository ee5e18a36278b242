//! What a single character is asked: its category, its other case, whether it is in a set.

use vm::objects::strings::unicode;

/// The greatest number of `CATEGORY_*`.
pub const LAST_CATEGORY: u32 = 17;

/// How characters are compared where case is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Not at all: characters are themselves.
    Exact,
    /// Letters of ASCII.
    Ascii,
    /// The locale's 8-bit letters, which are those of ASCII in every UTF-8 locale.
    Locale,
    /// All letters.
    Unicode,
}

/// `_sre.ascii_tolower`.
pub fn ascii_lower(point: u32) -> u32 {
    match u8::try_from(point) {
        Ok(byte) => byte.to_ascii_lowercase().into(),
        Err(_) => point,
    }
}

fn ascii_upper(point: u32) -> u32 {
    match u8::try_from(point) {
        Ok(byte) => byte.to_ascii_uppercase().into(),
        Err(_) => point,
    }
}

/// `_sre.unicode_tolower`.
pub fn unicode_lower(point: u32) -> u32 {
    unicode::lower(point)[0]
}

/// `_sre.ascii_iscased`.
pub fn is_ascii_cased(point: u32) -> bool {
    u8::try_from(point).is_ok_and(|byte| byte.is_ascii_alphabetic())
}

/// `_sre.unicode_iscased`.
pub fn is_unicode_cased(point: u32) -> bool {
    let lower = unicode_lower(point);
    point != lower || point != unicode::upper(point)[0]
}

impl Case {
    /// The form of a character in which it is compared.
    #[inline]
    pub fn lower(self, point: u32) -> u32 {
        match self {
            Case::Exact => point,
            Case::Ascii | Case::Locale => ascii_lower(point),
            Case::Unicode => unicode_lower(point),
        }
    }

    /// Whether a character is the one of a pattern, which is in that form already (with a locale it may not be).
    #[inline]
    pub fn equal(self, wanted: u32, point: u32) -> bool {
        match self {
            Case::Exact => point == wanted,
            Case::Locale => {
                point == wanted || ascii_lower(point) == wanted || ascii_upper(point) == wanted
            }
            _ => self.lower(point) == wanted,
        }
    }
}

fn is_ascii_word(point: u32) -> bool {
    u8::try_from(point).is_ok_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a character is of a category, a number of `CATEGORY_*`; odd ones are the even ones' opposites.
pub fn is_in_category(category: u32, point: u32) -> bool {
    let is = match category / 2 {
        0 => (0x30..0x3a).contains(&point),
        1 => matches!(point, 9..=13 | 32),
        2 | 4 => is_ascii_word(point),
        3 => point == 10,
        5 => unicode::decimal(point).is_some(),
        6 => unicode::is_space(point),
        7 => unicode::is_alnum(point) || point == 0x5f,
        _ => unicode::is_linebreak(point),
    };
    is != (category % 2 == 1)
}

/// An item of a set.
#[derive(Debug)]
pub enum Item {
    /// What follows adds to the set where it took away, and takes away where it added.
    Negate,
    /// Characters from the first to the last.
    Range(u32, u32),
    /// The same, also of characters whose uppercase is in it.
    RangeIgnore(u32, u32),
    /// A number of `CATEGORY_*`.
    Category(u32),
    /// A bit for each of 256 characters.
    Bits([u32; 8]),
    /// For each 256 characters of the basic plane the number of a chunk, and the chunks' bits.
    Chunks(Box<[u8; 256]>, Box<[[u32; 8]]>),
}

fn has_bit(bits: &[u32; 8], point: u32) -> bool {
    bits[(point >> 5) as usize & 7] >> (point & 31) & 1 == 1
}

impl Item {
    fn contains(&self, point: u32) -> bool {
        match self {
            Item::Negate => false,
            Item::Range(first, last) => (*first..=*last).contains(&point),
            Item::RangeIgnore(first, last) => {
                let range = *first..=*last;
                range.contains(&point) || range.contains(&unicode::upper(point)[0])
            }
            Item::Category(category) => is_in_category(*category, point),
            Item::Bits(bits) => point < 256 && has_bit(bits, point),
            Item::Chunks(numbers, chunks) => {
                point < 0x1_0000
                    && chunks
                        .get(usize::from(numbers[(point >> 8) as usize]))
                        .is_some_and(|bits| has_bit(bits, point & 0xff))
            }
        }
    }
}

/// A set of characters.
#[derive(Debug)]
pub struct Charset {
    items: Vec<Item>,
    /// The answers for the first 256 characters.
    low: [u32; 8],
}

impl Charset {
    /// The set of the first item that has a character.
    pub fn new(items: Vec<Item>) -> Charset {
        let mut set = Charset { items, low: [0; 8] };
        for point in 0..256 {
            if set.look_up(point) {
                set.low[(point >> 5) as usize] |= 1 << (point & 31);
            }
        }
        set
    }

    fn look_up(&self, point: u32) -> bool {
        let mut found = true;
        for item in &self.items {
            match item {
                Item::Negate => found = !found,
                _ if item.contains(point) => return found,
                _ => {}
            }
        }
        !found
    }

    /// Whether the set has a character.
    #[inline]
    pub fn contains(&self, point: u32) -> bool {
        if point < 256 {
            has_bit(&self.low, point)
        } else {
            self.look_up(point)
        }
    }

    /// Whether the set has a character or what is the same one but for its case.
    #[inline]
    pub fn contains_case(&self, case: Case, point: u32) -> bool {
        match case {
            Case::Exact => self.contains(point),
            Case::Locale => {
                let forms = [ascii_lower(point), ascii_upper(point)];
                match self.items.first() {
                    Some(Item::Negate) => forms.iter().all(|&form| self.contains(form)),
                    _ => forms.iter().any(|&form| self.contains(form)),
                }
            }
            _ => self.contains(case.lower(point)),
        }
    }
}
