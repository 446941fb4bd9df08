//! A plot's figures → an SVG of its own file, for light and dark, told apart without colour. Draws what it is given;
//! knows neither where figures come from nor any word of its own.

use std::fmt::Write;

use crate::digits::grouped;
use crate::site::view::{Plot, PlotKind};
use crate::xml::escaped;

/// The picture, and the part in which figures are drawn, in its own units. Small, so that the words can be read on a phone.
const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 46.0;
/// Lines across, at most.
const TICKS: u64 = 5;
/// Labels below, at most.
const LABELS: usize = 5;
/// The width of a date.
const LABEL_WIDTH: f64 = 72.0;

const STYLE: &str = "svg{color-scheme:light dark;font:13px system-ui,sans-serif;--ink:#24282c;--soft:#5b646c;--line:#dddfda;--a:#1f4b7a;--b:#0b7a64;--c:#b3402a}\
@media(prefers-color-scheme:dark){svg{--ink:#dde0e3;--soft:#a0a9b1;--line:#343a40;--a:#96bdea;--b:#4cc9b0;--c:#f0917a}}\
text{fill:var(--soft)}.key{fill:var(--ink)}.grid{stroke:var(--line)}.base{stroke:var(--soft)}\
.line{fill:none;stroke-width:2.2;stroke-linejoin:round}.s0{stroke:var(--a)}.s1{stroke:var(--b);stroke-dasharray:7 3}.s2{stroke:var(--c);stroke-dasharray:2 3}\
.area{fill:var(--a);opacity:.14}.bar{fill:var(--a)}";

/// Draws a plot: an SVG document.
pub fn plot_svg(plot: &Plot) -> String {
    let values = plot.series.iter().flat_map(|series| &series.values);
    let step = step(values.copied().max().unwrap_or(0));
    let most = values_top(plot, step);
    let scale = Scale {
        count: plot.labels.len(),
        kind: plot.kind,
        most: most as f64,
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\"><title>{}</title><style>{STYLE}</style>\n",
        escaped(&plot.title)
    );
    grid(&mut svg, &scale, step, most);
    labels(&mut svg, &scale, plot);
    match plot.kind {
        PlotKind::Lines => lines(&mut svg, &scale, plot),
        PlotKind::Bars => bars(&mut svg, &scale, plot),
    }
    key(&mut svg, plot);
    svg.push_str("</svg>\n");
    svg
}

/// Where figures stand in the picture.
struct Scale {
    count: usize,
    kind: PlotKind,
    most: f64,
}

impl Scale {
    fn slot(&self) -> f64 {
        (WIDTH - LEFT - RIGHT) / self.count.max(1) as f64
    }

    fn x(&self, index: usize) -> f64 {
        let within = match self.kind {
            PlotKind::Bars => (index as f64 + 0.5) * self.slot(),
            PlotKind::Lines if self.count < 2 => (WIDTH - LEFT - RIGHT) / 2.0,
            PlotKind::Lines => index as f64 * (WIDTH - LEFT - RIGHT) / (self.count - 1) as f64,
        };
        LEFT + within
    }

    fn y(&self, value: u64) -> f64 {
        let height = HEIGHT - TOP - BOTTOM;
        HEIGHT - BOTTOM - value as f64 / self.most * height
    }
}

