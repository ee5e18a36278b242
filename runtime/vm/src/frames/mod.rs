//! Frames and the memory they live in.
/// Memory for frames: one growing stack.
pub struct FrameStack {}
