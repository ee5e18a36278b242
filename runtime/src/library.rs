//! The hooks for the embedded library.

use vm::{Value, Vm};

use crate::code::code_object;

/// The `library` hook: whether the module is a package, and its file name.
pub fn find(name: &str) -> Option<(bool, String)> {
    stdlib::library(name).map(|module| (module.package, module.file()))
}

/// The `library_text` hook.
pub fn text(name: &str) -> Option<String> {
    stdlib::library(name)?.text()
}

/// The `library_code` hook: the code that was made when the runtime was built.
pub fn code(vm: &mut Vm, name: &str, filename: &str) -> Option<Value> {
    let code = compiler::unmarshal(&stdlib::library(name)?.code()?, filename)?;
    Some(code_object(vm, &code))
}

#[cfg(test)]
mod tests {
    /// Of each so many modules of the library one is compiled again.
    const SAMPLE: usize = 25;

    #[test]
    fn the_library_holds_the_code_of_its_texts() {
        for name in stdlib::library_names().step_by(SAMPLE) {
            let module = stdlib::library(name).expect("a name of the library");
            let text = module.text().expect("a text");
            let code = compiler::compile(&text, "file.py", &compiler::Options::default()).ok();
            let bytes = module.code();
            let kept = bytes.and_then(|bytes| compiler::unmarshal(&bytes, "file.py"));
            assert_eq!(kept, code, "{name}");
        }
    }
}
