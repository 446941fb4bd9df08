//! Texts and facts → digests, which tell from one build to the next whether anything changed.

use std::hash::{Hash, Hasher};
use std::io::BufWriter;

use sha2::{Digest, Sha256};

use crate::output::hex;
use crate::site::view::Page;

/// Bytes of SHA-256 that a digest of inputs has: 128 bits, as nobody gains by making two of them equal, and every file of
/// a site carries one.
const KEPT: usize = 16;

/// The first half of SHA-256 of texts, in hexadecimal.
pub fn digest(texts: &[&str]) -> String {
    hex(&hashed(texts)[..KEPT])
}

/// SHA-256 of texts.
pub fn hashed(texts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.len().to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().into()
}

/// The first half of SHA-256 of facts and of texts beside them, in hexadecimal.
pub fn digest_of(facts: &impl Hash, texts: &[&str]) -> String {
    let mut bytes = Bytes::default();
    facts.hash(&mut bytes);
    texts.hash(&mut bytes);
    hex(&Sha256::digest(&bytes.0)[..KEPT])
}

/// A digest of all that the bytes of a page and its entry in the manifest come from, in hexadecimal.
pub fn digest_of_view(kit: &str, page: &Page, sources: &[String]) -> anyhow::Result<String> {
    let mut hash = BufWriter::with_capacity(1 << 12, Sha256::new());
    let template = page.content.template();
    let language = page.shell.language.code();
    serde_json::to_writer(&mut hash, &(kit, template, language, sources, page))?;
    let hash = hash.into_inner().map_err(|error| error.into_error())?;
    Ok(hex(&hash.finalize()[..KEPT]))
}

/// Takes what is hashed as it is, in one form on every machine.
#[derive(Default)]
struct Bytes(Vec<u8>);

impl Hasher for Bytes {
    fn finish(&self) -> u64 {
        self.0.len() as u64
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.extend(bytes);
    }

    fn write_u16(&mut self, number: u16) {
        self.write(&number.to_le_bytes());
    }

    fn write_u32(&mut self, number: u32) {
        self.write(&number.to_le_bytes());
    }

    fn write_u64(&mut self, number: u64) {
        self.write(&number.to_le_bytes());
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_i32(&mut self, number: i32) {
        self.write(&number.to_le_bytes());
    }

    fn write_i64(&mut self, number: i64) {
        self.write(&number.to_le_bytes());
    }

    fn write_isize(&mut self, number: isize) {
        self.write_i64(number as i64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_have_one_digest_on_every_machine() {
        let mut bytes = Bytes::default();
        (1_usize, Some(-2_i64), "甲").hash(&mut bytes);
        let number = |byte| [byte, 0, 0, 0, 0, 0, 0, 0];
        let expected = [&number(1)[..], &number(1), &(-2_i64).to_le_bytes()];
        let expected = [expected.concat(), "甲".as_bytes().to_vec(), vec![255]].concat();
        assert_eq!(bytes.0, expected);
        assert_eq!(hex(&[0x0f, 0xa0]), "0fa0");
    }

    #[test]
    fn texts_that_are_cut_elsewhere_have_another_digest() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_ne!(digest_of(&1, &["ab", "c"]), digest_of(&1, &["a", "bc"]));
    }
}
