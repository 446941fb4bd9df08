//! Addresses of topics → where their records stand, and nothing that an address says leads anywhere else.
//!
//! `discussions/forum.example.org/t~365/topic.json`, and a hundred posts to a file beside it: one that changes rewrites one of
//! them, whether the topic has ten posts or twenty thousand.

use super::address::{TopicAddress, TopicKind, declared};

/// The folder of the records of topics.
pub const TOPICS_FOLDER: &str = "discussions";
/// Where it is told when the servers were last asked.
pub const TOPICS_LEDGER_PATH: &str = "sync.json";
/// How many numbers of posts stand in one file.
pub const POSTS_IN_FILE: u64 = 100;

/// Longest name of a folder.
const NAME_LIMIT: usize = 120;

/// The host's folder, and the topic's in it; `None` for what is no address.
pub fn topic_place(url: &str) -> Option<(String, String)> {
    let address = declared(url)?;
    let name = match address.kind {
        TopicKind::Other => plain(path_of(url)),
        _ => known(&address),
    };
    Some((
        bounded(plain(&address.host), &address.host),
        bounded(name, &address.url),
    ))
}

/// The file of the posts whose numbers begin with these hundreds: `posts-003.jsonl`.
pub fn posts_file(hundreds: u64) -> String {
    format!("posts-{hundreds:03}.jsonl")
}

fn known(address: &TopicAddress) -> String {
    let word = match address.kind {
        TopicKind::Discourse => "t",
        TopicKind::GithubDiscussion => "discussions",
        _ => "issues",
    };
    let parts = address.project.split('/').filter(|part| !part.is_empty());
    let number = address.number.to_string();
    let parts: Vec<String> = parts.chain([word, number.as_str()]).map(plain).collect();
    parts.join("~")
}

fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split_once('/').map_or("", |(_, path)| path)
}

/// Letters, digits, `.`, `-` and `_`; all else is `_`. Never `.` or `..`, never empty.
fn plain(text: &str) -> String {
    let safe = |c: char| {
        let plain = c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if plain { c } else { '_' }
    };
    let plain: String = text.chars().map(safe).collect();
    match plain.trim_start_matches('.') {
        "" => "_".to_owned(),
        rest if rest.len() == plain.len() => plain,
        rest => format!("_{rest}"),
    }
}

/// A name that says the address whole, or its beginning with a digest of all of it.
fn bounded(name: String, whole: &str) -> String {
    let told = name.replace('~', "/");
    if name.len() <= NAME_LIMIT && whole.contains(&told) || is_numbered(&name) {
        return name;
    }
    let cut: String = name.chars().take(NAME_LIMIT - 17).collect();
    format!("{cut}-{:016x}", digest(whole))
}

/// Whether a name ends as those of known kinds do, and is short.
fn is_numbered(name: &str) -> bool {
    let mut parts = name.rsplit('~');
    let number = parts.next().unwrap_or_default();
    let word = parts.next().unwrap_or_default();
    name.len() <= NAME_LIMIT
        && matches!(word, "t" | "issues" | "discussions")
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && !name.contains('_')
}

/// FNV-1a, 64 bits: names that differ in what a file name cannot say stay apart. Nothing relies on its strength: a record is
/// read only where its own address leads to its place.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: &str) {
        let place = topic_place(url).map(|(host, name)| format!("{host}/{name}"));
        assert_eq!(place.as_deref(), Some(expected), "{url}");
    }

    #[test]
    fn a_record_s_place_can_be_read() {
        check(
            "https://forum.example.org/t/a/365/12",
            "forum.example.org/t~365",
        );
        check("https://github.com/a/b/issues/3", "github.com/a~b~issues~3");
        check(
            "https://gitlab.com/a/b/c/-/issues/3",
            "gitlab.com/a~b~c~issues~3",
        );
        check("https://example.org/board", "example.org/board");
    }

    #[test]
    fn no_address_leads_out_of_its_folder() {
        for url in [
            "https://../t/1",
            "https://.git/t/1",
            "https://a.b/../../t/1",
            "https://a.b/..",
            "https://a.b/%2e%2e%2f",
            "https://a.b:99999/t/a/1",
            &format!("https://{}.org/{}/t/1", "a".repeat(300), "/x".repeat(300)),
            &format!("https://a.b/{}", "あ".repeat(300)),
        ] {
            let Some((host, name)) = topic_place(url) else {
                continue;
            };
            for part in [host, name] {
                let safe =
                    |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '~');
                assert!(part.chars().all(safe) && part.len() <= 140, "{url}: {part}");
                assert!(!part.is_empty() && !part.starts_with('.'), "{url}: {part}");
            }
        }
    }

    #[test]
    fn two_addresses_have_two_places() {
        let place = |url: &str| topic_place(url).expect("an address");
        assert_ne!(place("https://a.b/x?y"), place("https://a.b/x&y"));
        assert_ne!(
            place("https://github.com/a/b/issues/3"),
            place("https://github.com/a/b/discussions/3")
        );
    }
}
