//! lsp
pub struct Options; impl From<crate::cli::Lsp> for Options { fn from(_: crate::cli::Lsp) -> Self { Options } }
pub fn serve(_: Options) -> i32 { 0 }
