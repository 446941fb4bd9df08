//! A text → the same with one word changed: a number, a particle, a noun, a negation.

use super::random::Random;

/// A change of a few words in a text.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// The whole new text.
    pub text: String,
    /// Characters that went.
    pub old: usize,
    /// Characters that came.
    pub new: usize,
    /// How many words changed.
    pub words: usize,
}

/// Characters that may be marked beside those that changed: the rest of their word.
const SLACK: usize = 8;

impl Phrase {
    /// Most characters that should be marked as deleted and as inserted.
    pub fn bound(&self) -> (usize, usize) {
        (self.old + SLACK * self.words, self.new + SLACK * self.words)
    }
}

/// A way to change a text.
pub type Change = fn(&str, &mut Random) -> Option<Phrase>;

/// Whether a text is free of markup in which a changed word would be no word.
pub fn is_plain(text: &str) -> bool {
    !["](", "<", "`", "http", "\\", "[^", "\n", "|"]
        .iter()
        .any(|bad| text.contains(bad))
}

fn replaced(text: &str, at: usize, old: &str, new: &str) -> Phrase {
    Phrase {
        text: format!("{}{new}{}", &text[..at], &text[at + old.len()..]),
        old: old.chars().count(),
        new: new.chars().count(),
        words: 1,
    }
}

/// Another number.
pub fn number(text: &str, random: &mut Random) -> Option<Phrase> {
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let runs = runs(text, |c| digit(c) || matches!(c, ',' | '.' | '，' | '．'));
    let runs: Vec<_> = runs
        .into_iter()
        .filter(|(at, run)| run.chars().all(digit) && *at > 0 && run.chars().count() < 9)
        .collect();
    let &(at, run) = random.pick(&runs)?;
    let wide = !run.starts_with(|c: char| c.is_ascii());
    let mut digits: Vec<char> = run.chars().collect();
    let which = random.below(digits.len());
    let base = if wide { '０' } else { '0' };
    let value = digits[which] as u32 - base as u32;
    let other = 1 + (value + random.below(8) as u32) % 9;
    let other = if other == value { 1 + value % 9 } else { other };
    digits[which] = char::from_u32(base as u32 + other)?;
    Some(replaced(
        text,
        at,
        run,
        &digits.into_iter().collect::<String>(),
    ))
}

/// Another particle, or none.
pub fn particle(text: &str, random: &mut Random) -> Option<Phrase> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let found: Vec<(usize, &str)> = chars
        .windows(3)
        .filter(|window| is_noun(window[0].1) && is_noun(window[2].1))
        .filter_map(|window| {
            let (at, c) = window[1];
            matches!(c, 'を' | 'が' | 'は' | 'に' | 'の' | 'と')
                .then(|| (at, &text[at..at + c.len_utf8()]))
        })
        .collect();
    let &(at, old) = random.pick(&found)?;
    let new = match old {
        "を" => "も",
        "が" => "は",
        "は" => "も",
        "に" => "へ",
        "の" => "",
        _ => "や",
    };
    Some(replaced(text, at, old, new))
}

const NOUNS: [&str; 12] = [
    "図書館",
    "港湾",
    "林業",
    "検診",
    "防音",
    "水素",
    "保険",
    "観光",
    "シャトル",
    "カタログ",
    "条例",
    "奨学金",
];

/// Another noun.
pub fn noun(text: &str, random: &mut Random) -> Option<Phrase> {
    let runs: Vec<_> = runs(text, is_noun)
        .into_iter()
        .filter(|(_, run)| (2..=6).contains(&run.chars().count()) && !NOUNS.contains(run))
        .collect();
    let &(at, run) = random.pick(&runs)?;
    let noun = random.pick(&NOUNS)?;
    Some(replaced(text, at, run, noun))
}

const NEGATIONS: [(&str, &str); 9] = [
    ("します。", "しません。"),
    ("します", "しません"),
    ("する。", "しない。"),
    ("できる。", "できない。"),
    ("である。", "ではない。"),
    ("です。", "ではありません。"),
    ("ある。", "ない。"),
    (" will ", " will not "),
    (" is ", " is not "),
];

/// The opposite.
pub fn negation(text: &str, random: &mut Random) -> Option<Phrase> {
    let found: Vec<_> = NEGATIONS
        .iter()
        .flat_map(|(old, new)| text.match_indices(old).map(move |(at, _)| (at, *old, *new)))
        .collect();
    let &(at, old, new) = random.pick(&found)?;
    Some(replaced(text, at, old, new))
}

/// A number or a noun.
pub fn any(text: &str, random: &mut Random) -> Option<Phrase> {
    let first: Change = if random.once_in(2) { number } else { noun };
    first(text, random).or_else(|| noun(text, random))
}

/// Two or three words, each in a clause of its own; clauses are of some length.
pub fn several(text: &str, random: &mut Random) -> Option<Phrase> {
    let mut clauses: Vec<String> = Vec::new();
    for part in text.split_inclusive(['。', '、']) {
        match clauses.last_mut() {
            Some(last) if last.chars().count() < 16 => last.push_str(part),
            _ => clauses.push(part.to_owned()),
        }
    }
    let mut order: Vec<usize> = (0..clauses.len()).collect();
    random.shuffle(&mut order);
    let most = 2 + random.below(2);
    let mut all = Phrase {
        text: String::new(),
        old: 0,
        new: 0,
        words: 0,
    };
    for at in order {
        let ways: [Change; 3] = [any, particle, negation];
        let way = ways[random.below(3)];
        if all.words < most
            && let Some(changed) = way(&clauses[at], random)
        {
            all.old += changed.old;
            all.new += changed.new;
            all.words += 1;
            clauses[at] = changed.text;
        }
    }
    all.text = clauses.concat();
    (all.words >= 2).then_some(all)
}

fn is_noun(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー' | '\u{4e00}'..='\u{9fff}')
}

/// The longest stretches of characters of one sort, with their places.
fn runs(text: &str, of: impl Fn(char) -> bool) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        match (start, of(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                out.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// The ends of sentences inside a text, such that both sides are of some length.
pub fn sentence_ends(text: &str) -> Vec<usize> {
    let long = |part: &str| part.chars().count() >= 12;
    let ends = text.char_indices().filter(|&(_, c)| c == '。');
    let ends = ends.map(|(at, c)| at + c.len_utf8());
    let latin = text.match_indices(". ").map(|(at, _)| at + 1);
    let balanced = |at: usize| {
        let open = |c: char| matches!(c, '「' | '（' | '(' | '『');
        let close = |c: char| matches!(c, '」' | '）' | ')' | '』');
        let head = &text[..at];
        head.matches(open).count() == head.matches(close).count()
            && head.matches("**").count().is_multiple_of(2)
    };
    let fits = |at: &usize| long(&text[..*at]) && long(text[*at..].trim()) && balanced(*at);
    ends.chain(latin).filter(fits).collect()
}
