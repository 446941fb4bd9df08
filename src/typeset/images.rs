//! Images → images that say how large they are, so that a browser keeps their room before they have come.

use super::Options;
use super::tags::Tag;
use crate::picture::Size;
use crate::sanitise::Patchwork;

/// Says how large an image is, where that is known and the author says nothing else.
pub(super) fn set(tag: &Tag<'_>, options: &Options<'_>, to: &mut Patchwork<'_>) {
    let Some(size) = attribute(tag, "src").and_then(options.size) else {
        return;
    };
    let width = attribute(tag, "width");
    if attribute(tag, "height").is_some()
        || width.is_some_and(|width| width.parse::<u32>().is_err())
    {
        return;
    }
    let end = tag.end - 1;
    match width.and_then(|width| width.parse().ok()) {
        Some(width) => to.give(end, "height", height(size, width)),
        None => {
            to.give(end, "width", size.width);
            to.give(end, "height", size.height);
        }
    }
}

/// How high an image is at a width.
fn height(size: Size, width: u32) -> u32 {
    let exact = u64::from(width) * u64::from(size.height) / u64::from(size.width.max(1));
    u32::try_from(exact).unwrap_or(u32::MAX).max(1)
}

fn attribute<'t>(tag: &Tag<'t>, name: &str) -> Option<&'t str> {
    let mut rest = tag.attributes;
    while let Some((found, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"')?;
        if found.trim_start() == name {
            return Some(value);
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::typeset::tests::set;

    #[test]
    fn an_image_says_how_large_it_is() {
        let check = |inside: &str, expected: &str| {
            let known = format!("<p><img src=\"assets/images/a.png\"{inside}></p>");
            let set = set(&known).replace(" loading=\"lazy\"", "");
            assert_eq!(
                set,
                format!("<p><img src=\"assets/images/a.png\"{expected}></p>")
            );
        };
        check(
            " alt=\"height=\"",
            " alt=\"height=\" width=\"40\" height=\"30\"",
        );
        check(" width=\"20\"", " width=\"20\" height=\"15\"");
        check(" width=\"50%\"", " width=\"50%\"");
        check(" height=\"9\"", " height=\"9\"");
    }

    #[test]
    fn what_is_not_known_says_nothing() {
        let elsewhere = "<p><img src=\"https://example.org/a.png\" alt=\"\"></p>";
        let shown = set(elsewhere).replace(" loading=\"lazy\"", "");
        assert_eq!(shown, elsewhere);
    }
}
