//! Random text → `properties::front_matter`.

#![no_main]

#[allow(dead_code)]
#[path = "../../tests/properties/mod.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|text: &str| properties::front_matter(text));
