//! What can be counted in policies: money, people, things, shares, lengths of time, measures.
//!
//! A word is a unit only where the next character does not make it part of another word: `2人` but not `2人材`,
//! `5日` but not `5日本`. The Japanese counters follow the 助数詞 lists of NHK 日本語発音アクセント新辞典, kept to those
//! that occur in policies; what is not here is no figure.

use super::text::{Text, is_kanji};

/// What sort of thing a figure tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureKind {
    /// An amount of money.
    Money,
    /// How many persons or things.
    Count,
    /// A share: per cent, 割, times.
    Ratio,
    /// A length of time.
    Duration,
    /// A point in time, as exact as it is written.
    Date,
    /// A length, area, weight, power or the like.
    Measure,
    /// A fraction such as `3分の1`.
    Fraction,
    /// A number that stands alone.
    Number,
}

/// A unit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// How it is written.
    name: &'static str,
    pub kind: FigureKind,
    /// The unit that its values are compared in.
    pub base: &'static str,
    /// How many of `base` one of it is.
    pub factor: i128,
    /// Next characters that make it part of another word; `*` stands for any kanji.
    not_before: &'static str,
}

impl Unit {
    pub fn name(&self) -> &'static str {
        self.name
    }
}

const fn unit(
    kind: FigureKind,
    name: &'static str,
    base: &'static str,
    factor: i128,
    not_before: &'static str,
) -> Unit {
    Unit {
        name,
        kind,
        base,
        factor,
        not_before,
    }
}

const fn money(name: &'static str, base: &'static str, not_before: &'static str) -> Unit {
    unit(FigureKind::Money, name, base, 1, not_before)
}

const fn count(name: &'static str, base: &'static str, not_before: &'static str) -> Unit {
    unit(FigureKind::Count, name, base, 1, not_before)
}

const fn things(name: &'static str) -> Unit {
    count(name, name, "")
}

const fn time(name: &'static str, base: &'static str, factor: i128, not: &'static str) -> Unit {
    unit(FigureKind::Duration, name, base, factor, not)
}

const fn measure(name: &'static str, base: &'static str, factor: i128) -> Unit {
    unit(FigureKind::Measure, name, base, factor, "")
}

