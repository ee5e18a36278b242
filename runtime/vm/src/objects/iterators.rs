//! Iterators and the built-in classes that make them: iter, reversed, enumerate, zip, map, filter.
