//! The view of the page that explains how to take part.

use serde::Serialize;

use super::{Href, TakePart};

/// `/take-part/`: how to take part, for those who never did.
#[derive(Clone, Debug, Serialize)]
pub struct TakePartView {
    /// Where changes are proposed, if the repository's address is known.
    pub forge: Option<ForgeView>,
    /// Where the whole proposal is discussed.
    pub discuss: Vec<TakePart>,
    /// Ways that need no account: letters, forms and the like.
    pub others: Vec<TakePart>,
    /// The list of proposed changes.
    pub pulls: Href,
    /// The list of discussions.
    pub discussions: Href,
    /// The documents.
    pub documents: Href,
}

/// The forge as those who propose a change meet it.
#[derive(Clone, Debug, Serialize)]
pub struct ForgeView {
    /// Which one; its name and steps come from the messages.
    pub kind: Forge,
    /// Its host.
    pub host: String,
    /// Where one signs up, on a host that anybody may use.
    pub sign_up: Option<Href>,
    /// The repository.
    pub repository: Href,
}

/// Programs that show repositories on the web.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Forge {
    /// GitHub.
    Github,
    /// GitLab.
    Gitlab,
    /// Forgejo or Gitea.
    Forgejo,
}
