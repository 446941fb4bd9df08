//! Which remote, and which server answers for it: what `sync` and `comment` are told alike. Tokens come from the environment alone.

use clap::{Args, ValueEnum};

#[cfg(feature = "sync")]
use crate::forge::{self, Address, AddressError, Kind, Token};
#[cfg(feature = "sync")]
use crate::repository::Remote;

/// Longest time that one request takes.
#[cfg(feature = "sync")]
pub const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60);

/// Which remote repository, and what its server is.
#[derive(Args, Clone, Debug)]
pub struct ServerArgs {
    /// The remote repository: a name that Git knows, or an address
    #[arg(long, value_name = "NAME", default_value = "origin")]
    pub remote: String,
    /// What the remote's server is [default: as its name tells]
    #[arg(long, value_enum)]
    pub forge: Option<ForgeName>,
    /// Address of the server's programming interface, if it is not the usual one
    #[arg(long, value_name = "URL")]
    pub api: Option<String>,
    /// The repository's name on the server, if it is not the remote's
    #[arg(long, value_name = "OWNER/NAME")]
    pub project: Option<String>,
}

/// What a remote's server may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub enum ForgeName {
    /// GitHub; needs a token in TEIGEN_TOKEN or GITHUB_TOKEN
    GitHub,
    /// GitLab; a token in TEIGEN_TOKEN or GITLAB_TOKEN
    GitLab,
    /// Forgejo or Gitea; a token in TEIGEN_TOKEN or FORGEJO_TOKEN
    Forgejo,
    /// None: Git alone, without records
    None,
}

#[cfg(feature = "sync")]
impl ServerArgs {
    /// The remote's forge, as its name or the options tell.
    pub fn address(&self, remote: &Remote) -> Result<Address, AddressError> {
        forge::address(
            &remote.url(),
            self.forge.and_then(kind),
            self.api.as_deref(),
            self.project.as_deref(),
        )
    }
}

#[cfg(feature = "sync")]
fn kind(name: ForgeName) -> Option<Kind> {
    match name {
        ForgeName::GitHub => Some(Kind::GitHub),
        ForgeName::GitLab => Some(Kind::GitLab),
        ForgeName::Forgejo => Some(Kind::Forgejo),
        ForgeName::None => None,
    }
}

/// The header that holds the token, which comes from the environment alone.
#[cfg(feature = "sync")]
pub fn authorization(kind: Kind) -> Option<(&'static str, Token)> {
    let token = kind
        .token_variables()
        .iter()
        .find_map(|name| Token::new(&std::env::var(name).ok()?))?;
    Some(match kind {
        Kind::GitHub => ("authorization", token.with_scheme("Bearer ")),
        Kind::GitLab => ("private-token", token),
        Kind::Forgejo => ("authorization", token.with_scheme("token ")),
    })
}
