//! Headings → [`Section`]s with anchors.

use unicode_normalization::UnicodeNormalization;

use super::{Block, BlockKind, Section, plain_text};

/// Finds the sections of a document's top-level blocks.
pub(super) fn sections(blocks: &[Block]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let BlockKind::Heading { level, content } = &block.kind else {
            continue;
        };
        while let Some(&last) = open.last()
            && sections[last].level >= *level
        {
            sections[last].blocks.end = index;
            open.pop();
        }
        let title: String = plain_text(content).nfc().collect();
        let anchor = title.to_lowercase().replace(' ', "-");
        sections.push(Section {
            anchor,
            aliases: Vec::new(),
            title,
            level: *level,
            parent: open.last().copied(),
            blocks: index..blocks.len(),
        });
        open.push(sections.len() - 1);
    }
    sections
}
