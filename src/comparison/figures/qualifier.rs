//! The words around a figure that qualify it: 約, 最大 before it; 以上, 以内, 未満 or 上旬, 末 after it.

use super::figure::Quantity;
use super::text::{Text, is_kanji};

/// Words before a figure that are shown with it.
pub(super) fn widened_left(text: &Text, start: usize) -> usize {
    const BEFORE: [&str; 8] = ["約", "およそ", "おおむね", "概ね", "最大", "最低", "▲", "-"];
    BEFORE
        .iter()
        .find_map(|word| text.word_before(start, word))
        .filter(|&found| {
            text.at(found) != Some('-')
                || !text
                    .before(found)
                    .is_some_and(|c| c.is_ascii_alphanumeric())
        })
        .unwrap_or(start)
}

/// How a figure bounds what it tells, and where the words for it end.
pub(super) fn limit(text: &Text, end: usize, quantity: &Quantity) -> (Option<&'static str>, usize) {
    const AMOUNTS: [(&str, Option<&str>); 16] = [
        ("以上", Some("≥")),
        ("以下", Some("≤")),
        ("以内", Some("≤")),
        ("未満", Some("<")),
        ("を超え", Some(">")),
        ("を上回", Some(">")),
        ("を下回", Some("<")),
        ("超", Some(">")),
        ("程度", None),
        ("前後", None),
        ("弱", Some("<")),
        ("強", Some(">")),
        (" or more", Some("≥")),
        (" or less", Some("≤")),
        (" or fewer", Some("≤")),
        ("ずつ", None),
    ];
    const DATES: [(&str, Option<&str>); 12] = [
        ("以降", Some("≥")),
        ("以前", Some("≤")),
        ("上旬", Some("上旬")),
        ("中旬", Some("中旬")),
        ("下旬", Some("下旬")),
        ("初頭", Some("初め")),
        ("初め", Some("初め")),
        ("半ば", Some("半ば")),
        ("前半", Some("前半")),
        ("後半", Some("後半")),
        ("末", Some("末")),
        ("頃", None),
    ];
    let words: &[(&str, Option<&str>)] = match quantity {
        Quantity::Date(_) => &DATES,
        _ => &AMOUNTS,
    };
    let found = words
        .iter()
        .find_map(|(word, limit)| Some((*limit, text.word(end, word)?)));
    // 超 and 強 also begin other words: 超過, 強化.
    let single =
        |limit_end: usize| limit_end == end + 1 && text.at(limit_end).is_some_and(is_kanji);
    match found {
        Some((limit, end)) if !single(end) => (limit, end),
        _ => (None, end),
    }
}
