//! Random text → `properties::markdown`.

#![no_main]

#[allow(dead_code)]
#[path = "../../tests/properties/mod.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|text: &str| properties::markdown(text));
