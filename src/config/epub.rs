//! `epub` in `teigen.yaml` → whether versions are published as files for reading devices, and how their lines run.

use super::parse::{Result, boolean, mapping};
use crate::yaml::Yaml;

/// Whether there are EPUB files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Epub {
    /// There are, with lines across.
    #[default]
    Across,
    /// There are, with lines down (縦書き).
    Down,
    /// There are none.
    None,
}

/// Reads `true`, `false` or `{vertical: true}`.
pub(super) fn epub(value: &Yaml) -> Result<Epub> {
    if value.entries().is_none() {
        return Ok(if boolean(value)? {
            Epub::Across
        } else {
            Epub::None
        });
    }
    let mut found = Epub::Across;
    for entry in mapping(value, &["vertical"])? {
        if boolean(&entry.value)? {
            found = Epub::Down;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    #[test]
    fn files_for_reading_devices_are_left_out_or_set_vertically_if_asked() {
        let check = |text: &str, expected: Option<Epub>| {
            let read = Config::parse(text).ok().map(|config| config.epub);
            assert_eq!(read, expected, "{text}");
        };
        check("", Some(Epub::Across));
        check("epub: false", Some(Epub::None));
        check("epub: {vertical: true}", Some(Epub::Down));
        check("epub: {vertical: false}", Some(Epub::Across));
        check("epub: {tategaki: true}", None);
        check("epub: 縦", None);
    }
}
