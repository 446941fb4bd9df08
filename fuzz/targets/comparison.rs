//! Random text, cut in two at its first NUL → `properties::comparison`.

#![no_main]

#[allow(dead_code)]
#[path = "../../tests/properties/mod.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let (before, after) = text.split_once('\0').unwrap_or((text, ""));
    properties::comparison(before, after);
});
