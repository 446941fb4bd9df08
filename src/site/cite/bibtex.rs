//! What is cited → an entry of BibTeX, as BibTeX and biblatex read it: UTF-8, what TeX would take for commands escaped.

use super::Cited;

/// Writes an `@misc` entry. Authors are corporate: nothing in a name is taken for its parts.
pub(super) fn entry(cited: &Cited<'_>) -> String {
    let mut fields = vec![("title", format!("{{{}}}", escaped(cited.title())))];
    if !cited.authors.is_empty() {
        let authors: Vec<String> = cited
            .authors
            .iter()
            .map(|name| format!("{{{}}}", escaped(name)))
            .collect();
        fields.push(("author", authors.join(" and ")));
    }
    let containers = cited.containers();
    if !containers.is_empty() {
        let containers: Vec<String> = containers.iter().map(|name| escaped(name)).collect();
        fields.push(("howpublished", containers.join(", ")));
    }
    if let Some(publisher) = cited.publisher {
        fields.push(("publisher", format!("{{{}}}", escaped(publisher))));
    }
    if let Some(version) = cited.version {
        fields.push(("version", escaped(version)));
    }
    if let Some([year, month, day]) = cited.date {
        fields.push(("year", year.to_string()));
        fields.push(("date", format!("{year:04}-{month:02}-{day:02}")));
    }
    fields.push(("note", format!("commit {}", escaped(cited.commit))));
    if let Some(address) = cited.address {
        fields.push(("url", verbatim(address)));
    }
    let fields: String = fields
        .iter()
        .map(|(name, value)| format!("  {name} = {{{value}}},\n"))
        .collect();
    format!("@misc{{{},\n{fields}}}\n", cited.key)
}

/// A text in which TeX finds no command. Braces become commands, since BibTeX counts those that are escaped too.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
    {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '#' | '$' | '%' | '&' | '_' => out.extend(['\\', c]),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// An address as it is: the field `url` is verbatim. What would end the field is encoded.
fn verbatim(address: &str) -> String {
    address
        .replace('{', "%7B")
        .replace('}', "%7D")
        .replace('\\', "%5C")
}

#[cfg(test)]
mod tests {
    use super::super::tests::cited;
    use super::*;

    #[test]
    fn an_entry_reads_in_japanese_and_escapes_what_tex_would_run() {
        let authors = ["東 京子".to_owned(), "A and B".to_owned()];
        let whole = Cited {
            authors: &authors,
            ..cited()
        };
        assert_eq!(
            entry(&whole),
            "@misc{v0.7-0a1b2c3d,\n  title = {{予算 \\& 人}},\n  author = {{東 京子} and {A and B}},\n  howpublished = {三十人計画, 東京都AI人材提言},\n  publisher = {{提言の会}},\n  version = {v0.7},\n  year = {2025},\n  date = {2025-05-06},\n  note = {commit 0123456789abcdef0123456789abcdef01234567},\n  url = {https://example.org/v0.7/1_%E4%B8%89/#a},\n}\n"
        );
    }

    #[test]
    fn braces_stay_balanced_whatever_is_written() {
        assert_eq!(
            escaped("100% {x\\}_$\n#~^"),
            "100\\% \\textbraceleft{}x\\textbackslash{}\\textbraceright{}\\_\\$ \\#\\textasciitilde{}\\textasciicircum{}"
        );
        assert_eq!(verbatim("https://a.jp/{x"), "https://a.jp/%7Bx");
    }
}
