//! Two documents → what changed between them, as a reader would see it.

pub mod pairing;
