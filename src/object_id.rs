//! The names of Git's objects, as bytes and as hexadecimal digits. Knows nothing of what they name.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// The name of a Git object: 20 bytes of SHA-1 or 32 of SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    bytes: [u8; 32],
    length: u8,
}

impl ObjectId {
    /// Takes the raw bytes of an id, 20 or 32 of them.
    pub fn from_bytes(raw: &[u8]) -> Option<Self> {
        let length = u8::try_from(raw.len())
            .ok()
            .filter(|n| matches!(n, 20 | 32))?;
        let mut bytes = [0; 32];
        bytes[..raw.len()].copy_from_slice(raw);
        Some(Self { bytes, length })
    }

    /// The raw bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// The first ten hexadecimal digits, for people.
    pub fn short(&self) -> String {
        self.to_string()[..10].to_owned()
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes()
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ObjectId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if !text.is_ascii() || !text.len().is_multiple_of(2) {
            return Err(());
        }
        let raw: Vec<u8> = (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| ()))
            .collect::<Result<_, _>>()?;
        Self::from_bytes(&raw).ok_or(())
    }
}

impl Serialize for ObjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_ids_of_both_lengths_survive_their_text() {
        for length in [40, 64] {
            let text = "0a".repeat(length / 2);
            assert_eq!(text.parse::<ObjectId>().map(|id| id.to_string()), Ok(text));
        }
        assert!("0a".parse::<ObjectId>().is_err());
        assert!("é".repeat(20).parse::<ObjectId>().is_err());
    }
}
