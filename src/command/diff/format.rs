//! A comparison of two states → text.

use std::fmt::Write;

use super::phrases::Phrases;
use super::{Difference, DocumentDifference, JudgedChange, Relocated};
use crate::command::inert::inert;
use crate::comparison::{
    Change, ChangeKind, Commitment, Comparison, FigureChange, FigureSide, HtmlOptions, Op, Unseen,
    View,
};
use crate::diagnostic::printable;
use crate::document::html::escape_text;
use crate::sanitise::{Origin, SanitiseOptions, sanitise};
use crate::site::pages::nonce;
use crate::site::view::{DocumentStatus, Language};

/// Changes of one document that a Markdown summary shows.
const MARKDOWN_CHANGES: usize = 30;
/// Figures that a Markdown summary shows.
const MARKDOWN_FIGURES: usize = 10;
/// Changes that are not shown in the text, of one document, that a Markdown summary shows.
const MARKDOWN_UNSEEN: usize = 10;
/// Sections that went to another document that are named.
const RELOCATED_SECTIONS: usize = 5;
/// Characters of an unchanged part that a summary shows on each side of a change.
const CONTEXT: usize = 30;

/// JSON as the manual documents it.
pub fn json(difference: &Difference) -> String {
    let mut text =
        serde_json::to_string_pretty(difference).expect("a difference is strings and lists");
    text.push('\n');
    text
}

/// For a terminal: `[-old-]{+new+}`, control characters made visible.
pub fn text(difference: &Difference) -> String {
    let mut out = String::new();
    for run in &difference.relocated {
        let line = relocated_line(run, &Phrases::of(Language::ENGLISH));
        let _ = writeln!(out, "> {}", printable(&line));
    }
    for document in &difference.documents {
        let _ = writeln!(
            out,
            "{}",
            printable(&heading(document, &Phrases::of(Language::ENGLISH)))
        );
        for figure in &document.figures {
            let _ = writeln!(out, "  # {}", printable(&figure_line(figure)));
        }
        let mut section: &[String] = &[];
        for JudgedChange { change, commitment } in &document.changes {
            if change.section != section {
                let _ = writeln!(out, "  {}", printable(&change.section.join(" › ")));
            }
            section = &change.section;
            let line = marked(change, ["[-", "-]"], ["{+", "+}"], &printable_lines);
            let sign = sign(change.kind);
            let _ = writeln!(out, "    {sign} {}", line.replace('\n', "\n      "));
            for flag in commitment {
                let _ = writeln!(
                    out,
                    "      ! {}",
                    printable(&commitment_line(flag, &Phrases::of(Language::ENGLISH)))
                );
            }
        }
        unseen_text(&mut out, &document.unseen);
        out.push('\n');
    }
    if difference.documents.is_empty() {
        out.push_str("no visible change\n");
    }
    out
}

/// For a comment under a pull request; authors' words are escaped.
///
/// `page` is where the same can be read on the site.
pub fn markdown(difference: &Difference, phrases: &Phrases, page: Option<&str>) -> String {
    let mut out = String::new();
    let changes: usize = difference
        .documents
        .iter()
        .map(|document| document.changes.len())
        .sum();
    let editorial: usize = difference.documents.iter().map(editorial).sum();
    let _ = writeln!(
        out,
        "**{} → {}**: {}\n",
        inert(&difference.from.name),
        inert(&difference.to.name),
        phrases.counts(difference.documents.len(), changes, editorial)
    );
    if let Some(page) = page {
        let _ = writeln!(out, "[{}](<{page}>)\n", phrases.read);
    }
    figure_table(&mut out, difference, phrases);
    for run in difference.relocated.iter().take(MARKDOWN_UNSEEN) {
        let _ = writeln!(out, "- {}", cell(&relocated_line(run, phrases)));
    }
    if !difference.relocated.is_empty() {
        out.push('\n');
    }
    for document in &difference.documents {
        let _ = writeln!(out, "### {}\n", inert(&heading(document, phrases)));
        for JudgedChange { change, commitment } in document.changes.iter().take(MARKDOWN_CHANGES) {
            let section = change
                .section
                .last()
                .map(|section| format!("**{}**: ", inert(section)));
            let line = marked(change, ["<del>", "</del>"], ["<ins>", "</ins>"], &inert);
            let _ = writeln!(
                out,
                "- {}{}{}",
                section.unwrap_or_default(),
                line,
                flags(commitment, phrases)
            );
        }
        let rest = document.changes.len().saturating_sub(MARKDOWN_CHANGES);
        if rest > 0 {
            let _ = writeln!(out, "- {}", phrases.more(rest));
        }
        unseen_markdown(&mut out, &document.unseen, phrases);
        out.push('\n');
    }
    if difference.documents.is_empty() {
        out.push_str(phrases.nothing);
        out.push('\n');
    }
    out
}

