//! What a difference says besides the authors' words, in the language of the proposal.

use crate::comparison::{Effect, Unseen, UnseenKind};
use crate::site::view::{Language, Spoken};

/// Phrases in one language; `{n}` stands for a number.
pub struct Phrases {
    language: Spoken,
    /// Leads to the page of the site.
    pub read: &'static str,
    /// There is nothing to tell.
    pub nothing: &'static str,
    /// Over old values, new values, differences.
    pub columns: [&'static str; 3],
    /// So many figures changed besides those that are listed.
    pub more_figures: &'static str,
    /// So many figures came or went.
    pub other_figures: &'static str,
    /// Over what changed that is not shown in the text.
    pub unseen: &'static str,
    /// Before what went from one document to another.
    pub relocated: &'static str,
    /// A document is new.
    pub added: &'static str,
    /// A document is gone.
    pub removed: &'static str,
}

impl Phrases {
    /// The phrases of a language.
    pub fn of(language: Language) -> Self {
        let language = language.spoken();
        match language {
            Spoken::English => Self {
                language,
                read: "Read it as a page",
                nothing: "No visible change.",
                columns: ["before", "after", "difference"],
                more_figures: "… {n} more figures changed",
                other_figures: "… {n} figures added or removed",
                unseen: "Not shown in the text:",
                relocated: "moved to another document",
                added: "added",
                removed: "removed",
            },
            Spoken::Japanese => Self {
                language,
                read: "ページで読む",
                nothing: "読者に見える変更はありません。",
                columns: ["変更前", "変更後", "差"],
                more_figures: "…ほか{n}件の数値が変わりました",
                other_figures: "…加わった数値・消えた数値 {n}件",
                unseen: "本文には表示されない変更：",
                relocated: "別の文書へ移動",
                added: "追加",
                removed: "削除",
            },
        }
    }

    /// How much differs.
    pub fn counts(&self, documents: usize, changes: usize, editorial: usize) -> String {
        match self.language {
            Spoken::English => {
                format!("{documents} documents, {changes} changes ({editorial} editorial)")
            }
            Spoken::Japanese => {
                format!("{documents}件の文書、{changes}か所（うち表記だけの変更 {editorial}か所）")
            }
        }
    }

    /// So many changes are not listed.
    pub fn more(&self, count: usize) -> String {
        match self.language {
            Spoken::English => format!("… {count} more"),
            Spoken::Japanese => format!("…ほか{count}か所"),
        }
    }

    /// What a change is of that is not shown.
    pub fn unseen_name(&self, change: &Unseen) -> String {
        let what = match (self.language, change.what) {
            (Spoken::English, UnseenKind::FrontMatter) => "page setting",
            (Spoken::English, UnseenKind::Comment) => "hidden comment",
            (Spoken::English, UnseenKind::Definition) => "unused link target",
            (Spoken::Japanese, UnseenKind::FrontMatter) => "ページの設定",
            (Spoken::Japanese, UnseenKind::Comment) => "非表示のコメント",
            (Spoken::Japanese, UnseenKind::Definition) => "使われていないリンク先",
        };
        match &change.name {
            Some(name) => format!("{what} {name}"),
            None => what.to_owned(),
        }
    }

    /// What a change does to a promise.
    pub fn effect(&self, effect: Effect) -> &'static str {
        match (self.language, effect) {
            (Spoken::English, Effect::Weaker) => "weaker",
            (Spoken::English, Effect::Stronger) => "stronger",
            (Spoken::English, Effect::Negated) => "negated",
            (Spoken::Japanese, Effect::Weaker) => "弱まった",
            (Spoken::Japanese, Effect::Stronger) => "強まった",
            (Spoken::Japanese, Effect::Negated) => "肯定と否定が入れ替わった",
        }
    }
}
