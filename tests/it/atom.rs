//! Every feed of a site keeps to the rules of Atom, <https://www.rfc-editor.org/rfc/rfc4287>.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{files, scratch, teigen};
use crate::xml::{Element, parse};

const NAMESPACE: &str = "http://www.w3.org/2005/Atom";

type Checked = Result<(), String>;

/// Holds a feed against the rules, section by section of the RFC.
fn check(feed: &Element) -> Checked {
    // 2: the namespace; 4.1.1: what a feed holds.
    is(feed.name == "feed", "the root is no feed")?;
    is(feed.attribute("xmlns") == Some(NAMESPACE), "the namespace")?;
    is(
        feed.attribute("xml:lang")
            .is_some_and(|code| code.len() == 2),
        "xml:lang",
    )?;
    let known = ["id", "title", "updated", "author", "link", "entry"];
    for child in &feed.children {
        is(known.contains(&child.name.as_str()), &child.name)?;
    }
    is(feed.text.trim().is_empty(), "text between elements")?;
    metadata(feed)?;
    is(feed.all("author").count() > 0, "a feed without author")?;
    let relations: Vec<_> = feed.all("link").map(|link| link.attribute("rel")).collect();
    is(
        relations == [Some("self"), Some("alternate")],
        "self and alternate, once each",
    )?;
    let mut seen = BTreeSet::new();
    for entry in feed.all("entry") {
        self::entry(entry).map_err(|problem| format!("{problem} in {entry:?}"))?;
        let id = &entry.all("id").next().expect("it was checked").text;
        let moment = &entry.all("updated").next().expect("it was checked").text;
        // 4.1.1: no two entries with the same id and moment; one id names one thing.
        is(seen.insert(id.clone()), &format!("{id} twice"))?;
        is(!moment.is_empty(), "when")?;
    }
    Ok(())
}

/// 4.1.2: what an entry holds.
fn entry(entry: &Element) -> Checked {
    let known = ["id", "title", "updated", "author", "link", "content"];
    for child in &entry.children {
        is(known.contains(&child.name.as_str()), &child.name)?;
    }
    metadata(entry)?;
    let links: Vec<_> = entry.all("link").collect();
    is(
        links.len() == 1 && links[0].attribute("rel") == Some("alternate"),
        "one alternate link",
    )?;
    is(entry.all("content").count() <= 1, "one content at most")?;
    for content in entry.all("content") {
        // 4.1.3.3: HTML is escaped, and has no elements of XML in it.
        is(
            content.attribute("type") == Some("html"),
            "content that is no html",
        )?;
        is(content.children.is_empty(), "elements in escaped html")?;
        for never in ["<script", "<html", "<body", " onclick=", "javascript:"] {
            is(!content.text.contains(never), never)?;
        }
    }
    Ok(())
}

/// 4.2: one id, title and moment each; 3.1, 3.2, 3.3: texts, people, dates; 4.2.7: links.
fn metadata(element: &Element) -> Checked {
    for name in ["id", "title", "updated"] {
        let found: Vec<_> = element.all(name).collect();
        is(
            found.len() == 1,
            &format!("one {name}, not {}", found.len()),
        )?;
        is(found[0].attributes.is_empty(), "a plain text")?;
        is(
            !found[0].text.trim().is_empty(),
            &format!("an empty {name}"),
        )?;
    }
    let text = |name: &str| {
        let found = element.all(name).next();
        found.map_or_else(String::new, |found| found.text.clone())
    };
    is(is_uuid(&text("id")), &text("id"))?;
    is(is_moment(&text("updated")), &text("updated"))?;
    for person in element.all("author") {
        let names: Vec<_> = person.children.iter().collect();
        is(
            names.len() == 1 && names[0].name == "name",
            "a person's name",
        )?;
        is(!names[0].text.trim().is_empty(), "an empty name")?;
    }
    for link in element.all("link") {
        let href = link.attribute("href").unwrap_or_default();
        is(is_address(href), href)?;
        let kind = link.attribute("type").unwrap_or_default();
        is(["text/html", "application/atom+xml"].contains(&kind), kind)?;
        is(
            link.children.is_empty() && link.text.is_empty(),
            "an empty link",
        )?;
    }
    Ok(())
}

