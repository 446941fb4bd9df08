//! Views → pages. The only user of the template engine.
