//! A document's safe markup → the same, set for readers: wide tables in frames of their own,
//! formulas in MathML, code in colours, images with their size, diagrams in frames.
//!
//! The emitter and the sanitiser know nothing of this: what is set here is found again by classes that only the
//! program can have given, and what is put in is held against a list by [`sanitise`](crate::sanitise::Own). Comparisons
//! are not set: in them, formulas and code are their source.

mod code;
mod diagrams;
mod formulas;
mod images;
mod tables;
mod tags;

use crate::picture::Size;
use crate::sanitise::{Patchwork, SafeHtml};
use code::Codes;
use formulas::Formulas;
use tables::Tables;
use tags::{Tag, tags};

/// Sets a document.
pub fn typeset(html: &SafeHtml, options: &Options<'_>) -> SafeHtml {
    let text = html.as_str();
    let mut patchwork = Patchwork::of(html);
    let (mut tables, mut formulas) = (Tables::of(text), Formulas::default());
    let mut codes = Codes::default();
    let mut block = None;
    for tag in tags(text) {
        tables.tag(&tag, options, &mut patchwork);
        if tag.name == "img" {
            images::set(&tag, options, &mut patchwork);
        }
        if tag.name == "code" {
            let around = block.filter(|block: &Tag<'_>| block.end == tag.start);
            if tag.attributes == formulas::CLASS {
                formulas.set(text, &tag, around.as_ref(), options, &mut patchwork);
            } else if let Some(around) = around.filter(|_| diagrams::is_one(&tag)) {
                diagrams::set(text, &tag, &around, options, &mut patchwork);
            } else if tag.attributes.starts_with(code::CLASS) {
                codes.set(text, &tag, &mut patchwork);
            }
        }
        block = (tag.name == "pre").then_some(tag);
    }
    patchwork.finish().unwrap_or_else(|| html.clone())
}

/// How a document is set.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// What a table is called for those who do not see it.
    pub table: &'a str,
    /// What a formula on a line of its own is called for those who do not see it.
    pub formula: &'a str,
    /// What a diagram is called for those who do not see it.
    pub diagram: &'a str,
    /// How large the image of an address is, if that is known.
    pub size: &'a dyn Fn(&str) -> Option<Size>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sanitise::{Origin, SanitiseOptions, sanitise};

    /// Sets markup whose names with `m-` are ours.
    pub(super) fn set(html: &str) -> String {
        let options = SanitiseOptions {
            mark_prefix: "m-",
            origin: Origin::PullRequest,
        };
        let safe = sanitise(html, &options);
        let options = Options {
            table: "表",
            formula: "数式",
            diagram: "図",
            size: &|address| {
                address.starts_with("assets/").then_some(Size {
                    width: 40,
                    height: 30,
                })
            },
        };
        typeset(&safe, &options).as_str().to_owned()
    }
}
