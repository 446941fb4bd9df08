//! A Japanese verb or adjective in its dictionary form → its stem, and which characters may go on from there.
//!
//! School grammar's classes (五段, 一段, サ変, 形容詞), told by the last characters: する; る after a kana of the rows i
//! or e; い; any other kana of the row u. A る after anything else may be of either class. Every form that begins with
//! one of the class's next characters is taken for a form of the word.

/// What may follow a stem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Nothing in particular: the expression does not change its form.
    Fixed,
    /// A noun that makes a verb with する: also where its sentence ends with it (体言止め).
    Suru,
    /// One of these characters.
    OneOf(&'static str),
    /// One of these characters, or the end of its clause: 努め、
    Ichidan(&'static str),
    /// An English word, with the endings of verbs.
    English,
}

/// The stem of an expression and its ending.
pub(super) fn stem(expression: &str) -> (String, Ending) {
    if expression.is_ascii() {
        return (expression.to_ascii_lowercase(), Ending::English);
    }
    if let Some(noun) = expression.strip_suffix("する") {
        return match noun.chars().next_back() {
            Some(c) if !is_hiragana(c) => (noun.to_owned(), Ending::Suru),
            _ => (noun.to_owned(), Ending::OneOf("すしさせ")),
        };
    }
    let mut chars = expression.chars();
    let Some(last) = chars.next_back() else {
        return (String::new(), Ending::Fixed);
    };
    let before = chars.clone().next_back().unwrap_or(' ');
    if last == 'る' && is_i_or_e(before) {
        let next = "るてたまよなずらられろ";
        return (chars.as_str().to_owned(), Ending::Ichidan(next));
    }
    let next = match last {
        'る' => "るりられろっ",
        'す' => "すしさせそ",
        'く' => "くきかけこい",
        'ぐ' => "ぐぎがげごい",
        'う' => "ういわえおっ",
        'む' => "むみまめもん",
        'ぶ' => "ぶびばべぼん",
        'つ' => "つちたてとっ",
        'い' => "いくかけ",
        _ => return (expression.to_owned(), Ending::Fixed),
    };
    let is_adjective =
        last == 'い' && !expression.ends_with("ない") && !expression.ends_with("しい");
    if is_adjective {
        return (expression.to_owned(), Ending::Fixed);
    }
    (chars.as_str().to_owned(), Ending::OneOf(next))
}

impl Ending {
    /// Whether a form of the expression begins where its stem ends; then how many bytes its ending has.
    pub fn length(&self, rest: &str) -> Option<usize> {
        let next = rest.chars().next();
        match self {
            Self::Fixed => Some(0),
            Self::OneOf(chars) => next.filter(|c| chars.contains(*c)).map(|_| inflected(rest)),
            Self::Ichidan(chars) => match next {
                None | Some('。' | '、') => Some(0),
                Some(c) => chars.contains(c).then(|| inflected(rest)),
            },
            Self::Suru => match next {
                Some('す' | 'し' | 'さ' | 'せ')
                    if !rest.starts_with("した上") && !rest.starts_with("すぎ") =>
                {
                    Some(inflected(rest))
                }
                Some('い') if rest.starts_with("いた") => Some(inflected(rest)),
                None | Some('。' | '、' | '」' | '）' | '\n' | '・') => Some(0),
                _ => None,
            },
            Self::English => ["ing", "es", "ed", "s", "d", ""]
                .iter()
                .find(|ending| {
                    rest.strip_prefix(**ending)
                        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
                })
                .map(|ending| ending.len()),
        }
    }
}

/// How long the inflected ending is that a text begins with: する, します, しなければならない.
fn inflected(rest: &str) -> usize {
    const ENDINGS: [&str; 24] = [
        "しなければならない",
        "しなければなりません",
        "するものとする",
        "させていただきます",
        "しています",
        "している",
        "しました",
        "します",
        "しません",
        "しない",
        "される",
        "されます",
        "させる",
        "した",
        "する",
        "して",
        "ります",
        "いたします",
        "いたしました",
        "います",
        "きます",
        "みます",
        "ます",
        "ない",
    ];
    ENDINGS
        .iter()
        .find(|ending| rest.starts_with(**ending))
        .map_or_else(
            || rest.chars().next().map_or(0, char::len_utf8),
            |ending| ending.len(),
        )
}

fn is_hiragana(c: char) -> bool {
    ('\u{3041}'..='\u{309f}').contains(&c)
}

fn is_i_or_e(c: char) -> bool {
    "いきぎしじちにひびみりえけげせぜてでねへべめれ".contains(c)
}
