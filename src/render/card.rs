//! A card → an SVG of the size that other sites show, with the words set in lines.

use std::fmt::Write;

use crate::site::view::CardView;
use crate::xml::escaped;

/// The size that Open Graph pictures are made for.
const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;
const MARGIN: u32 = 80;
/// Sizes of the title, the largest that fits; in so many lines at most.
const SIZES: [u32; 3] = [76, 60, 48];
const LINES: usize = 4;

const FONTS: &str = "'Hiragino Sans','Hiragino Kaku Gothic ProN','Noto Sans JP','Noto Sans CJK JP','Yu Gothic',Meiryo,system-ui,sans-serif";

/// Draws a card: an SVG document.
pub fn card_svg(card: &CardView) -> String {
    let (size, lines) = set(&card.title);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" lang=\"{}\" font-family=\"{FONTS}\" role=\"img\"><title>{}</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fcfcfa\"/><rect width=\"{WIDTH}\" height=\"18\" fill=\"#1f4b7a\"/>\n",
        card.language.code(),
        escaped(&card.title)
    );
    let site = fitting(&card.site, 34, WIDTH - 2 * MARGIN);
    let _ = writeln!(
        svg,
        "<text x=\"{MARGIN}\" y=\"116\" font-size=\"34\" fill=\"#5b646c\">{}</text>",
        escaped(&site)
    );
    let first = 170 + size;
    for (line, y) in lines.iter().zip((first..).step_by((size * 4 / 3) as usize)) {
        let _ = writeln!(
            svg,
            "<text x=\"{MARGIN}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"700\" fill=\"#24282c\">{}</text>",
            escaped(line)
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{MARGIN}\" y=\"568\" font-size=\"36\" font-weight=\"700\" fill=\"#1f4b7a\">{}</text><text x=\"{}\" y=\"568\" font-size=\"30\" fill=\"#5b646c\" text-anchor=\"end\">{}</text>\n</svg>",
        escaped(&fitting(&card.version, 36, WIDTH / 2)),
        WIDTH - MARGIN,
        escaped(&card.date)
    );
    svg
}

/// The title in the largest size that it fits in.
fn set(title: &str) -> (u32, Vec<String>) {
    let width = WIDTH - 2 * MARGIN;
    let whole = SIZES
        .iter()
        .map(|size| (*size, broken(title, *size, width)));
    let mut fitting_ones = whole.filter(|(_, lines)| lines.len() <= LINES);
    if let Some(found) = fitting_ones.next() {
        return found;
    }
    let size = SIZES[SIZES.len() - 1];
    let mut lines = broken(title, size, width);
    let rest = lines.split_off(LINES - 1).concat();
    lines.push(fitting(&rest, size, width));
    (size, lines)
}

/// Lines no longer than a width: broken at spaces where there are any near, and never before a mark that may not begin a line.
fn broken(text: &str, size: u32, width: u32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let mut end = room(rest, size, width);
        if end < rest.len() {
            let at_space = rest[..end].rfind(' ').filter(|at| *at * 2 > end);
            end = at_space.unwrap_or_else(|| not_before_closing(rest, end));
        }
        let (line, after) = rest.split_at(end);
        lines.push(line.trim_end().to_owned());
        rest = after.trim_start();
    }
    lines
}

/// The place a character earlier, where one would begin a line that may not.
fn not_before_closing(text: &str, end: usize) -> usize {
    let begins_badly = text[end..]
        .starts_with(|c| "、。，．）」』】〉》！？・ーゃゅょっャュョッ)]},.!?:;".contains(c));
    let earlier = text[..end].char_indices().next_back().map(|(at, _)| at);
    earlier.filter(|at| begins_badly && *at > 0).unwrap_or(end)
}

/// How many bytes of a text have room; at least one character.
fn room(text: &str, size: u32, width: u32) -> usize {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += if c.is_ascii() { size * 58 / 100 } else { size };
        if taken > width && at > 0 {
            return at;
        }
    }
    text.len()
}

/// A text cut to a width.
fn fitting(text: &str, size: u32, width: u32) -> String {
    if room(text, size, width) == text.len() {
        return text.to_owned();
    }
    format!("{}…", &text[..room(text, size, width - size)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, size: u32, lines: &[&str]) {
        let (found, set) = set(title);
        assert_eq!(
            (found, set),
            (size, lines.iter().map(|line| (*line).to_owned()).collect())
        );
    }

    #[test]
    fn a_title_is_set_as_large_as_it_fits() {
        check("東京都のAI人材", 76, &["東京都のAI人材"]);
        check(
            "Attracting the AI talent of the world to Tokyo",
            76,
            &["Attracting the AI", "talent of the world to", "Tokyo"],
        );
        let long = "世界".repeat(60);
        let (size, lines) = set(&long);
        assert_eq!((size, lines.len()), (48, 4));
        assert!(
            lines[3].ends_with('…') && lines[3].chars().count() <= 21,
            "{lines:?}"
        );
    }

    #[test]
    fn no_line_begins_with_a_mark_that_ends_something() {
        let title = format!("{}、次の行", "あ".repeat(13));
        check(&title, 76, &[&"あ".repeat(12), "あ、次の行"]);
    }

    #[test]
    fn words_cannot_leave_their_place() {
        let card = CardView {
            language: crate::site::view::Language::ENGLISH,
            site: "<a>".to_owned(),
            title: "\"</text><script>".to_owned(),
            version: "&".to_owned(),
            date: String::new(),
        };
        let svg = card_svg(&card);
        assert!(!svg.contains("<script") && !svg.contains("<a>"), "{svg}");
    }
}
