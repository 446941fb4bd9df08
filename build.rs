//! Tells the program which commit it is built from: `TEIGEN_COMMIT` if it is set, else what Cargo wrote into the package, else
//! what Git says of the checkout. Only release builds follow Git, so that others are not compiled again for each commit.

// Cargo is spoken to on standard output.
#![allow(clippy::print_stdout)]

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=TEIGEN_COMMIT");
    let version = env!("CARGO_PKG_VERSION");
    let version = match commit() {
        Some(commit) => format!("{version} ({commit})"),
        None => version.to_owned(),
    };
    println!("cargo::rustc-env=TEIGEN_VERSION={version}");
}

fn commit() -> Option<String> {
    let told = std::env::var("TEIGEN_COMMIT").ok();
    told.or_else(of_package)
        .or_else(of_checkout)
        .and_then(|commit| plain(&commit))
}

/// The beginning of a commit's id; nothing else goes into the program.
fn plain(commit: &str) -> Option<String> {
    let id = commit.trim();
    let hex = id.len() >= 12 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| id[..12].to_ascii_lowercase())
}

/// <https://doc.rust-lang.org/cargo/commands/cargo-package.html#cargo_vcs_infojson-format>
fn of_package() -> Option<String> {
    let text = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    rest.split('"').nth(1).map(str::to_owned)
}

fn of_checkout() -> Option<String> {
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        return None;
    }
    // The checkout that this file is in, not one around it.
    let own = git(&["rev-parse", "--show-prefix"])?;
    if !own.is_empty() {
        return None;
    }
    for path in ["HEAD", "logs/HEAD"] {
        println!(
            "cargo::rerun-if-changed={}",
            git(&["rev-parse", "--git-path", path])?
        );
    }
    git(&["rev-parse", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let done = Command::new("git").args(arguments).output().ok()?;
    let said = String::from_utf8(done.stdout).ok()?;
    done.status.success().then(|| said.trim().to_owned())
}
