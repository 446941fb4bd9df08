//! What a program marked, on the ground of the two texts: which characters of the old one are gone, of the new one new.

use html5ever::Attribute;
use markup5ever_rcdom::{Handle, NodeData};

use crate::text::Text;
use crate::wellformed::parsed;

/// What became of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It stays.
    Kept,
    /// It is marked.
    Changed,
    /// It is said to stand elsewhere.
    Moved,
}

/// Show a line break or the end of a paragraph that came or went; they are no characters of the texts.
const BREAKS: [char; 2] = ['↵', '¶'];

/// Both texts, character by character without white space, as a program shows them.
#[derive(Clone, Debug, Default)]
pub struct Marked {
    /// The old text.
    pub old: Vec<(char, Mark)>,
    /// The new text.
    pub new: Vec<(char, Mark)>,
}

impl Marked {
    /// Reads HTML with `ins` and `del`, in any of the dialects that the programs write.
    pub fn of_html(html: &str) -> Self {
        let mut marked = Self::default();
        marked.node(&parsed(html), Way::default());
        marked
    }

    /// Nothing is marked.
    pub fn nothing(old: &Text, new: &Text) -> Self {
        let kept = |text: &Text| {
            text.characters()
                .into_iter()
                .map(|c| (c, Mark::Kept))
                .collect()
        };
        Self {
            old: kept(old),
            new: kept(new),
        }
    }

    /// Reads what `git diff --word-diff=porcelain` writes.
    pub fn of_porcelain(lines: &str) -> Self {
        let mut marked = Self::default();
        let body = lines.lines().skip_while(|line| !line.starts_with("@@"));
        for line in body.filter(|line| !line.starts_with("@@")) {
            let way = match line.chars().next() {
                Some('-') => Way {
                    gone: true,
                    ..Way::default()
                },
                Some('+') => Way {
                    come: true,
                    ..Way::default()
                },
                Some(' ') => Way::default(),
                _ => continue,
            };
            marked.text(&line[1..], way);
        }
        marked
    }

    fn node(&mut self, node: &Handle, way: Way) {
        let inner = match &node.data {
            NodeData::Text { contents } => return self.text(&contents.borrow(), way),
            NodeData::Element { name, attrs, .. } => {
                match way.entered(&name.local, &attrs.borrow()) {
                    Some(inner) => inner,
                    None => return,
                }
            }
            _ => way,
        };
        node.children
            .borrow()
            .iter()
            .for_each(|child| self.node(child, inner));
    }

    fn text(&mut self, text: &str, way: Way) {
        let mark = match (way.gone || way.come, way.moved) {
            (false, _) => Mark::Kept,
            (true, false) => Mark::Changed,
            (true, true) => Mark::Moved,
        };
        for c in text
            .chars()
            .filter(|&c| !c.is_whitespace() && !BREAKS.contains(&c))
        {
            if !way.come {
                self.old.push((c, mark));
            }
            if !way.gone {
                self.new.push((c, mark));
            }
        }
    }
}

/// What the elements around a text say of it.
#[derive(Clone, Copy, Debug, Default)]
struct Way {
    gone: bool,
    come: bool,
    moved: bool,
    /// Inside what changed while it moved here: its old text stands at its old place.
    edited: bool,
}

impl Way {
    /// The way inside an element; none where it holds no text of the documents.
    fn entered(self, name: &str, attributes: &[Attribute]) -> Option<Self> {
        let class = attributes
            .iter()
            .find(|attribute| &*attribute.name.local == "class");
        let class = class.map_or("", |attribute| &*attribute.value);
        let has = |wanted: &str| class.split_whitespace().any(|class| class == wanted);
        if has("tg-note") || has("tg-gap") {
            return None;
        }
        // A change of form only: no character came or went.
        let form = has("vdd-modified") || has("mod");
        if self.edited && name == "del" {
            return None;
        }
        let edited = self.edited || has("tg-edited");
        Some(Self {
            gone: self.gone || has("vdd-removed") || (name == "del" && !form),
            come: self.come || edited || has("vdd-added") || (name == "ins" && !form),
            // What is new in what moved did not move.
            moved: (self.moved || has("tg-moved")) && !(self.edited && name == "ins"),
            edited,
        })
    }
}
