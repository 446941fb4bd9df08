//! The colours of labels, as records tell them → one of twelve hues that can be seen on light and on dark ground.
//!
//! A colour of one's own choosing may be unreadable, and would need a style of its own, which pages do not allow. The name
//! says everything; the hue only helps to find it again.

use std::collections::BTreeMap;

use super::view::LabelView;
use crate::snapshot::Snapshot;

/// Hues around the circle.
const HUES: u32 = 12;
/// Less between the strongest and the weakest part of a colour is grey.
const GREY: u32 = 24;

/// The hues of labels, by name.
#[derive(Clone, Debug, Default)]
pub struct Hues(BTreeMap<String, u8>);

impl Hues {
    /// Collects them; of a label with several colours the newest request's counts.
    pub fn new(snapshot: &Snapshot) -> Self {
        let records = snapshot
            .pull_requests
            .iter()
            .filter_map(|pull| pull.record.as_ref());
        let labels = records.flat_map(|record| &record.labels);
        let hues = labels.filter_map(|label| {
            let hue = hue(label.color.as_deref()?)?;
            Some((label.name.clone(), hue))
        });
        Self(hues.collect())
    }

    /// The hue of a label, from 1; `None` for grey and where no record tells one.
    pub fn of(&self, name: &str) -> Option<u8> {
        self.0.get(name).copied()
    }

    /// A label with its hue.
    pub fn label(&self, name: &str) -> LabelView {
        LabelView {
            name: name.to_owned(),
            hue: self.of(name),
        }
    }
}

/// The hue of a colour of six hexadecimal digits: 1 for red, 5 for green, 9 for blue.
fn hue(color: &str) -> Option<u8> {
    let part = |at: usize| u32::from_str_radix(color.get(at..at + 2)?, 16).ok();
    let (red, green, blue) = (part(0)?, part(2)?, part(4)?);
    let most = red.max(green).max(blue);
    let range = most - red.min(green).min(blue);
    if range < GREY {
        return None;
    }
    // Degrees, from 60 on so that they stay positive.
    let (from, ahead, behind) = if most == red {
        (360, green, blue)
    } else if most == green {
        (480, blue, red)
    } else {
        (600, red, green)
    };
    let degrees = (from * range + 60 * ahead - 60 * behind) / range;
    let step = 360 / HUES;
    Some(((degrees + step / 2) / step % HUES + 1) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_fall_into_twelve_hues() {
        for (color, expected) in [
            ("d73a4a", Some(1)),
            ("ff8000", Some(2)),
            ("fbca04", Some(3)),
            ("00ff00", Some(5)),
            ("a2eeef", Some(7)),
            ("0075ca", Some(8)),
            ("0000ff", Some(9)),
            ("ff00fe", Some(11)),
            ("ff0010", Some(1)),
            ("cfd3d7", None),
            ("ffffff", None),
            ("zz0000", None),
            ("", None),
        ] {
            assert_eq!(hue(color), expected, "{color}");
        }
    }
}
