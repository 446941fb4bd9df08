//! Two records of one pull request → one: the newer server's word, and every head that either saw replaced.

use super::PullRecord;

/// Most replaced heads that are kept of one pull request.
pub const FORCE_PUSH_LIMIT: usize = 200;

impl PullRecord {
    /// Joins what two syncs were told. The same whichever comes first, and any number of times.
    pub fn join(self, other: Self) -> Self {
        let key = |record: &Self| {
            let text = record.to_json();
            // Of two at the same moment, the one that tells more.
            (record.updated_at.seconds, text.len(), text)
        };
        let (mut newer, older) = if key(&self) >= key(&other) {
            (self, other)
        } else {
            (other, self)
        };
        newer.keep(older);
        newer
    }

    /// Takes over from an older record what a server may have stopped telling.
    pub fn keep(&mut self, older: Self) {
        self.force_pushes.extend(older.force_pushes);
        self.force_pushes.sort();
        self.force_pushes.dedup();
        let spare = self.force_pushes.len().saturating_sub(FORCE_PUSH_LIMIT);
        self.force_pushes.drain(..spare);
    }
}
