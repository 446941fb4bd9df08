//! Hears of changed files, reads what changed, and says what is to be shown.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use rayon::ThreadPool;

use super::super::RepositoryArgs;
use super::super::build::{read_document, read_documents};
use super::super::terminal;
use super::base::{self, Order, Told};
use super::board::Board;
use super::inputs::{Inputs, Reader};
use super::problem;
use super::view::Copy;
use super::watch::{Watch, below};
use crate::diagnostic::{Diagnostic, printable};
use crate::document::Document;
use crate::picture::{self, Size};
use crate::repository::worktree::{Look, Looker};
use crate::repository::{self, Source, Wanted};
use crate::site::Documents;
use crate::snapshot::{ObjectId, Snapshot};

/// How long files must be quiet before they are read, and the longest that is waited for that.
const QUIET: Duration = Duration::from_millis(12);
const PATIENCE: Duration = Duration::from_millis(40);
/// How many folders in each other, which came at once, are found at once.
const DEPTH: usize = 32;
/// How often files are looked at where the system cannot tell of changes.
const LOOKING: Duration = Duration::from_secs(1);

/// What the director hears.
pub enum News {
    /// Files changed.
    Files {
        /// Whether any of them is a reference of Git's.
        references: bool,
    },
    /// The whole of a state of Git was read, or could not be.
    Read {
        /// Which state.
        epoch: u64,
        /// Why it could not be.
        failure: Option<String>,
    },
}

/// Says what is shown.
pub struct Director {
    root: PathBuf,
    source: Source,
    reader: Reader,
    board: Arc<Board>,
    news: mpsc::Sender<News>,
    watch: Option<Watch>,
    looker: Looker,
    epoch: u64,
    fingerprint: String,
    inputs: Option<Arc<Inputs>>,
    snapshot: Arc<Snapshot>,
    texts: BTreeMap<ObjectId, Read>,
    sizes: BTreeMap<ObjectId, Option<Size>>,
    copy: Arc<Copy>,
    quick: Option<mpsc::Sender<Told>>,
    whole: Option<mpsc::Sender<Told>>,
    /// The state that is being read as a whole.
    reading: Option<u64>,
    failure: Option<String>,
    pool: Arc<ThreadPool>,
}

/// A document with what is wrong with it.
type Read = (Arc<Document>, Vec<Diagnostic>);

