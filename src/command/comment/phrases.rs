//! What a comment says besides the summary of changes, in the language of the site.

use crate::site::view::{Language, Spoken};

/// Phrases in one language; `{n}` stands for a number.
pub struct Phrases {
    language: Spoken,
    /// The request changes no document any more.
    pub none: &'static str,
    /// Over the findings.
    pub findings: &'static str,
    /// Below that, what they are.
    pub about_findings: &'static str,
    /// So many findings are not listed.
    pub more_findings: &'static str,
    /// What did not fit in is on the page.
    pub more_on_page: &'static str,
    /// What did not fit in is not here.
    pub more: &'static str,
    /// Who wrote this, and what it is not.
    pub foot: &'static str,
}

impl Phrases {
    /// The phrases of a language.
    pub fn of(language: Language) -> Self {
        let language = language.spoken();
        match language {
            Spoken::English => Self {
                language,
                none: "This pull request changes no document any more.",
                findings: "Worth another look ({n})",
                about_findings: "Found by mechanical rules in what this pull request brings:",
                more_findings: "… {n} more",
                more_on_page: "… more on the page",
                more: "… and more",
                foot: "Written by Teigen, a program, and brought up to date when the pull request changes. It is no verdict on the proposal.",
            },
            Spoken::Japanese => Self {
                language,
                none: "この変更提案は、今は文書を変えていません。",
                findings: "もう一度見てほしいところ（{n}件）",
                about_findings: "この変更で新しく入ったものを、機械的なきまりで見つけました（詳しい説明は英語です）。",
                more_findings: "…ほか{n}件",
                more_on_page: "…続きはページで読めます",
                more: "…続きは省きました",
                foot: "このコメントは Teigen というプログラムが書いています。変更提案が新しくなると書き直します。採否の判断ではありません。",
            },
        }
    }

    /// What a rule is called.
    pub fn rule(&self, name: &'static str) -> &'static str {
        match self.language {
            Spoken::English => name,
            Spoken::Japanese => japanese(name).unwrap_or(name),
        }
    }

    /// Where something is.
    pub fn place(&self, path: &str, line: Option<usize>) -> String {
        match (line, self.language) {
            (None, _) => path.to_owned(),
            (Some(line), Spoken::English) => format!("{path}, line {line}"),
            (Some(line), Spoken::Japanese) => format!("{path} の{line}行目"),
        }
    }
}

fn japanese(rule: &str) -> Option<&'static str> {
    Some(match rule {
        "discussion-missing" => "議論の場所が書かれていない",
        "document-bounds" => "大きすぎる文書",
        "dropped-markup" => "表示されない HTML",
        "external-link" => "ほかのサイトへのリンク切れ",
        "figures-disagree" => "金額の食い違い",
        "formula" => "数式の誤り",
        "front-matter" => "文書の設定の誤り",
        "handwritten-buttons" => "手書きの参加ボタン",
        "heading-repeated" => "見出しの重複",
        "heading-skipped" => "見出しの段の飛び",
        "image-missing" => "見つからない画像",
        "image-refused" => "表示できない画像",
        "image-text" => "説明のない画像",
        "link-broken" => "リンク切れ",
        "list-indent" => "箇条書きの字下げ",
        "reference-broken" => "行き先のない参照",
        "section-missing" => "足りない節",
        "unreached" => "どこからも開けない文書",
        "version-missing" => "存在しない版へのリンク",
        "wording" => "用語集と違う言葉",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::check::RULES_OF_BUILDS;

    #[test]
    fn every_rule_has_a_name_in_japanese() {
        let rules = crate::check::rules::ALL.iter().map(|rule| rule.name);
        for name in rules.chain(RULES_OF_BUILDS) {
            assert!(japanese(name).is_some(), "{name}");
        }
    }
}
