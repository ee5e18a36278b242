//! Methods of `str`: the table, and those that belong to no larger group.

use uops::Effects;

use super::builder::Builder;
use super::{case, chars, copy_short, len, search, split, translate};
use crate::layout::StrKind;
use crate::objects::sequences::{list, tuple};
use crate::{Args, Call, Def, Result, Value, Vm};

pub(super) static METHODS: &[Def] = &[
    Def::new("encode", Call::FastKeywords(super::codecs::encode_method)).doc(
        "($self, /, encoding='utf-8', errors='strict')",
        "Encode the string using the codec registered for encoding.",
    ),
    Def::new("replace", Call::FastKeywords(replace)).doc(
        "($self, old, new, /, count=-1)",
        "Return a copy with all occurrences of substring old replaced by new.",
    ),
    Def::new("split", Call::FastKeywords(split::split)).doc(
        "($self, /, sep=None, maxsplit=-1)",
        "Return a list of the substrings in the string, using sep as the separator string.",
    ),
    Def::new("rsplit", Call::FastKeywords(split::rsplit)).doc(
        "($self, /, sep=None, maxsplit=-1)",
        "Return a list of the substrings in the string, using sep as the separator string.",
    ),
    Def::new("join", Call::One(join))
        .doc("($self, iterable, /)", "Concatenate any number of strings."),
    Def::new("capitalize", Call::NoArgs(case::capitalize))
        .doc("($self, /)", "Return a capitalized version of the string.")
        .effects(Effects::QUIET),
    Def::new("casefold", Call::NoArgs(case::casefold))
        .doc(
            "($self, /)",
            "Return a version of the string suitable for caseless comparisons.",
        )
        .effects(Effects::QUIET),
    Def::new("title", Call::NoArgs(case::title))
        .doc(
            "($self, /)",
            "Return a version of the string where each word is titlecased.",
        )
        .effects(Effects::QUIET),
    Def::new(
        "center",
        Call::Fast(|vm, this, args| pad(vm, this, "center", args)),
    )
    .doc(
        "($self, width, fillchar=' ', /)",
        "Return a centered string of length width.",
    ),
    Def::new("count", Call::Fast(count)).doc(
        "($self, sub[, start[, end]], /)",
        "Return the number of non-overlapping occurrences of substring sub in string S[start:end].",
    ),
    Def::new("expandtabs", Call::FastKeywords(expandtabs)).doc(
        "($self, /, tabsize=8)",
        "Return a copy where all tab characters are expanded using spaces.",
    ),
    Def::new(
        "find",
        Call::Fast(|vm, this, args| finder(vm, this, "find", args, false, false)),
    )
    .doc(
        "($self, sub[, start[, end]], /)",
        "Return the lowest index in S where substring sub is found.",
    ),
    Def::new("partition", Call::One(split::partition)).doc(
        "($self, sep, /)",
        "Partition the string into three parts using the given separator.",
    ),
    Def::new(
        "index",
        Call::Fast(|vm, this, args| finder(vm, this, "index", args, false, true)),
    )
    .doc(
        "($self, sub[, start[, end]], /)",
        "Return the lowest index in S where substring sub is found.",
    ),
    Def::new(
        "ljust",
        Call::Fast(|vm, this, args| pad(vm, this, "ljust", args)),
    )
    .doc(
        "($self, width, fillchar=' ', /)",
        "Return a left-justified string of length width.",
    ),
    Def::new("lower", Call::NoArgs(case::lower))
        .doc(
            "($self, /)",
            "Return a copy of the string converted to lowercase.",
        )
        .effects(Effects::QUIET),
    Def::new("lstrip", Call::Fast(split::lstrip)).doc(
        "($self, chars=None, /)",
        "Return a copy of the string with leading whitespace removed.",
    ),
    Def::new(
        "rfind",
        Call::Fast(|vm, this, args| finder(vm, this, "rfind", args, true, false)),
    )
    .doc(
        "($self, sub[, start[, end]], /)",
        "Return the highest index in S where substring sub is found.",
    ),
    Def::new(
        "rindex",
        Call::Fast(|vm, this, args| finder(vm, this, "rindex", args, true, true)),
    )
    .doc(
        "($self, sub[, start[, end]], /)",
        "Return the highest index in S where substring sub is found.",
    ),
    Def::new(
        "rjust",
        Call::Fast(|vm, this, args| pad(vm, this, "rjust", args)),
    )
    .doc(
        "($self, width, fillchar=' ', /)",
        "Return a right-justified string of length width.",
    ),
    Def::new("rstrip", Call::Fast(split::rstrip)).doc(
        "($self, chars=None, /)",
        "Return a copy of the string with trailing whitespace removed.",
    ),
    Def::new("rpartition", Call::One(split::rpartition)).doc(
        "($self, sep, /)",
        "Partition the string into three parts using the given separator.",
    ),
    Def::new("splitlines", Call::FastKeywords(split::splitlines)).doc(
        "($self, /, keepends=False)",
        "Return a list of the lines in the string, breaking at line boundaries.",
    ),
    Def::new("strip", Call::Fast(split::strip)).doc(
        "($self, chars=None, /)",
        "Return a copy of the string with leading and trailing whitespace removed.",
    ),
    Def::new("swapcase", Call::NoArgs(case::swapcase))
        .doc(
            "($self, /)",
            "Convert uppercase characters to lowercase and lowercase characters to uppercase.",
        )
        .effects(Effects::QUIET),
    Def::new("translate", Call::One(translate::translate)).doc(
        "($self, table, /)",
        "Replace each character in the string using the given translation table.",
    ),
    Def::new("upper", Call::NoArgs(case::upper))
        .doc(
            "($self, /)",
            "Return a copy of the string converted to uppercase.",
        )
        .effects(Effects::QUIET),
    Def::new(
        "startswith",
        Call::Fast(|vm, this, args| affix(vm, this, false, args)),
    )
    .doc(
        "($self, prefix[, start[, end]], /)",
        "Return True if the string starts with the specified prefix, False otherwise.",
    ),
    Def::new(
        "endswith",
        Call::Fast(|vm, this, args| affix(vm, this, true, args)),
    )
    .doc(
        "($self, suffix[, start[, end]], /)",
        "Return True if the string ends with the specified suffix, False otherwise.",
    ),
    Def::new("removeprefix", Call::One(removeprefix)).doc(
        "($self, prefix, /)",
        "Return a str with the given prefix string removed if present.",
    ),
    Def::new("removesuffix", Call::One(removesuffix)).doc(
        "($self, suffix, /)",
        "Return a str with the given suffix string removed if present.",
    ),
    Def::new("isascii", Call::NoArgs(case::isascii))
        .doc(
            "($self, /)",
            "Return True if all characters in the string are ASCII, False otherwise.",
        )
        .effects(Effects::QUIET),
    Def::new("islower", Call::NoArgs(case::islower))
        .doc(
            "($self, /)",
            "Return True if the string is a lowercase string, False otherwise.",
        )
        .effects(Effects::QUIET),
    Def::new("isupper", Call::NoArgs(case::isupper))
        .doc(
            "($self, /)",
            "Return True if the string is an uppercase string, False otherwise.",
        )
        .effects(Effects::QUIET),
    Def::new("istitle", Call::NoArgs(case::istitle))
        .doc(
            "($self, /)",
            "Return True if the string is a title-cased string, False otherwise.",
        )
        .effects(Effects::QUIET),
    Def::new("isspace", Call::NoArgs(case::isspace))
        .doc(
            "($self, /)",
            "Return True if the string is a whitespace string, False otherwise.",
        )
        .effects(Effects::QUIET),
    Def::new("isdecimal", Call::NoArgs(case::isdecimal))
        .doc(
            "($self, /)",
            "Return True if the string is a decimal string, False otherwise.",
        )
        .effects(Effects::QUIET),
    Def::new("isdigit", Call::NoArgs(case::isdigit))
        .doc(
            "($self, /)",
            "Return True if the string is a digit string, False otherwise.",
        )
        .effects(Effects::QUIET),
    Def::new("isnumeric", Call::NoArgs(case::isnumeric))
        .doc(
            "($self, /)",
            "Return True if the string is a numeric string, False otherwise.",
        )
        .effects(Effects::QUIET),
    Def::new("isalpha", Call::NoArgs(case::isalpha))
        .doc(
            "($self, /)",
            "Return True if the string is an alphabetic string, False otherwise.",
        )
        .effects(Effects::QUIET),
    Def::new("isalnum", Call::NoArgs(case::isalnum))
        .doc(
            "($self, /)",
            "Return True if the string is an alpha-numeric string, False otherwise.",
        )
        .effects(Effects::QUIET),
    Def::new("isidentifier", Call::NoArgs(case::isidentifier))
        .doc(
            "($self, /)",
            "Return True if the string is a valid Python identifier, False otherwise.",
        )
        .effects(Effects::QUIET),
    Def::new("isprintable", Call::NoArgs(case::isprintable))
        .doc(
            "($self, /)",
            "Return True if all characters in the string are printable, False otherwise.",
        )
        .effects(Effects::QUIET),
    Def::new("zfill", Call::One(zfill)).doc(
        "($self, width, /)",
        "Pad a numeric string with zeros on the left, to fill a field of the given width.",
    ),
    Def::new(
        "format",
        Call::VarKeywords(super::format::template::format_method),
    )
    .doc(
        "($self, /, *args, **kwargs)",
        "Return a formatted version of the string, using substitutions from args and kwargs.",
    ),
    Def::new("format_map", Call::One(super::format::template::format_map)).doc(
        "($self, mapping, /)",
        "Return a formatted version of the string, using substitutions from mapping.",
    ),
    Def::new("__format__", Call::One(super::format::format_method)).doc(
        "($self, format_spec, /)",
        "Return a formatted version of the string as described by format_spec.",
    ),
    Def::new("maketrans", Call::Fast(translate::maketrans))
        .doc("", "Return a translation table usable for str.translate().")
        .of_static(),
    Def::new("__sizeof__", Call::NoArgs(sizeof)).doc(
        "($self, /)",
        "Return the size of the string in memory, in bytes.",
    ),
    Def::new(
        "__getnewargs__",
        Call::NoArgs(|vm, this| {
            let exact = vm.exact_str(this)?;
            Ok(vm.new_tuple(&[exact]))
        }),
    )
    .doc("($self, /)", ""),
];

