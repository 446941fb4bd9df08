//! Pages that were made, as many as fit: those that were asked for least lately go first.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use sha2::{Digest, Sha256};

use crate::output::hex;

/// Bytes of SHA-256 that tell one file from another.
const TAG: usize = 16;

/// A file as it is sent.
#[derive(Debug)]
pub struct Made {
    /// Its bytes.
    pub body: Bytes,
    /// What tells it from others, for browsers that have it.
    pub tag: String,
}

/// Made files by their names.
#[derive(Debug)]
pub struct Cache {
    limit: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    by_key: HashMap<String, (Arc<Made>, u64)>,
    by_use: BTreeMap<u64, String>,
    uses: u64,
    bytes: usize,
}

impl Made {
    /// Takes a file that was made.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self {
            tag: hex(&Sha256::digest(&bytes)[..TAG]),
            body: Bytes::from(bytes),
        }
    }
}

impl Cache {
    /// Keeps files up to a number of bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            kept: Mutex::default(),
        }
    }

    /// A file that was made.
    pub fn get(&self, key: &str) -> Option<Arc<Made>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = &mut *kept;
        kept.uses += 1;
        let (made, used) = kept.by_key.get_mut(key)?;
        let name = kept.by_use.remove(used);
        *used = kept.uses;
        kept.by_use.extend(name.map(|name| (kept.uses, name)));
        Some(Arc::clone(made))
    }

    /// Keeps a file, if it fits at all.
    pub fn put(&self, key: &str, made: &Arc<Made>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if made.body.len() > self.limit || kept.by_key.contains_key(key) {
            return;
        }
        kept.uses += 1;
        let uses = kept.uses;
        kept.bytes += made.body.len();
        kept.by_use.insert(uses, key.to_owned());
        kept.by_key.insert(key.to_owned(), (Arc::clone(made), uses));
        while kept.bytes > self.limit
            && let Some((_, oldest)) = kept.by_use.pop_first()
        {
            let gone = kept.by_key.remove(&oldest);
            kept.bytes -= gone.map_or(0, |(made, _)| made.body.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_asked_for_lately_makes_room() {
        let cache = Cache::new(10);
        let put = |key: &str| cache.put(key, &Arc::new(Made::new(vec![b'a'; 4])));
        put("a");
        put("b");
        assert!(cache.get("a").is_some());
        put("c");
        assert!(cache.get("b").is_none());
        assert!(cache.get("a").is_some() && cache.get("c").is_some());
        cache.put("large", &Arc::new(Made::new(vec![0; 11])));
        assert!(cache.get("large").is_none() && cache.get("a").is_some());
    }
}