fn is(good: bool, what: &str) -> Checked {
    good.then_some(()).ok_or_else(|| what.to_owned())
}

/// 4.2.6: an IRI that never changes, here `urn:uuid:`.
fn is_uuid(text: &str) -> bool {
    let Some(digits) = text.strip_prefix("urn:uuid:") else {
        return false;
    };
    let lengths: Vec<usize> = digits.split('-').map(str::len).collect();
    let plain = |c: char| matches!(c, '0'..='9' | 'a'..='f' | '-');
    lengths == [8, 4, 4, 4, 12] && digits.chars().all(plain)
}

/// <https://www.rfc-editor.org/rfc/rfc3339>, with an upper-case `T` and `Z` as 3.3 of Atom asks.
fn is_moment(text: &str) -> bool {
    let shape = |text: &str, form: &str| {
        text.len() == form.len()
            && text
                .bytes()
                .zip(form.bytes())
                .all(|(byte, form)| match form {
                    b'0' => byte.is_ascii_digit(),
                    b'+' => matches!(byte, b'+' | b'-'),
                    form => byte == form,
                })
    };
    let Some((moment, offset)) = text.split_at_checked(19) else {
        return false;
    };
    let number = |range: std::ops::Range<usize>| moment[range].parse::<u32>().unwrap_or(99);
    shape(moment, "0000-00-00T00:00:00")
        && (1..=12).contains(&number(5..7))
        && (1..=31).contains(&number(8..10))
        && number(11..13) < 24
        && number(14..16) < 60
        && number(17..19) <= 60
        && (offset == "Z" || shape(offset, "+00:00"))
}

/// An address of letters and signs that may stand in one.
fn is_address(text: &str) -> bool {
    let bad = |c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c);
    !text.is_empty() && !text.contains(bad)
}

#[test]
fn every_feed_of_the_sample_keeps_to_the_rules_of_atom() {
    let scratch = scratch();
    let out = scratch.path().join("demo");
    teigen(&["demo".as_ref(), "--out".as_ref(), out.as_os_str()]).done();
    let site = out.join("site");
    let (mut feeds, mut ids) = (0, BTreeSet::new());
    for (name, file) in files(&site) {
        if !name.ends_with("feed.xml") {
            continue;
        }
        let text = fs::read_to_string(file).expect("a feed");
        let feed = parse(&text).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        check(&feed).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let id = feed.all("id").next().expect("it was checked").text.clone();
        assert!(ids.insert(id), "{name} has the id of another feed");
        let base = feed
            .attribute("xml:base")
            .expect("the site knows its address");
        assert!(base.starts_with("https://teigen.example.org/"), "{base}");
        feeds += 1;
    }
    assert!(feeds > 60, "{feeds}");
}

#[test]
fn what_breaks_a_rule_is_found() {
    let feed = |entry: &str| {
        let id = "urn:uuid:00000000-0000-8000-8000-000000000000";
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"{NAMESPACE}\" xml:lang=\"ja\"><id>{id}</id><title>題</title><updated>2025-01-01T00:00:00Z</updated><author><name>会</name></author><link rel=\"self\" type=\"application/atom+xml\" href=\"feed.xml\"/><link rel=\"alternate\" type=\"text/html\" href=\"a/\"/>{entry}</feed>"
        );
        check(&parse(&text).expect("XML"))
    };
    let entry = |id: &str, updated: &str| {
        format!(
            "<entry><id>urn:uuid:{id}</id><title>題</title><updated>{updated}</updated><link rel=\"alternate\" type=\"text/html\" href=\"a/#b\"/></entry>"
        )
    };
    let (id, moment) = (
        "00000000-0000-8000-8000-000000000001",
        "2025-01-01T09:00:00+09:00",
    );
    assert_eq!(feed(""), Ok(()));
    assert_eq!(feed(&entry(id, moment)), Ok(()));
    for bad in [
        entry("1", moment),
        entry(id, "2025-01-01"),
        entry(id, "2025-13-01T09:00:00Z"),
        entry(id, moment).repeat(2),
        entry(id, moment).replace("<title>題</title>", ""),
        entry(id, moment).replace("a/#b", "a b"),
        entry(id, moment).replace("</entry>", "<summary>x</summary></entry>"),
    ] {
        assert!(feed(&bad).is_err(), "{bad}");
    }
}
