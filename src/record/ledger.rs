//! How far the last sync came: which server, up to which change, and where it was cut.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::read::Fields;
use crate::timestamp::Timestamp;

/// The version of the format that is written.
pub const FORMAT: u64 = 1;
/// Most marks of answers that are kept.
const ETAG_LIMIT: usize = 100;

/// What is known of the syncs before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// The version of the format.
    pub format: u64,
    /// Where the records come from: `github`, `gitlab`, `forgejo` or `import`; empty if unknown.
    pub forge: String,
    /// The repository's address on the forge, without any secret; empty if unknown.
    pub source: String,
    /// When the server was last asked, by its own clock; for an import the newest change.
    pub as_of: Timestamp,
    /// Every change up to this moment is in the records.
    pub complete_to: Timestamp,
    /// The walk that was cut, if one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub walk: Option<Walk>,
    /// Marks by which a server knows that nothing changed, by address.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub etags: BTreeMap<String, String>,
}

/// A walk through a server's list, newest change first, that has not come to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Walk {
    /// Where the next page begins, in the server's words.
    pub cursor: String,
    /// The newest change when the walk began: at its end, everything up to here is known.
    pub newest: Timestamp,
}

impl Ledger {
    /// The ledger as it is kept: indented JSON with a newline at its end.
    pub fn to_json(&self) -> String {
        super::pretty(self)
    }

    /// Reads a ledger; what is unreadable is left out, since a sync that knows too little only asks again.
    pub fn read(text: &[u8]) -> Self {
        let value: Value = serde_json::from_slice(text).unwrap_or_default();
        let mut fields = Fields::new(&value);
        let mut walk = Fields::new(value.get("walk").unwrap_or(&Value::Null));
        let walk = Walk {
            cursor: walk.line(&["cursor"], 500).unwrap_or_default(),
            newest: walk.moment(&["newest"]).unwrap_or_default(),
        };
        Self {
            format: fields.count(&["format"]).unwrap_or(FORMAT),
            forge: fields.line(&["forge"], 40).unwrap_or_default(),
            source: fields.line(&["source"], 500).unwrap_or_default(),
            as_of: fields.moment(&["as_of"]).unwrap_or_default(),
            complete_to: fields.moment(&["complete_to"]).unwrap_or_default(),
            walk: Some(walk).filter(|walk| !walk.cursor.is_empty()),
            etags: etags(value.get("etags")),
        }
    }

    /// Joins two syncs' ledgers: of one server, what both have; of two, the later one's. The same whichever comes
    /// first.
    pub fn join(self, other: Self) -> Self {
        let key = |ledger: &Self| {
            (
                ledger.as_of.seconds,
                ledger.complete_to.seconds,
                ledger.to_json(),
            )
        };
        let (mut newer, older) = if key(&self) >= key(&other) {
            (self, other)
        } else {
            (other, self)
        };
        if (&newer.forge, &newer.source) == (&older.forge, &older.source) {
            // All records of both are kept, so that the further end holds for the union.
            if older.complete_to.seconds > newer.complete_to.seconds {
                newer.complete_to = older.complete_to;
                newer.etags = older.etags;
                newer.walk = older.walk;
            }
        }
        newer
    }
}

fn etags(value: Option<&Value>) -> BTreeMap<String, String> {
    let Some(Value::Object(found)) = value else {
        return BTreeMap::new();
    };
    let fits = |text: &str| !text.is_empty() && text.len() <= 500;
    found
        .iter()
        .filter_map(|(address, mark)| Some((address.clone(), mark.as_str()?.to_owned())))
        .filter(|(address, mark)| fits(address) && fits(mark))
        .take(ETAG_LIMIT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(as_of: &str, complete_to: &str) -> Ledger {
        Ledger {
            format: FORMAT,
            forge: "github".to_owned(),
            source: "https://github.com/a/b".to_owned(),
            as_of: Timestamp::parse(as_of).unwrap_or_default(),
            complete_to: Timestamp::parse(complete_to).unwrap_or_default(),
            walk: None,
            etags: BTreeMap::new(),
        }
    }

    #[test]
    fn a_ledger_survives_its_text() {
        let mut written = ledger("2025-07-01T00:00:00Z", "2025-06-30T00:00:00Z");
        written.walk = Some(Walk {
            cursor: "Y3Vyc29y".to_owned(),
            newest: written.as_of,
        });
        written
            .etags
            .insert("https://example.org/".to_owned(), "\"a\"".to_owned());
        assert_eq!(Ledger::read(written.to_json().as_bytes()), written);
    }

    #[test]
    fn what_is_no_ledger_knows_nothing() {
        for text in ["", "[]", "提言", "{\"walk\": 3, \"etags\": []}"] {
            let read = Ledger::read(text.as_bytes());
            assert_eq!(
                (read.walk, read.complete_to),
                (None, Timestamp::default()),
                "{text}"
            );
        }
    }

    #[test]
    fn ledgers_join_to_the_further_end_whichever_comes_first() {
        let one = ledger("2025-07-02T00:00:00Z", "2025-06-01T00:00:00Z");
        let other = ledger("2025-07-01T00:00:00Z", "2025-06-30T00:00:00Z");
        let joined = one.clone().join(other.clone());
        assert_eq!(joined, other.clone().join(one.clone()));
        assert_eq!(
            (joined.as_of, joined.complete_to),
            (one.as_of, other.complete_to)
        );
    }
}
