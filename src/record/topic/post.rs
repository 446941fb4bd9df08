//! What a post says → what is kept of it.

use super::{Account, Content, KnownNames, Named, PostRecord, Quoted, Words};

/// What is kept of posts.
#[derive(Clone, Copy, Debug)]
pub struct Keep<'k> {
    /// How much of people's words.
    pub words: Words,
    /// Whether authors are.
    pub authors: bool,
    /// What posts may name.
    pub names: &'k KnownNames,
}

/// A post that was read, and what it says of its topic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostRead {
    /// What is kept.
    pub record: PostRecord,
    /// The topic that it says its own one belongs to or goes on from.
    pub parent: Option<String>,
    /// The topic in which it says that the discussion goes on.
    pub onward: Option<String>,
}

impl Keep<'_> {
    /// An author, where authors are kept.
    pub fn author(&self, account: Option<Account>) -> Option<Account> {
        account.filter(|_| self.authors)
    }

    /// Puts what a post says into what is known of it; `own` is the address of its topic.
    pub fn post(&self, known: PostRecord, content: &Content, own: &str) -> PostRead {
        let quotes = content.quotes.iter().map(|quoted| Quoted {
            topic: quoted.topic.clone().filter(|topic| topic != own),
            post: quoted.post,
            author: quoted.author.clone().filter(|_| self.authors),
        });
        let letters = content.text.chars().filter(|c| !c.is_whitespace()).count();
        PostRead {
            parent: content.parent(own),
            onward: content.onward(own),
            record: PostRecord {
                length: letters as u64,
                quotes: quotes
                    .filter(|quoted| *quoted != Quoted::default())
                    .collect(),
                links: content.links.iter().map(|(url, _)| url.clone()).collect(),
                names: self.named(&content.text),
                text: self.words.of(&content.text),
                author: self.author(known.author),
                ..known
            },
        }
    }

    fn named(&self, text: &str) -> Vec<Named> {
        self.names.in_text(text)
    }
}