/// Longer names first where one begins with another.
static UNITS: &[Unit] = &[
    money("円", "円", "安高卓滑形熟満周"),
    money("米ドル", "USD", ""),
    money("ドル", "USD", ""),
    money("ユーロ", "EUR", ""),
    money("ポンド", "GBP", ""),
    money("人民元", "CNY", ""),
    money("元", "CNY", "*"),
    money("yen", "円", ""),
    money("dollars", "USD", ""),
    money("euros", "EUR", ""),
    unit(FigureKind::Ratio, "パーセントポイント", "ポイント", 1, ""),
    unit(FigureKind::Ratio, "パーセント", "%", 1, ""),
    unit(FigureKind::Ratio, "percentage points", "ポイント", 1, ""),
    unit(FigureKind::Ratio, "percent", "%", 1, ""),
    unit(FigureKind::Ratio, "per cent", "%", 1, ""),
    unit(FigureKind::Ratio, "ポイント", "ポイント", 1, ""),
    unit(FigureKind::Ratio, "%ポイント", "ポイント", 1, ""),
    unit(FigureKind::Ratio, "%", "%", 1, ""),
    unit(FigureKind::Ratio, "％", "%", 1, ""),
    unit(FigureKind::Ratio, "割", "%", 10, "合当安高愛礼拠烹り"),
    unit(FigureKind::Ratio, "倍", "倍", 1, "率数音"),
    time("か年", "か月", 12, ""),
    time("カ年", "か月", 12, ""),
    time("ヵ年", "か月", 12, ""),
    time("ヶ年", "か月", 12, ""),
    time("箇年", "か月", 12, ""),
    time("年間", "か月", 12, ""),
    time("年", "か月", 12, "生次度代齢金収末号目貢輪賀表報男女長少配"),
    time("か月", "か月", 1, "目"),
    time("カ月", "か月", 1, "目"),
    time("ヵ月", "か月", 1, "目"),
    time("ヶ月", "か月", 1, "目"),
    time("ケ月", "か月", 1, "目"),
    time("ヵ月", "か月", 1, "目"),
    time("箇月", "か月", 1, "目"),
    time("週間", "日", 7, ""),
    time("週", "日", 7, "目刊末"),
    time("営業日", "営業日", 1, ""),
    time("日間", "日", 1, ""),
    time(
        "日",
        "日",
        1,
        "本常程米系銀経用目付曜時市月欧中産露韓照刊誌没々",
    ),
    time("時間", "分", 60, "目帯割外軸"),
    time("分間", "分", 1, ""),
    time(
        "分",
        "分",
        1,
        "の野割類析配担解散業権別離岐子母量布断裂明化身限科署校会館局譲煙泌娩与裕際かけ",
    ),
    time("秒間", "秒", 1, ""),
    time("秒", "秒", 1, "速針殺"),
    time("years", "か月", 12, ""),
    time("year", "か月", 12, ""),
    time("months", "か月", 1, ""),
    time("month", "か月", 1, ""),
    time("weeks", "日", 7, ""),
    time("week", "日", 7, ""),
    time("days", "日", 1, ""),
    time("day", "日", 1, ""),
    time("hours", "分", 60, ""),
    time("hour", "分", 60, ""),
    time("minutes", "分", 1, ""),
    time("minute", "分", 1, ""),
    things("年代"),
    count("名", "人", "前称義古目簿誉詞刺所物産声実門君作案指"),
    count(
        "人",
        "人",
        "材間口工権物類生件事体格名気道民為脈流文町員情選数形質種目族相工達馬手",
    ),
    count("社", "社", "会員長内外説是風宅"),
    count("者", "者", "*"),
    things("世帯"),
    things("団体"),
    things("企業"),
    things("大学"),
    things("自治体"),
    things("市区町村"),
    things("市町村"),
    things("都道府県"),
    things("機関"),
    things("病院"),
    things("学校"),
    things("経営体"),
    things("学年"),
    things("科目"),
    things("手続き"),
    count("手続", "手続き", ""),
    things("ビュー"),
    count("種", "種", "*"),
    things("チーム"),
    things("施設"),
    things("拠点"),
    things("事業"),
    things("分野"),
    things("項目"),
    things("地域"),
    things("地区"),
    things("都市"),
    things("言語"),
    things("種類"),
    things("品目"),
    things("段階"),
    things("プロジェクト"),
    things("プログラム"),
    things("ステップ"),
    things("コース"),
    things("クラス"),
    things("グループ"),
    things("ページ"),
    things("文字"),
    things("単位"),
    things("ポスト"),
    things("サイクル"),
    things("店舗"),
    things("路線"),
    things("議席"),
    things("か国"),
    count("カ国", "か国", ""),
    count("ヵ国", "か国", ""),
    count("ヶ国", "か国", ""),
    count("ケ国", "か国", ""),
    things("か所"),
    count("カ所", "か所", ""),
    count("ヵ所", "か所", ""),
    count("ヶ所", "か所", ""),
    count("ケ所", "か所", ""),
    count("箇所", "か所", ""),
    things("か条"),
    things("棟"),
    count("校", "校", "長舎内外則正庭区歌門風了閲章"),
    count("園", "園", "*"),
    count("館", "館", "*"),
    count("院", "院", "*"),
    count("店", "店", "長頭内員舗主"),
    count("件", "件", "名費数"),
    count("回", "回", "線答収復避転路顧目想帰"),
    count("台", "台", "風帳北湾所詞頭東本地座"),
    count("本", "本", "*"),
    count("個", "個", "人別性々体展所"),
    count("基", "基", "*"),
    count("棟", "棟", ""),
    count("戸", "戸", "籍建別惑外主"),
    count("床", "床", "*"),
    count("隻", "隻", ""),
    count("機", "機", "*"),
    count("便", "便", "利宜乗益"),
    count("枚", "枚", "挙"),
    count("冊", "冊", "子"),
    count("票", "票", ""),
    count("席", "席", "*"),
    count("室", "室", "*"),
    count("組", "組", "織合員成閣"),
    count("点", "点", "字検滅在火数線滴灯呼"),
    count("つ", "つ", "いひ"),
    count("歳", "歳", "入出末月費"),
    count("才", "歳", "能"),
    count("代", "代", "*"),
    count("倍速", "倍速", ""),
    measure("キロメートル", "m", 1000),
    measure("平方メートル", "㎡", 1),
    measure("メートル", "m", 1),
    measure("センチ", "cm", 1),
    measure("キロ", "キロ", 1),
    measure("ヘクタール", "㎡", 10_000),
    measure("平方キロ", "㎢", 1),
    measure("㎡", "㎡", 1),
    measure("㎢", "㎢", 1),
    measure("km", "m", 1000),
    measure("cm", "cm", 1),
    measure("mm", "mm", 1),
    measure("ha", "㎡", 10_000),
    measure("m", "m", 1),
    measure("トン", "t", 1),
    measure("kg", "kg", 1),
    measure("t", "t", 1),
    measure("kWh", "kWh", 1),
    measure("MWh", "kWh", 1000),
    measure("GWh", "kWh", 1_000_000),
    measure("TWh", "kWh", 1_000_000_000),
    measure("kW", "kW", 1),
    measure("MW", "kW", 1000),
    measure("GW", "kW", 1_000_000),
    measure("キロワット時", "kWh", 1),
    measure("キロワット", "kW", 1),
    measure("℃", "℃", 1),
    measure("度", "度", 1),
    measure("GB", "GB", 1),
    measure("TB", "GB", 1000),
    measure("MB", "MB", 1),
    measure("bps", "bps", 1),
    measure("Mbps", "bps", 1_000_000),
    measure("Gbps", "bps", 1_000_000_000),
    measure("PFLOPS", "PFLOPS", 1),
    measure("ペタフロップス", "PFLOPS", 1),
    measure("エクサフロップス", "PFLOPS", 1000),
];

