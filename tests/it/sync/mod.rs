//! `sync`: servers that answer, fail and lie, and repositories that move while one looks.

mod faults;
mod forges;
mod heads;
mod made_up;
mod program;
mod schema;
mod server;
mod shared;
