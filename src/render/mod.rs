//! Views → pages and the files they need. The only user of the template engine and of the embedded templates.
//!
//! Templates see a view ([`Page`]) as `shell` and `page`, the messages of the page's language as `t` and their language as `language`, the names of
//! the assets as `assets` and the content-security policy as `policy`. Everything they print is escaped; `| safe`
//! stands only where the view holds a [`SafeHtml`](crate::sanitise::SafeHtml), and for [`ScriptData`](crate::site::view::ScriptData).

mod assets;
mod card;
mod diagrams;
mod feed;
mod filters;
mod lighten;
mod messages;
mod plot;
mod pull_index;
mod templates;
mod uses;

use thiserror::Error;

use crate::site::view::Page;

pub use assets::Asset;
pub use card::card_svg;
pub use feed::feed_xml;
pub use plot::plot_svg;
pub use pull_index::{PULL_INDEX_FOLDER, pull_index};
pub use templates::Templates;

/// Renders one page: UTF-8.
///
/// # Errors
///
/// A template that names an unknown variable, or uses one as what it is not.
pub fn render_page(templates: &Templates, page: &Page) -> Result<Vec<u8>, RenderError> {
    templates.render(page)
}

/// Where a page may load things from: the site itself, and images from anywhere that is encrypted. Nothing inline.
///
/// Checked in Chromium 156: from a folder of files, `'self'` covers the files.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; \
     connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'";

/// Why a page could not be rendered or templates could not be read.
#[derive(Debug, Error)]
pub enum RenderError {
    /// A template does not parse, names what does not exist, or failed; the message shows file, line and column.
    #[error("{0}")]
    Template(String),
    /// A file of messages does not parse, or has a key that no template knows.
    #[error("{file}: {problem}")]
    Messages {
        /// The file's name.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A file in the folder of templates that cannot be used.
    #[error("{file}: {problem}")]
    File {
        /// The file's name.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
}

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;
