//! What is new in one document of a step and gone from another one with the same words.

use std::collections::HashMap;

use super::Step;
use crate::comparison::Origin;

/// The texts that are gone from documents of a step.
#[derive(Debug, Default)]
pub struct Elsewhere {
    gone: HashMap<u64, Vec<(usize, usize)>>,
}

impl Elsewhere {
    /// Reads through a step; with one document there is no other.
    pub fn new(step: &Step) -> Self {
        let mut gone: HashMap<u64, Vec<(usize, usize)>> = HashMap::new();
        if step.files.len() > 1 {
            for (file, change) in step.files.iter().enumerate() {
                for unit in &change.lineage.gone {
                    if let Some(text) = unit.text {
                        gone.entry(text).or_default().push((file, unit.unit));
                    }
                }
            }
        }
        Self { gone }
    }

    /// The document that a new unit comes from, by its index in the step, and the unit there.
    pub fn find(&self, file: usize, origin: Origin) -> Option<(usize, usize)> {
        let Origin::New(Some(text)) = origin else {
            return None;
        };
        let places = self.gone.get(&text)?;
        places.iter().find(|(other, _)| *other != file).copied()
    }
}
