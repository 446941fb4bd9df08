//! Findings → SARIF 2.1.0, which forges and editors read.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::rules;
use crate::diagnostic::{Diagnostic, Severity};

/// The schema that the result keeps to.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Writes findings as one run of one tool.
pub fn sarif(found: &[Diagnostic]) -> Value {
    let results: Vec<Value> = found.iter().map(result).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "teigen",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules_of(found),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// Every rule that was broken, and those that documents are held against.
fn rules_of(found: &[Diagnostic]) -> Vec<Value> {
    let helps: BTreeMap<&str, &str> = rules::ALL
        .iter()
        .map(|rule| (rule.name, rule.help))
        .collect();
    let broken = found.iter().map(|found| found.rule);
    let names: BTreeSet<&str> = broken.chain(helps.keys().copied()).collect();
    let rule = |name: &str| match helps.get(name) {
        Some(help) => json!({"id": name, "help": {"text": help}}),
        None => json!({"id": name}),
    };
    names.into_iter().map(rule).collect()
}

fn result(found: &Diagnostic) -> Value {
    let level = match found.severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let help = found.help.as_deref();
    let text = help.map_or(found.message.clone(), |help| {
        format!("{}: {help}", found.message)
    });
    let mut result = json!({
        "ruleId": found.rule,
        "level": level,
        "message": {"text": text},
    });
    if let Some(location) = location(found) {
        result["locations"] = json!([location]);
    }
    result
}

/// Where it is: in a file as it is now, or by name in another state of the repository.
fn location(found: &Diagnostic) -> Option<Value> {
    let place = &found.place;
    if place.reference.is_some() || place.path.is_none() {
        let name = place.to_string();
        return (!name.is_empty())
            .then(|| json!({"logicalLocations": [{"fullyQualifiedName": name}]}));
    }
    let mut physical = json!({"artifactLocation": {
        "uri": crate::site::view::Href::between("index.html", place.path.as_deref()?).encoded(),
        "uriBaseId": "%SRCROOT%",
    }});
    if let Some(line) = place.line {
        physical["region"] = json!({"startLine": line});
        if let Some(column) = place.column {
            physical["region"]["startColumn"] = json!(column);
        }
    }
    Some(json!({"physicalLocation": physical}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_has_rule_level_and_place() {
        let found = Diagnostic::warning("handwritten-buttons", "押しボタン")
            .at_path("docs/3 案.md")
            .at_line(4, Some(1))
            .with_help("直す");
        let written = sarif(&[found]);
        let result = &written["runs"][0]["results"][0];
        assert_eq!(result["level"], "warning");
        assert_eq!(result["message"]["text"], "押しボタン: 直す");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "docs/3%20%E6%A1%88.md");
        assert_eq!(place["region"], json!({"startLine": 4, "startColumn": 1}));
    }

    #[test]
    fn what_is_in_another_state_is_named_and_not_located() {
        let found = Diagnostic::error("document-unreadable", "x")
            .at_reference("v0.5")
            .at_path("docs/a.md");
        let written = sarif(&[found]);
        let location = &written["runs"][0]["results"][0]["locations"][0];
        assert_eq!(
            location,
            &json!({"logicalLocations": [{"fullyQualifiedName": "v0.5:docs/a.md"}]})
        );
    }
}
