//! Many numbers → the few that are told; rows → a table.

/// Numbers that were collected.
#[derive(Clone, Debug, Default)]
pub struct Figures(Vec<f64>);

impl Figures {
    /// Adds one.
    pub fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The value below which `share` of them lie; 0 if there are none.
    pub fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let place = (sorted.len().saturating_sub(1)) as f64 * share;
        sorted.get(place.round() as usize).copied().unwrap_or(0.0)
    }

    /// How many are at most `most`.
    pub fn up_to(&self, most: f64) -> usize {
        self.0.iter().filter(|&&value| value <= most).count()
    }

    /// The one in the middle.
    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// Their mean; 0 if there are none.
    pub fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len().max(1) as f64
    }
}

/// A share as a percentage.
pub fn percent(part: usize, all: usize) -> String {
    format!("{:.2} %", 100.0 * part as f64 / all.max(1) as f64)
}

/// Prints rows of equal length, the first of them the header.
pub fn print_table(rows: &[Vec<String>]) {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |text: &str| {
        text.chars()
            .map(|c| {
                if c.is_ascii() || c == '×' || c == '–' {
                    1
                } else {
                    2
                }
            })
            .sum::<usize>()
    };
    let widths: Vec<usize> = (0..columns)
        .map(|at| rows.iter().map(|row| width(&row[at])).max().unwrap_or(0))
        .collect();
    for row in rows {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[at] - width(cell));
            line += &if at == 0 {
                format!("{cell}{pad}")
            } else {
                format!("  {pad}{cell}")
            };
        }
        println!("{}", line.trim_end());
    }
}
