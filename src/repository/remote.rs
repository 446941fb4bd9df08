//! A remote repository ↔ this one: heads of pull requests and what Teigen keeps are fetched and pushed.
//!
//! Through the system's `git`, because it can speak to every kind of server as its user has set it up (the libgit2 built in
//! here knows neither https nor ssh). It is called with fixed arguments, names and addresses behind `--`, and with an
//! environment that holds no token of ours. Never writes branches, tags, files or the index.

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Command, Stdio};

use super::Source;
use crate::snapshot::ObjectId;

/// Arguments that come before every command: nothing runs hooks, asks questions, or waits for a silent server.
const ALWAYS: [&str; 10] = [
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "protocol.ext.allow=never",
    "-c",
    "http.lowSpeedLimit=1000",
    "-c",
    "http.lowSpeedTime=60",
    "-c",
    "core.fsmonitor=false",
];
/// What is passed on of the environment, besides names that begin with `GIT_CONFIG`.
const PASSED_ON: [&str; 28] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "XDG_CONFIG_HOME",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "PROGRAMDATA",
    "SSH_AUTH_SOCK",
    "SSH_AGENT_PID",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_ASKPASS",
    "GIT_SSL_CAINFO",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "http_proxy",
    "https_proxy",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "no_proxy",
    "NO_PROXY",
    "ALL_PROXY",
];
/// Most references of a remote that are listed.
const REFERENCE_LIMIT: usize = 2_000_000;

/// Why a remote could not be reached.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// There is no such remote.
    #[error(
        "there is no remote `{0}` in this repository; name one with --remote, or give its address"
    )]
    NoRemote(String),
    /// `git` cannot be started.
    #[error("`git` cannot be started, and is needed to fetch: {0}")]
    Start(std::io::Error),
    /// `git` says no.
    #[error("`git {command}` failed: {message}")]
    Failed {
        /// What was called.
        command: String,
        /// What it said, without secrets.
        message: String,
    },
}

/// A remote repository.
#[derive(Clone, Debug)]
pub struct Remote {
    /// Its name here; an address if it has none.
    pub name: String,
    /// Its address; may hold a secret.
    url: String,
}

/// How `git` ended.
struct Ended {
    success: bool,
    out: Vec<u8>,
    message: String,
}

impl Remote {
    /// Finds a remote by its name, or takes an address.
    ///
    /// # Errors
    ///
    /// It is neither.
    pub fn find(source: &Source, name: &str) -> Result<Self, RemoteError> {
        let missing = || RemoteError::NoRemote(name.to_owned());
        let repository = source.repository().map_err(|_| missing())?;
        if let Ok(remote) = repository.find_remote(name)
            && let Ok(url) = remote.url()
        {
            return Ok(Self {
                name: name.to_owned(),
                url: url.to_owned(),
            });
        }
        let is_address = name.contains("://") || name.contains(['/', '\\']) || name.contains('@');
        if name.starts_with('-') || !is_address {
            return Err(missing());
        }
        Ok(Self {
            name: name.to_owned(),
            url: name.to_owned(),
        })
    }

    /// Its address, without name and password.
    pub fn url(&self) -> String {
        without_secrets(&self.url)
    }

