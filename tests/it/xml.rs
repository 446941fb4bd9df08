//! XML that is strict and plain → its elements: enough to hold a feed against its rules. Comments, processing instructions and DTDs are
//! refused, as are names and entities that XML itself does not know.

use std::collections::BTreeMap;

/// An element with what is in it.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Its name, as written.
    pub name: String,
    /// Its attributes by name.
    pub attributes: BTreeMap<String, String>,
    /// Elements in it, in order.
    pub children: Vec<Element>,
    /// Text right in it.
    pub text: String,
}

impl Element {
    /// The elements of a name right in it.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children
            .iter()
            .filter(move |element| element.name == name)
    }

    /// An attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// Reads a document that begins with a declaration of XML 1.0 in UTF-8.
pub fn parse(text: &str) -> Result<Element, String> {
    let body = text.strip_prefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let mut rest = body.ok_or("no declaration")?;
    if let Some(c) = rest.chars().find(|c| !is_character(*c)) {
        return Err(format!("{c:?} is no character of XML"));
    }
    let root = element(&mut rest)?;
    match rest.trim() {
        "" => Ok(root),
        after => Err(format!("after the root: {after:.40}")),
    }
}

/// <https://www.w3.org/TR/xml/#NT-Char>
fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn element(rest: &mut &str) -> Result<Element, String> {
    let inside = rest
        .strip_prefix('<')
        .ok_or_else(|| format!("no tag: {rest:.40}"))?;
    let end = inside.find('>').ok_or("a tag has no end")?;
    let (tag, after) = (&inside[..end], &inside[end + 1..]);
    *rest = after;
    let (tag, empty) = match tag.strip_suffix('/') {
        Some(tag) => (tag, true),
        None => (tag, false),
    };
    let mut found = open(tag)?;
    if empty {
        return Ok(found);
    }
    loop {
        let at = rest
            .find('<')
            .ok_or_else(|| format!("{} is not closed", found.name))?;
        found.text.push_str(&unescaped(&rest[..at])?);
        *rest = &rest[at..];
        let Some(closing) = rest.strip_prefix("</") else {
            found.children.push(element(rest)?);
            continue;
        };
        let after = closing.strip_prefix(found.name.as_str());
        let after = after.and_then(|after| after.strip_prefix('>'));
        *rest = after.ok_or_else(|| format!("{} is closed by {closing:.20}", found.name))?;
        return Ok(found);
    }
}

fn open(tag: &str) -> Result<Element, String> {
    let end = tag.find(' ').unwrap_or(tag.len());
    let (name, mut rest) = tag.split_at(end);
    let mut found = Element {
        name: named(name)?.to_owned(),
        ..Element::default()
    };
    while !rest.is_empty() {
        let attribute = rest.strip_prefix(' ').ok_or_else(|| format!("in {tag}"))?;
        let (key, value) = attribute
            .split_once("=\"")
            .ok_or_else(|| format!("in {tag}"))?;
        let (value, after) = value.split_once('"').ok_or_else(|| format!("in {tag}"))?;
        let known = found
            .attributes
            .insert(named(key)?.to_owned(), unescaped(value)?);
        if known.is_some() {
            return Err(format!("{key} twice in {tag}"));
        }
        rest = after;
    }
    Ok(found)
}

fn named(name: &str) -> Result<&str, String> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_');
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
    match begins && name.chars().all(good) {
        true => Ok(name),
        false => Err(format!("{name:?} is no name")),
    }
}

fn unescaped(text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (entity, after) = rest[at + 1..].split_once(';').ok_or("a lone &")?;
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            other => return Err(format!("&{other}; is not known to XML")),
        });
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

#[test]
fn what_is_no_xml_is_refused() {
    let read = |body: &str| {
        parse(&format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{body}"
        ))
    };
    assert_eq!(read("<a b=\"&amp;\">x<c/>y</a>\n").expect("XML").text, "xy");
    for bad in [
        "<a>",
        "<a></b>",
        "<a>&nbsp;</a>",
        "<a>& </a>",
        "<a b=1/>",
        "<a b=\"1\" b=\"2\"/>",
        "<a/><b/>",
        "<a>\u{1}</a>",
        "<!-- x --><a/>",
    ] {
        assert!(read(bad).is_err(), "{bad}");
    }
}
