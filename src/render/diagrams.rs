//! What draws diagrams in a reader's browser → files of the site, where the site asks for it.
//!
//! Diagrams are drawn by Mermaid (MIT, version 11.17.2 as npm has it), in a frame without rights: its page has an origin of
//! its own and a policy of its own, so that a fault of the library stays in it. Nothing is loaded from elsewhere.

use std::io::Read;

use flate2::read::GzDecoder;

use super::assets::Assets;

const PAGE: &[u8] = include_bytes!("../../templates/diagrams/index.html");
const FRAME: &[u8] = include_bytes!("../../templates/diagrams/frame.js");
const MERMAID: &[u8] = include_bytes!("../../templates/diagrams/mermaid.min.js.gz");
const LICENCE: &[u8] = include_bytes!("../../templates/diagrams/LICENSE");

/// Adds the files. They name each other, so that they stay together in a folder, whose name changes with their content.
pub(super) fn add(assets: &mut Assets) {
    let mut library = Vec::new();
    GzDecoder::new(MERMAID)
        .read_to_end(&mut library)
        .expect("the file is as it was packed");
    assets.add_folder(
        "diagrams",
        vec![
            ("index.html", PAGE.to_vec()),
            ("frame.js", FRAME.to_vec()),
            ("mermaid.js", library),
            ("LICENSE.txt", LICENCE.to_vec()),
        ],
    );
}
