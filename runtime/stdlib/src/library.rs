//! The pure-Python standard library, embedded compressed; only what is imported is unpacked.

/// Module name, whether it is a package, file, offset and length in the blob; sorted by name.
static MODULES: &[(&str, bool, &str, usize, usize)] =
    include!(concat!(env!("OUT_DIR"), "/library.rs"));
static BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

/// The folder that the library's files seem to lie in.
pub const FOLDER: &str = "<stdlib>";

/// A module of the standard library: whether it is a package, its file name, its source.
pub fn library(name: &str) -> Option<(bool, String, String)> {
    let index = MODULES.binary_search_by(|module| module.0.cmp(name)).ok()?;
    let &(_, package, file, offset, length) = MODULES.get(index)?;
    let packed = BLOB.get(offset..offset.checked_add(length)?)?;
    let source = miniz_oxide::inflate::decompress_to_vec(packed).ok()?;
    Some((
        package,
        format!("{FOLDER}/{file}"),
        String::from_utf8(source).ok()?,
    ))
}

/// The names of all modules of the library.
pub fn names() -> impl Iterator<Item = &'static str> {
    MODULES.iter().map(|module| module.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ships_packages_and_modules() {
        let (package, file, source) = library("collections").expect("collections");
        assert!(
            package
                && file.ends_with("collections/__init__.py")
                && source.contains("def namedtuple(")
        );
        let (package, _, source) = library("json.decoder").expect("json.decoder");
        assert!(!package && source.contains("class JSONDecoder"));
        assert!(library("no.such.module").is_none());
        assert!(names().count() > 300);
    }
}
