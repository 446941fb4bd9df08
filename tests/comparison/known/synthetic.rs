//! A seed → a proposal in Japanese as nobody wrote it: sections, lists, tables, every sentence once.

use super::random::Random;

const PLACES: [&str; 10] = [
    "都内の中学校",
    "臨海部の倉庫",
    "市民図書館",
    "夜間の診療所",
    "多摩の林道",
    "駅前の広場",
    "共同の研究所",
    "島しょの港",
    "区の窓口",
    "保育の現場",
];
const THINGS: [&str; 12] = [
    "通訳の配置",
    "設備の更新",
    "相談の受付",
    "資料の公開",
    "研修の時間",
    "避難の訓練",
    "データの整備",
    "委託の費用",
    "利用の申請",
    "住まいの補助",
    "教材の翻訳",
    "検診の案内",
];
const ENDS: [&str; 8] = [
    "広げます。",
    "見直します。",
    "続ける。",
    "公表する。",
    "支える必要がある。",
    "一つの制度にまとめる。",
    "毎年確かめることにした。",
    "来春から始めます。",
];
const REASONS: [&str; 8] = [
    "人手が足りないため、",
    "費用が下がったので、",
    "調査の結果をふまえ、",
    "声が寄せられたことから、",
    "国の方針に先立って、",
    "隣の県にならい、",
    "事故を防ぐために、",
    "",
];
const TITLES: [&str; 8] = [
    "現状",
    "課題",
    "施策の内容",
    "予算",
    "体制",
    "評価",
    "日程",
    "広報",
];

/// Writes a document of some sections.
pub fn document(seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut writer = Writer {
        number: 10 + random.below(80),
        random,
    };
    let mut blocks = vec![format!("# 第{}期の提言", 1 + seed % 7)];
    blocks.push(writer.paragraph());
    for chapter in 1..=4 + writer.random.below(3) {
        blocks.push(format!("## {chapter}．{}", writer.title()));
        blocks.push(writer.paragraph());
        for part in 1..=1 + writer.random.below(3) {
            blocks.push(format!("### {chapter}-{part} {}", writer.title()));
            writer.body(&mut blocks);
        }
    }
    blocks.join("\n\n") + "\n"
}

struct Writer {
    random: Random,
    /// Grows with every use, so that no two sentences are the same.
    number: usize,
}

impl Writer {
    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.random.below(of.len())]
    }

    fn title(&mut self) -> String {
        self.number += 1;
        format!(
            "{}の{}{}",
            self.one(&PLACES),
            self.one(&TITLES),
            self.number
        )
    }

    fn sentence(&mut self) -> String {
        self.number += 1 + self.random.below(5);
        let (reason, place, thing) = (self.one(&REASONS), self.one(&PLACES), self.one(&THINGS));
        let (count, end) = (self.number, self.one(&ENDS));
        match self.random.below(3) {
            0 => format!("{reason}{place}で{thing}を{count}か所に{end}"),
            1 => format!("{place}では、{reason}年{count}件の{thing}を{end}"),
            _ => format!("{reason}{thing}を{place}の{count}人に{end}"),
        }
    }

    fn paragraph(&mut self) -> String {
        (0..1 + self.random.below(4))
            .map(|_| self.sentence())
            .collect()
    }

    fn body(&mut self, blocks: &mut Vec<String>) {
        blocks.push(self.paragraph());
        match self.random.below(4) {
            0 => blocks.push(self.table()),
            1 => blocks.push(self.paragraph()),
            _ => blocks.push(self.list()),
        }
        if self.random.once_in(2) {
            blocks.push(self.paragraph());
        }
    }

    fn list(&mut self) -> String {
        let numbered = self.random.once_in(4);
        let mut lines = Vec::new();
        for at in 1..=3 + self.random.below(5) {
            let mark = if numbered {
                format!("{at}. ")
            } else {
                "- ".to_owned()
            };
            let more = self.random.once_in(3);
            let text = self.sentence() + &if more { self.sentence() } else { String::new() };
            lines.push(format!("{mark}{text}"));
            if self.random.once_in(4) {
                lines.push(format!("    - {}", self.sentence()));
                lines.push(format!("    - {}", self.sentence()));
            }
        }
        lines.join("\n")
    }

    fn table(&mut self) -> String {
        let mut lines = vec![
            "| 事業 | 場所 | 金額 | 期限 |".to_owned(),
            "| --- | --- | ---: | --- |".to_owned(),
        ];
        for _ in 0..4 + self.random.below(6) {
            self.number += 3;
            let (thing, place) = (self.one(&THINGS), self.one(&PLACES));
            let (amount, year) = (self.number, 2026 + self.random.below(6));
            lines.push(format!("| {thing} | {place} | {amount}万円 | {year}年度 |"));
        }
        lines.join("\n")
    }
}
