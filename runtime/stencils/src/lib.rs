//! stencils
