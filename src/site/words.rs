//! The few sentences that reach pages as data and not through templates, in each language of the interface.

use super::view::{Language, Spoken};
use crate::comparison::Labels;
use crate::comparison::table;
use crate::config::table::Profile;
use crate::snapshot::{Problem, ProblemKind, UnreadableFile};

/// Sentences in one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    spoken: Spoken,
    /// Heading over footnotes, for screen readers.
    pub footnotes: &'static str,
    /// A document differs, but not for a reader.
    pub no_visible_change: &'static str,
    /// At a text that went to the document `{title}`.
    pub to_elsewhere: &'static str,
    /// At a text that came from the document `{title}`.
    pub from_elsewhere: &'static str,
    /// A pull request changes more files than are listed.
    pub too_many_files: &'static str,
    /// A document is too large to be compared.
    pub too_large: &'static str,
    /// The list of passages that requests touch.
    pub contested: &'static str,
    /// The map of the proposal.
    pub map: &'static str,
    /// The list of versions.
    pub versions: &'static str,
    /// The pages of the past.
    pub history: &'static str,
    /// A document or section is new.
    pub began: &'static str,
    /// The list of discussions.
    pub discussions: &'static str,
    /// The page of the search.
    pub search: &'static str,
    /// What opens the origin of a block.
    pub origin: &'static str,
    /// The page of all documents.
    pub whole: &'static str,
    /// Heading of the contents of a file for reading devices.
    pub contents: &'static str,
    /// How a file for reading devices can be read.
    pub accessibility: &'static str,
    /// Unfolds the ways to have a say in a section.
    pub ways: &'static str,
    /// What a table is called for those who do not see it.
    pub table: &'static str,
    /// What a formula on a line of its own is called for those who do not see it.
    pub formula: &'static str,
    /// What a diagram is called for those who do not see it.
    pub diagram: &'static str,
}

impl Language {
    /// The sentences in this language.
    pub fn words(self) -> Words {
        match self.spoken() {
            Spoken::Japanese => Words {
                spoken: self.spoken(),
                footnotes: "脚注",
                to_elsewhere: "文書「{title}」へ移動",
                from_elsewhere: "文書「{title}」から移動",
                no_visible_change: "読者に見える変更はありません（改行や空白など、書式だけの違いです）。",
                too_many_files: "変更されたファイルが多すぎるため、一部だけを示しています。",
                too_large: "文書が大きすぎるため、表示できません。",
                contested: "提案の集まる箇所",
                map: "提言の地図",
                versions: "版の一覧",
                history: "変更履歴",
                discussions: "議論",
                began: "はじめて載りました。",
                search: "検索",
                origin: "この箇所の由来",
                ways: "参加",
                whole: "全文",
                contents: "目次",
                accessibility: "本文は文字だけで読めます。目次と見出しで移動できます。図には、書き手が付けた説明があれば添えています。",
                table: "表",
                formula: "数式",
                diagram: "図",
            },
            Spoken::English => Words {
                spoken: self.spoken(),
                footnotes: "Footnotes",
                to_elsewhere: "moved to the document “{title}”",
                from_elsewhere: "moved from the document “{title}”",
                no_visible_change: "Nothing changes for a reader (only line breaks, spaces or the like).",
                too_many_files: "It changes too many files; only some are listed.",
                too_large: "The document is too large to be shown.",
                contested: "Contested passages",
                map: "Map of the proposal",
                versions: "Versions",
                history: "History",
                discussions: "Discussions",
                began: "First set down.",
                search: "Search",
                origin: "Where this passage comes from",
                ways: "Take part",
                whole: "Everything",
                contents: "Contents",
                accessibility: "All text can be read aloud or enlarged. There is a table of contents, and headings are marked. Pictures have the descriptions that their authors gave.",
                table: "Table",
                formula: "Formula",
                diagram: "Diagram",
            },
        }
    }
}

