//! A GitHub of the tests' own: pull requests by the thousand, told as its GraphQL interface tells them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// A pull request there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pull {
    pub number: u64,
    /// Seconds since 1970.
    pub updated: i64,
    /// How often it was changed.
    pub change: u64,
}

/// The server's knowledge.
#[derive(Clone, Debug)]
pub struct GitHub {
    pulls: BTreeMap<u64, Pull>,
    /// When each changed, and its number.
    order: BTreeSet<(i64, u64)>,
    clock: i64,
}

/// When the first pull request was sent.
const BEGIN: i64 = 1_747_300_000;
/// Seconds between two changes.
const PACE: i64 = 100;

impl GitHub {
    /// One with this many pull requests, numbered from 1; they changed in another order.
    pub fn with(count: u64) -> Self {
        let mut github = Self {
            pulls: BTreeMap::new(),
            order: BTreeSet::new(),
            clock: BEGIN + 1_000_000,
        };
        for number in 1..=count {
            // Several in one second, as a bot sends them.
            let updated = BEGIN + 1_000 + (number * 7_919 % count) as i64 / 3;
            github.put(Pull {
                number,
                updated,
                change: 0,
            });
        }
        github
    }

    fn put(&mut self, pull: Pull) {
        self.order.insert((pull.updated, pull.number));
        if let Some(before) = self.pulls.insert(pull.number, pull) {
            self.order.remove(&(before.updated, before.number));
        }
    }

    /// All pull requests.
    pub fn pulls(&self) -> impl ExactSizeIterator<Item = &Pull> {
        self.pulls.values()
    }

    /// Something about a pull request changes; it may be a new one.
    pub fn change(&mut self, number: u64) {
        self.clock += PACE;
        let before = self.pulls.get(&number);
        self.put(Pull {
            number,
            updated: self.clock,
            change: before.map_or(0, |pull| pull.change + 1),
        });
    }

    /// The title that a pull request has now.
    pub fn title(pull: &Pull) -> String {
        format!("第{}案の{}", pull.number, pull.change)
    }

    /// Answers a question of one page.
    pub fn answer(&self, question: &Value) -> Value {
        let variables = &question["variables"];
        let size = variables["size"].as_u64().expect("a size") as usize;
        // As GitHub's, a cursor is a place in the order and not a count.
        let after = match variables["cursor"].as_str() {
            None => (i64::MAX, 0),
            Some(cursor) => match parse_cursor(cursor) {
                Some(after) => after,
                None => {
                    let message = format!("`{cursor}` does not appear to be a valid cursor.");
                    return json!({"data": {"repository": {"pullRequests": null}}, "errors": [{"message": message}]});
                }
            },
        };
        let mut rest = self.order.range(..after).rev();
        let shown: Vec<&(i64, u64)> = rest.by_ref().take(size).collect();
        let end = shown
            .last()
            .map(|(updated, number)| format!("v2:{updated}:{number}"));
        let nodes: Vec<Value> = shown
            .iter()
            .map(|(_, number)| node(&self.pulls[number]))
            .collect();
        let info = json!({"hasNextPage": rest.next().is_some(), "endCursor": end});
        json!({"data": {"repository": {"pullRequests": {"pageInfo": info, "nodes": nodes}}}})
    }
}

fn parse_cursor(text: &str) -> Option<(i64, u64)> {
    let (updated, number) = text.strip_prefix("v2:")?.split_once(':')?;
    Some((updated.parse().ok()?, number.parse().ok()?))
}

fn moment(seconds: i64) -> String {
    teigen::timestamp::Timestamp::new(seconds, 0).utc()
}

fn id(number: u64, which: u64) -> String {
    format!("{which:08x}{number:032x}")
}

/// A pull request as the question asks for it. Some are merged, some closed, some were force-pushed, some name others.
fn node(pull: &Pull) -> Value {
    let number = pull.number;
    let merged = number.is_multiple_of(50);
    let closed = merged || number.is_multiple_of(40);
    let created = moment(BEGIN + number as i64 / 10);
    let ended = closed.then(|| moment(BEGIN + 900));
    let author = (!number.is_multiple_of(97))
        .then(|| json!({"login": format!("contributor-{}", number % 30), "name": "提言 花子", "avatarUrl": format!("https://avatars.githubusercontent.com/u/{}?s=80&v=4", number % 30)}));
    json!({
        "number": number,
        "title": GitHub::title(pull),
        "body": format!("理由を書きます。\n\n#{} も見てください。", number / 2 + 1),
        "state": if merged { "MERGED" } else if closed { "CLOSED" } else { "OPEN" },
        "isDraft": number.is_multiple_of(20),
        "reviewDecision": number.is_multiple_of(30).then_some("REVIEW_REQUIRED"),
        "createdAt": created,
        "updatedAt": moment(pull.updated),
        "closedAt": ended,
        "mergedAt": ended.as_ref().filter(|_| merged),
        "url": format!("https://github.com/a/b/pull/{number}"),
        "author": author,
        "baseRefName": "main",
        "headRefName": format!("patch-{number}"),
        "headRefOid": id(number, 9),
        "headRepositoryOwner": author.as_ref().map(|author| json!({"login": author["login"]})),
        "mergeCommit": merged.then(|| json!({"oid": id(number, 8)})),
        "changedFiles": 1,
        "totalCommentsCount": if closed { 3 } else { 0 },
        "commits": {"totalCount": 2},
        "labels": {"nodes": [{"name": "教育", "color": "E57B81", "description": null}]},
        "comments": {"totalCount": u64::from(closed), "nodes": comments(closed, false)},
        "reviews": {"nodes": []},
        "lastComments": {"nodes": comments(closed, true)},
        "closings": {"nodes": ended.iter().map(|at| json!({
            "__typename": "ClosedEvent", "createdAt": at, "actor": {"login": "editor"}, "closer": null
        })).collect::<Vec<_>>()},
        "pushes": {"nodes": pushes(number)},
        "references": {"nodes": if closed { json!([{
            "__typename": "CrossReferencedEvent", "isCrossRepository": false, "willCloseTarget": false,
            "source": {"__typename": "PullRequest", "number": number + 1}
        }]) } else { json!([]) }},
    })
}

fn comments(closed: bool, with_text: bool) -> Vec<Value> {
    let mut comment = json!({"createdAt": moment(BEGIN + 890), "author": {"login": "editor"}});
    if with_text {
        comment["body"] = json!("#3 に統合しました。ありがとうございます。");
    }
    closed.then_some(comment).into_iter().collect()
}

fn pushes(number: u64) -> Vec<Value> {
    let push = |which: u64| {
        json!({
            "__typename": "HeadRefForcePushedEvent", "createdAt": moment(BEGIN + 500 + which as i64),
            "beforeCommit": {"oid": id(number, which)}, "afterCommit": {"oid": id(number, which + 1)},
        })
    };
    let count = if number.is_multiple_of(25) { 2 } else { 0 };
    (1..=count).map(push).collect()
}
