//! A web server on this machine, as small as it can be: it reads a request and gives what a function says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What came.
#[derive(Clone, Debug)]
pub struct Came {
    /// `POST /graphql`.
    pub line: String,
    /// Everything before the body.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

/// What is given.
pub struct Given {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// Bytes of the body that are promised and never sent.
    pub missing: usize,
    /// Whether nothing is sent for as long as the caller waits.
    pub silent: bool,
}

impl Given {
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::of(200, "application/json; charset=utf-8", body)
    }

    pub fn of(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("Content-Type", kind.to_owned())],
            body: body.into(),
            missing: 0,
            silent: false,
        }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// A running server. It ends with the test.
pub struct Server {
    pub address: String,
    came: Arc<Mutex<Vec<Came>>>,
}

type Answer = dyn Fn(usize, &Came) -> Given + Send + Sync;

impl Server {
    /// Starts one; the function hears the request's index, counted from 0.
    pub fn start(answer: impl Fn(usize, &Came) -> Given + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let came = Arc::new(Mutex::new(Vec::new()));
        let (heard, answer): (_, Arc<Answer>) = (Arc::clone(&came), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (heard, answer) = (Arc::clone(&heard), Arc::clone(&answer));
                thread::spawn(move || serve(stream, &heard, &*answer));
            }
        });
        Self { address, came }
    }

    /// What came so far.
    pub fn came(&self) -> Vec<Came> {
        self.came.lock().expect("no test fails in it").clone()
    }
}

fn serve(stream: TcpStream, heard: &Mutex<Vec<Came>>, answer: &Answer) {
    let Ok(mut out) = stream.try_clone() else {
        return;
    };
    // Small answers are not held back to be sent with the next.
    let _ = stream.set_nodelay(true);
    let mut input = BufReader::new(stream);
    while let Some(came) = receive(&mut input) {
        let index = {
            let mut heard = heard.lock().expect("no test fails in it");
            heard.push(came.clone());
            heard.len() - 1
        };
        let given = answer(index, &came);
        if given.silent {
            // Until the caller goes away.
            let _ = input.read(&mut [0]);
            return;
        }
        let mut head = format!(
            "HTTP/1.1 {} X\r\nContent-Length: {}\r\n",
            given.status,
            given.body.len() + given.missing
        );
        for (name, value) in &given.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let sent = out.write_all(&[head.as_bytes(), &given.body].concat());
        if sent.is_err() || given.missing > 0 {
            return;
        }
    }
}

fn receive(input: &mut impl BufRead) -> Option<Came> {
    let mut head = String::new();
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        head.push_str(&line);
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    input.read_exact(&mut body).ok()?;
    let line = head.lines().next()?.rsplit_once(' ')?.0.to_owned();
    Some(Came { line, head, body })
}
