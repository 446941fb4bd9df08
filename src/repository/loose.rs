//! Objects that stand as files of their own → their contents, read with a bound.
//!
//! libgit2 never returns from a loose object that is cut off (1.9: its inflate loop waits for bytes that do not
//! come). A disk can leave one behind, and a hostile mirror can hold one; so these are read here, and only packed
//! ones by libgit2.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::ZlibDecoder;
use git2::{ObjectType, Oid};

/// Longest header: a kind, a space, a decimal size, a NUL.
const HEADER_LIMIT: usize = 40;
/// Most object folders, alternates included.
const FOLDER_LIMIT: usize = 16;

/// The folders that may hold loose objects. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Loose {
    /// Each with whether its 256 subfolders are there.
    folders: Arc<[(PathBuf, [bool; 256])]>,
}

/// Why a loose object could not be read.
#[derive(Debug, PartialEq, Eq)]
pub enum LooseError {
    /// It is damaged.
    Corrupt(&'static str),
    /// It has this many bytes.
    TooLarge(usize),
}

impl Loose {
    /// Looks which subfolders of a repository's `objects` and of its alternates are there.
    pub fn open(repository: &Path) -> Self {
        let mut folders = vec![repository.join("objects")];
        let mut next = 0;
        while next < folders.len() && folders.len() < FOLDER_LIMIT {
            let listed =
                fs::read_to_string(folders[next].join("info/alternates")).unwrap_or_default();
            let base = folders[next].clone();
            let more = listed
                .lines()
                .filter(|line| !line.starts_with('#') && !line.is_empty());
            folders.extend(more.map(|line| base.join(line)));
            next += 1;
        }
        folders.truncate(FOLDER_LIMIT);
        let present = |folder: PathBuf| {
            let mut there = [false; 256];
            for (byte, slot) in there.iter_mut().enumerate() {
                *slot = folder.join(format!("{byte:02x}")).is_dir();
            }
            (folder, there)
        };
        Self {
            folders: folders.into_iter().map(present).collect(),
        }
    }

    /// Reads an object of at most `limit` bytes; `None` if no file of its own holds it.
    pub fn read(&self, id: Oid, limit: usize) -> Option<Result<(ObjectType, Vec<u8>), LooseError>> {
        let first = usize::from(*id.as_bytes().first()?);
        let mut hex = None;
        for (folder, _) in self.folders.iter().filter(|(_, there)| there[first]) {
            let hex = hex.get_or_insert_with(|| id.to_string());
            match File::open(folder.join(&hex[..2]).join(&hex[2..])) {
                Ok(file) => return Some(decode(file, id, limit)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(_) => return Some(Err(LooseError::Corrupt("its file cannot be opened"))),
            }
        }
        None
    }
}

fn decode(file: File, id: Oid, limit: usize) -> Result<(ObjectType, Vec<u8>), LooseError> {
    let mut inflated = ZlibDecoder::new(io::BufReader::new(file));
    let (kind, size) = header(&mut inflated).ok_or(LooseError::Corrupt("it has no header"))?;
    if size > limit {
        return Err(LooseError::TooLarge(size));
    }
    let mut data = Vec::with_capacity(size);
    let read = inflated.take(size as u64 + 1).read_to_end(&mut data);
    if read.is_err() || data.len() != size {
        return Err(LooseError::Corrupt("it is cut off or cannot be unpacked"));
    }
    match Oid::hash_object(kind, &data) {
        Ok(found) if found == id => Ok((kind, data)),
        _ => Err(LooseError::Corrupt(
            "its contents are not those its name stands for",
        )),
    }
}

fn header(inflated: &mut impl Read) -> Option<(ObjectType, usize)> {
    let mut text = Vec::new();
    let mut byte = [0];
    while text.len() < HEADER_LIMIT {
        inflated.read_exact(&mut byte).ok()?;
        if byte[0] == 0 {
            let text = String::from_utf8(text).ok()?;
            let (kind, size) = text.split_once(' ')?;
            return Some((ObjectType::from_str(kind)?, size.parse().ok()?));
        }
        text.push(byte[0]);
    }
    None
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn check(content: &[u8], cut: usize, limit: usize, expected: Option<LooseError>) {
        let folder = tempfile::tempdir().expect("a folder");
        let id = Oid::hash_object(ObjectType::Blob, "提言".as_bytes()).expect("an id");
        let hex = id.to_string();
        let place = folder.path().join("objects").join(&hex[..2]);
        fs::create_dir_all(&place).expect("a subfolder");
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(content).expect("packed");
        let packed = packed.finish().expect("packed");
        fs::write(place.join(&hex[2..]), &packed[..packed.len() - cut]).expect("written");
        let found = Loose::open(folder.path()).read(id, limit).expect("a file");
        assert_eq!(found.err(), expected);
    }

    #[test]
    fn whole_objects_are_read() {
        check("blob 6\0提言".as_bytes(), 0, 6, None);
    }

    #[test]
    fn damaged_objects_are_errors_and_never_a_hang() {
        let cut = LooseError::Corrupt("it is cut off or cannot be unpacked");
        check("blob 6\0提".as_bytes(), 0, 6, Some(cut));
        let cut = LooseError::Corrupt("it is cut off or cannot be unpacked");
        check("blob 6\0提言".as_bytes(), 8, 6, Some(cut));
        let other = LooseError::Corrupt("its contents are not those its name stands for");
        check("blob 6\0題言".as_bytes(), 0, 6, Some(other));
        check(
            "blob 6\0提言".as_bytes(),
            0,
            5,
            Some(LooseError::TooLarge(6)),
        );
        check(b"", 0, 6, Some(LooseError::Corrupt("it has no header")));
    }
}
