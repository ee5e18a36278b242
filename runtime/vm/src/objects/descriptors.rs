//! Properties, members and other descriptors.

/// The field of a member descriptor that holds the index among the inline values.
pub const MEMBER_INDEX: usize = 2;
/// The field of a property that holds its getter.
pub const PROPERTY_GETTER: usize = 1;