    /// Where its branches are kept here; `None` if it has only an address.
    fn branches(&self) -> Option<String> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let named = self.name != self.url && self.name.chars().all(plain);
        named.then(|| format!("+refs/heads/*:refs/remotes/{}/*", self.name))
    }

    /// Fetches the heads of pull requests and the branches, as they are now.
    ///
    /// # Errors
    ///
    /// `git` fails.
    pub fn fetch_heads(&self, source: &Source) -> Result<(), RemoteError> {
        let mut wanted = vec![
            "+refs/pull/*/head:refs/pull/*/head".to_owned(),
            "+refs/merge-requests/*/head:refs/merge-requests/*/head".to_owned(),
        ];
        wanted.extend(self.branches());
        self.fetch(source, &wanted)
    }

    /// Fetches by lines of `from:to`.
    ///
    /// # Errors
    ///
    /// `git` fails; what could be fetched before may be there.
    pub fn fetch(&self, source: &Source, wanted: &[String]) -> Result<(), RemoteError> {
        let arguments = [
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-auto-maintenance",
            "--no-recurse-submodules",
            "--refmap=",
            "--stdin",
            "--",
            &self.name,
        ];
        let ended = git(source, &arguments, Some(&wanted.join("\n")))?;
        ended.checked("fetch").map(|_| ())
    }

    /// Lists the remote's references that fit a pattern, with what they point at.
    ///
    /// # Errors
    ///
    /// `git` fails.
    pub fn list(
        &self,
        source: &Source,
        pattern: &str,
    ) -> Result<Vec<(String, ObjectId)>, RemoteError> {
        let arguments = ["ls-remote", "--quiet", "--refs", "--", &self.name, pattern];
        let out = git(source, &arguments, None)?.checked("ls-remote")?;
        let text = String::from_utf8_lossy(&out);
        let lines = text.lines().take(REFERENCE_LIMIT);
        Ok(lines
            .filter_map(|line| {
                let (id, name) = line.split_once('\t')?;
                Some((name.to_owned(), id.parse().ok()?))
            })
            .collect())
    }

    /// Pushes references under their own names. Those in `new` must not be there yet; `moved` must
    /// follow from what is there. Says whether all were taken; if not, someone else was faster.
    ///
    /// # Errors
    ///
    /// `git` cannot be started, or the remote cannot be reached.
    pub fn push(
        &self,
        source: &Source,
        moved: Option<&str>,
        new: &[String],
    ) -> Result<bool, RemoteError> {
        let lease = |name: &String| format!("--force-with-lease={name}:");
        let mut arguments: Vec<String> = new.iter().map(lease).collect();
        arguments.extend(["--".to_owned(), self.name.clone()]);
        let names = new.iter().map(String::as_str).chain(moved);
        arguments.extend(names.map(|name| format!("{name}:{name}")));
        self.send(source, arguments)
    }

    /// Pushes a reference in the place of what stood there when it was last seen. Says whether it was taken; if not, someone
    /// else was faster.
    ///
    /// # Errors
    ///
    /// `git` cannot be started, or the remote cannot be reached.
    pub fn replace(
        &self,
        source: &Source,
        name: &str,
        seen: Option<ObjectId>,
    ) -> Result<bool, RemoteError> {
        let seen = seen.map(|id| id.to_string()).unwrap_or_default();
        let lease = format!("--force-with-lease={name}:{seen}");
        let what = format!("{name}:{name}");
        self.send(
            source,
            vec![lease, "--".to_owned(), self.name.clone(), what],
        )
    }

    /// Pushes a commit to a reference in the place of what was seen there. `None` if it was taken, else why not.
    ///
    /// # Errors
    ///
    /// `git` cannot be started, or the remote cannot be reached.
    pub fn put(
        &self,
        source: &Source,
        commit: ObjectId,
        name: &str,
        seen: Option<ObjectId>,
    ) -> Result<Option<String>, RemoteError> {
        let seen = seen.map(|id| id.to_string()).unwrap_or_default();
        let rest = [
            format!("--force-with-lease={name}:{seen}"),
            "--".to_owned(),
            self.name.clone(),
            format!("{commit}:{name}"),
        ];
        let ended = self.pushed(source, rest.into())?;
        let out = String::from_utf8_lossy(&ended.out).into_owned();
        let refused = out.lines().find(|line| line.starts_with('!'));
        match refused.filter(|_| !ended.success) {
            Some(line) => {
                let reason = line.rsplit('\t').next().unwrap_or_default();
                Ok(Some(without_secrets(reason)))
            }
            None => ended.checked("push").map(|_| None),
        }
    }

    fn send(&self, source: &Source, rest: Vec<String>) -> Result<bool, RemoteError> {
        let ended = self.pushed(source, rest)?;
        let rejected = String::from_utf8_lossy(&ended.out)
            .lines()
            .any(|line| line.starts_with('!'));
        if rejected && !ended.success {
            return Ok(false);
        }
        ended.checked("push").map(|_| true)
    }

    fn pushed(&self, source: &Source, rest: Vec<String>) -> Result<Ended, RemoteError> {
        let mut arguments: Vec<String> = ["push", "--quiet", "--porcelain", "--no-verify"]
            .map(str::to_owned)
            .into();
        arguments.extend(rest);
        git(source, &arguments, None)
    }
}

