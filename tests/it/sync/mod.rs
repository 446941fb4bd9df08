//! `sync` and `comment`: servers that answer, fail and lie, and repositories that move while one looks.

mod avatars;
mod board;
mod comments;
mod described;
mod discussions;
mod external;
mod faults;
mod forges;
mod forum;
mod heads;
mod issues;
mod made_up;
mod program;
mod schema;
mod server;
mod shared;
