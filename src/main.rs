//! Arguments in, exit code out.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use teigen::command::{self, Outcome, terminal};

/// Turns a Git repository of Markdown policy proposals into a site where every version and every pull request can
/// be read side by side
#[derive(Parser)]
#[command(name = "teigen", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read Git, write the site
    Build(command::build::BuildArgs),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match &arguments.command {
        Command::Build(args) => command::build::run(args),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) => {
            terminal::say(&format!(
                "error: {}",
                teigen::diagnostic::printable(&format!("{error:#}"))
            ));
            ExitCode::from(2)
        }
    }
}
