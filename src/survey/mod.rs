//! What thousands of pull requests say, side by side: their wordings, which are alike, what became of them.
//!
//! Pure: texts come in, data goes out. Knows neither Git nor pages.

pub mod absorbed;
pub mod family;
pub mod overlap;
mod shingle;
mod verdict;
pub mod wording;

#[cfg(test)]
mod properties;
