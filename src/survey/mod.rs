//! What thousands of pull requests say, side by side: their wordings, which are alike, what became of them.
//!
//! Pure: texts come in, data goes out. Knows neither Git nor pages.

pub mod absorbed;
pub mod family;
mod shingle;
pub mod wording;
