//! A topic exported as text → its record, as far as a text can tell: posts by the lines that count likes and by name lines, states by
//! what is said. Says what it understood.
//!
//! Front matter between two lines of `---` may tell the rest: `url`, `title`, `state`, `created`, `closed`, `parent`, `successor`.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Account;
use super::super::read::one_line;
use super::content;
use super::{
    Counts, Keep, POST_LIMIT, PostRecord, TopicAddress, TopicRecord, TopicState, declared, total,
};
use crate::timestamp::Timestamp;

/// Longest name in a line of its own, in characters.
const NAME_LIMIT: usize = 40;

/// A topic that was read from a text, and what was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Its record.
    pub record: TopicRecord,
    /// What was understood, in words.
    pub understood: Vec<String>,
}

/// Reads an exported topic. `address` says which it is, where the text's front matter does not. `None` if neither does.
pub fn read_exported(text: &str, address: Option<&str>, keep: Keep<'_>) -> Option<Exported> {
    let (front, body) = front_matter(text);
    let told = |name: &str| front.get(name).map(String::as_str);
    let address = declared(address.or_else(|| told("url"))?)?;
    let pieces = pieces(body);
    let topic = |name| told(name).and_then(declared).map(|found| found.url);
    let moment = |name| told(name).and_then(moment);
    let posts: Vec<PostRecord> = pieces
        .iter()
        .map(|piece| post(piece, &address, keep))
        .collect();
    let closing = pieces.last().is_some_and(|piece| is_closing(&piece.lines));
    let people: BTreeSet<&str> = pieces.iter().filter_map(|piece| piece.name).collect();
    let (created_at, closed_at) = (moment("created"), moment("closed"));
    let record = TopicRecord {
        url: address.url.clone(),
        kind: address.kind,
        title: told("title")
            .map(|title| one_line(title, 200))
            .unwrap_or_default(),
        state: match told("state") {
            Some("open") => TopicState::Open,
            Some("archived") => TopicState::Archived,
            Some("closed") => TopicState::Closed,
            _ if closing || closed_at.is_some() => TopicState::Closed,
            _ => TopicState::Open,
        },
        parent: topic("parent"),
        successor: topic("successor"),
        created_at,
        closed_at,
        fetched_at: closed_at.or(created_at).unwrap_or_default(),
        counts: Counts {
            posts: u64::try_from(posts.len()).ok(),
            participants: None,
            likes: Some(total(posts.iter().map(|post| post.likes))),
            views: None,
        },
        words: keep.words,
        imported: true,
        posts,
        ..TopicRecord::default()
    };
    let understood = vec![
        format!(
            "{} posts, told apart by name lines and lines that count likes; more may stand in one where a text does not tell",
            pieces.len()
        ),
        format!("{} likes", record.counts.likes.unwrap_or_default()),
        format!(
            "names of {} people in lines of their own; the others are unknown",
            people.len()
        ),
        match (record.state, closing) {
            (TopicState::Closed, true) => "closed, since its last words say so".to_owned(),
            (state, _) => format!("{state:?}").to_lowercase(),
        },
        "no dates, unless front matter tells them".to_owned(),
    ];
    Some(Exported { record, understood })
}

/// A post's lines.
#[derive(Clone, Debug, Default)]
struct Piece<'t> {
    name: Option<&'t str>,
    number: Option<u64>,
    likes: u64,
    lines: Vec<&'t str>,
}

/// A line that counts likes ends a post, a name with a number below it begins one.
fn pieces(body: &str) -> Vec<Piece<'_>> {
    let lines: Vec<&str> = body.lines().map(str::trim).collect();
    let mut pieces = vec![Piece::default()];
    let mut at = 0;
    while at < lines.len() && pieces.len() < POST_LIMIT {
        let line = lines[at];
        let next = lines.get(at + 1).copied().unwrap_or_default();
        let last = pieces.last_mut().expect("there is one");
        if let Some(likes) = likes(line) {
            last.likes = likes;
            pieces.push(Piece::default());
        } else if is_name(line) && number(next).is_some() {
            let begun = Piece {
                name: Some(line),
                number: number(next),
                ..Piece::default()
            };
            match last.lines.iter().all(|line| line.is_empty()) {
                true => *last = begun,
                false => pieces.push(begun),
            }
            at += 1;
        } else {
            last.lines.push(line);
        }
        at += 1;
    }
    pieces.retain(|piece| piece.lines.iter().any(|line| !line.is_empty()));
    let mut before = 0;
    for piece in &mut pieces {
        // Numbers only grow; what claims less is counted.
        let number = piece
            .number
            .filter(|number| *number > before)
            .unwrap_or(before + 1);
        piece.number = Some(number);
        before = number;
    }
    pieces
}

/// `「いいね！」 2`, `2 Likes`, `♥ 2`.
fn likes(line: &str) -> Option<u64> {
    let plain = line.replace('！', "!");
    let after = ["「いいね!」", "いいね!", "いいね", "♥", "❤"]
        .iter()
        .find_map(|word| plain.strip_prefix(word));
    let before = [" Likes", " Like", " likes", " like"]
        .iter()
        .find_map(|word| plain.strip_suffix(word));
    number(after.or(before)?.trim_matches([' ', ':', '：', '\u{3000}']))
}

