//! Tables → tables in frames, within which wide ones are moved sideways; those that can be sorted say so.

use super::Options;
use super::tags::{Tag, tags};
use crate::sanitise::{Frame, Patchwork};

/// Rows from which on sorting is of use.
const SORTED_ROWS: usize = 3;

/// The tables of a markup, as its tags pass by.
pub(super) struct Tables<'h> {
    html: &'h str,
    depth: usize,
}

impl<'h> Tables<'h> {
    /// Starts before the first tag.
    pub(super) fn of(html: &'h str) -> Self {
        Self { html, depth: 0 }
    }

    /// Looks at the next tag. A table within a table has no frame of its own.
    pub(super) fn tag(&mut self, tag: &Tag<'_>, options: &Options<'_>, to: &mut Patchwork<'_>) {
        match tag.name {
            "table" => {
                if self.depth == 0 {
                    let class = if can_be_sorted(&self.html[tag.end..]) {
                        "tg-frame tg-sorts"
                    } else {
                        "tg-frame"
                    };
                    to.open_frame(tag.start, Frame::Block, class, options.table);
                }
                self.depth += 1;
            }
            "/table" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    to.close_frame(tag.end, Frame::Block);
                }
            }
            _ => {}
        }
    }
}

/// Whether a table, from its opening tag on, is a grid with one row of headings.
fn can_be_sorted(table: &str) -> bool {
    let (mut headings, mut rows, mut bodies) = (0, 0, 0);
    for tag in tags(table) {
        match tag.name {
            "/table" => break,
            "table" | "tfoot" => return false,
            "td" | "th" if tag.attributes.contains("span=") => return false,
            "tbody" => bodies += 1,
            "tr" if bodies == 0 => headings += 1,
            "tr" => rows += 1,
            _ => {}
        }
    }
    headings == 1 && bodies == 1 && rows >= SORTED_ROWS
}

#[cfg(test)]
mod tests {
    use crate::typeset::tests::set;

    fn table(body: &str) -> String {
        format!("<table><thead><tr><th>項目</th></tr></thead><tbody>{body}</tbody></table>")
    }

    #[test]
    fn a_table_has_a_frame_with_a_name() {
        assert_eq!(
            set("<p>x</p><table><tbody><tr><td>1</td></tr></tbody></table><p>y</p>"),
            "<p>x</p><div class=\"tg-frame\" tabindex=\"0\" role=\"region\" aria-label=\"表\"><table><tbody><tr><td>1</td></tr></tbody></table></div><p>y</p>"
        );
    }

    #[test]
    fn a_table_within_a_table_has_no_frame_of_its_own() {
        let html = set(
            "<table><tbody><tr><td><table><tbody><tr><td>1</td></tr></tbody></table></td></tr></tbody></table>",
        );
        assert_eq!(html.matches("tg-frame").count(), 1, "{html}");
        assert!(html.ends_with("</table></div>"), "{html}");
    }

    #[test]
    fn a_grid_of_three_rows_can_be_sorted() {
        let row = "<tr><td>1</td></tr>";
        assert!(set(&table(&row.repeat(3))).contains("tg-sorts"));
        assert!(!set(&table(&row.repeat(2))).contains("tg-sorts"));
        let spans = format!("{}<tr><td colspan=\"2\">1</td></tr>", row.repeat(3));
        assert!(!set(&table(&spans)).contains("tg-sorts"));
    }

    #[test]
    fn text_without_tables_stays() {
        assert_eq!(
            set("<p>「表」 &lt;table&gt;</p>"),
            "<p>「表」 &lt;table&gt;</p>"
        );
    }
}
