//! Two documents → what changed between them, as a reader would see it.

mod sequence;
mod visible;
mod words;
