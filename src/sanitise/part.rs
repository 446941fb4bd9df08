//! Sanitised markup → the same as a part of a longer page: its authors' ids set apart from those of other parts, its headings
//! lower. What is safe stays so: a digit of a heading's name changes, and ids and the links to them get longer.

use memchr::memchr;

use super::SafeHtml;

/// The lowest level of heading that there is.
const LOWEST: u8 = 6;

impl SafeHtml {
    /// The same with `apart` before every id that an author wrote, and before the links to them. `apart` is the program's own:
    /// letters, digits and `-`.
    #[must_use]
    pub fn set_apart(&self, apart: &str) -> Self {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        debug_assert!(apart.chars().all(plain), "{apart}");
        let text = self.as_str();
        if !text.contains("\"u-") && !text.contains("\"#u-") {
            return self.clone();
        }
        self.with_tags(|tag| {
            tag.replace(" id=\"u-", &format!(" id=\"{apart}u-"))
                .replace(" href=\"#u-", &format!(" href=\"#{apart}u-"))
        })
    }

    /// The same with every heading so many levels lower.
    #[must_use]
    pub fn lower(&self, levels: u8) -> Self {
        self.with_tags(|tag| match heading(tag) {
            Some((at, level)) => {
                let level = (level + levels).min(LOWEST);
                format!("{}{level}{}", &tag[..at], &tag[at + 1..])
            }
            None => tag.to_owned(),
        })
    }

    /// The highest level of heading, 1 to 6; `None` without headings.
    pub fn highest_heading(&self) -> Option<u8> {
        let text = self.as_str();
        (1..=LOWEST).find(|level| text.contains(&format!("<h{level}")))
    }

    fn with_tags(&self, change: impl Fn(&str) -> String) -> Self {
        let mut rest = self.as_str();
        let mut out = String::with_capacity(rest.len() + rest.len() / 16);
        // No `<` or `>` stands for itself in a text or a value.
        while let Some(start) = memchr(b'<', rest.as_bytes()) {
            out.push_str(&rest[..start]);
            let end = memchr(b'>', &rest.as_bytes()[start..]);
            let end = end.map_or(rest.len(), |end| start + end + 1);
            out.push_str(&change(&rest[start..end]));
            rest = &rest[end..];
        }
        out.push_str(rest);
        Self(out.into())
    }
}

/// The level of the heading that a tag begins or ends, and where it says so.
fn heading(tag: &str) -> Option<(usize, u8)> {
    let name = tag.strip_prefix("</").or_else(|| tag.strip_prefix('<'))?;
    let at = tag.len() - name.len() + 1;
    let [b'h', level @ b'1'..=b'6', b' ' | b'>', ..] = name.as_bytes() else {
        return None;
    };
    Some((at, level - b'0'))
}

#[cfg(test)]
mod tests {
    use super::super::{Origin, SanitiseOptions, sanitise};
    use super::*;

    fn safe(html: &str) -> SafeHtml {
        let options = SanitiseOptions {
            mark_prefix: "m-",
            origin: Origin::Proposal,
        };
        sanitise(html, &options)
    }

    #[test]
    fn headings_are_lower_and_end_at_the_sixth() {
        let html = safe("<h1 id=\"m-a\">甲</h1><h2>乙 &lt;h2&gt;</h2><h6>丙</h6><hr>");
        assert_eq!(html.highest_heading(), Some(1));
        let expected = "<h2 id=\"a\">甲</h2><h3>乙 &lt;h2&gt;</h3><h6>丙</h6><hr>";
        assert_eq!(html.lower(1).as_str(), expected);
    }

    #[test]
    fn ids_of_authors_are_set_apart_with_their_links() {
        let html = safe(
            "<p id=\"x\" title=\" id=&quot;u-y\">甲</p><a href=\"#x\">乙</a><b id=\"m-z\">丙</b>",
        );
        let expected = "<p id=\"d1-u-x\" title=\" id=&quot;u-y\">甲</p><a href=\"#d1-u-x\">乙</a><b id=\"z\">丙</b>";
        assert_eq!(html.set_apart("d1-").as_str(), expected);
    }
}
