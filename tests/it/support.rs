//! What every test here needs: the corpora, the program under a guard, and the files of a site.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A run that takes longer hangs: the slowest takes a small part of it, even unoptimised on a busy machine.
const GUARD: Duration = Duration::from_secs(180);

/// How a run of the program ended.
#[derive(Debug)]
pub struct Run {
    /// Its exit code.
    pub code: i32,
    /// What it wrote to standard output.
    pub out: String,
    /// What it wrote to standard error.
    pub err: String,
}

impl Run {
    /// Takes a run that must have ended well.
    pub fn done(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }
}

/// A file of the corpora, or `None` and a message where they are absent.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub fn corpus(file: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    let folder = std::env::var_os("TEIGEN_CORPORA").map_or_else(beside, PathBuf::from);
    let path = folder.join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

/// Clones a bundle of the corpora, bare and with all its references, to `repository` in a new folder.
pub fn mirror(bundle: &str) -> Option<TempDir> {
    let bundle = corpus(bundle)?;
    let scratch = scratch();
    let mut git = plain_command("git");
    git.args(["clone", "-q", "--mirror"]);
    git.arg(bundle).arg(scratch.path().join("repository"));
    run(git).done();
    Some(scratch)
}

/// Unpacks an archive of the corpora into a new folder.
pub fn unpacked(archive: &str) -> Option<TempDir> {
    let archive = corpus(archive)?;
    let scratch = scratch();
    let mut tar = plain_command("tar");
    tar.arg("-xzf").arg(archive).arg("-C").arg(scratch.path());
    run(tar).done();
    Some(scratch)
}

/// A new folder that goes when it is dropped.
pub fn scratch() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Runs `teigen` with these arguments.
pub fn teigen<A: AsRef<OsStr>>(arguments: &[A]) -> Run {
    let mut command = plain_command(env!("CARGO_BIN_EXE_teigen"));
    command.args(arguments);
    run(command)
}

/// Builds a repository into a folder, and tells what it said.
pub fn build(repository: &Path, site: &Path) -> Run {
    build_with::<&OsStr>(repository, site, &[])
}

/// The same with more arguments.
pub fn build_with<A: AsRef<OsStr>>(repository: &Path, site: &Path, more: &[A]) -> Run {
    let mut build: Vec<&OsStr> = vec!["build".as_ref()];
    for (name, folder) in [("--repo", repository), ("--out", site)] {
        build.extend([OsStr::new(name), folder.as_os_str()]);
    }
    build.extend(more.iter().map(AsRef::as_ref));
    teigen(&build)
}

/// A command that nobody's configuration reaches.
pub fn plain_command(program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a command to its end, which must come before the guard's.
pub fn run(mut command: Command) -> Run {
    let mut child = command.spawn().expect("the program starts");
    let out = reader(child.stdout.take().expect("a pipe"));
    let err = reader(child.stderr.take().expect("a pipe"));
    let code = wait(&mut child, &command);
    let text = |reader: thread::JoinHandle<Vec<u8>>| {
        String::from_utf8_lossy(&reader.join().expect("the pipe is read")).into_owned()
    };
    Run {
        code,
        out: text(out),
        err: text(err),
    }
}

fn reader(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("the pipe is read");
        bytes
    })
}

fn wait(child: &mut Child, command: &Command) -> i32 {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("the program is known") {
            return status.code().unwrap_or(-1);
        }
        if started.elapsed() > GUARD {
            child.kill().expect("the program ends");
            panic!("{command:?} does not end");
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// The files below a folder by their path from it. What is neither file nor folder fails.
pub fn files(root: &Path) -> BTreeMap<String, PathBuf> {
    let inside = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(root).expect("it is below");
        let name = path.to_string_lossy().into_owned();
        (name, entry.into_path())
    };
    walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.expect("a readable folder"))
        .filter(|entry| !entry.file_type().is_dir())
        .inspect(|entry| assert!(entry.file_type().is_file(), "{:?}", entry.path()))
        .map(inside)
        .collect()
}

/// The files below a folder with their bytes.
pub fn contents(root: &Path) -> BTreeMap<String, Vec<u8>> {
    files(root)
        .into_iter()
        .map(|(name, path)| (name, fs::read(path).expect("a file")))
        .collect()
}

/// Reads a JSON file of a site.
pub fn json(site: &Path, file: &str) -> serde_json::Value {
    let bytes = fs::read(site.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{file}: {error}"))
}
