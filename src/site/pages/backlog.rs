//! The backlog over time → plots, what they show in words, and the figures behind them.

use crate::site::backlog::{Backlog, Bucket, Quartiles};
use crate::site::path::OutputPath;
use crate::site::view::{
    Area, BacklogView, Content, Duration, Page, Plot, PlotFigure, PlotKind, Series, Spoken,
    TimesView,
};
use crate::site::{Place, Site};

/// What plots say in one language.
struct Words {
    open: &'static str,
    flow: [&'static str; 2],
    age: &'static str,
    week: &'static str,
    waited: &'static str,
    waiting: &'static str,
    opened: &'static str,
    merged: &'static str,
    closed: &'static str,
    ages: [&'static str; 7],
    /// `{title}`, `{name}`, `{most}`, `{at}`, `{last}`.
    alt: &'static str,
    /// At the end of a sentence, and between two.
    stop: &'static str,
    space: &'static str,
}

const JAPANESE: Words = Words {
    open: "受付中の提案の数",
    flow: [
        "1週間ごとの提案・採用・不採用",
        "{n}週間ごとの提案・採用・不採用",
    ],
    age: "受付中の提案が寄せられてからの期間",
    week: "週の初め",
    waited: "寄せられてから",
    waiting: "受付中",
    opened: "提案",
    merged: "採用済み",
    closed: "不採用",
    ages: [
        "1週間未満",
        "2週間未満",
        "4週間未満",
        "3か月未満",
        "6か月未満",
        "1年未満",
        "1年以上",
    ],
    alt: "{name}：最多は{at}の{most}件、最後は{last}件。",
    stop: "。",
    space: "",
};

const ENGLISH: Words = Words {
    open: "Open proposals",
    flow: [
        "Sent and decided, by week",
        "Sent and decided, every {n} weeks",
    ],
    age: "How long open proposals have waited",
    week: "Week from",
    waited: "Since they were sent",
    waiting: "Open",
    opened: "Sent",
    merged: "Adopted",
    closed: "Closed",
    ages: [
        "< 1 week",
        "< 2 weeks",
        "< 4 weeks",
        "< 3 months",
        "< 6 months",
        "< 1 year",
        "1 year +",
    ],
    alt: "{name}: most {most} ({at}), last {last}.",
    stop: ".",
    space: " ",
};

/// Where the page is.
pub fn backlog_page() -> OutputPath {
    OutputPath::page("pulls/backlog")
}

/// `/pulls/backlog/`, and each plot with its file; `None` if no record tells when requests were sent.
pub fn backlog_plots(site: &Site<'_>) -> Option<(Page, Vec<(OutputPath, Plot)>)> {
    let found = site.backlog.as_ref()?;
    let place = Place::new(site, backlog_page());
    let words = match site.view.language.spoken() {
        Spoken::Japanese => &JAPANESE,
        Spoken::English => &ENGLISH,
    };
    let files = [
        ("open", open(words, found)),
        ("flow", flow(words, found)),
        ("age", ages(words, found)),
    ]
    .map(|(name, plot)| (OutputPath::file(&format!("pulls/backlog/{name}.svg")), plot));
    let plots = files.iter().map(|(path, plot)| PlotFigure {
        image: place.to(path),
        alt: alt(words, plot),
        plot: plot.clone(),
    });
    let mut shell = place.shell("", Area::PullRequests);
    shell.noindex = true;
    shell.crumbs = vec![place.crumb(&site.view.title, &OutputPath::page(""))];
    let page = Page {
        content: Content::Backlog(BacklogView {
            today: found.today.rfc3339(),
            open: found.open,
            plots: plots.collect(),
            answer: found.answer.map(times),
            decision: found.decision.map(times),
            pulls: place.to(&OutputPath::page("pulls")),
        }),
        shell,
    };
    Some((page, files.into()))
}

fn open(words: &Words, found: &Backlog) -> Plot {
    Plot {
        title: words.open.to_owned(),
        kind: PlotKind::Lines,
        over_labels: words.week.to_owned(),
        labels: dates(found),
        series: vec![series(words.waiting, found, |bucket| bucket.open)],
    }
}

fn flow(words: &Words, found: &Backlog) -> Plot {
    let title = words.flow[usize::from(found.weeks > 1)];
    Plot {
        title: title.replace("{n}", &found.weeks.to_string()),
        kind: PlotKind::Lines,
        over_labels: words.week.to_owned(),
        labels: dates(found),
        series: vec![
            series(words.opened, found, |bucket| bucket.opened),
            series(words.merged, found, |bucket| bucket.merged),
            series(words.closed, found, |bucket| bucket.closed),
        ],
    }
}

fn ages(words: &Words, found: &Backlog) -> Plot {
    Plot {
        title: words.age.to_owned(),
        kind: PlotKind::Bars,
        over_labels: words.waited.to_owned(),
        labels: words.ages.map(str::to_owned).into(),
        series: vec![Series {
            name: words.waiting.to_owned(),
            values: found.ages.iter().map(|count| *count as u64).collect(),
        }],
    }
}

fn dates(found: &Backlog) -> Vec<String> {
    found
        .buckets
        .iter()
        .map(|bucket| bucket.from.date())
        .collect()
}

fn series(name: &str, found: &Backlog, value: fn(&Bucket) -> usize) -> Series {
    Series {
        name: name.to_owned(),
        values: found
            .buckets
            .iter()
            .map(|bucket| value(bucket) as u64)
            .collect(),
    }
}

/// What a picture shows, for those who do not see it.
fn alt(words: &Words, plot: &Plot) -> String {
    let sentence = |series: &Series| {
        let last = series.values.last().copied().unwrap_or(0);
        let most = series.values.iter().copied().max().unwrap_or(0);
        let at = series.values.iter().position(|value| *value == most);
        let at = at.map_or("", |at| &plot.labels[at]);
        words
            .alt
            .replace("{name}", &series.name)
            .replace("{most}", &most.to_string())
            .replace("{at}", at)
            .replace("{last}", &last.to_string())
    };
    let sentences = plot.series.iter().map(sentence);
    let title = format!("{}{}", plot.title, words.stop);
    let all: Vec<String> = std::iter::once(title).chain(sentences).collect();
    all.join(words.space)
}

fn times(found: Quartiles) -> TimesView {
    TimesView {
        count: found.count,
        first: duration(found.first),
        median: duration(found.median),
        third: duration(found.third),
    }
}

fn duration(seconds: i64) -> Duration {
    let minutes = u64::try_from(seconds).unwrap_or(0) / 60;
    Duration {
        days: minutes / (24 * 60),
        hours: minutes / 60 % 24,
        minutes: minutes % 60,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot() -> Plot {
        Plot {
            title: "受付中の提案の数".to_owned(),
            kind: PlotKind::Lines,
            over_labels: String::new(),
            labels: vec!["2025-05-05".to_owned(), "2025-05-12".to_owned()],
            series: vec![Series {
                name: "受付中".to_owned(),
                values: vec![7, 3],
            }],
        }
    }

    #[test]
    fn a_picture_is_told_in_words() {
        assert_eq!(
            alt(&JAPANESE, &plot()),
            "受付中の提案の数。受付中：最多は2025-05-05の7件、最後は3件。"
        );
        assert_eq!(
            alt(&ENGLISH, &plot()),
            "受付中の提案の数. 受付中: most 7 (2025-05-05), last 3."
        );
    }

    #[test]
    fn a_time_is_told_in_days_hours_and_minutes() {
        assert_eq!(
            duration(2 * 86_400 + 3 * 3_600 + 59),
            Duration {
                days: 2,
                hours: 3,
                minutes: 0
            }
        );
    }
}