fn number(text: &str) -> Option<u64> {
    let digits =
        !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A short line that is neither a sentence nor an item, and no number.
fn is_name(line: &str) -> bool {
    let count = line.chars().count();
    let sentence = |c: char| {
        matches!(
            c,
            '。' | '、' | '！' | '!' | '?' | '？' | ':' | '：' | '|' | '「' | '・'
        )
    };
    (1..=NAME_LIMIT).contains(&count)
        && !line.contains(sentence)
        && !line.starts_with(['-', '*', '#', '>', '(', '（'])
        && line.split_whitespace().count() <= 4
        && number(line).is_none()
}

fn is_closing(lines: &[&str]) -> bool {
    let text = lines.join("\n").to_lowercase();
    [
        "クローズし",
        "クローズと",
        "closing this",
        "this topic is closed",
        "トピックを終了",
        "トピックは終了",
    ]
    .iter()
    .any(|word| text.contains(word))
}

fn post(piece: &Piece<'_>, address: &TopicAddress, keep: Keep<'_>) -> PostRecord {
    let said = content::plain(
        &piece.lines.join("\n"),
        &format!("https://{}", address.host),
    );
    let known = PostRecord {
        number: piece.number.unwrap_or(1),
        likes: piece.likes,
        author: piece.name.map(|name| Account {
            login: name.to_owned(),
            ..Account::default()
        }),
        ..PostRecord::default()
    };
    keep.post(known, &said, &address.url).record
}

/// Lines of `key: value` between two lines of `---`, and what follows.
fn front_matter(text: &str) -> (BTreeMap<String, String>, &str) {
    let text = text.trim_start_matches('\u{feff}');
    let inside = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"));
    let Some((front, body)) = inside else {
        return (BTreeMap::new(), text);
    };
    let pairs = front.lines().take(100).filter_map(|line| {
        let (key, value) = line.split_once(':')?;
        Some((
            key.trim().to_owned(),
            value.trim().trim_matches(['"', '\'']).to_owned(),
        ))
    });
    (pairs.collect(), body)
}

fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text).or_else(|| Timestamp::parse(&format!("{text}T00:00:00Z")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::topic::{KnownNames, Words};

    const URL: &str = "https://forum.example.org/t/topic/329";

    fn read(text: &str, address: Option<&str>) -> Option<Exported> {
        let names = KnownNames::default();
        read_exported(
            text,
            address,
            Keep {
                words: Words::Archive,
                authors: true,
                names: &names,
            },
        )
    }

    #[test]
    fn posts_end_at_likes_and_begin_at_names() {
        let text = "最初の投稿です。\nBasa\n7\nまとめありがとうございます。\n「いいね!」 2\n雑メモ\n「いいね！」 1\nでは本トピックはクローズしようと思います。";
        let record = read(text, Some(URL)).expect("a topic").record;
        let posts: Vec<_> = record
            .posts
            .iter()
            .map(|post| (post.number, post.likes, post.text.as_deref()))
            .collect();
        assert_eq!(
            posts,
            [
                (1, 0, Some("最初の投稿です。")),
                (7, 2, Some("まとめありがとうございます。")),
                (8, 1, Some("雑メモ")),
                (9, 0, Some("では本トピックはクローズしようと思います。")),
            ]
        );
        assert_eq!((record.state, record.imported), (TopicState::Closed, true));
        assert_eq!(
            record.posts[1]
                .author
                .as_ref()
                .map(|author| author.login.as_str()),
            Some("Basa")
        );
    }

    #[test]
    fn front_matter_tells_what_a_text_cannot() {
        let text = format!(
            "---\nurl: {URL}/3\ntitle: 魅力の発信\ncreated: 2025-03-01\nsuccessor: https://forum.example.org/t/365\n---\n本文\n"
        );
        let record = read(&text, None).expect("a topic").record;
        assert_eq!(
            (record.url.as_str(), record.title.as_str()),
            (URL, "魅力の発信")
        );
        assert_eq!(
            record.successor.as_deref(),
            Some("https://forum.example.org/t/topic/365")
        );
        assert_eq!(
            (
                record.state,
                record.created_at.map(Timestamp::date).as_deref()
            ),
            (TopicState::Open, Some("2025-03-01"))
        );
        assert_eq!(read("本文", None), None);
    }

    #[test]
    fn tables_and_lists_of_an_export_begin_no_post() {
        let text = "期間 |\n実施内容 |\n2025年Q1 |\n- 項目\n12\n効果\n";
        assert_eq!(
            read(text, Some(URL)).map(|read| read.record.posts.len()),
            Some(1)
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_does_harm(text in "(\\PC{0,10}\n|「いいね!」 3\n|a\n7\n|---\n){0,12}") {
            if let Some(read) = read(&text, Some(URL)) {
                proptest::prop_assert!(read.record.posts.windows(2).all(|two| two[0].number < two[1].number));
            }
        }
    }
}
