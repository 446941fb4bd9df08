//! What a shell and a system want of the program: completions, manual pages, its version.

use std::fs;
use std::process::Command;

use crate::support::{scratch, teigen};

const COMMANDS: [&str; 5] = ["build", "check", "publish", "sync", "verify"];

#[test]
fn every_shell_is_told_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = teigen(&["completions", shell]).done().out;
        for command in COMMANDS {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
    assert_eq!(teigen(&["completions", "nothing"]).code, 2);
}

#[cfg(unix)]
#[test]
fn bash_reads_its_script_and_completes_a_command() {
    let folder = scratch();
    let script = folder.path().join("teigen.bash");
    fs::write(&script, teigen(&["completions", "bash"]).done().out).expect("a file");
    let asked = "source \"$1\"; COMP_WORDS=(teigen publ); COMP_CWORD=1; _teigen teigen publ teigen; echo \"${COMPREPLY[*]}\"";
    let told = Command::new("bash")
        .args(["--norc", "-c", asked, "bash"])
        .arg(&script)
        .output()
        .expect("bash");
    assert_eq!(String::from_utf8_lossy(&told.stdout).trim(), "publish");
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let page = teigen(&["man"]).done().out;
    assert!(page.contains(".TH teigen 1"), "{page}");
    let folder = scratch();
    let pages = folder.path().join("man1");
    teigen(&["man", "--out", &pages.to_string_lossy()]).done();
    for command in COMMANDS {
        let page = fs::read_to_string(pages.join(format!("teigen-{command}.1"))).expect("a page");
        assert!(
            page.contains(&format!(".SH NAME\nteigen\\-{command} ")),
            "{page}"
        );
    }
    assert!(pages.join("teigen.1").is_file());
}

#[test]
fn the_version_names_a_commit_or_none() {
    let told = teigen(&["--version"]).done().out;
    let rest = told
        .trim_end()
        .strip_prefix(&format!("teigen {}", env!("CARGO_PKG_VERSION")));
    let rest = rest.expect("the version");
    let commit = rest
        .strip_prefix(" (")
        .and_then(|rest| rest.strip_suffix(')'));
    let is_id = |id: &str| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    assert!(rest.is_empty() || commit.is_some_and(is_id), "{told}");
}