impl Vm {
    /// The str itself, of a subclass's instance the equal exact str.
    pub fn exact_str(&mut self, string: Value) -> Result {
        if self.is_exact_str(string) {
            Ok(string)
        } else {
            self.str_slice(string, 0, len(string))
        }
    }

    /// Refuses an argument that is no str.
    pub(crate) fn expect_str(&mut self, function: &str, which: &str, value: Value) -> Result<()> {
        if self.is_str(value) {
            return Ok(());
        }
        let name = if value.is_none() {
            "None".to_owned()
        } else {
            self.class_name(value)
        };
        Err(self.type_error(format!(
            "{function}() argument {which}must be str, not {name}"
        )))
    }

    /// Optional start and end arguments as bounds within a length; the start may lie beyond the end.
    #[inline]
    pub(crate) fn bounds_arguments(
        &mut self,
        args: &[Value],
        length: usize,
    ) -> Result<(usize, usize)> {
        if args.is_empty() {
            return Ok((0, length));
        }
        self.given_bounds(args, length)
    }

    fn given_bounds(&mut self, args: &[Value], length: usize) -> Result<(usize, usize)> {
        let mut bound = |at: usize, default: i64| match args.get(at) {
            Some(&value) if !value.is_none() => self.slice_index(value),
            _ => Ok(default),
        };
        let (start, end) = (bound(0, 0)?, bound(1, i64::MAX)?);
        let clip = |index: i64| {
            let index = if index < 0 {
                index.saturating_add(length as i64).max(0)
            } else {
                index
            };
            usize::try_from(index).unwrap_or(usize::MAX)
        };
        Ok((clip(start), clip(end).min(length)))
    }
}

