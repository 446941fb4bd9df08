//! A page's address → the origin that it is published on: the site's own, or the second one, if there is one, which holds the
//! pages that show other people's wording.
//!
//! A browser keeps two origins apart: whatever a page of the second one should manage to do, it does nothing to the first.

use super::Site;
use super::path::OutputPath;
use super::view::Href;

/// One of the two origins that a site may be published on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The site's own.
    Main,
    /// The one for pages that show other people's wording.
    Second,
}

impl Origin {
    /// Where a page belongs if there are two: a request's page, its revisions and previews, the wordings proposed for
    /// a section, what was said in a discussion, and what requests say, packed for the next build, belong on the second one. Lists, which name requests but show none of their text, stay on the first.
    pub fn of(path: &OutputPath) -> Self {
        let number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<&str> = path.as_str().split('/').collect();
        match parts[..] {
            ["pulls", request, _, ..] if number(request) => Self::Second,
            ["sections", "page", page, _] if number(page) => Self::Main,
            ["sections", _, _, ..] | ["discussions", _, _, ..] | ["api", "wordings", ..] => {
                Self::Second
            }
            _ => Self::Main,
        }
    }
}

impl Site<'_> {
    /// The origin that a page is published on.
    pub fn origin_of(&self, path: &OutputPath) -> Origin {
        match self.preview_base_url {
            Some(_) => Origin::of(path),
            None => Origin::Main,
        }
    }

    /// Whether a file is not to be had on an origin. Style, script and images are on both.
    pub fn is_elsewhere(&self, path: &OutputPath, origin: Origin) -> bool {
        !path.as_str().starts_with("assets/") && self.origin_of(path) != origin
    }

    /// Where an origin is, with `/` at the end, if that is known.
    pub fn base(&self, origin: Origin) -> Option<&str> {
        match origin {
            Origin::Main => self.base_url.as_deref(),
            Origin::Second => self.preview_base_url.as_deref(),
        }
    }

    /// The absolute address of a page, where that of its origin is known.
    pub fn absolute(&self, path: &OutputPath) -> Option<Href> {
        let base = self.base(self.origin_of(path))?;
        let path = path.as_str();
        let folder = path.strip_suffix("index.html").unwrap_or(path);
        let relative = Href::between("index.html", folder);
        Href::external(&format!("{base}{}", relative.encoded()))
    }

    /// Whether pages with other people's wording stand on the same origin as all others, to a browser.
    pub fn is_one_origin(&self) -> bool {
        let Some(second) = &self.preview_base_url else {
            return true;
        };
        self.base_url.as_deref().map(host) == Some(host(second))
    }
}

/// Scheme, host and port of an address.
fn host(address: &str) -> String {
    let start = address.find("://").map_or(0, |at| at + "://".len());
    let end = address[start..]
        .find('/')
        .map_or(address.len(), |at| start + at);
    address[..end].to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_the_wording_of_others_is_on_the_second_origin() {
        let check =
            |path: &str, origin| assert_eq!(Origin::of(&OutputPath::file(path)), origin, "{path}");
        for path in [
            "pulls/12/index.html",
            "pulls/12/r1/index.html",
            "pulls/12/preview/教育/index.html",
            "sections/education/予算/index.html",
            "sections/education/予算/page/2/index.html",
        ] {
            check(path, Origin::Second);
        }
        for path in [
            "index.html",
            "pulls/index.html",
            "pulls/page/2/index.html",
            "pulls/label/教育/index.html",
            "pulls/data/0.json",
            "sections/index.html",
            "sections/page/2/index.html",
            "latest/pulls/12/index.html",
        ] {
            check(path, Origin::Main);
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        assert_eq!(
            host("https://Example.org/policy/"),
            host("https://example.org")
        );
        assert_ne!(
            host("https://example.org/"),
            host("https://example.org:8443/")
        );
        assert_ne!(
            host("https://example.org/"),
            host("https://previews.example.org/")
        );
    }
}
