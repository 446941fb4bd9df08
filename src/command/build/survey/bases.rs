//! Texts that requests start from → each read once for all of them, while there is room.
//!
//! Whoever finds no room reads for himself: what is found does not depend on what was kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::snapshot::ObjectId;
use crate::survey::wording::Base;

/// Bytes that are kept in all.
const KEPT_BYTES: usize = 32 << 20;

/// A text that may not be read yet, or cannot be.
type Slot = Arc<OnceLock<Option<Arc<Base>>>>;

/// Texts by their ids, for all threads.
#[derive(Debug, Default)]
pub struct Bases {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    by_id: HashMap<ObjectId, Slot>,
    bytes: usize,
}

impl Bases {
    /// The text with an id, which `read` gives where it is not known yet.
    pub fn get(&self, id: ObjectId, read: impl FnOnce() -> Option<String>) -> Option<Arc<Base>> {
        let Some(slot) = self.slot(id) else {
            return read().map(|text| Arc::new(Base::new(text)));
        };
        let found = slot.get_or_init(|| {
            let base = Arc::new(Base::new(read()?));
            self.kept().bytes += base.size();
            Some(base)
        });
        found.clone()
    }

    fn slot(&self, id: ObjectId) -> Option<Slot> {
        let mut kept = self.kept();
        if let Some(slot) = kept.by_id.get(&id) {
            return Some(Arc::clone(slot));
        }
        (kept.bytes < KEPT_BYTES).then(|| Arc::clone(kept.by_id.entry(id).or_default()))
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