/// Puts the references of many heads into one file, where reading them takes a fifth of the time. A `git` that cannot do it
/// leaves them as they are.
pub fn pack_heads(source: &Source) {
    let heads = ["refs/teigen/pull/*", "refs/pull/*", "refs/merge-requests/*"];
    let arguments: Vec<&str> = std::iter::once("pack-refs")
        .chain(heads.iter().flat_map(|pattern| ["--include", pattern]))
        .collect();
    let _ = git(source, &arguments, None);
}

impl Ended {
    fn checked(self, command: &str) -> Result<Vec<u8>, RemoteError> {
        if self.success {
            return Ok(self.out);
        }
        Err(RemoteError::Failed {
            command: command.to_owned(),
            message: self.message,
        })
    }
}

/// Runs `git` on a repository.
fn git(
    source: &Source,
    arguments: &[impl AsRef<OsStr>],
    input: Option<&str>,
) -> Result<Ended, RemoteError> {
    let mut command = Command::new("git");
    command
        .env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| is_passed_on(name)))
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .arg("--git-dir")
        .arg(&source.path)
        .args(ALWAYS)
        .args(arguments)
        .stdin(if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(RemoteError::Start)?;
    if let (Some(mut pipe), Some(text)) = (child.stdin.take(), input) {
        // Where git ends before it has read everything, its own message says why.
        let _ = pipe.write_all(text.as_bytes());
    }
    let output = child.wait_with_output().map_err(RemoteError::Start)?;
    Ok(Ended {
        success: output.status.success(),
        out: output.stdout,
        message: told(&output.stderr),
    })
}

fn is_passed_on(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else {
        return false;
    };
    name.starts_with("GIT_CONFIG") || PASSED_ON.contains(&name)
}

/// The last words of `git`, without secrets.
fn told(stderr: &[u8]) -> String {
    let text = without_secrets(&String::from_utf8_lossy(stderr));
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let shown = &lines[lines.len().saturating_sub(5)..];
    if shown.is_empty() {
        "no reason told".to_owned()
    } else {
        shown.join("; ")
    }
}

/// A text with `//name:password@` as `//`.
fn without_secrets(text: &str) -> String {
    let mut parts = text.split("//");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part
            .find(|c: char| c == '/' || c.is_whitespace())
            .unwrap_or(part.len());
        let host = part[..end].rsplit('@').next().unwrap_or_default();
        out.push_str("//");
        out.push_str(host);
        out.push_str(&part[end..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_without_their_secrets() {
        for (text, expected) in [
            ("https://x:geheim@example.org/a", "https://example.org/a"),
            (
                "fatal: unable to access 'https://t@h/a/': no",
                "fatal: unable to access 'https://h/a/': no",
            ),
            ("git@example.org:a/b", "git@example.org:a/b"),
            ("提言 // a@b", "提言 // a@b"),
        ] {
            assert_eq!(without_secrets(text), expected);
        }
    }

    #[test]
    fn tokens_are_not_passed_on() {
        for name in [
            "GITHUB_TOKEN",
            "TEIGEN_TOKEN",
            "GITLAB_TOKEN",
            "FORGEJO_TOKEN",
            "GH_TOKEN",
            "GIT_DIR",
        ] {
            assert!(!is_passed_on(OsStr::new(name)), "{name}");
        }
        assert!(is_passed_on(OsStr::new("GIT_CONFIG_GLOBAL")));
    }
}
