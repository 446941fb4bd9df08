//! The links of documents to other hosts → findings: what is not known from a run before is asked, slowly.
//!
//! What was found to be there is remembered for a week, beside the repository's objects; what was not is asked for again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Documents, Opened, ReadText};
use crate::check::rules::external_link::{self, ExternalLink, Fate};
use crate::command::terminal;
use crate::config::External;
use crate::diagnostic::Diagnostic;
use crate::forge::Http;
use crate::forge::external::{Answer, Asking, address, ask};

/// Longest time that one page takes.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Most addresses that are asked for in one run.
const MOST: usize = 3_000;
/// How long it is believed that a page is there, in seconds.
const BELIEVED: i64 = 7 * 86_400;
/// Where answers are remembered, in the folder of the repository's objects; and the most that is read of it, in bytes.
const MEMORY: &str = "teigen/external-links.json";
const MEMORY_LIMIT: u64 = 16 << 20;

/// An answer of before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Remembered {
    /// When it was given, in seconds since 1970.
    asked: i64,
    /// Where the page is for good, if that is elsewhere.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    moved: Option<String>,
}

type Memory = BTreeMap<String, Remembered>;

/// Follows the links of documents to other hosts; those that the base has too are passed over.
pub fn findings(
    documents: &Documents,
    base: Option<&Documents>,
    opened: &Opened,
) -> Vec<Diagnostic> {
    let config = &opened.config.check.external;
    let known: BTreeSet<Url> = base
        .iter()
        .flat_map(|base| links(base, config))
        .map(|(.., url)| url)
        .collect();
    let links = links(documents, config).filter(|(.., url)| !known.contains(url));
    let links: Vec<(&ReadText, ExternalLink, Url)> = links.collect();
    let wanted: BTreeSet<Url> = links.iter().map(|(.., url)| url.clone()).collect();
    let answers = answers(wanted, config, memory_of(opened).as_deref());
    if !answers.is_empty() {
        terminal::say(&counted(&answers));
    }
    let found = links.iter().filter_map(|(read, link, url)| {
        let fate = match answers.get(url)? {
            Answer::There | Answer::Closed => return None,
            Answer::Moved(to) => Fate::Moved(to.clone()),
            Answer::Gone(why) => Fate::Gone(why.clone()),
            Answer::Unknown(why) => Fate::Unknown(why.clone()),
        };
        Some(external_link::finding(&read.subject(), link, &fate))
    });
    found.collect()
}

/// The links of documents to pages of other hosts that are to be asked for.
fn links<'d>(
    documents: &'d Documents,
    config: &'d External,
) -> impl Iterator<Item = (&'d ReadText, ExternalLink, Url)> {
    let read = documents.read.iter();
    let links = read.flat_map(|read| {
        let links = external_link::links(&read.subject()).into_iter();
        links.map(move |link| (read, link))
    });
    links.filter_map(|(read, link)| {
        let url = address(&link.target)?;
        let is_passed = |start: &String| {
            url.as_str().starts_with(start.as_str()) || link.target.starts_with(start.as_str())
        };
        (!config.ignore.iter().any(is_passed)).then_some((read, link, url))
    })
}

/// What was found out, in numbers: notes are not shown to people.
fn counted(answers: &BTreeMap<Url, Answer>) -> String {
    let mut counts = [0; 5];
    for answer in answers.values() {
        counts[match answer {
            Answer::There => 0,
            Answer::Moved(_) => 1,
            Answer::Gone(_) => 2,
            Answer::Unknown(_) => 3,
            Answer::Closed => 4,
        }] += 1;
    }
    let [there, moved, gone, unknown, closed] = counts;
    format!(
        "links to other hosts: {there} pages are there, {moved} moved, {gone} gone, {unknown} not known, {closed} not asked for (--format json tells which)"
    )
}

