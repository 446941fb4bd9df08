//! A forge that is made up, and its failures.
