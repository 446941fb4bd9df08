//! Named parts → a ZIP container (APPNOTE 6.3), all of one date, so that the same parts give the same bytes. What files for
//! word processors and for reading devices are made of.

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// The first day that a ZIP container can name: 1980-01-01, midnight.
const DATE: u16 = 0x0021;
/// Version 2.0 of the format: deflate.
const NEEDED: u16 = 20;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// A container that is being written.
#[derive(Default)]
pub(crate) struct Container {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Container {
    /// Adds a part; names are ASCII.
    pub(crate) fn add(&mut self, name: &str, content: &[u8]) {
        self.put(name, content, &deflated(content), DEFLATED);
    }

    /// Adds a part as it is: one that says what the file is, or that is packed already.
    pub(crate) fn add_stored(&mut self, name: &str, content: &[u8]) {
        self.put(name, content, content, STORED);
    }

    fn put(&mut self, name: &str, content: &[u8], packed: &[u8], method: u16) {
        let at = length(self.bytes.len());
        let mut crc = Crc::new();
        crc.update(content);
        let mut facts = Vec::new();
        for number in [NEEDED, 0, method, 0, DATE] {
            facts.extend(number.to_le_bytes());
        }
        for number in [crc.sum(), length(packed.len()), length(content.len())] {
            facts.extend(number.to_le_bytes());
        }
        facts.extend(u16::try_from(name.len()).unwrap_or_default().to_le_bytes());
        facts.extend([0, 0]);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&facts);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(packed);
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(NEEDED.to_le_bytes());
        self.directory.extend(facts);
        // No comment, disk 0, no attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.count += 1;
    }

    /// Closes the container.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let at = length(self.bytes.len());
        self.bytes.extend(&self.directory);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes
            .extend(length(self.directory.len()).to_le_bytes());
        self.bytes.extend(at.to_le_bytes());
        self.bytes.extend([0, 0]);
        self.bytes
    }
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("a file within the limits is far below 4 GiB")
}

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
    encoder
        .write_all(content)
        .and_then(|()| encoder.finish())
        .expect("writing into memory does not fail")
}
