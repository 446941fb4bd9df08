//! `theme` in `teigen.yaml` → [`Theme`]: a brand in a few lines.

use super::parse::{Result, mapping, string, wrong};
use crate::yaml::Yaml;

/// Characters of a line at the foot.
const LONGEST_LINE: usize = 500;
/// What text must stand out by: WCAG 2.2, success criterion 1.4.3.
const CONTRAST: f64 = 4.5;
/// The papers of the site: of `style.css`, by day and by night.
const DAY: Colour = Colour([0xfc, 0xfc, 0xfa]);
const NIGHT: Colour = Colour([0x15, 0x18, 0x1b]);
const WHITE: Colour = Colour([0xff; 3]);

/// How a site looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// An image before the site's name, by its path in the repository.
    pub logo: Option<String>,
    /// The image of the browser's tab, by its path in the repository.
    pub icon: Option<String>,
    /// The colour of links, buttons and headers.
    pub colour: Option<Colour>,
    /// The same on dark paper; by default a lighter one of the same hue.
    pub dark_colour: Option<Colour>,
    /// A line at the foot of each page.
    pub footer: Option<String>,
    /// Under which terms the text may be used.
    pub licence: Option<String>,
}

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

const KEYS: [&str; 6] = ["logo", "icon", "colour", "dark_colour", "footer", "licence"];

/// Reads the value of `theme:`.
pub(super) fn theme(value: &Yaml) -> Result<Theme> {
    let mut theme = Theme::default();
    for entry in mapping(value, &KEYS)? {
        let value = &entry.value;
        match entry.key.as_str() {
            "logo" => theme.logo = Some(image(value)?),
            "icon" => theme.icon = Some(image(value)?),
            "colour" => theme.colour = Some(colour(value, DAY)?),
            "dark_colour" => theme.dark_colour = Some(colour(value, NIGHT)?),
            "footer" => theme.footer = Some(line(value)?),
            _ => theme.licence = Some(line(value)?),
        }
    }
    Ok(theme)
}

fn image(value: &Yaml) -> Result<String> {
    let path = string(value)?;
    let ending = path
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("svg" | "png" | "webp" | "jpg" | "jpeg") => Ok(path),
        _ => Err(wrong(
            value,
            "an image of the repository is expected here: `images/logo.svg`, or a .png, .webp or .jpg",
        )),
    }
}

fn line(value: &Yaml) -> Result<String> {
    let text = string(value)?;
    if text.chars().count() > LONGEST_LINE || text.contains('\n') {
        return Err(wrong(
            value,
            format!("one line of at most {LONGEST_LINE} characters is expected here"),
        ));
    }
    Ok(text)
}

fn colour(value: &Yaml, paper: Colour) -> Result<Colour> {
    let text = string(value)?;
    let colour = Colour::parse(&text).ok_or_else(|| {
        wrong(
            value,
            "a colour is expected here: `\"#1f4b7a\"`, in quotation marks",
        )
    })?;
    let contrast = colour.contrast(paper);
    if contrast < CONTRAST {
        return Err(wrong(
            value,
            format!(
                "text in {text} has a contrast of {contrast:.1} on the page's paper, and cannot be read well: {CONTRAST} is needed; {} would do",
                colour.readable(paper)
            ),
        ));
    }
    Ok(colour)
}

impl Theme {
    /// Rules that come after the site's style and set its colours; empty where they stay as they are.
    pub fn style(&self) -> String {
        let Some(day) = self.colour else {
            return self.dark_colour.map_or_else(String::new, dark);
        };
        let night = self.dark_colour.unwrap_or_else(|| day.readable(NIGHT));
        let light = format!(
            "@layer base {{ :root {{ --accent: {day}; --accent-soft: {}; }} }}\n",
            day.mixed(DAY, 10)
        );
        light + &dark(night)
    }
}

fn dark(night: Colour) -> String {
    format!(
        "@layer base {{ @media screen and (prefers-color-scheme: dark) {{ :root {{ --accent: {night}; --accent-soft: {}; }} }} }}\n",
        night.mixed(NIGHT, 16)
    )
}

impl Colour {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part =
            |at: usize, length: usize| u8::from_str_radix(digits.get(at..at + length)?, 16).ok();
        let whole: Vec<u8> = match digits.len() {
            3 => (0..3)
                .map(|at| Some(part(at, 1)? * 17))
                .collect::<Option<_>>()?,
            6 => (0..3).map(|at| part(at * 2, 2)).collect::<Option<_>>()?,
            _ => return None,
        };
        Some(Self(whole.try_into().ok()?))
    }

    /// So many percent of it in another.
    fn mixed(self, other: Self, percent: u32) -> Self {
        let mut parts = [0; 3];
        for (at, part) in parts.iter_mut().enumerate() {
            let [own, other] = [self, other].map(|colour| u32::from(colour.0[at]));
            *part = ((own * percent + other * (100 - percent)) / 100) as u8;
        }
        Self(parts)
    }

    /// The nearest one of the same hue that can be read on a paper.
    fn readable(self, paper: Self) -> Self {
        let towards = if paper.luminance() > 0.5 {
            Self([0; 3])
        } else {
            WHITE
        };
        let mut steps = (0..=100).map(|step| self.mixed(towards, 100 - step));
        steps
            .find(|colour| colour.contrast(paper) >= CONTRAST + 0.6)
            .unwrap_or(towards)
    }

    /// Relative luminance; see <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// From 1 to 21; see <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.
    fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(text: &str) -> std::result::Result<Theme, String> {
        let config = Config::parse(&format!("theme:\n{text}"));
        config
            .map(|config| config.theme)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_brand_is_a_few_lines() {
        let theme = read("  logo: images/logo.svg\n  colour: '#b3402a'\n  footer: 事務局\n")
            .expect("it is right");
        assert_eq!(theme.logo.as_deref(), Some("images/logo.svg"));
        let style = theme.style();
        assert!(style.contains("--accent: #b3402a;"), "{style}");
        assert!(style.contains("dark"), "{style}");
        assert_eq!(Theme::default().style(), "");
    }

    #[test]
    fn a_colour_that_cannot_be_read_is_refused_with_one_that_can() {
        let error = read("  colour: '#fc0'\n").expect_err("too light");
        assert!(
            error.starts_with("2:11: ") && error.contains("contrast of 1."),
            "{error}"
        );
        let better = error
            .split(' ')
            .find(|word| word.starts_with('#') && word.len() == 7);
        let better = Colour::parse(better.expect("one that would do")).expect("a colour");
        assert!(better.contrast(DAY) >= CONTRAST);
    }

    #[test]
    fn what_is_no_colour_and_no_image_is_refused() {
        for bad in [
            "  colour: red\n",
            "  colour: '#12'\n",
            "  colour: '#é1'\n",
            "  logo: a.exe\n",
            "  color: '#123'\n",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let black = Colour([0; 3]);
        assert!((black.contrast(WHITE) - 21.0).abs() < 1e-9);
        assert!((Colour([0x77; 3]).contrast(WHITE) - 4.48).abs() < 0.01);
    }
}