fn sizeof(vm: &mut Vm, this: Value) -> Result {
    use crate::layout::StrKind::{Ascii, Latin1, Ucs2, Ucs4};
    // What CPython says.
    let length = len(this);
    let size = match super::header(this).kind {
        Ascii => 41 + length,
        Latin1 => 57 + length,
        Ucs2 => 58 + 2 * length,
        Ucs4 => 60 + 4 * length,
    };
    Ok(vm.new_int_usize(size))
}

fn join(vm: &mut Vm, this: Value, iterable: Value) -> Result {
    let class = vm.class_of(iterable);
    let exact = class == vm.types.list || class == vm.types.tuple;
    let sequence = if exact {
        iterable
    } else {
        vm.list_or(iterable, "can only join an iterable")?
    };
    let items = if class == vm.types.tuple {
        tuple::items(sequence)
    } else {
        list::items(sequence)
    };
    if let Some(at) = items.iter().position(|&item| !vm.is_str(item)) {
        let name = vm.class_name(items[at]);
        return Err(vm.type_error(format!(
            "sequence item {at}: expected str instance, {name} found"
        )));
    }
    vm.join_strs(this, items)
}

impl Vm {
    /// Joins strs with a separator.
    pub fn join_strs(&mut self, separator: Value, items: &[Value]) -> Result {
        if let [only] = *items
            && self.is_exact_str(only)
        {
            return Ok(only);
        }
        let Some(gaps) = items.len().checked_sub(1) else {
            return Ok(self.char_str(None));
        };
        let mut kind = if gaps > 0 {
            super::header(separator).kind
        } else {
            StrKind::Ascii
        };
        let mut total = len(separator).saturating_mul(gaps);
        for &item in items {
            kind = kind.max(super::header(item).kind);
            total = total.saturating_add(len(item));
        }
        if total == 0 {
            return Ok(self.char_str(None));
        }
        let (string, data) = self.try_new_str_uninit(kind, total)?;
        let width = super::width(kind);
        if width == 1 {
            let between = super::raw(separator);
            let mut to = data;
            for (at, &item) in items.iter().enumerate() {
                let piece = super::raw(item);
                // SAFETY: room for the bytes of all pieces and the separators between them.
                unsafe {
                    match *between {
                        _ if at == 0 => {}
                        [byte] => {
                            *to = byte;
                            to = to.add(1);
                        }
                        _ => {
                            copy_short(between.as_ptr(), to, between.len());
                            to = to.add(between.len());
                        }
                    }
                    copy_short(piece.as_ptr(), to, piece.len());
                    to = to.add(piece.len());
                }
            }
            return Ok(string);
        }
        let mut offset = 0;
        for (at, &item) in items.iter().enumerate() {
            // SAFETY: room for the characters of all pieces and the separators between them.
            unsafe {
                if at > 0 {
                    super::copy_widened(separator, data.add(offset), kind);
                    offset += len(separator) * width;
                }
                super::copy_widened(item, data.add(offset), kind);
            }
            offset += len(item) * width;
        }
        Ok(string)
    }
}

