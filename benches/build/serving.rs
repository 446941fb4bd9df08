//! `teigen serve`: from its start to the first page, and from saving a file to the page that has it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::{command, say};

/// How often each is measured; the middle one and the slowest are told.
const STARTS: usize = 7;
const EDITS: usize = 30;
/// What takes longer hangs.
const GUARD: Duration = Duration::from_secs(120);

/// Measures both for a mirror, in a working copy of it.
pub fn measure(mirror: &Path, folder: &Path) -> Result<()> {
    let copy = folder.join("copy");
    command(
        Command::new("git")
            .args(["clone", "-q"])
            .arg(mirror)
            .arg(&copy),
    )?;
    for page in ["/", "/worktree/"] {
        let times: Result<Vec<f64>> = (0..STARTS).map(|_| first(&copy, page)).collect();
        tell(&format!("start to the first {page}"), times?);
    }
    tell("saving to the page", edits(&copy)?);
    Ok(())
}

fn tell(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let (middle, worst) = (times[times.len() / 2], times[times.len() - 1]);
    say(&format!(
        "  {what:<28} {:>8.3} s  (slowest of {}: {worst:.3} s)",
        middle,
        times.len()
    ));
}

fn first(copy: &Path, page: &str) -> Result<f64> {
    let started = Instant::now();
    let server = Server::start(copy)?;
    let text = server.get(page)?;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(text.starts_with("HTTP/1.1 200"), "{page}: {text}");
    Ok(seconds)
}

/// Saves the entry document again and again, once everything is read.
fn edits(copy: &Path) -> Result<Vec<f64>> {
    let server = Server::start(copy)?;
    let names = ["docs/index.md", "docs/README.md", "index.md", "README.md"];
    let file = names.iter().map(|name| copy.join(name));
    let file = file
        .into_iter()
        .find(|file| file.is_file())
        .context("no entry document")?;
    let text = fs::read_to_string(&file)?;
    server.until("/pulls/", "HTTP/1.1 200")?;
    let edit = |number: usize| {
        // Editors do not save without a pause.
        thread::sleep(Duration::from_millis(150));
        let mark = format!("saved-{number}-time");
        fs::write(&file, format!("{text}\n\n{mark}\n"))?;
        let saved = Instant::now();
        server.until("/worktree/", &mark)?;
        Ok(saved.elapsed().as_secs_f64())
    };
    (0..EDITS).map(edit).collect()
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(copy: &Path) -> Result<Self> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_teigen"))
            .args(["serve", "--port", "0", "--repo"])
            .arg(copy)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("the program cannot be started")?;
        let mut line = String::new();
        let mut said = BufReader::new(child.stderr.take().context("no standard error")?);
        said.read_line(&mut line)?;
        thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let address = line
            .strip_prefix("http://")
            .and_then(|rest| rest.split('/').next());
        let address = address.context("it tells no address")?.to_owned();
        Ok(Self { child, address })
    }

    fn get(&self, path: &str) -> Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    fn until(&self, path: &str, words: &str) -> Result<()> {
        let started = Instant::now();
        while !self.get(path)?.contains(words) {
            ensure!(started.elapsed() < GUARD, "{path} never says {words}");
            thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