/// Kanji that may stand right after a unit that is a single kanji of many compounds.
const AFTER_ANY: &str = "以未超程前後当増減分目規体枠を";

/// The unit at a place, and where it ends.
pub(super) fn read(text: &Text, at: usize) -> Option<(&'static Unit, usize)> {
    let first = text.at(at)?;
    if first.is_ascii_digit() {
        return None;
    }
    let fitting = UNITS.iter().filter_map(|unit| {
        let end = text.word(at, unit.name)?;
        Some((unit, end))
    });
    let (unit, end) = fitting.max_by_key(|(_, end)| *end)?;
    is_word_end(text, unit, end).then_some((unit, end))
}

fn is_word_end(text: &Text, unit: &Unit, end: usize) -> bool {
    let Some(next) = text.at(end) else {
        return true;
    };
    let last = text.before(end).unwrap_or(' ');
    if last.is_ascii_alphabetic() && next.is_ascii_alphanumeric() {
        return false;
    }
    if is_katakana(last) && is_katakana(next) {
        return false;
    }
    // The n-th of something is an ordinal.
    if next == '目' && !unit.not_before.contains('目') {
        return false;
    }
    let compound = unit.not_before == "*" && is_kanji(next) && !AFTER_ANY.contains(next);
    !compound && !unit.not_before.contains(next)
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | 'ー')
}

/// Currency signs that stand before an amount, and their units.
pub(super) fn sign(text: &Text, at: usize) -> Option<(&'static str, usize)> {
    const SIGNS: [(&str, &str); 10] = [
        ("US$", "USD"),
        ("USD ", "USD"),
        ("JPY ", "円"),
        ("EUR ", "EUR"),
        ("GBP ", "GBP"),
        ("$", "USD"),
        ("€", "EUR"),
        ("£", "GBP"),
        ("¥", "円"),
        ("\\", "円"),
    ];
    SIGNS
        .iter()
        .find_map(|(sign, base)| Some((*base, text.word(at, sign)?)))
}

/// Western magnitudes after a number: `1.5 million`, `$3bn`. How many zeros, and where the word ends.
pub(super) fn magnitude(text: &Text, at: usize, after_sign: bool) -> Option<(u32, usize)> {
    const WORDS: [(&str, u32); 4] = [
        ("thousand", 3),
        ("million", 6),
        ("billion", 9),
        ("trillion", 12),
    ];
    const LETTERS: [(&str, u32); 7] = [
        ("bn", 9),
        ("m", 6),
        ("k", 3),
        ("M", 6),
        ("B", 9),
        ("K", 3),
        ("tn", 12),
    ];
    let start = text.run(at, |c| c == ' ').min(at + 1);
    let spelt = WORDS.iter().map(|word| (word, start));
    let letters = LETTERS.iter().filter(|_| after_sign).map(|word| (word, at));
    spelt.chain(letters).find_map(|((word, zeros), start)| {
        let end = text.word(start, word)?;
        let ends = !text.at(end).is_some_and(|c| c.is_ascii_alphanumeric());
        ends.then_some((*zeros, end))
    })
}
