//! Findings → text for people, JSON, annotations of GitHub's workflows, SARIF.

use serde::Serialize;

use super::Format;
use crate::check::sarif::sarif;
use crate::command::terminal;
use crate::diagnostic::{Diagnostic, Severity};

/// One finding, as JSON tells it.
#[derive(Serialize)]
struct Row<'a> {
    severity: String,
    rule: &'a str,
    reference: Option<&'a str>,
    path: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    message: &'a str,
    help: Option<&'a str>,
}

/// Writes findings; for people and annotations, notes are left out.
pub fn written(found: &[Diagnostic], format: Format) -> String {
    let grave = found.iter().filter(|found| found.severity > Severity::Note);
    match format {
        Format::Human => grave.map(|found| format!("{found}\n")).collect(),
        Format::Github => grave.map(annotation).collect(),
        Format::Json => terminal::json(&found.iter().map(row).collect::<Vec<_>>()),
        Format::Sarif => terminal::json(&sarif(found)),
    }
}

fn row(found: &Diagnostic) -> Row<'_> {
    Row {
        severity: found.severity.to_string(),
        rule: found.rule,
        reference: found.place.reference.as_deref(),
        path: found.place.path.as_deref(),
        line: found.place.line,
        column: found.place.column,
        message: &found.message,
        help: found.help.as_deref(),
    }
}

/// `::warning file=…,line=…,col=…,title=…::message`, as GitHub's documentation of workflow commands has it. What is in another
/// state than the files at hand is said, not placed.
fn annotation(found: &Diagnostic) -> String {
    let level = match found.severity {
        Severity::Error => "error",
        _ => "warning",
    };
    let place = &found.place;
    let mut properties = Vec::new();
    if let (Some(path), None) = (&place.path, &place.reference) {
        properties.push(format!("file={}", property(path)));
        properties.extend(place.line.map(|line| format!("line={line}")));
        properties.extend(place.column.map(|column| format!("col={column}")));
    }
    properties.push(format!("title={}", property(found.rule)));
    let elsewhere = match &place.reference {
        Some(_) => format!("{place}: "),
        None => String::new(),
    };
    let help = found
        .help
        .as_ref()
        .map_or(String::new(), |help| format!("\n{help}"));
    let message = message(&format!("{elsewhere}{}{help}", found.message));
    format!("::{level} {}::{message}\n", properties.join(","))
}

fn message(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_is_one_line_whatever_it_says() {
        let found = Diagnostic::warning("front-matter", "100% 違う\n::error::x")
            .at_path("docs/a,b:c.md")
            .at_line(3, Some(2));
        assert_eq!(
            annotation(&found),
            "::warning file=docs/a%2Cb%3Ac.md,line=3,col=2,title=front-matter::100%25 違う%0A::error::x\n"
        );
    }

    #[test]
    fn what_is_in_an_older_version_is_not_placed_in_todays_file() {
        let found = Diagnostic::warning("front-matter", "x")
            .at_reference("v0.5")
            .at_path("a.md")
            .at_line(3, None);
        assert_eq!(
            annotation(&found),
            "::warning title=front-matter::v0.5:a.md:3: x\n"
        );
    }

    #[test]
    fn notes_are_for_programs() {
        let found = [Diagnostic::note("pulls-same-origin", "x")];
        assert_eq!(written(&found, Format::Human), "");
        assert!(written(&found, Format::Json).contains("pulls-same-origin"));
    }
}