/// The distance of the lines across: 1, 2 or 5 times a power of ten.
fn step(most: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        for step in [1, 2, 5].map(|factor: u64| factor.saturating_mul(power)) {
            if step.saturating_mul(TICKS) >= most {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// The topmost line.
fn values_top(plot: &Plot, step: u64) -> u64 {
    let values = plot.series.iter().flat_map(|series| &series.values);
    let most = values.copied().max().unwrap_or(0);
    most.div_ceil(step).max(1).saturating_mul(step)
}

fn grid(svg: &mut String, scale: &Scale, step: u64, most: u64) {
    for value in (0..=most / step).map(|tick| tick * step) {
        let (y, class) = (scale.y(value), if value == 0 { "base" } else { "grid" });
        let end = WIDTH - RIGHT;
        let _ = writeln!(
            svg,
            "<path class=\"{class}\" d=\"M{LEFT} {y:.1}H{end}\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 6.0,
            y + 4.5,
            grouped(value)
        );
    }
}

/// Some of the labels; those of bars stand in two rows by turns, so that none is left out.
fn labels(svg: &mut String, scale: &Scale, plot: &Plot) {
    let every = match plot.kind {
        PlotKind::Bars => 1,
        PlotKind::Lines => plot.labels.len().div_ceil(LABELS).max(1),
    };
    for (index, label) in plot.labels.iter().enumerate().step_by(every) {
        let lower = plot.kind == PlotKind::Bars && index % 2 == 1;
        let y = HEIGHT - BOTTOM + if lower { 36.0 } else { 19.0 };
        let x = scale.x(index);
        let overflows = x + LABEL_WIDTH / 2.0 > WIDTH;
        let anchor = if overflows { "end" } else { "middle" };
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>",
            escaped(label)
        );
    }
}

fn lines(svg: &mut String, scale: &Scale, plot: &Plot) {
    for (place, series) in plot.series.iter().enumerate() {
        let points: Vec<String> = series
            .values
            .iter()
            .enumerate()
            .map(|(index, value)| format!("{:.1} {:.1}", scale.x(index), scale.y(*value)))
            .collect();
        let path = points.join("L");
        if let ([_, .., _], true) = (series.values.as_slice(), plot.series.len() == 1) {
            let _ = writeln!(
                svg,
                "<path class=\"area\" d=\"M{path}V{base}H{LEFT}Z\"/>",
                base = HEIGHT - BOTTOM
            );
        }
        let _ = writeln!(svg, "<path class=\"line s{}\" d=\"M{path}\"/>", place % 3);
    }
}

fn bars(svg: &mut String, scale: &Scale, plot: &Plot) {
    let width = scale.slot() * 0.7;
    let values = plot.series.first().map_or(&[][..], |series| &series.values);
    for (index, value) in values.iter().enumerate() {
        let (x, y) = (scale.x(index), scale.y(*value));
        let _ = writeln!(
            svg,
            "<rect class=\"bar\" x=\"{:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{:.1}\"/><text class=\"key\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x - width / 2.0,
            HEIGHT - BOTTOM - y,
            y - 5.0,
            grouped(*value)
        );
    }
}

/// What the lines are; bars and a single line are told by the title.
fn key(svg: &mut String, plot: &Plot) {
    if plot.series.len() < 2 {
        return;
    }
    let room = (WIDTH - LEFT - RIGHT) / plot.series.len() as f64;
    for (place, series) in plot.series.iter().enumerate() {
        let x = LEFT + place as f64 * room;
        let _ = writeln!(
            svg,
            "<path class=\"line s{}\" d=\"M{x:.1} 14h26\"/><text class=\"key\" x=\"{:.1}\" y=\"18.5\">{}</text>",
            place % 3,
            x + 32.0,
            escaped(&series.name)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::view::Series;

    fn plot(kind: PlotKind, values: &[u64]) -> Plot {
        Plot {
            title: "提案 <1>".to_owned(),
            kind,
            over_labels: String::new(),
            labels: values
                .iter()
                .map(|value| format!("ラベル{value}"))
                .collect(),
            series: vec![Series {
                name: "数".to_owned(),
                values: values.to_vec(),
            }],
        }
    }

    #[test]
    fn lines_across_are_at_round_numbers() {
        for (most, expected) in [
            (0, 1),
            (4, 1),
            (6, 2),
            (12, 5),
            (9_342, 2_000),
            (u64::MAX, u64::MAX),
        ] {
            assert!(
                step(most) <= expected && step(most) > 0,
                "{most}: {}",
                step(most)
            );
        }
    }

    #[test]
    fn every_figure_is_drawn_and_words_are_text() {
        let svg = plot_svg(&plot(PlotKind::Bars, &[3, 9_342, 0]));
        assert_eq!(svg.matches("<rect").count(), 3);
        assert!(
            svg.contains("9,342") && svg.contains("提案 &lt;1&gt;"),
            "{svg}"
        );
        assert!(svg.contains("prefers-color-scheme:dark"), "{svg}");
    }

    #[test]
    fn a_plot_of_nothing_is_drawn_too() {
        for kind in [PlotKind::Lines, PlotKind::Bars] {
            for values in [&[][..], &[0], &[u64::MAX, 1]] {
                let svg = plot_svg(&plot(kind, values));
                assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            }
        }
    }
}