impl Words {
    /// Between the things of a list.
    pub fn comma(&self) -> &'static str {
        match self.spoken {
            Spoken::Japanese => "、",
            Spoken::English => ", ",
        }
    }

    /// A day such as `2025-05-06` as people write it.
    pub fn day(&self, day: &str) -> String {
        let parts: Vec<&str> = day.split('-').collect();
        match (self.spoken, &parts[..]) {
            (Spoken::Japanese, [year, month, day]) => {
                let plain = |number: &str| number.trim_start_matches('0').to_owned();
                format!("{year}年{}月{}日", plain(month), plain(day))
            }
            _ => day.to_owned(),
        }
    }

    /// Since when a wording stands.
    pub fn worded_since(&self, version: Option<&str>, day: &str) -> String {
        let day = self.day(day);
        match (self.spoken, version) {
            (Spoken::Japanese, Some(version)) => format!("この文言は{version}から（{day}）"),
            (Spoken::Japanese, None) => format!("この文言は{day}から"),
            (Spoken::English, Some(version)) => format!("Worded so since {version} ({day})"),
            (Spoken::English, None) => format!("Worded so since {day}"),
        }
    }

    /// The version in which a passage first stood.
    pub fn first_stood_in(&self, version: &str) -> String {
        match self.spoken {
            Spoken::Japanese => format!("はじめて載ったのは{version}"),
            Spoken::English => format!("First in {version}"),
        }
    }

    /// What is new in a version, as a title.
    pub fn news(&self, version: &str) -> String {
        match self.spoken {
            Spoken::Japanese => format!("{version} で新しくなったこと"),
            Spoken::English => format!("What is new in {version}"),
        }
    }

    /// How much is new in a version: requests merged, and documents that differ, if there is a version before.
    pub fn news_summary(&self, requests: usize, documents: Option<usize>) -> String {
        let requests = match (self.spoken, requests) {
            (_, 0) => None,
            (Spoken::Japanese, n) => Some(format!("採用された提案：{n}件")),
            (Spoken::English, n) => Some(format!("Proposals adopted: {n}")),
        };
        let documents = documents.map(|n| match self.spoken {
            Spoken::Japanese => format!("変わった文書：{n}件"),
            Spoken::English => format!("Documents changed: {n}"),
        });
        let parts: Vec<String> = requests.into_iter().chain(documents).collect();
        parts.join(self.comma())
    }

    /// A discussion by its title.
    pub fn discussion(&self, title: &str) -> String {
        match self.spoken {
            Spoken::Japanese => format!("議論 {title}"),
            Spoken::English => format!("Discussion {title}"),
        }
    }

    /// Why something cannot be shown.
    pub fn problem(&self, problem: &Problem) -> String {
        let sentence = match (self.spoken, problem.kind) {
            (Spoken::Japanese, ProblemKind::Missing) => "必要なデータがリポジトリにありません",
            (Spoken::Japanese, ProblemKind::Damaged) => "データが壊れています",
            (Spoken::Japanese, ProblemKind::TooLarge) => "データが大きすぎます",
            (Spoken::Japanese, ProblemKind::NoBase) => "提言の本文と共通の履歴がありません",
            (Spoken::Japanese, ProblemKind::TooLong) => "変更の履歴が長すぎます",
            (Spoken::Japanese, ProblemKind::Reference) => "変更の場所を示す参照が壊れています",
            (Spoken::Japanese, ProblemKind::RecordOnly) => {
                "この提案の記録はありますが、本文の変更はまだ取り込まれていません"
            }
            (Spoken::English, ProblemKind::RecordOnly) => {
                "there is a record of this proposal, but its text has not been fetched"
            }
            (Spoken::English, ProblemKind::Missing) => {
                "data that it needs is missing from the repository"
            }
            (Spoken::English, ProblemKind::Damaged) => "its data is damaged",
            (Spoken::English, ProblemKind::TooLarge) => "its data is too large",
            (Spoken::English, ProblemKind::NoBase) => "it shares no history with the proposal",
            (Spoken::English, ProblemKind::TooLong) => "its history is too long",
            (Spoken::English, ProblemKind::Reference) => "the reference that leads to it is broken",
        };
        match self.spoken {
            Spoken::Japanese => format!("{sentence}（{}）", problem.detail),
            Spoken::English => format!("{sentence} ({})", problem.detail),
        }
    }

    /// So many waiting requests touch a section.
    pub fn contested_here(&self, count: usize) -> String {
        match (self.spoken, count) {
            (Spoken::Japanese, _) => format!("この節への提案 {count}件"),
            (Spoken::English, 1) => "1 proposal for this section".to_owned(),
            (Spoken::English, _) => format!("{count} proposals for this section"),
        }
    }

    /// A discussion about a section.
    pub fn discuss(&self, title: &str) -> String {
        match self.spoken {
            Spoken::Japanese => format!("議論「{title}」に参加する"),
            Spoken::English => format!("Join the discussion “{title}”"),
        }
    }

    /// Leads to a discussion about a section, or to where one is opened.
    pub fn discuss_section(&self, new: bool) -> &'static str {
        match (self.spoken, new) {
            (Spoken::Japanese, true) => "この節について新しい話題を立てる",
            (Spoken::Japanese, false) => "議論に参加する",
            (Spoken::English, true) => "Open a discussion about this section",
            (Spoken::English, false) => "Join the discussion",
        }
    }

    /// Leads to the editor; the section starts at a line of it.
    pub fn edit_section(&self, line: Option<usize>) -> String {
        match (self.spoken, line) {
            (Spoken::Japanese, None) => "この文書の修正を提案する".to_owned(),
            (Spoken::Japanese, Some(line)) => {
                format!("この節の修正を提案する（{line}行目から）")
            }
            (Spoken::English, None) => "Suggest an edit to this document".to_owned(),
            (Spoken::English, Some(line)) => {
                format!("Suggest an edit to this section (from line {line})")
            }
        }
    }

    /// What a new discussion about a document or section is called.
    pub fn about(&self, document: &str, section: Option<&str>) -> String {
        match (self.spoken, section) {
            (_, None) => document.to_owned(),
            (_, Some(section)) if section == document => document.to_owned(),
            (Spoken::Japanese, Some(section)) => format!("{section}（{document}）"),
            (Spoken::English, Some(section)) => format!("{section} ({document})"),
        }
    }

    /// The first words of a proposed change's description.
    pub fn request(&self, title: &str, address: &str) -> String {
        match self.spoken {
            Spoken::Japanese => format!("対象: {title}\n{address}\n\n変更の内容: \n理由: \n"),
            Spoken::English => format!("About: {title}\n{address}\n\nWhat changes: \nWhy: \n"),
        }
    }

    /// The words that comparisons put between an author's.
    pub fn labels(&self) -> Labels {
        match self.spoken {
            Spoken::English => Labels::default(),
            Spoken::Japanese => Labels {
                gap_blocks: "変更のない{n}段落を省略".to_owned(),
                gap_items: "変更のない{n}項目を省略".to_owned(),
                gap_rows: "変更のない{n}行を省略".to_owned(),
                fold_one: "変更のない1段落（{characters}字）".to_owned(),
                fold: "変更のない{n}段落（{characters}字）".to_owned(),
                fold_items: "変更のない{n}項目（{characters}字）".to_owned(),
                moved_away: "ここから移動".to_owned(),
                moved_here: "ここへ移動".to_owned(),
                link: "リンク先".to_owned(),
                html: "HTML".to_owned(),
                heading: "見出しの段階".to_owned(),
                list: "番号の付け方".to_owned(),
                task: "チェック".to_owned(),
                alignment: "列の揃え方".to_owned(),
                footnote: "脚注の記号".to_owned(),
                split: "段落の分割".to_owned(),
                merged: "段落の統合".to_owned(),
                regrouped: "段落の組み替え".to_owned(),
                place: "この変更へのリンク".to_owned(),
            },
        }
    }

    /// The words of comparative tables and side-by-side views.
    pub fn table(&self) -> table::Words {
        match self.spoken {
            Spoken::English => table::Words::default(),
            Spoken::Japanese => table::Words {
                omitted: "（略）".to_owned(),
                new: "（新設）".to_owned(),
                gone: "（削る）".to_owned(),
                moved_away: "（「{section}」へ移動）".to_owned(),
                moved_here: "（「{section}」から移動）".to_owned(),
                top: "冒頭".to_owned(),
                remarks: "備考".to_owned(),
                folded: "変更のない{n}段落".to_owned(),
            },
        }
    }

    /// The title of a comparative table; `of` may be empty.
    pub fn table_of(&self, of: &str) -> String {
        match (self.spoken, of) {
            (Spoken::Japanese, "") => "新旧対照表".to_owned(),
            (Spoken::Japanese, of) => format!("「{of}」新旧対照表"),
            (Spoken::English, "") => "Comparative table".to_owned(),
            (Spoken::English, of) => format!("{of}: comparative table"),
        }
    }

    /// The headings over the new and the old text of a comparative table, as its profile has them.
    pub fn table_labels(&self, profile: Profile) -> Option<[String; 2]> {
        let labels = match (self.spoken, profile) {
            (_, Profile::Names) => return None,
            (Spoken::Japanese, Profile::KaiseiAn) => ["改正案", "現行"],
            (Spoken::Japanese, Profile::Zengo) => ["改正後", "改正前"],
            (Spoken::English, Profile::KaiseiAn) => ["Proposed", "Current"],
            (Spoken::English, Profile::Zengo) => ["After", "Before"],
        };
        Some(labels.map(str::to_owned))
    }

    /// A file whose name or kind cannot be shown.
    pub fn unreadable(&self, file: &UnreadableFile) -> String {
        match self.spoken {
            Spoken::Japanese => format!(
                "{}（表示できません: {}）",
                file.name,
                file.reason.japanese()
            ),
            Spoken::English => format!("{} (cannot be shown: {})", file.name, file.reason),
        }
    }
}
