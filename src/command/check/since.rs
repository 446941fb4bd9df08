//! Findings of now and of before → those that came with the change.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::snapshot::VersionName;

/// Takes out what was there before: the same rule says the same of the same file, wherever in it. Lines move, and a finding that
/// was there twice and is there three times is told once. What is about other states than the newest is not of the change.
pub fn brought(
    now: Vec<Diagnostic>,
    before: Vec<Diagnostic>,
    base: &VersionName,
) -> Vec<Diagnostic> {
    let is_of = |found: &Diagnostic, state: &str| found.place.reference.as_deref() == Some(state);
    let key = |found: &Diagnostic| (found.rule, found.place.path.clone(), found.message.clone());
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    let of_base = now.iter().filter(|found| is_of(found, base.as_str()));
    for found in of_base.chain(&before) {
        *known.entry(key(found)).or_default() += 1;
    }
    let of_now = now.into_iter().filter(|found| {
        let place = &found.place;
        place.path.is_some() && (place.reference.is_none() || is_of(found, VersionName::NEXT))
    });
    let new = of_now.filter(|found| match known.get_mut(&key(found)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    new.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_came_is_told() {
        let at = |reference: Option<&str>, path: &str, line: usize, message: &str| {
            let found = Diagnostic::warning("a", message)
                .at_path(path)
                .at_line(line, None);
            match reference {
                Some(reference) => found.at_reference(reference),
                None => found,
            }
        };
        let base = VersionName::new("v0.5").expect("a name");
        let before = vec![at(None, "a.md", 1, "x"), at(None, "a.md", 5, "y")];
        let now = vec![
            at(None, "a.md", 2, "x"),
            at(None, "a.md", 3, "x"),
            at(None, "b.md", 1, "y"),
            at(Some("v0.5"), "c.md", 1, "link"),
            at(Some("next"), "c.md", 1, "link"),
            at(Some("next"), "d.md", 1, "link"),
            Diagnostic::warning("tag-broken", "t").at_reference("refs/tags/x"),
        ];
        let told: Vec<_> = brought(now, before, &base)
            .into_iter()
            .map(|found| (found.place.path, found.place.line))
            .collect();
        let expected = [("a.md", 3), ("b.md", 1), ("d.md", 1)];
        assert_eq!(
            told,
            expected.map(|(path, line)| (Some(path.to_owned()), Some(line)))
        );
    }
}
