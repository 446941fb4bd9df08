//! Arguments in, exit code out.

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use teigen::command::{self, Outcome, terminal};

/// Turns a Git repository of Markdown policy proposals into a site where every version and every pull request can
/// be read side by side
#[derive(Parser)]
#[command(name = "teigen", version = command::shell::VERSION)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a new proposal: teigen.yaml, a first document, a workflow that publishes it
    Init(command::init::InitArgs),
    /// Replay the sample proposal's history into a repository and build it
    Demo(command::demo::DemoArgs),
    /// Read Git, write the site
    Build(command::build::BuildArgs),
    /// Show the site while it is written: pages follow the files
    #[cfg(feature = "serve")]
    Serve(command::serve::ServeArgs),
    /// Look for what is amiss in a proposal, and mend what can be mended
    Check(command::check::CheckArgs),
    /// Tell below each open pull request what it changes, in one comment that is kept up to date
    #[cfg(feature = "sync")]
    Comment(command::comment::CommentArgs),
    /// Show what changed between two states, or what a pull request changes
    Diff(command::diff::DiffArgs),
    /// List the versions
    Versions(command::versions::VersionsArgs),
    /// List the pull requests
    Pulls(command::pulls::PullsArgs),
    /// List the discussions
    Discussions(command::discussions::DiscussionsArgs),
    /// Fetch what is told of pull requests and discussions elsewhere, and keep it in Git
    Sync(command::sync::SyncArgs),
    /// Send the site to where it is read: a folder, a branch, object storage
    Publish(command::publish::PublishArgs),
    /// Prove that a published site is what the commit gives
    Verify(command::verify::VerifyArgs),
    /// Print what lets a shell complete the commands and options of this program
    Completions(command::shell::CompletionsArgs),
    /// Print the manual page of this program, or write those of all commands
    Man(command::shell::ManArgs),
}

/// Building a site is millions of small texts on several threads, of which the system's allocator makes a fifth of the
/// work and, page by page of a growing heap, as much again in the kernel.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match &arguments.command {
        Command::Init(args) => command::init::run(args),
        Command::Demo(args) => command::demo::run(args),
        Command::Build(args) => command::build::run(args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => command::serve::run(args),
        Command::Check(args) => command::check::run(args),
        #[cfg(feature = "sync")]
        Command::Comment(args) => command::comment::run(args),
        Command::Diff(args) => command::diff::run(args),
        Command::Versions(args) => command::versions::run(args),
        Command::Pulls(args) => command::pulls::run(args),
        Command::Discussions(args) => command::discussions::run(args),
        Command::Sync(args) => command::sync::run(args),
        Command::Publish(args) => command::publish::run(args),
        Command::Verify(args) => command::verify::run(args),
        Command::Completions(args) => command::shell::completions(args, Arguments::command()),
        Command::Man(args) => command::shell::man(args, Arguments::command()),
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
