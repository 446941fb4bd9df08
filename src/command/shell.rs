//! `teigen completions`, `teigen man`, `teigen --version`: what a shell and a system want of a program.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use clap_complete::Shell;
use clap_mangen::Man;

use super::{Outcome, terminal};

/// Version and, where it is known, the commit that the program was built from: `0.1.0 (0123456789ab)`.
pub const VERSION: &str = env!("TEIGEN_VERSION");

/// Options of `teigen completions`.
#[derive(Args, Clone, Debug)]
pub struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Options of `teigen man`.
#[derive(Args, Clone, Debug)]
pub struct ManArgs {
    /// Write a page for each command into this folder, which is made if it is not there
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints a script for a shell.
pub fn completions(args: &CompletionsArgs, mut program: clap::Command) -> anyhow::Result<Outcome> {
    let name = program.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, name, &mut script);
    terminal::print(&String::from_utf8(script)?);
    Ok(Outcome::Done)
}

/// Prints the page of the program, or writes those of all commands.
pub fn man(args: &ManArgs, program: clap::Command) -> anyhow::Result<Outcome> {
    // Pages tell the release; a commit is no news to their readers.
    let mut program = program.version(env!("CARGO_PKG_VERSION"));
    program.build();
    let Some(folder) = &args.out else {
        terminal::print(&page(program)?);
        return Ok(Outcome::Done);
    };
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let commands = program
        .get_subcommands()
        .filter(|command| !command.is_hide_set());
    let commands: Vec<clap::Command> = commands.cloned().collect();
    for command in commands.into_iter().chain([program]) {
        let name = command
            .get_display_name()
            .unwrap_or_else(|| command.get_name())
            .to_owned();
        let path = folder.join(format!("{name}.1"));
        fs::write(&path, page(command)?)
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(Outcome::Done)
}

fn page(command: clap::Command) -> anyhow::Result<String> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(String::from_utf8(page)?)
}
