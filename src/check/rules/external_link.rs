//! A link to another host, and what became of that place → what its author should know. Who asks the host, and when, is not known here.

use std::ops::Range;

use super::super::{Example, Find, Rule, Subject};
use crate::diagnostic::{Diagnostic, Severity};
use crate::site::links::{self, Target};

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "A link to another site leads nowhere when its page was taken down, and one that was moved for good will some day. Only \
           `teigen check --external` asks other hosts: slowly, each page once, and not where they do not want programs to ask.",
    example: Example {
        wrong: "[the law](https://law.example/old-page)\n",
        right: "[the law](https://law.example/page)\n",
    },
    find: Find::OnOtherHosts,
};

const NAME: &str = "external-link";
/// Longest part of an address that is told, in characters.
const LONGEST: usize = 200;

/// A link to another host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalLink {
    /// Where it leads, as it is written; `http` or `https`.
    pub target: String,
    /// Where it stands in the source, in bytes.
    pub span: Range<usize>,
}

/// What became of the place that a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is elsewhere for good.
    Moved(String),
    /// It is not there, and why that is known.
    Gone(String),
    /// Nobody knows, and why.
    Unknown(String),
}

/// The links of a document to other hosts, in reading order; images too.
pub fn links(subject: &Subject<'_>) -> Vec<ExternalLink> {
    let links = subject.document.links();
    let external = links.filter_map(|link| match links::target(subject.path, link.target) {
        Target::External(target) if !target.starts_with("mailto:") => Some(ExternalLink {
            target,
            span: link.span,
        }),
        _ => None,
    });
    external.collect()
}

/// Tells what became of the place that a link leads to.
pub fn finding(subject: &Subject<'_>, link: &ExternalLink, fate: &Fate) -> Diagnostic {
    let target = short(&link.target);
    let (message, help, severity) = match fate {
        Fate::Gone(why) => (
            format!("{target} is not there: {why}"),
            "correct the address, lead to a copy in an archive, or take the link out".to_owned(),
            Severity::Warning,
        ),
        Fate::Moved(to) => (
            format!("{target} was moved for good"),
            format!("lead to {}", short(to)),
            Severity::Note,
        ),
        Fate::Unknown(why) => (
            format!("whether {target} is there could not be found out: {why}"),
            "open it in a browser".to_owned(),
            Severity::Note,
        ),
    };
    Diagnostic {
        severity,
        ..subject.warning(NAME, message, link.span.start)
    }
    .with_help(help)
}

fn short(address: &str) -> String {
    match address.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &address[..end]),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;
    use crate::snapshot::SourcePath;

    fn with<T>(text: &str, look: impl Fn(&Subject<'_>) -> T) -> T {
        let (path, document) = (SourcePath::new("docs/a.md"), document::parse(text));
        look(&Subject {
            path: &path,
            text,
            document: &document,
        })
    }

    #[test]
    fn links_and_images_of_other_hosts_are_found_and_others_are_not() {
        let text = "[a](b.md) [c](https://c.example/d#e)\n\n- ![f](http://g.example/h.png) <mailto:i@j.example>\n\n`https://code.example`\n";
        let found = with(text, links);
        let found: Vec<&str> = found.iter().map(|link| link.target.as_str()).collect();
        assert_eq!(found, ["https://c.example/d#e", "http://g.example/h.png"]);
    }

    #[test]
    fn what_is_gone_is_a_warning_and_what_is_not_known_is_none() {
        let check = |fate: Fate, severity: Severity, expected: &str| {
            let found = with("文\n\nはい [a](https://a.example/)\n", |subject| {
                finding(subject, &links(subject)[0], &fate)
            });
            assert_eq!(
                (found.severity, found.message.as_str()),
                (severity, expected)
            );
            assert_eq!((found.place.line, found.place.column), (Some(3), Some(4)));
        };
        check(
            Fate::Gone("404".into()),
            Severity::Warning,
            "https://a.example/ is not there: 404",
        );
        check(
            Fate::Moved("https://b.example/".into()),
            Severity::Note,
            "https://a.example/ was moved for good",
        );
        check(
            Fate::Unknown("no answer".into()),
            Severity::Note,
            "whether https://a.example/ is there could not be found out: no answer",
        );
    }
}
