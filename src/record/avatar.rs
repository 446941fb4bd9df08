//! Pictures of accounts ↔ the list that is kept of them, `avatars.json`.
//!
//! A picture is known by the address that a server told: where that is another one, the picture is another one too.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::read::web_address;
use super::{FORMAT, pretty};
use crate::object_id::ObjectId;
use crate::picture::Kind;

/// Where the list of pictures stands.
pub const AVATARS_PATH: &str = "avatars.json";
/// The folder of the pictures.
pub const PICTURES_FOLDER: &str = "pictures";
/// Largest picture that is kept, in bytes.
pub const PICTURE_LIMIT: usize = 64 << 10;

/// Most accounts whose pictures are kept, and the longest name of one, in bytes.
const ACCOUNT_LIMIT: usize = 20_000;
const LOGIN_LIMIT: usize = 1_000;

/// The pictures that are kept, by account.
pub type Avatars = BTreeMap<String, Avatar>;

/// One account's picture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Avatar {
    /// Where it was had from.
    pub url: String,
    /// Its contents.
    pub blob: ObjectId,
    /// Its name in [`PICTURES_FOLDER`].
    pub file: String,
}

#[derive(Serialize)]
struct List<'a> {
    format: u64,
    avatars: &'a Avatars,
}

/// The list as it is kept: indented JSON with a newline at its end.
pub fn to_json(avatars: &Avatars) -> String {
    pretty(&List {
        format: FORMAT,
        avatars,
    })
}

/// Reads a list; what is unreadable in it is left out, since a sync asks for it anew.
pub fn read(text: &[u8]) -> Avatars {
    let value: Value = serde_json::from_slice(text).unwrap_or_default();
    let listed = value.get("avatars").and_then(Value::as_object);
    listed
        .into_iter()
        .flatten()
        .filter(|(login, _)| !login.is_empty() && login.len() <= LOGIN_LIMIT)
        .filter_map(|(login, value)| Some((login.clone(), avatar(login, value)?)))
        .take(ACCOUNT_LIMIT)
        .collect()
}

fn avatar(login: &str, value: &Value) -> Option<Avatar> {
    let file = value.get("file")?.as_str()?;
    let (_, kind) = file.rsplit_once('.')?;
    Some(Avatar {
        url: web_address(value.get("url")?)?,
        blob: value.get("blob")?.as_str()?.parse().ok()?,
        file: Kind::PIXELS
            .iter()
            .any(|known| known.ending() == kind)
            .then(|| picture_name(login, kind))
            .filter(|name| name == file)?,
    })
}

/// The name of an account's picture: nothing of the account's own name is in it.
pub fn picture_name(login: &str, kind: &str) -> String {
    let digest = Sha256::digest(login.as_bytes());
    let digest: String = digest[..16].iter().map(|b| format!("{b:02x}")).collect();
    format!("{digest}.{kind}")
}

/// What kind of picture these bytes begin as, as its file is named; `None` if browsers would not show it.
pub fn picture_kind(bytes: &[u8]) -> Option<&'static str> {
    Kind::of_pixels(bytes).map(Kind::ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn avatar_of(login: &str) -> Avatar {
        Avatar {
            url: "https://avatars.example.org/u/1".to_owned(),
            blob: "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"
                .parse()
                .expect("an id"),
            file: picture_name(login, "png"),
        }
    }

    #[test]
    fn a_list_survives_its_text() {
        let avatars: Avatars = ["花子", "../../x"]
            .map(|login| (login.to_owned(), avatar_of(login)))
            .into();
        assert_eq!(read(to_json(&avatars).as_bytes()), avatars);
    }

    #[test]
    fn a_file_of_another_name_or_kind_is_not_taken() {
        let forged = [
            Avatar {
                file: "../../index.html".to_owned(),
                ..avatar_of("a")
            },
            Avatar {
                file: picture_name("b", "png"),
                ..avatar_of("a")
            },
            Avatar {
                file: picture_name("a", "svg"),
                ..avatar_of("a")
            },
            Avatar {
                url: "javascript:alert(1)".to_owned(),
                ..avatar_of("a")
            },
        ];
        for avatar in forged {
            let text = to_json(&[("a".to_owned(), avatar.clone())].into());
            assert_eq!(read(text.as_bytes()), Avatars::new(), "{avatar:?}");
        }
        for text in ["", "[]", "{\"avatars\": 3}", "提言"] {
            assert_eq!(read(text.as_bytes()), Avatars::new(), "{text}");
        }
    }

    #[test]
    fn a_picture_is_known_by_its_bytes_and_a_drawing_is_none() {
        for (bytes, kind) in [
            (b"\x89PNG\r\n\x1a\n...".as_slice(), Some("png")),
            (b"\xff\xd8\xff\xe0", Some("jpg")),
            (b"GIF89a", Some("gif")),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some("webp")),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
            (b"<html>", None),
            (b"", None),
        ] {
            assert_eq!(picture_kind(bytes), kind);
        }
    }
}