/// What went from one document to another.
fn relocated_line(run: &Relocated, phrases: &Phrases) -> String {
    let sections: Vec<&str> = run
        .sections
        .iter()
        .take(RELOCATED_SECTIONS)
        .map(String::as_str)
        .collect();
    let more = if run.sections.len() > RELOCATED_SECTIONS {
        "…"
    } else {
        ""
    };
    let sections = format!("{}{more}", sections.join(", "));
    format!(
        "{}: {sections}: {} → {}",
        phrases.relocated, run.from, run.to
    )
}

/// What changed that is not shown, as on a terminal.
fn unseen_text(out: &mut String, unseen: &[Unseen]) {
    let phrases = Phrases::of(Language::ENGLISH);
    if !unseen.is_empty() {
        let _ = writeln!(out, "  ({})", phrases.unseen);
    }
    for change in unseen {
        let before = change.before.iter().map(|text| format!("[-{text}-]"));
        let after = change.after.iter().map(|text| format!("{{+{text}+}}"));
        let line: String = before.chain(after).collect();
        let line = format!("{}: {line}", phrases.unseen_name(change));
        let _ = writeln!(out, "    · {}", printable(&line.replace('\n', " ↵ ")));
    }
}

/// The same for a comment: only so many are shown.
fn unseen_markdown(out: &mut String, unseen: &[Unseen], phrases: &Phrases) {
    if !unseen.is_empty() {
        let _ = writeln!(out, "\n{}\n", phrases.unseen);
    }
    for change in unseen.iter().take(MARKDOWN_UNSEEN) {
        let before = change
            .before
            .iter()
            .map(|text| format!("<del>{}</del>", cell(text)));
        let after = change
            .after
            .iter()
            .map(|text| format!("<ins>{}</ins>", cell(text)));
        let line: String = before.chain(after).collect();
        let _ = writeln!(out, "- {}: {line}", cell(&phrases.unseen_name(change)));
    }
    let rest = unseen.len().saturating_sub(MARKDOWN_UNSEEN);
    if rest > 0 {
        let _ = writeln!(out, "- {}", phrases.more(rest));
    }
}

