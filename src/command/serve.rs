//! `teigen serve`: shows the site while it is written. Pages are made when they are asked for, and follow the files.
//!
//! Four kinds of thread, which share nothing but the [`board::Board`] and messages:
//!
//! - the [`director`] hears of changed files, reads what changed, and says what is to be shown;
//! - a [`base`] holds one state of Git: a quick one without pull requests at once, a whole one after it;
//! - a [`view`] of a base shows one state of the working copy, and makes its pages;
//! - [`http`] answers browsers with what is made, and asks the newest view for what is not.
//!
//! What is newest takes the place of what was there on the board. What fails leaves it there.

mod address;
mod base;
mod board;
mod cache;
mod director;
mod http;
mod inputs;
mod plan;
mod problem;
mod view;
mod watch;

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc;

use anyhow::Context;
use clap::Args;

use self::board::Board;
use super::terminal;
use super::{Outcome, RepositoryArgs};
use crate::repository::Source;

/// The port that is tried first.
const PORT: u16 = 8000;
/// How many ports are tried after it.
const PORTS: u16 = 100;

/// Options of `teigen serve`.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Which repository, and its configuration.
    #[command(flatten)]
    pub repository: RepositoryArgs,
    /// Address to listen at; others than this computer's own can be reached by other computers
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    pub host: String,
    /// Port to listen at [default: 8000, or the next that is free]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// A name by which browsers may ask for this server, besides `localhost` and numeric addresses; may be repeated
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
}

/// Serves a site until it is interrupted.
pub fn run(args: &ServeArgs) -> anyhow::Result<Outcome> {
    let source = Source::open(&args.repository.repo)?;
    let listener = listen(&args.host, args.port)?;
    let address = listener
        .local_addr()
        .context("the server's address is not known")?;
    let board = Arc::new(Board::default());
    let (news, heard) = mpsc::channel();
    let director = director::Director::new(&args.repository, source, Arc::clone(&board), news);
    std::thread::spawn(move || director.run(&heard));
    let names = [vec![args.host.clone()], args.allow_host.clone()].concat();
    terminal::say(&format!("http://{address}/ (Ctrl-C ends it)"));
    http::serve(listener, board, names)?;
    Ok(Outcome::Done)
}

/// Opens the port that was asked for, else the first free one.
fn listen(host: &str, port: Option<u16>) -> anyhow::Result<TcpListener> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let open = |port| TcpListener::bind((host, port));
    let ports = match port {
        Some(port) => port..=port,
        None => PORT..=PORT + PORTS,
    };
    let mut failed = None;
    for port in ports {
        match open(port) {
            Ok(listener) => return Ok(listener),
            Err(error) => {
                let is_taken = error.kind() == std::io::ErrorKind::AddrInUse;
                failed.get_or_insert((port, error));
                if !is_taken {
                    break;
                }
            }
        }
    }
    let (port, error) = failed.context("there is no port to listen at")?;
    Err(error).with_context(|| {
        format!("{host}:{port} cannot be listened at; choose another with --port or --host")
    })
}
