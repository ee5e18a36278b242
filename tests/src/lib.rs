//! What the end-to-end tests share.

pub mod advice;
pub mod another_python;
pub mod binary;
pub mod confined;
pub mod engines;
pub mod fuzz;
pub mod lsp_client;
pub mod picture;
pub mod programs;
pub mod trace_text;
