//! The files of `proposal/`, as they were when the program was built.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

/// Files by their path below `proposal/`.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

#[derive(rust_embed::Embed)]
#[folder = "proposal/"]
struct Bundle;

/// Reads all files. Whatever the checkout that they were built from did to names and line ends is undone, because
/// commit ids must not depend on it.
pub(super) fn files() -> Files {
    Bundle::iter()
        .filter_map(|path| {
            let content = Bundle::get(&path)?.data.into_owned();
            let content = if path.ends_with(".png") {
                content
            } else {
                without_carriage_returns(content)
            };
            Some((path.nfc().collect(), content))
        })
        .collect()
}

fn without_carriage_returns(mut content: Vec<u8>) -> Vec<u8> {
    content.retain(|byte| *byte != b'\r');
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_of_the_checkout_are_undone() {
        assert_eq!(
            without_carriage_returns("一\r\n二\r\n".into()),
            "一\n二\n".as_bytes()
        );
    }

    #[test]
    fn names_are_composed() {
        let files = files();
        assert!(files.contains_key("docs/4_体制とリスク.md"));
        assert!(files.keys().all(|path| unicode_normalization::is_nfc(path)));
    }
}
