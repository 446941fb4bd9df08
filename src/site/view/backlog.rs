//! Views of the backlog over time: plots with the figures behind them.

use serde::Serialize;

use super::Href;

/// `/pulls/backlog/`: how requests came, waited and were decided.
#[derive(Clone, Debug, Serialize)]
pub struct BacklogView {
    /// The newest moment that is known, RFC 3339.
    pub today: String,
    /// How many requests wait.
    pub open: usize,
    /// The plots, each with the file that shows it.
    pub plots: Vec<PlotFigure>,
    /// From sending to the first answer of someone else; `None` if no record tells.
    pub answer: Option<TimesView>,
    /// From sending to merging or closing; `None` if nothing was decided yet.
    pub decision: Option<TimesView>,
    /// The list of requests.
    pub pulls: Href,
}

/// A plot on the page.
#[derive(Clone, Debug, Serialize)]
pub struct PlotFigure {
    /// The picture.
    pub image: Href,
    /// What it shows in words.
    pub alt: String,
    /// What is plotted.
    pub plot: Plot,
}

/// Figures that are shown as a picture and as a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Plot {
    /// What it is about.
    pub title: String,
    /// How it is drawn.
    pub kind: PlotKind,
    /// What stands over the column of labels.
    pub over_labels: String,
    /// One for each value of a series.
    pub labels: Vec<String>,
    /// The series; at most three.
    pub series: Vec<Series>,
}

/// How a plot is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlotKind {
    /// Lines; the first series is filled down to zero if it is alone.
    Lines,
    /// Bars.
    Bars,
}

/// Figures with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Series {
    /// What they are.
    pub name: String,
    /// One for each label.
    pub values: Vec<u64>,
}

/// How long something took.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TimesView {
    /// How many were measured.
    pub count: usize,
    /// A quarter took no longer.
    pub first: Duration,
    /// Half took no longer.
    pub median: Duration,
    /// Three quarters took no longer.
    pub third: Duration,
}

/// A time as people tell it: in days, where it was shorter in hours, else in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Duration {
    /// Whole days.
    pub days: u64,
    /// Whole hours of the last day.
    pub hours: u64,
    /// Whole minutes of the last hour.
    pub minutes: u64,
}