fn finder(vm: &mut Vm, this: Value, name: &str, args: &[Value], last: bool, must: bool) -> Result {
    vm.check_positional(name, args.len(), 1, 3)?;
    vm.expect_str(name, "1 ", args[0])?;
    let (start, end) = vm.bounds_arguments(&args[1..], len(this))?;
    let found = if last {
        search::rfind(this, args[0], start, end)
    } else {
        search::find(this, args[0], start, end)
    };
    match found {
        Some(at) => Ok(vm.new_int_usize(at)),
        None if must => Err(vm.value_error("substring not found")),
        None => Ok(Value::int_unchecked(-1)),
    }
}

fn count(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("count", args.len(), 1, 3)?;
    vm.expect_str("count", "1 ", args[0])?;
    let (start, end) = vm.bounds_arguments(&args[1..], len(this))?;
    if start > end {
        return Ok(Value::int_unchecked(0));
    }
    if len(args[0]) == 0 {
        return Ok(vm.new_int_usize(end - start + 1));
    }
    let mut count = 0;
    search::for_each(this, args[0], start, end, usize::MAX, |_| count += 1);
    Ok(vm.new_int_usize(count))
}

fn affix(vm: &mut Vm, this: Value, at_end: bool, args: &[Value]) -> Result {
    let name = if at_end { "endswith" } else { "startswith" };
    vm.check_positional(name, args.len(), 1, 3)?;
    let (start, end) = vm.bounds_arguments(&args[1..], len(this))?;
    let matches = |affix: Value| {
        let length = len(affix);
        if start > end || length > end - start {
            return false;
        }
        search::is_at(this, if at_end { end - length } else { start }, affix)
    };
    if vm.is_str(args[0]) {
        return Ok(Value::bool(matches(args[0])));
    }
    if !vm.has_class_flag(args[0], crate::layout::class_flags::TUPLE_SUBCLASS) {
        let class = vm.class_name(args[0]);
        return Err(vm.type_error(format!(
            "{name} first arg must be str or a tuple of str, not {class}"
        )));
    }
    for &affix in tuple::items(args[0]) {
        if !vm.is_str(affix) {
            let class = vm.class_name(affix);
            return Err(vm.type_error(format!(
                "tuple for {name} must only contain str, not {class}"
            )));
        }
        if matches(affix) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn removeprefix(vm: &mut Vm, this: Value, prefix: Value) -> Result {
    vm.expect_str("removeprefix", "", prefix)?;
    let from = if search::is_at(this, 0, prefix) {
        len(prefix)
    } else {
        0
    };
    vm.str_slice(this, from, len(this))
}

fn removesuffix(vm: &mut Vm, this: Value, suffix: Value) -> Result {
    vm.expect_str("removesuffix", "", suffix)?;
    let mut end = len(this);
    if len(suffix) <= end && search::is_at(this, end - len(suffix), suffix) {
        end -= len(suffix);
    }
    vm.str_slice(this, 0, end)
}

fn replace(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [old, new, count] =
        vm.bind_arguments("replace", args, &["old", "new", "count"], 2, 3, 2)?;
    vm.expect_str("replace", "1 ", old)?;
    vm.expect_str("replace", "2 ", new)?;
    let count = if count.is_null() {
        -1
    } else {
        vm.index_argument(count)?
    };
    vm.str_replace(this, old, new, usize::try_from(count).unwrap_or(usize::MAX))
}

impl Vm {
    /// `string.replace(old, new, most)`.
    pub fn str_replace(&mut self, string: Value, old: Value, new: Value, most: usize) -> Result {
        let points = chars(string);
        let end = points.len();
        if len(old) > 0
            && let (Some(text), Some(new)) = (super::ascii(string), super::ascii(new))
        {
            return self.replace_in_ascii(string, text, old, new, most);
        }
        let mut builder = Builder::with_capacity(end);
        if len(old) == 0 {
            for at in 0..=end {
                if at < most {
                    builder.push_str(new);
                }
                if at < end {
                    builder.push(points.at(at));
                }
            }
            return builder.finish(self);
        }
        let mut from = 0;
        let mut found = false;
        search::for_each(string, old, 0, end, most, |at| {
            builder.push_chars(points.slice(from, at));
            builder.push_str(new);
            from = at + len(old);
            found = true;
        });
        if !found {
            return self.exact_str(string);
        }
        builder.push_chars(points.slice(from, end));
        builder.finish(self)
    }

    /// The same of ASCII, with ASCII: the length is known when the occurrences are counted.
    fn replace_in_ascii(
        &mut self,
        string: Value,
        text: &str,
        old: Value,
        new: &str,
        most: usize,
    ) -> Result {
        /// So many places are remembered between counting and copying.
        const FEW: usize = 16;
        let (mut places, mut count) = ([0; FEW], 0);
        search::for_each(string, old, 0, text.len(), most, |at| {
            if let Some(place) = places.get_mut(count) {
                *place = at;
            }
            count += 1;
        });
        if count == 0 {
            return self.exact_str(string);
        }
        let total = (text.len() - count * len(old)).saturating_add(count.saturating_mul(new.len()));
        if total == 0 {
            return Ok(self.char_str(None));
        }
        let (result, data) = self.try_new_str_uninit(StrKind::Ascii, total)?;
        let (mut from, mut to) = (0, 0);
        let mut push = |piece: &str| {
            // SAFETY: room for all pieces, whose lengths add up to the total.
            unsafe { copy_short(piece.as_ptr(), data.add(to), piece.len()) };
            to += piece.len();
        };
        let mut take = |at: usize| {
            push(&text[from..at]);
            push(new);
            from = at + len(old);
        };
        match places.get(..count) {
            Some(places) => places.iter().for_each(|&at| take(at)),
            None => search::for_each(string, old, 0, text.len(), most, take),
        }
        push(&text[from..]);
        Ok(result)
    }
}

fn pad(vm: &mut Vm, this: Value, name: &str, args: &[Value]) -> Result {
    vm.check_positional(name, args.len(), 1, 2)?;
    let width = usize::try_from(vm.index_argument(args[0])?).unwrap_or(0);
    let fill = match args.get(1) {
        None => 32,
        Some(&fill) if vm.is_str(fill) => {
            if len(fill) != 1 {
                return Err(vm.type_error("The fill character must be exactly one character long"));
            }
            super::at(fill, 0)
        }
        Some(&fill) => {
            let class = vm.class_name(fill);
            return Err(vm.type_error(format!(
                "The fill character must be a unicode character, not {class}"
            )));
        }
    };
    let length = len(this);
    let Some(space) = width.checked_sub(length).filter(|&space| space > 0) else {
        return vm.exact_str(this);
    };
    let left = match name {
        "ljust" => 0,
        "rjust" => space,
        // CPython puts the odd one to the left where the width is odd too.
        _ => space / 2 + (space & width & 1),
    };
    vm.padded(this, fill, left, space - left)
}

impl Vm {
    /// A str between so many fill characters.
    pub(crate) fn padded(&mut self, string: Value, fill: u32, left: usize, right: usize) -> Result {
        if len(string).saturating_add(left).saturating_add(right) > self.heap.limit {
            return Err(self.no_memory());
        }
        let mut builder = Builder::with_capacity(len(string) + left + right);
        builder.push_times(fill, left);
        builder.push_str(string);
        builder.push_times(fill, right);
        builder.finish(self)
    }
}

fn zfill(vm: &mut Vm, this: Value, width: Value) -> Result {
    let width = usize::try_from(vm.index_argument(width)?).unwrap_or(0);
    let length = len(this);
    let Some(zeros) = width.checked_sub(length).filter(|&zeros| zeros > 0) else {
        return vm.exact_str(this);
    };
    if width > vm.heap.limit {
        return Err(vm.no_memory());
    }
    let points = chars(this);
    let sign = !points.is_empty() && matches!(points.at(0), 0x2b | 0x2d);
    let mut builder = Builder::with_capacity(width);
    if sign {
        builder.push(points.at(0));
    }
    builder.push_times('0' as u32, zeros);
    builder.push_chars(points.slice(sign as usize, length));
    builder.finish(vm)
}

fn expandtabs(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [size] = vm.bind_arguments("expandtabs", args, &["tabsize"], 0, 1, 0)?;
    let size = if size.is_null() {
        8
    } else {
        vm.index_argument(size)?
    };
    let limit = vm.heap.limit;
    let mut builder = Builder::with_capacity(len(this));
    let mut column = 0i64;
    for point in chars(this).iter() {
        if point == 9 {
            if size > 0 {
                let spaces = size - column % size;
                if builder.len().saturating_add(spaces as usize) > limit {
                    return Err(vm.overflow_error("new string is too long"));
                }
                builder.push_times(32, spaces as usize);
                column += spaces;
            }
        } else {
            builder.push(point);
            column = if matches!(point, 10 | 13) {
                0
            } else {
                column + 1
            };
        }
    }
    builder.finish(vm)
}
