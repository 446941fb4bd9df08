//! A small checker of well-formedness that shares no code with the emitter.

const VOID: [&str; 6] = ["br", "hr", "img", "input", "wbr", "col"];

/// Says what is wrong with the nesting of tags, if anything.
pub fn problem(html: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = &comment[comment.find("-->")? + 3..];
            continue;
        }
        let Some(end) = end_of_tag(rest) else {
            return Some(format!("no end of tag: {:.60}", rest));
        };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let top = open.pop();
            if !top.is_some_and(|top| top.eq_ignore_ascii_case(name.trim())) {
                return Some(format!("</{name}> closes {top:?}"));
            }
            continue;
        }
        let name = tag
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default();
        let is_ours = tag.contains(" id=\"P") || tag.contains(" id=\"tg-");
        if is_ours && tag.matches(" id=\"").count() > 1 {
            return Some(format!("an attribute twice: {tag}"));
        }
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Some(format!("no name: {tag}"));
        }
        if !VOID.iter().any(|void| name.eq_ignore_ascii_case(void)) && !tag.ends_with('/') {
            open.push(name);
        }
    }
    (!open.is_empty()).then(|| format!("left open: {open:?}"))
}

fn end_of_tag(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in rest.char_indices().skip(1) {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '<') => return None,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// Every id is there once.
pub fn repeated_id(html: &str) -> Option<&str> {
    let mut seen = std::collections::BTreeSet::new();
    html.split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|id| !seen.insert(*id))
}

#[test]
fn the_checker_finds_what_is_out_of_order() {
    for bad in ["<p>", "</p>", "<p><b></p></b>", "<p", "<p a=\"b>c", "<1>"] {
        assert!(problem(bad).is_some(), "{bad}");
    }
    for good in ["", "a", "<p>a<br>b</p>", "<p a=\">\"></p>", "<!-- <p> -->"] {
        assert_eq!(problem(good), None, "{good}");
    }
}
