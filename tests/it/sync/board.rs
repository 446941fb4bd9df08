//! A server of the tests' own on which requests have comments, told as GitHub, GitLab and Forgejo tell them.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::server::{Came, Given};

/// What it speaks as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    GitHub,
    GitLab,
    Forgejo,
}

/// The account that comments come from which are made through the interface.
pub const OURS: &str = "teigen-bot";
/// Comments on a page of GitLab's and GitHub's.
const SIZE: usize = 100;

/// A comment there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub number: u64,
    pub id: usize,
    pub by: String,
    pub body: String,
}

/// The server's knowledge.
pub struct Board {
    server: Server,
    said: Mutex<Vec<Said>>,
}

impl Board {
    pub fn new(server: Server) -> Self {
        let said = Mutex::new(Vec::new());
        Self { server, said }
    }

    /// Somebody comments on a request.
    pub fn says(&self, number: u64, by: &str, body: &str) -> usize {
        let mut said = self.said.lock().expect("no test fails in it");
        let id = said.len() + 1;
        said.push(Said {
            number,
            id,
            by: by.to_owned(),
            body: body.to_owned(),
        });
        id
    }

    /// All comments, in the order in which they were made.
    pub fn said(&self) -> Vec<Said> {
        self.said.lock().expect("no test fails in it").clone()
    }

    /// The bodies of our comments on a request.
    pub fn ours(&self, number: u64) -> Vec<String> {
        let said = self.said().into_iter();
        said.filter(|said| said.number == number && said.by == OURS)
            .map(|said| said.body)
            .collect()
    }

    fn of(&self, number: u64) -> Vec<Said> {
        let said = self.said().into_iter();
        said.filter(|said| said.number == number).collect()
    }

    fn change(&self, id: usize, body: &str) {
        self.said.lock().expect("no test fails in it")[id - 1].body = body.to_owned();
    }

    /// Answers a request.
    pub fn answer(&self, came: &Came) -> Given {
        let body: Value = serde_json::from_slice(&came.body).unwrap_or_default();
        let (method, path) = came.line.split_once(' ').expect("a request");
        let answer = match (self.server, path) {
            (Server::GitHub, "/graphql") => self.graphql(&body),
            (Server::GitLab | Server::Forgejo, "/user") => {
                json!({"id": -2, "username": OURS, "login": OURS})
            }
            (Server::GitLab | Server::Forgejo, _) => return self.rest(method, path, &body),
            _ => return Given::of(404, "application/json", "{}"),
        };
        Given::json(answer.to_string())
    }

    /// Answers as GitHub.
    pub fn graphql(&self, asked: &Value) -> Value {
        let variables = &asked["variables"];
        let text = |name: &str| variables[name].as_str().expect("a text");
        let id = |text: &str| -> u64 {
            text.split('_')
                .nth(1)
                .expect("an id")
                .parse()
                .expect("a number")
        };
        let query = asked["query"].as_str().expect("a question");
        if query.contains("mutation AddComment") {
            let made = self.says(id(text("subject")), OURS, text("body"));
            return json!({"data": {"addComment": {"commentEdge": {"node": {"id": format!("IC_{made}")}}}}});
        }
        if query.contains("mutation UpdateComment") {
            self.change(id(text("comment")) as usize, text("body"));
            return json!({"data": {"updateIssueComment": {"issueComment": {"id": text("comment")}}}});
        }
        let number = variables["number"].as_u64().expect("a number");
        let all = self.of(number);
        let end = variables["cursor"]
            .as_str()
            .map_or(all.len(), |at| at.parse().expect("a place"));
        let start = end.saturating_sub(SIZE);
        let nodes: Vec<Value> = all[start..end]
            .iter()
            .map(|said| {
                json!({"id": format!("IC_{}", said.id), "viewerDidAuthor": said.by == OURS, "body": said.body})
            })
            .collect();
        let info = json!({"hasPreviousPage": start > 0, "startCursor": start.to_string()});
        json!({"data": {"repository": {"pullRequest": {
            "id": format!("PR_{number}"), "comments": {"pageInfo": info, "nodes": nodes}
        }}}})
    }

    fn rest(&self, method: &str, path: &str, body: &Value) -> Given {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let numbers: Vec<u64> = path
            .split('/')
            .filter_map(|part| part.parse().ok())
            .collect();
        let text = || body["body"].as_str().expect("a text").to_owned();
        match (method, self.server, &numbers[..]) {
            ("GET", _, [number]) => self.list(*number, query),
            ("POST", _, [number]) => {
                let id = self.says(*number, OURS, &text());
                Given::of(201, "application/json", json!({"id": id}).to_string())
            }
            ("PUT", Server::GitLab, [_, id]) | ("PATCH", Server::Forgejo, [id]) => {
                self.change(*id as usize, &text());
                Given::json("{}")
            }
            _ => Given::of(405, "application/json", "{}"),
        }
    }

    fn list(&self, number: u64, query: &str) -> Given {
        let mut all = self.of(number);
        let mut more = false;
        if self.server == Server::GitLab {
            assert!(query.contains("sort=desc"), "{query}");
            let page = query.rsplit_once("page=").expect("a page").1;
            let page: usize = page.parse().expect("a number");
            all.reverse();
            more = all.len() > page * SIZE;
            all = all.into_iter().skip((page - 1) * SIZE).take(SIZE).collect();
        }
        let tell = |said: &Said| {
            let id = if said.by == OURS { -2 } else { 7 };
            let who = json!({"id": id, "username": said.by, "login": said.by});
            json!({"id": said.id, "body": said.body, "author": who, "user": who, "system": false})
        };
        let told: Vec<Value> = all.iter().map(tell).collect();
        let given = Given::json(Value::from(told).to_string());
        match more {
            true => given.with("Link", "<http://127.0.0.1/>; rel=\"next\""),
            false => given,
        }
    }
}
