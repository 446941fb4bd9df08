//! A link to a version of the site that does not exist → the version that was meant.

use super::super::{Example, Find, Proposal, Rule, Subject, nearest};
use crate::diagnostic::Diagnostic;
use crate::snapshot::VersionName;

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "A link to the published site that names a version leads nowhere if there is no such version. Only links that begin \
           with `base_url` of teigen.yaml are looked at.",
    example: Example {
        wrong: "[前の版](https://example.org/policy/v0.55/)\n",
        right: "[前の版](https://example.org/policy/v0.5/)\n",
    },
    find: Find::InProposal(find),
};

const NAME: &str = "version-missing";

fn find(proposal: &Proposal<'_>) -> Vec<Diagnostic> {
    let Some(base) = &proposal.config.base_url else {
        return Vec::new();
    };
    let of = |subject: &Subject<'_>| -> Vec<Diagnostic> {
        let links = subject.document.links().filter_map(|link| {
            let inside = link.target.strip_prefix(base.as_str())?;
            let name = inside.split(['/', '#', '?']).next()?;
            let unknown = is_version(name) && !proposal.versions.contains(&name);
            let message = format!("there is no version {name}");
            unknown.then(|| {
                let found = subject.warning(NAME, message, link.span.start);
                found.with_help(help(name, proposal.versions))
            })
        });
        links.collect()
    };
    proposal.documents.iter().flat_map(of).collect()
}

/// Whether an address's first part is meant to be a version: `v0.5`, `1.2`. Others are pages of the site.
fn is_version(name: &str) -> bool {
    let number = name.strip_prefix('v').unwrap_or(name);
    VersionName::new(name).is_some() && number.starts_with(|c: char| c.is_ascii_digit())
}

fn help(name: &str, versions: &[&str]) -> String {
    match nearest(name, versions.iter().copied()) {
        Some((_, near)) => format!("the nearest is {near}; `latest` is always the newest"),
        None => "no version has been named yet; `next` is what is being written".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::found_together;
    use super::*;

    #[test]
    fn versions_are_known_by_their_names_and_pages_are_none() {
        let check = |text: &str, expected: &[&str]| {
            let config = "base_url: https://example.org/policy/\n";
            assert_eq!(
                found_together(&RULE, &[("docs/a.md", text)], config),
                expected,
                "{text}"
            );
        };
        check(
            "[a](https://example.org/policy/v0.5/b/#c) [d](https://example.org/policy/latest/)\n",
            &[],
        );
        check("文 [a](https://example.org/policy/v0.7/b/)\n", &["1:3"]);
        check(
            "[a](https://example.org/policy/pulls/7/) [b](https://example.org/v0.7/)\n",
            &[],
        );
    }
}