/// What is remembered, and what is answered now.
fn answers(
    mut wanted: BTreeSet<Url>,
    config: &External,
    place: Option<&Path>,
) -> BTreeMap<Url, Answer> {
    let now = now();
    let mut memory = place.map(|place| read(place, now)).unwrap_or_default();
    let mut found = BTreeMap::new();
    wanted.retain(|url| {
        let answer = memory.get(url.as_str()).map(believed);
        answer
            .map(|answer| found.insert(url.clone(), answer))
            .is_none()
    });
    let beyond = wanted.iter().nth(MOST).cloned();
    if let Some(beyond) = beyond {
        let rest = wanted.split_off(&beyond);
        let rest = rest.len();
        terminal::say(&format!(
            "{rest} addresses were not asked for: {MOST} are in one run; the next one goes on"
        ));
    }
    if wanted.is_empty() {
        return found;
    }
    terminal::say(&format!(
        "asking other hosts for {} addresses, each host one a second",
        wanted.len()
    ));
    // Which addresses names stand for is not looked at where editors named hosts of their own network.
    let http = |http: Http| match config.hosts.is_empty() {
        true => http.to_public_hosts(),
        false => http,
    };
    let answered = ask(
        &wanted,
        &Asking {
            pages: &http(Http::for_pages(TIMEOUT)),
            files: &http(Http::for_small_files(TIMEOUT)),
            wait: &std::thread::sleep,
            allowed: &config.hosts,
        },
    );
    for (url, answer) in &answered {
        let moved = match answer {
            Answer::There => None,
            Answer::Moved(to) => Some(to.clone()),
            _ => continue,
        };
        memory.insert(url.as_str().to_owned(), Remembered { asked: now, moved });
    }
    found.extend(answered);
    if let Some(place) = place {
        write(place, &memory);
    }
    found
}

/// Seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

fn believed(remembered: &Remembered) -> Answer {
    match &remembered.moved {
        None => Answer::There,
        Some(to) => Answer::Moved(to.clone()),
    }
}

fn memory_of(opened: &Opened) -> Option<PathBuf> {
    let folders = opened.source.git_folders();
    Some(folders.last()?.join(MEMORY))
}

/// What is remembered and still believed; nothing where it cannot be read.
fn read(place: &Path, now: i64) -> Memory {
    let fits = std::fs::metadata(place).is_ok_and(|found| found.len() <= MEMORY_LIMIT);
    let bytes = std::fs::read(place).ok().filter(|_| fits);
    let memory = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let mut memory: Memory = memory.unwrap_or_default();
    memory.retain(|_, remembered| (0..BELIEVED).contains(&(now - remembered.asked)));
    memory
}

/// What cannot be remembered is asked for again.
fn write(place: &Path, memory: &Memory) {
    let Some(folder) = place.parent() else {
        return;
    };
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| tempfile::NamedTempFile::new_in(folder))
        .and_then(|file| {
            serde_json::to_writer(&file, memory)?;
            file.persist(place).map_err(|error| error.error)
        });
    if let Err(error) = written {
        terminal::say(&format!("{}: cannot be written ({error})", place.display()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_believed_for_a_week_and_a_damaged_memory_is_none() {
        let scratch = tempfile::tempdir().expect("a folder");
        let place = scratch.path().join("a/b.json");
        let moved = Some("https://b.example/".to_owned());
        let now = 1_000_000_000;
        let entry = |asked: i64| Remembered {
            asked,
            moved: moved.clone(),
        };
        let memory: Memory = [
            ("new", now - 1),
            ("old", now - BELIEVED),
            ("future", now + 9),
        ]
        .into_iter()
        .map(|(url, asked)| (url.to_owned(), entry(asked)))
        .collect();
        write(&place, &memory);
        let read_back = read(&place, now);
        assert_eq!(read_back.keys().collect::<Vec<_>>(), ["new"]);
        assert_eq!(read_back["new"].moved, moved);
        std::fs::write(&place, "{").expect("a file");
        assert!(read(&place, now).is_empty());
    }
}
