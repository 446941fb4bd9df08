//! A remote's address → which forge it is, and where its interface is asked.

use super::client::server;

/// The forges that are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// GitHub, also on a company's own server.
    GitHub,
    /// GitLab.
    GitLab,
    /// Forgejo and Gitea.
    Forgejo,
}

/// A repository on a forge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Which forge.
    pub kind: Kind,
    /// Its interface, without `/` at the end.
    pub api: String,
    /// The repository's name there, such as `owner/name`.
    pub project: String,
}

/// Why a remote's address cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It names no repository on a server.
    #[error(
        "the remote names no repository on a server; name it with --project OWNER/NAME and --api URL, or fetch with Git alone: --forge none"
    )]
    NoProject,
    /// The server is of no known kind.
    #[error("which forge {0} is cannot be told; say --forge github, gitlab, forgejo or none")]
    Unknown(String),
}

impl Kind {
    /// Its name, as in `--forge` and in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Forgejo => "forgejo",
        }
    }

    /// The variables of the environment that may hold its token, the first one that is set counting.
    pub fn token_variables(self) -> [&'static str; 2] {
        let own = match self {
            Self::GitHub => "GITHUB_TOKEN",
            Self::GitLab => "GITLAB_TOKEN",
            Self::Forgejo => "FORGEJO_TOKEN",
        };
        ["TEIGEN_TOKEN", own]
    }

    fn of_host(host: &str) -> Option<Self> {
        let has = |word: &str| host.split(['.', '-']).any(|part| part == word);
        if has("github") {
            Some(Self::GitHub)
        } else if has("gitlab") {
            Some(Self::GitLab)
        } else if has("forgejo") || has("gitea") || matches!(host, "codeberg.org" | "gitea.com") {
            Some(Self::Forgejo)
        } else {
            None
        }
    }

    /// Where a host's interface is asked.
    pub fn api(self, host: &str) -> String {
        match self {
            Self::GitHub if host == "github.com" => "https://api.github.com".to_owned(),
            Self::GitHub => format!("https://{host}/api"),
            Self::GitLab => format!("https://{host}/api/v4"),
            Self::Forgejo => format!("https://{host}/api/v1"),
        }
    }
}

/// Finds a remote's forge by its address; what is given goes before what is found.
///
/// # Errors
///
/// The address names no repository, or no forge that is known.
pub fn address(
    remote: &str,
    kind: Option<Kind>,
    api: Option<&str>,
    project: Option<&str>,
) -> Result<Address, AddressError> {
    let found = split(remote);
    let (host, path) = found.unwrap_or_default();
    let project = project.map_or(path, str::to_owned);
    let parts = project.split('/').count();
    if !is_project(&project) || parts < 2 {
        return Err(AddressError::NoProject);
    }
    let kind = kind
        .or_else(|| Kind::of_host(&host))
        .ok_or_else(|| AddressError::Unknown(host.clone()))?;
    if host.is_empty() && api.is_none() || kind != Kind::GitLab && parts != 2 {
        return Err(AddressError::NoProject);
    }
    let api = api.map_or_else(
        || kind.api(&host),
        |api| api.trim_end_matches('/').to_owned(),
    );
    Ok(Address { kind, api, project })
}

/// The host that a remote's address names.
pub fn host(remote: &str) -> Option<String> {
    split(remote).map(|(host, _)| host)
}

/// The host that the address of an interface names, with its port if it stands there.
pub fn host_of(api: &str) -> Option<String> {
    let (_, host) = server(api)?.split_once("://")?;
    Some(host.to_owned())
}

/// Host and path of `https://host/path.git`, `ssh://git@host:22/path` or `git@host:path`.
fn split(remote: &str) -> Option<(String, String)> {
    let (authority, path) = match remote.split_once("://") {
        Some(("https" | "http" | "ssh" | "git", rest)) => rest.split_once('/')?,
        Some(_) => return None,
        None if remote.starts_with(['.', '/']) => return None,
        None => remote.split_once(':')?,
    };
    let host = authority
        .rsplit('@')
        .next()?
        .split(':')
        .next()?
        .to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    // One letter is a drive.
    let is_host = host.len() > 1 && host.chars().all(plain);
    let path = path.trim_matches('/');
    is_host.then(|| (host, path.strip_suffix(".git").unwrap_or(path).to_owned()))
}

fn is_project(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '~');
    path.split('/')
        .all(|part| !part.is_empty() && !part.starts_with('.') && part.chars().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(remote: &str, api: &str, project: &str) {
        let found =
            address(remote, None, None, None).unwrap_or_else(|error| panic!("{remote}: {error}"));
        assert_eq!(
            (found.api.as_str(), found.project.as_str()),
            (api, project),
            "{remote}"
        );
    }

    #[test]
    fn remotes_lead_to_their_forge_s_interface() {
        check(
            "https://github.com/a/b.git",
            "https://api.github.com",
            "a/b",
        );
        check("git@github.com:a/b.git", "https://api.github.com", "a/b");
        check(
            "ssh://git@gitlab.com:22/a/b/c.git",
            "https://gitlab.com/api/v4",
            "a/b/c",
        );
        check(
            "https://x:secret@codeberg.org/a/b/",
            "https://codeberg.org/api/v1",
            "a/b",
        );
        check(
            "https://github.example.org/a/b",
            "https://github.example.org/api",
            "a/b",
        );
    }

    #[test]
    fn what_names_no_repository_on_a_known_server_is_refused() {
        for remote in [
            "/srv/a/b.git",
            "../b",
            "file:///a/b",
            "https://github.com/a",
            "git@github.com:a/../b",
            "C:a/b",
        ] {
            assert_eq!(
                address(remote, None, None, None),
                Err(AddressError::NoProject),
                "{remote}"
            );
        }
        let unknown = AddressError::Unknown("git.example.org".to_owned());
        assert_eq!(
            address("https://git.example.org/a/b", None, None, None),
            Err(unknown)
        );
    }

    #[test]
    fn a_mirror_is_named_by_hand() {
        let found = address(
            "/srv/b.git",
            Some(Kind::GitHub),
            Some("http://127.0.0.1:9/"),
            Some("a/b"),
        );
        assert_eq!(
            found.map(|found| found.api).as_deref(),
            Ok("http://127.0.0.1:9")
        );
    }
}