/// The same on a page.
fn unseen_html(out: &mut String, unseen: &[Unseen]) {
    if unseen.is_empty() {
        return;
    }
    let phrases = Phrases::of(Language::ENGLISH);
    let _ = write!(out, "<p>{}</p>\n<ul>\n", phrases.unseen);
    for change in unseen {
        out.push_str("<li>");
        escape_text(out, &format!("{}: ", phrases.unseen_name(change)));
        for (name, text) in [("del", &change.before), ("ins", &change.after)] {
            if let Some(text) = text {
                let _ = write!(out, "<{name}>");
                escape_text(out, text);
                let _ = write!(out, "</{name}>");
            }
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

/// How many changes surely mean the same.
fn editorial(document: &DocumentDifference) -> usize {
    let changes = document.changes.iter();
    changes.filter(|judged| !judged.change.substantive).count()
}

/// The figures that have another value, as a short table; how many came or went is said below.
fn figure_table(out: &mut String, difference: &Difference, phrases: &Phrases) {
    let all = || {
        difference
            .documents
            .iter()
            .flat_map(|document| &document.figures)
    };
    let changed: Vec<&FigureChange> = all().filter(|figure| figure.is_pair()).collect();
    let one_sided = all().count() - changed.len();
    if !changed.is_empty() {
        let _ = writeln!(
            out,
            "| | {} |\n|---|---|---|---|",
            phrases.columns.join(" | ")
        );
    }
    for figure in changed.iter().take(MARKDOWN_FIGURES) {
        let name = match figure.label.as_str() {
            "" => figure.section.last().map_or("", String::as_str),
            label => label,
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            cell(name),
            cell(&side(&figure.before)),
            cell(&side(&figure.after)),
            cell(&worked_out(figure))
        );
    }
    let rest = changed.len().saturating_sub(MARKDOWN_FIGURES);
    let and_more = |count: usize, what: &str| {
        if count > 0 {
            what.replace("{n}", &count.to_string()) + "\n"
        } else {
            String::new()
        }
    };
    let more = and_more(rest, phrases.more_figures) + &and_more(one_sided, phrases.other_figures);
    if !more.is_empty() {
        let _ = write!(out, "\n{more}");
    }
    if !changed.is_empty() || !more.is_empty() {
        out.push('\n');
    }
}

/// Text for one cell of a Markdown table.
fn cell(text: &str) -> String {
    inert(text).replace("<br>", " ")
}

fn side(side: &Option<FigureSide>) -> String {
    side.as_ref()
        .map_or_else(|| "–".to_owned(), |side| side.text.clone())
}

/// The difference and its percentage; empty where nothing can be said.
fn worked_out(figure: &FigureChange) -> String {
    let Some(difference) = &figure.difference else {
        return String::new();
    };
    match difference.percent.as_deref() {
        Some(percent) if percent != "0" => {
            let sign = if percent.starts_with('-') { "" } else { "+" };
            format!("{} ({sign}{percent}%)", difference.text)
        }
        _ => difference.text.clone(),
    }
}

fn figure_line(figure: &FigureChange) -> String {
    let (before, after, difference) = (
        side(&figure.before),
        side(&figure.after),
        worked_out(figure),
    );
    let difference = if difference.is_empty() {
        difference
    } else {
        format!(": {difference}")
    };
    let label = if figure.label.is_empty() {
        String::new()
    } else {
        format!("{} ", figure.label)
    };
    format!("{label}{before} → {after}{difference}")
}

fn commitment_line(flag: &Commitment, phrases: &Phrases) -> String {
    let effect = phrases.effect(flag.effect);
    let text = |side: &Option<String>| side.clone().unwrap_or_else(|| "–".to_owned());
    format!("{effect}: {} → {}", text(&flag.before), text(&flag.after))
}

fn flags(commitment: &[Commitment], phrases: &Phrases) -> String {
    let flag = |flag: &Commitment| format!(" *({})*", cell(&commitment_line(flag, phrases)));
    commitment.iter().map(flag).collect()
}

/// A page that stands alone: changes with what is around them, nothing active.
pub fn html(difference: &Difference) -> String {
    let mut name = String::new();
    escape_text(
        &mut name,
        &format!("{} → {}", difference.from.name, difference.to.name),
    );
    let mut out = format!(
        "<!doctype html>\n<html><head><meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src https:\">\n<meta name=\"viewport\" content=\"width=device-width\"><title>{name}</title></head>\n<body>\n<h1>{name}</h1>\n"
    );
    for run in &difference.relocated {
        out.push_str("<p>");
        escape_text(
            &mut out,
            &relocated_line(run, &Phrases::of(Language::ENGLISH)),
        );
        out.push_str("</p>\n");
    }
    for document in &difference.documents {
        out.push_str("<section>\n<h2>");
        escape_text(
            &mut out,
            &heading(document, &Phrases::of(Language::ENGLISH)),
        );
        out.push_str("</h2>\n");
        out.push_str(&document.html);
        out.push('\n');
        unseen_html(&mut out, &document.unseen);
        out.push_str("</section>\n");
    }
    out.push_str("</body></html>\n");
    out
}

/// The changed passages of one document, sanitised.
pub fn excerpt(result: &Comparison<'_>) -> String {
    let prefix = nonce(&[&result.before().text(), &result.after().text()]);
    let id_prefix = format!("{}-", &prefix[1..9]);
    let html = result.to_html(
        View::ChangesOnly,
        &HtmlOptions {
            prefix: &prefix,
            id_prefix: &id_prefix,
            ..HtmlOptions::default()
        },
    );
    let options = SanitiseOptions {
        mark_prefix: &prefix,
        origin: Origin::PullRequest,
    };
    sanitise(&html, &options).as_str().to_owned()
}

fn heading(document: &DocumentDifference, phrases: &Phrases) -> String {
    let (before, after) = (document.before.as_deref(), document.after.as_deref());
    match document.status {
        DocumentStatus::Added => format!("{} ({})", after.unwrap_or_default(), phrases.added),
        DocumentStatus::Removed => format!("{} ({})", before.unwrap_or_default(), phrases.removed),
        DocumentStatus::Modified => after.unwrap_or_default().to_owned(),
        DocumentStatus::Renamed => format!(
            "{} → {}",
            before.unwrap_or_default(),
            after.unwrap_or_default()
        ),
    }
}

fn sign(kind: ChangeKind) -> char {
    match kind {
        ChangeKind::Added => '+',
        ChangeKind::Removed => '-',
        ChangeKind::Modified => '~',
        ChangeKind::Moved => '>',
    }
}

/// A change in one piece; long unchanged parts are shortened.
fn marked(
    change: &Change,
    deleted: [&str; 2],
    inserted: [&str; 2],
    escape: &dyn Fn(&str) -> String,
) -> String {
    let mut out = String::new();
    let last = change.edits.len().saturating_sub(1);
    for (index, edit) in change.edits.iter().enumerate() {
        let [open, close] = match edit.op {
            Op::Keep => {
                out.push_str(&escape(&shortened(&edit.text, index == 0, index == last)));
                continue;
            }
            Op::Delete => deleted,
            Op::Insert => inserted,
        };
        let _ = write!(out, "{open}{}{close}", escape(&edit.text));
    }
    out
}

/// An unchanged part with only what is near a change.
fn shortened(text: &str, first: bool, last: bool) -> String {
    let count = text.chars().count();
    if count <= 2 * CONTEXT || (first && last) {
        return text.to_owned();
    }
    let head: String = text.chars().take(CONTEXT).collect();
    let tail: String = text.chars().skip(count - CONTEXT).collect();
    match (first, last) {
        (true, _) => format!("…{tail}"),
        (_, true) => format!("{head}…"),
        _ => format!("{head}…{tail}"),
    }
}

fn printable_lines(text: &str) -> String {
    text.split('\n')
        .map(printable)
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_speaks_the_language_of_the_proposal_and_leads_to_the_page() {
        let end = |name: &str| super::super::End {
            name: name.to_owned(),
            commit: String::new(),
        };
        let nothing = Difference {
            from: end("#12 base"),
            to: end("#12@1"),
            documents: Vec::new(),
            relocated: Vec::new(),
        };
        let page = Some("https://example.org/pulls/12/");
        assert_eq!(
            markdown(&nothing, &Phrases::of(Language::JAPANESE), page),
            "**&#35;\u{2060}12 base → &#35;\u{2060}12&#64;\u{2060}1**: 0件の文書、0か所（うち表記だけの変更 0か所）\n\n\
             [ページで読む](<https://example.org/pulls/12/>)\n\n読者に見える変更はありません。\n"
        );
        assert_eq!(
            markdown(&nothing, &Phrases::of(Language::ENGLISH), None),
            "**&#35;\u{2060}12 base → &#35;\u{2060}12&#64;\u{2060}1**: 0 documents, 0 changes (0 editorial)\n\nNo visible change.\n"
        );
    }

    #[test]
    fn long_unchanged_parts_are_shortened_away_from_the_change() {
        let long = "あ".repeat(100);
        assert_eq!(
            shortened(&long, true, false),
            format!("…{}", "あ".repeat(30))
        );
        assert_eq!(
            shortened(&long, false, true),
            format!("{}…", "あ".repeat(30))
        );
        assert_eq!(shortened("短い", false, false), "短い");
    }
}
