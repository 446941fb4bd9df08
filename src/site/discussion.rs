//! Addresses in front matter, text and commit messages → discussions.

pub use crate::record::topic::{TopicAddress, declared, recognise};

/// Web addresses in raw HTML, such as the buttons that proposals paste into every page.
pub fn addresses_in_html(html: &str) -> impl Iterator<Item = &str> {
    html.split("href=")
        .skip(1)
        .take(1_000)
        .filter_map(|rest| {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest[1..].split(quote).next()
        })
        .filter(|url| url.len() <= 2_000 && url.starts_with("http"))
}
