//! A feed's view → Atom (RFC 4287).

use std::fmt::Write;

use crate::site::view::{FeedEntry, FeedView};
use crate::xml::escape;

/// Writes a feed. Changes stand in it as HTML, marked with `ins` and `del`.
pub fn feed_xml(feed: &FeedView) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"",
    );
    attribute(&mut out, "xml:lang", feed.language.code());
    if let Some(base) = &feed.base {
        attribute(&mut out, "xml:base", base.as_str());
    }
    out.push_str(">\n");
    element(&mut out, "id", &feed.id);
    element(&mut out, "title", &feed.title);
    let newest = feed.entries.iter().map(|entry| entry.date.as_str()).max();
    element(
        &mut out,
        "updated",
        newest.unwrap_or("1970-01-01T00:00:00Z"),
    );
    author(&mut out, &feed.author);
    link(&mut out, "self", feed.own.as_str());
    link(&mut out, "alternate", feed.page.as_str());
    for entry in &feed.entries {
        write_entry(&mut out, entry);
    }
    out.push_str("</feed>\n");
    out
}

fn write_entry(out: &mut String, entry: &FeedEntry) {
    out.push_str("<entry>\n");
    element(out, "id", &entry.id);
    element(out, "title", &entry.title);
    element(out, "updated", &entry.date);
    link(out, "alternate", entry.href.as_str());
    for name in &entry.authors {
        author(out, name);
    }
    let html = html(entry);
    if !html.is_empty() {
        out.push_str("<content type=\"html\">");
        escape(out, &html);
        out.push_str("</content>\n");
    }
    out.push_str("</entry>\n");
}

fn html(entry: &FeedEntry) -> String {
    let mut html = String::new();
    if !entry.summary.is_empty() {
        html.push_str("<p>");
        escape(&mut html, &entry.summary);
        html.push_str("</p>");
    }
    for (document, body) in &entry.parts {
        if let Some(document) = document {
            html.push_str("<h3><a href=\"");
            escape(&mut html, document.href.as_str());
            html.push_str("\">");
            escape(&mut html, &document.title);
            html.push_str("</a></h3>");
        }
        html.push_str(body.as_str());
    }
    html
}

fn element(out: &mut String, name: &str, text: &str) {
    let _ = write!(out, "<{name}>");
    escape(out, text);
    let _ = writeln!(out, "</{name}>");
}

fn author(out: &mut String, name: &str) {
    out.push_str("<author><name>");
    escape(out, name);
    out.push_str("</name></author>\n");
}

fn link(out: &mut String, relation: &str, address: &str) {
    let _ = write!(out, "<link rel=\"{relation}\"");
    let kind = match relation {
        "self" => "application/atom+xml",
        _ => "text/html",
    };
    attribute(out, "type", kind);
    attribute(out, "href", address);
    out.push_str("/>\n");
}

fn attribute(out: &mut String, name: &str, value: &str) {
    let _ = write!(out, " {name}=\"");
    escape(out, value);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::view::{Href, Language};

    #[test]
    fn what_xml_does_not_know_is_left_out_and_markup_is_escaped() {
        let feed = FeedView {
            id: "urn:uuid:1".to_owned(),
            title: "予算 <b>&\u{1}".to_owned(),
            author: "見本".to_owned(),
            language: Language::JAPANESE,
            base: None,
            own: Href::between("feed.xml", "feed.xml"),
            page: Href::between("feed.xml", "index.html"),
            entries: Vec::new(),
        };
        let xml = feed_xml(&feed);
        assert!(xml.contains("<title>予算 &lt;b&gt;&amp;</title>"), "{xml}");
        assert!(xml.contains("<updated>1970-01-01T00:00:00Z</updated>"));
    }
}
