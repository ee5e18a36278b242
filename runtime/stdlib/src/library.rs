//! The pure-Python standard library, embedded compressed: texts, and their code, made when the runtime was built. Only what is
//! asked for is unpacked.

use std::ops::Range;

/// A module of the library.
pub struct Module {
    /// Its whole name.
    name: &'static str,
    /// Whether it is a package.
    pub package: bool,
    file: &'static str,
    /// Where its text and its code lie in the blob.
    text: Range<usize>,
    code: Option<Range<usize>>,
}

/// Sorted by name.
static MODULES: &[Module] = include!(concat!(env!("OUT_DIR"), "/library.rs"));
static BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

/// The folder that the library's files seem to lie in.
pub const FOLDER: &str = "<stdlib>";

/// The module of a name.
pub fn library(name: &str) -> Option<&'static Module> {
    let index = MODULES
        .binary_search_by(|module| module.name.cmp(name))
        .ok()?;
    MODULES.get(index)
}

impl Module {
    /// The name of its file.
    pub fn file(&self) -> String {
        format!("{FOLDER}/{}", self.file)
    }

    /// Its text.
    pub fn text(&self) -> Option<String> {
        String::from_utf8(unpack(&self.text)?).ok()
    }

    /// Its code, as `compiler::marshal` makes it. None of a text with an error.
    pub fn code(&self) -> Option<Vec<u8>> {
        unpack(self.code.as_ref()?)
    }
}

fn unpack(place: &Range<usize>) -> Option<Vec<u8>> {
    miniz_oxide::inflate::decompress_to_vec(BLOB.get(place.clone())?).ok()
}

/// The names of all modules of the library.
pub fn names() -> impl Iterator<Item = &'static str> {
    MODULES.iter().map(|module| module.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ships_packages_and_modules() {
        let module = library("collections").expect("collections");
        let text = module.text().expect("a text");
        assert!(module.package && text.contains("def namedtuple("));
        assert!(module.file().ends_with("collections/__init__.py"));
        let module = library("json.decoder").expect("json.decoder");
        let text = module.text().expect("a text");
        assert!(!module.package && text.contains("class JSONDecoder"));
        assert!(module.code().is_some_and(|code| !code.is_empty()));
        assert!(library("no.such.module").is_none());
        assert!(names().count() > 300);
    }
}
