//! Identifiers as small numbers, and the mangling of private ones.

use std::hash::Hasher;
use std::rc::Rc;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use ruff_python_ast::ExprName;
use rustc_hash::{FxHashMap, FxHasher};

/// An interned identifier.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub(crate) struct Sym(u32);

macro_rules! known {
    ($($name:ident = $text:literal)*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "the names of Python identifiers")]
        enum Known { $($name),* }
        /// Identifiers that the compiler itself refers to.
        pub(crate) mod known {
            use super::{Known, Sym};
            $(pub(crate) const $name: Sym = Sym(Known::$name as u32);)*
        }
        const KNOWN: &[&str] = &[$($text),*];
    };
}

known! {
    EMPTY = ""
    ANNOTATE = "__annotate__"
    ANNOTATE_FUNC = "__annotate_func__"
    ANNOTATIONS = "__annotations__"
    CLASS = "__class__"
    CLASSCELL = "__classcell__"
    CLASSDICT = "__classdict__"
    CLASSDICTCELL = "__classdictcell__"
    CONDITIONAL_ANNOTATIONS = "__conditional_annotations__"
    DEBUG = "__debug__"
    DOC = "__doc__"
    DOT_DEFAULTS = ".defaults"
    DOT_FORMAT = ".format"
    DOT_GENERIC_BASE = ".generic_base"
    DOT_KWDEFAULTS = ".kwdefaults"
    DOT_TYPE_PARAMS = ".type_params"
    DOT_ZERO = ".0"
    FIRSTLINENO = "__firstlineno__"
    GENEXPR = "<genexpr>"
    DICTCOMP = "<dictcomp>"
    LISTCOMP = "<listcomp>"
    SETCOMP = "<setcomp>"
    JOIN = "join"
    LAMBDA = "<lambda>"
    MODULE = "__module__"
    MODULE_NAME = "<module>"
    NAME = "__name__"
    QUALNAME = "__qualname__"
    RETURN = "return"
    STATIC_ATTRIBUTES = "__static_attributes__"
    SUPER = "super"
    TYPE_PARAMS = "__type_params__"
}

pub(crate) struct Interner {
    texts: Vec<Rc<str>>,
    /// Whether a class mangles the name.
    private: Vec<bool>,
    /// The identifiers by the hashes of their texts.
    numbers: HashTable<Sym>,
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

impl Interner {
    /// An interner for so many bytes of source.
    pub(crate) fn for_source(bytes: usize) -> Interner {
        // A new name every hundred bytes or so.
        let capacity = KNOWN.len() + bytes / 100;
        let mut interner = Interner {
            texts: Vec::with_capacity(capacity),
            private: Vec::with_capacity(capacity),
            numbers: HashTable::with_capacity(capacity),
        };
        for text in KNOWN {
            interner.intern(text);
        }
        interner
    }

    pub(crate) fn intern(&mut self, text: &str) -> Sym {
        let texts = &self.texts;
        let text_of = |sym: &Sym| &*texts[sym.0 as usize];
        let place = self.numbers.entry(
            hash(text),
            |sym| text_of(sym) == text,
            |sym| hash(text_of(sym)),
        );
        match place {
            Entry::Occupied(found) => *found.get(),
            Entry::Vacant(place) => {
                let sym = Sym(texts.len() as u32);
                place.insert(sym);
                let private =
                    text.starts_with("__") && !text.ends_with("__") && !text.contains('.');
                self.private.push(private);
                self.texts.push(text.into());
                sym
            }
        }
    }

    /// The symbol of a name in the tree. It is kept in the name's number, which nothing else has a use for.
    pub(crate) fn intern_name(&mut self, name: &ExprName) -> Sym {
        if let Some(number) = name.node_index.load().as_u32() {
            return Sym(number);
        }
        let sym = self.intern(&name.id);
        name.node_index.set(sym.0.into());
        sym
    }

    pub(crate) fn shared(&self, sym: Sym) -> Rc<str> {
        Rc::clone(&self.texts[sym.0 as usize])
    }

    pub(crate) fn text(&self, sym: Sym) -> &str {
        &self.texts[sym.0 as usize]
    }

    /// `__name` in class `C` becomes `_C__name`.
    pub(crate) fn mangle(&mut self, class: Option<Sym>, name: Sym) -> Sym {
        let Some(class) = class else { return name };
        if !self.private[name.0 as usize] {
            return name;
        }
        let text = self.text(name);
        let class = self.text(class).trim_start_matches('_');
        if class.is_empty() {
            return name;
        }
        let mangled = format!("_{class}{text}");
        self.intern(&mangled)
    }
}

/// Names in the order in which they were first seen, with their positions in that order, and something for each.
pub(crate) struct NameTable<T = ()> {
    entries: Vec<(Sym, T)>,
    index: FxHashMap<Sym, u32>,
}

/// Up to this many names a search through the list is the quickest.
const SMALL: usize = 12;

impl<T> Default for NameTable<T> {
    fn default() -> Self {
        NameTable {
            entries: Vec::new(),
            index: FxHashMap::default(),
        }
    }
}

impl<T: Default> NameTable<T> {
    pub(crate) fn get(&self, name: Sym) -> Option<u32> {
        if self.entries.len() > SMALL {
            return self.index.get(&name).copied();
        }
        // To the end, whatever is found: where it is found cannot be predicted.
        let mut found = None;
        for (at, (own, _)) in (0..).zip(&self.entries) {
            if *own == name {
                found = Some(at);
            }
        }
        found
    }

    pub(crate) fn add(&mut self, name: Sym) -> u32 {
        if let Some(at) = self.get(name) {
            return at;
        }
        let at = self.entries.len() as u32;
        if at == 0 {
            self.entries.reserve(SMALL);
        }
        self.entries.push((name, T::default()));
        if self.entries.len() == SMALL + 1 {
            self.index = self.names().zip(0..).collect();
        } else if self.entries.len() > SMALL {
            self.index.insert(name, at);
        }
        at
    }

    pub(crate) fn len(&self) -> u32 {
        self.entries.len() as u32
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = Sym> + '_ {
        self.entries.iter().map(|(name, _)| *name)
    }

    pub(crate) fn entries(&self) -> &[(Sym, T)] {
        &self.entries
    }

    /// What is kept for the names, in their order.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = (Sym, &mut T)> {
        self.entries.iter_mut().map(|(name, value)| (*name, value))
    }

    /// What is kept for a name, which is added if it is new.
    pub(crate) fn entry(&mut self, name: Sym) -> &mut T {
        let at = self.add(name);
        &mut self.entries[at as usize].1
    }
}

impl FromIterator<Sym> for NameTable {
    fn from_iter<T: IntoIterator<Item = Sym>>(names: T) -> NameTable {
        let mut table = NameTable::default();
        for name in names {
            table.add(name);
        }
        table
    }
}