impl Director {
    /// Directs what is shown of a repository.
    pub fn new(
        args: &RepositoryArgs,
        source: Source,
        board: Arc<Board>,
        news: mpsc::Sender<News>,
    ) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        // One core is left for those who read while the rest is being read.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(cores.saturating_sub(1).max(1));
        Self {
            reader: Reader::new(args, source.clone()),
            watch: Watch::new(source.git_folders(), news.clone()).ok(),
            root: args.repo.clone(),
            source,
            board,
            news,
            looker: Looker::default(),
            epoch: 0,
            fingerprint: String::new(),
            inputs: None,
            snapshot: Arc::default(),
            texts: BTreeMap::new(),
            sizes: BTreeMap::new(),
            copy: Arc::default(),
            quick: None,
            whole: None,
            reading: None,
            failure: None,
            pool: Arc::new(pool.build().expect("the system has threads")),
        }
    }

    /// Directs until nobody tells anything any more.
    pub fn run(mut self, heard: &mpsc::Receiver<News>) {
        self.guarded(false);
        loop {
            let first = if self.watch.is_some() {
                heard.recv().ok()
            } else {
                let looked = heard.recv_timeout(LOOKING);
                Some(looked.unwrap_or(News::Files { references: true }))
            };
            let Some(first) = first else {
                return;
            };
            let mut references = None;
            let mut take = |director: &mut Self, news| match news {
                News::Files { references: more } => {
                    references = Some(references.unwrap_or(false) | more);
                    true
                }
                News::Read { epoch, failure } => {
                    director.read(epoch, failure);
                    false
                }
            };
            let started = Instant::now();
            let mut waits = take(&mut self, first);
            while waits && started.elapsed() < PATIENCE {
                match heard.recv_timeout(QUIET) {
                    Ok(news) => drop(take(&mut self, news)),
                    Err(_) => waits = false,
                }
            }
            if let Some(references) = references {
                self.guarded(references);
            }
        }
    }

    /// Reads what changed. What fails here leaves what is shown.
    fn guarded(&mut self, references: bool) {
        let updated = catch_unwind(AssertUnwindSafe(|| self.update(references)));
        if updated.is_err() {
            self.board.fail("the files could not be read".to_owned());
        }
    }

    fn update(&mut self, references: bool) {
        let mut problems = Vec::new();
        let moved = references && self.reopen(&mut problems);
        let (inputs, more) = self.reader.read();
        problems.extend(more);
        let same = |known: &Arc<Inputs>| Arc::ptr_eq(known, &inputs);
        let is_new = moved || !self.inputs.as_ref().is_some_and(same);
        let documents = is_new.then(|| self.state(&inputs));
        let documents = match documents.transpose() {
            Ok(documents) => documents,
            Err(error) => {
                // It is read again with the next change, whatever changes.
                self.inputs = None;
                self.fail(&error, &mut problems);
                None
            }
        };
        problems.extend(self.failure.iter().map(|failure| {
            Diagnostic::error("serve", failure.clone())
                .with_help("versions and documents are shown; save any file to try again")
        }));
        let look = self.look(&mut problems);
        let mut copy = self.read_copy(&inputs, look, problems);
        if documents.is_none() && same_copy(&copy, &self.copy) {
            return;
        }
        copy.number = self.copy.number + 1;
        self.copy = Arc::new(copy);
        match documents {
            Some(documents) => self.begin(&inputs, documents),
            None => self.tell(),
        }
    }

    /// Opens the repository anew: what Git has is looked through when it is opened. Says whether references moved.
    fn reopen(&mut self, problems: &mut Vec<Diagnostic>) -> bool {
        let opened = Source::open(&self.root).map_err(anyhow::Error::from);
        let found = opened.and_then(|source| {
            let fingerprint = source.fingerprint()?;
            Ok((source, fingerprint))
        });
        match found {
            Ok((source, fingerprint)) => {
                self.reader.reopen(&source);
                self.source = source;
                let moved = fingerprint != self.fingerprint;
                self.fingerprint = fingerprint;
                moved
            }
            Err(error) => {
                self.fail(&error, problems);
                false
            }
        }
    }

    /// Reads versions and their documents.
    fn state(&mut self, inputs: &Arc<Inputs>) -> anyhow::Result<Documents> {
        let snapshot = repository::read(&self.source, &inputs.config, Wanted::None, &|_, _| {})?;
        let documents = read_documents(&self.source, &inputs.config, &snapshot, &mut Vec::new())?;
        if self.fingerprint.is_empty() && inputs.config.branch.is_none() {
            self.fingerprint.clone_from(&snapshot.fingerprint);
        }
        self.snapshot = Arc::new(snapshot);
        self.inputs = Some(Arc::clone(inputs));
        Ok(documents)
    }

    /// Shows a new state of Git: its versions at once, and all of it when it has been read.
    fn begin(&mut self, inputs: &Arc<Inputs>, documents: Documents) {
        self.epoch += 1;
        let (tell, told) = mpsc::channel();
        let (order, snapshot) = (self.order(inputs), Arc::clone(&self.snapshot));
        self.quick = Some(tell);
        let board = Arc::clone(&self.board);
        std::thread::spawn(move || {
            let shown = || base::quick(&order, &snapshot, &documents, &told);
            if let Some(failure) = failure(shown) {
                terminal::say(&format!("error: {}", printable(&failure)));
                board.fail(failure);
            }
        });
        if self.reading.is_none() {
            self.begin_whole(inputs);
        }
    }

    fn begin_whole(&mut self, inputs: &Arc<Inputs>) {
        let (tell, told) = mpsc::channel();
        let order = self.order(inputs);
        let (epoch, pool, news) = (self.epoch, Arc::clone(&self.pool), self.news.clone());
        self.reading = Some(epoch);
        self.whole = Some(tell.clone());
        std::thread::spawn(move || {
            let ready = || {
                let failure = None;
                let _ = news.send(News::Read { epoch, failure });
            };
            let shown = || base::whole(&order, &pool, (tell, &told), &ready);
            if let Some(failure) = failure(shown) {
                let failure = Some(failure);
                let _ = news.send(News::Read { epoch, failure });
            }
        });
    }

    fn order(&self, inputs: &Arc<Inputs>) -> Order {
        Order {
            epoch: self.epoch,
            source: self.source.clone(),
            inputs: Arc::clone(inputs),
            board: Arc::clone(&self.board),
            copy: Arc::clone(&self.copy),
        }
    }

    /// A whole state was read. If there is a newer one, that is next.
    fn read(&mut self, epoch: u64, failure: Option<String>) {
        self.reading = None;
        if let Some(failure) = &failure {
            terminal::say(&format!("error: {}", printable(failure)));
        }
        self.failure = failure;
        let inputs = self.inputs.clone();
        if epoch < self.epoch
            && let Some(inputs) = inputs
        {
            self.begin_whole(&inputs);
        } else if self.failure.is_none() {
            self.quick = None;
            self.tell();
        } else {
            self.guarded(false);
        }
    }

    /// Tells everyone what stands in the working copy now.
    fn tell(&mut self) {
        for base in self.quick.iter().chain(&self.whole) {
            let _ = base.send(Told::Copy(Arc::clone(&self.copy)));
        }
    }

    /// Says why Git cannot be read: in the terminal, on the pages that there are, and in place of those that there are not.
    fn fail(&self, error: &anyhow::Error, problems: &mut Vec<Diagnostic>) {
        let words = format!("{error:#}");
        terminal::say(&format!("error: {}", printable(&words)));
        let help = "what was read before is still shown";
        problems.push(problem::of_error(error, help));
        self.board.fail(words);
    }

    /// Looks at the working copy, and watches what is there.
    fn look(&mut self, problems: &mut Vec<Diagnostic>) -> Option<Look> {
        let snapshot = Arc::clone(&self.snapshot);
        let tip = snapshot.next.as_ref();
        let looked = |director: &mut Self| {
            director.source.working_copy()?;
            let looked = director
                .looker
                .look(&director.source, &snapshot.source, tip?);
            looked.ok()
        };
        let mut look = looked(self);
        // Files and folders may have come into a new folder before it was watched.
        let mut again = 0;
        while self.follow(look.as_ref()) && again < DEPTH {
            look = looked(self);
            again += 1;
        }
        problems.extend(look.iter().flat_map(|look| look.problems.clone()));
        look
    }

    fn follow(&mut self, look: Option<&Look>) -> bool {
        let folders = look.map(|look| look.folders.clone()).unwrap_or_default();
        let beside = self.reader.configuration();
        let beside = beside.and_then(|file| file.parent().map(PathBuf::from));
        let beside = beside.map(|folder| folder.canonicalize().unwrap_or(folder));
        let templates = self.reader.templates().into_iter();
        let folders = folders
            .into_iter()
            .chain(beside)
            .chain(templates.flat_map(|folder| below(&folder)));
        let Some(watch) = &mut self.watch else {
            return false;
        };
        watch.follow(folders).unwrap_or_else(|error| {
            terminal::say(&format!(
                "files are looked at every second, as the system does not tell of changes: {error}"
            ));
            self.watch = None;
            false
        })
    }

    /// Reads each text of the working copy once.
    fn read_copy(
        &mut self,
        inputs: &Inputs,
        look: Option<Look>,
        problems: Vec<Diagnostic>,
    ) -> Copy {
        let mut copy = Copy {
            problems,
            ..Copy::default()
        };
        let Some(look) = look else {
            return copy;
        };
        let mut texts = BTreeMap::new();
        let own = look.version.documents(&self.snapshot.source);
        for file in own {
            let Some(text) = look.texts.get(&file.blob) else {
                continue;
            };
            let read = self.texts.remove(&file.blob).unwrap_or_else(|| {
                let (document, problems) = read_document(text, &inputs.config);
                (Arc::new(document), problems)
            });
            let placed = |problem: &Diagnostic| problem.clone().at_path(file.path.as_str());
            copy.problems.extend(read.1.iter().map(placed));
            copy.documents.insert(file.blob, Arc::clone(&read.0));
            texts.insert(file.blob, read);
        }
        self.texts = texts;
        let others = look.texts.iter();
        copy.texts = others
            .filter(|(blob, _)| !copy.documents.contains_key(blob))
            .map(|(blob, text)| (*blob, text.to_string()))
            .collect();
        let known: BTreeSet<ObjectId> = look.images.keys().copied().collect();
        self.sizes.retain(|blob, _| known.contains(blob));
        for (blob, file) in &look.images {
            let size = self.sizes.entry(*blob).or_insert_with(|| {
                let bytes = std::fs::read(file).ok()?;
                picture::size(&bytes)
            });
            copy.sizes.extend(size.map(|size| (*blob, size)));
        }
        copy.look = Some(look);
        copy
    }
}

/// Whether nothing that is shown differs.
fn same_copy(new: &Copy, old: &Copy) -> bool {
    let files = |copy: &Copy| {
        let look = copy.look.as_ref();
        look.map(|look| (look.version.files.clone(), look.version.commit))
    };
    new.problems == old.problems && files(new) == files(old)
}

/// Why something failed, if it did.
fn failure(run: impl FnOnce() -> anyhow::Result<()>) -> Option<String> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(format!("{error:#}")),
        Err(_) => Some("the program failed; what was read before is still shown".to_owned()),
    }
}
