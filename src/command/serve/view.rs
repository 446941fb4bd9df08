//! One state of the working copy beside one state of Git: makes the pages that are asked for.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};

use anyhow::Context;

use super::super::build::compare_pairs;
use super::super::build::images;
use super::super::build::jobs::{Job, all_jobs};
use super::super::build::pages::{Material, Writer};
use super::super::build::pulls::Makings;
use super::super::build::shelf::{Memory, Shelf};
use super::address::OWN;
use super::base::Base;
use super::board::{Answer, Ask, Board, Desk, Place, Stage};
use super::cache::{Cache, Made};
use super::plan::{Maker, Plan};
use super::problem;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::picture::Size;
use crate::record::avatar::PICTURE_LIMIT;
use crate::render::{Templates, render_page};
use crate::repository::IMAGE_LIMIT;
use crate::repository::worktree::Look;
use crate::site::pages;
use crate::site::path::OutputPath;
use crate::site::pull::Pulls;
use crate::site::view::{Notice, Serving};
use crate::site::{Documents, Site, Texts};
use crate::snapshot::ObjectId;

/// Threads that make pages.
const THREADS: usize = 4;
/// Bytes of made pages that are kept of one view.
const KEPT: usize = 64 << 20;

/// The program's own templates, once they are needed.
static OWN_TEMPLATES: OnceLock<Templates> = OnceLock::new();

/// The working copy at one moment, read.
#[derive(Debug, Default)]
pub struct Copy {
    /// Counts the states that were read.
    pub number: u64,
    /// What stands there; nothing in a bare repository.
    pub look: Option<Look>,
    /// Its documents.
    pub documents: Documents,
    /// Its other texts.
    pub texts: Texts,
    /// How large its images are.
    pub sizes: BTreeMap<ObjectId, Size>,
    /// What is wrong with it, and with what the site is made with.
    pub problems: Vec<Diagnostic>,
}

/// What is shown.
#[derive(Clone)]
pub struct Scene<'s> {
    /// Which state of Git.
    pub epoch: u64,
    /// How much of it is known.
    pub stage: Stage,
    /// All requests in brief, if that is known.
    pub pulls: &'s Pulls,
    /// The working copy.
    pub copy: Arc<Copy>,
    /// What does not depend on the working copy.
    pub cache: Arc<Cache>,
}

/// Makes pages until nobody can ask any more.
/// Drops `up` as soon as it is shown.
pub fn show(base: &Base<'_>, scene: &Scene<'_>, board: &Board, up: mpsc::Sender<()>) {
    let copy = &*scene.copy;
    let mut problems = copy.problems.clone();
    let site: Site<'_> = base.site.clone();
    let mut site = match &copy.look {
        Some(look) => {
            site.with_worktree(&look.version, &copy.documents, &copy.texts, &mut problems)
        }
        None => site,
    };
    for (blob, size) in &copy.sizes {
        site.assets.learn(*blob, *size);
    }
    let mut documents = base.documents.clone();
    documents.extend(copy.documents.clone());
    let empty = Document::default();
    let pairs = pages::worktree_pairs(&site);
    let mut comparisons = base.comparisons.clone();
    let mut wanted = pages::wanted_pairs(&site, &pairs);
    wanted.retain(|pair| !comparisons.contains_key(pair));
    comparisons.extend(compare_pairs(&documents, &empty, &site, wanted));
    let mut states = base.states.to_vec();
    let more = pairs.iter();
    states.extend(more.map(|pair| pages::compare_states(&site, pair, &comparisons)));
    let material = Material {
        site: &site,
        survey: base.survey,
        pulls: scene.pulls,
        past: base.past,
        states: &states,
        comparisons: &comparisons,
    };
    let jobs = all_jobs(&site, scene.pulls, base.past, &states);
    let assets = base.inputs.kit.templates.assets();
    let assets = assets.map(|asset| asset.path.clone());
    let plan = Plan::new(&jobs, &material, assets);
    let plan = match base.single {
        Some(single) => {
            let addresses = single.sections().addresses();
            plan.with_sections(base.survey, |key| addresses.page(key))
        }
        None => plan,
    };
    let own = Arc::new(Cache::new(KEPT));
    let notices = problem::notices(problems);
    let shared = notices.is_empty().then(|| Arc::clone(&scene.cache));
    let below = site.base_url.as_deref().map(path_of).unwrap_or_default();
    let (asks, asked) = mpsc::channel();
    let caches = [Some(Arc::clone(&own)), shared.clone()];
    let desk = Desk::new(asks, caches.into_iter().flatten().collect(), below);
    let view = View {
        base,
        scene,
        material,
        jobs,
        plan,
        notices,
        own,
        shared,
        locks: Mutex::default(),
    };
    let place = Place {
        epoch: scene.epoch,
        copy: copy.number,
        stage: scene.stage,
    };
    if !board.put(place, desk) {
        return;
    }
    drop(up);
    let asked = Mutex::new(asked);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| view.work(&asked));
        }
    });
}

/// The path of an address on its host, without `/` at its ends.
fn path_of(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    path.trim_matches('/').to_owned()
}

struct View<'v> {
    base: &'v Base<'v>,
    scene: &'v Scene<'v>,
    material: Material<'v>,
    jobs: Vec<Job<'v>>,
    plan: Plan,
    notices: Vec<Notice>,
    own: Arc<Cache>,
    shared: Option<Arc<Cache>>,
    /// What is being made: who asks for the same waits for it.
    locks: Mutex<HashMap<Maker, Arc<Mutex<()>>>>,
}

impl View<'_> {
    fn work(&self, asked: &Mutex<mpsc::Receiver<Ask>>) {
        loop {
            let next = asked.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(Ask { key, reply }) = next else {
                return;
            };
            // Nobody may be waiting any more.
            if !reply.is_closed() {
                let _ = reply.send(self.answer(&key));
            }
        }
    }

    fn answer(&self, key: &str) -> Answer {
        if self.plan.is_folder(key) {
            return Answer::Folder;
        }
        let Some(maker) = self.plan.find(self.material.site, key) else {
            return self.nothing(key);
        };
        if maker == Maker::BuildOnly {
            return Answer::BuildOnly(self.instead(Serving::BuildOnly, ""));
        }
        if maker.stage(&self.jobs) > self.scene.stage {
            return Answer::Later(self.instead(Serving::Waiting, ""));
        }
        let cache = self.cache(&maker);
        let lock = {
            let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(locks.entry(maker.clone()).or_default())
        };
        let _made_once = lock.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = cache.get(key) {
            return Answer::Made(made);
        }
        // A page that cannot be made costs itself, whatever the reason.
        let made = catch_unwind(AssertUnwindSafe(|| self.make(&maker)));
        let failure = match made {
            Ok(Ok(files)) => return self.keep(key, cache, files),
            Ok(Err(error)) => format!("{error:#}"),
            Err(panic) => told(&*panic),
        };
        Answer::Failed(self.instead(Serving::Failed, &failure))
    }

    fn nothing(&self, key: &str) -> Answer {
        if self.scene.stage < Stage::Whole && Plan::may_come(key) {
            return Answer::Later(self.instead(Serving::Waiting, ""));
        }
        Answer::Missing(self.not_found())
    }

    /// Where a file is kept: what every state of the working copy has is kept for all of them.
    fn cache(&self, maker: &Maker) -> &Cache {
        let shared = self.shared.as_ref().filter(|_| maker.is_published());
        shared.unwrap_or(&self.own)
    }

    fn keep(&self, key: &str, cache: &Cache, files: BTreeMap<String, Vec<u8>>) -> Answer {
        let is_folder = files.contains_key(&format!("{key}/index.html"));
        let mut found = None;
        for (name, bytes) in files {
            let made = Arc::new(made(&name, bytes));
            cache.put(&name, &made);
            if name == key {
                found = Some(made);
            }
        }
        match found {
            Some(made) => Answer::Made(made),
            None if is_folder => Answer::Folder,
            None => Answer::Missing(self.not_found()),
        }
    }

    fn make(&self, maker: &Maker) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
        let memory = Memory::default();
        let inputs = &self.base.inputs;
        let writer = Writer {
            folder: &memory,
            templates: &inputs.kit.templates,
            notices: &self.notices,
            kit: None,
        };
        let published = Material {
            site: self.base.site,
            states: self.base.states,
            comparisons: self.base.comparisons,
            ..self.material
        };
        let source = self.base.source;
        match maker {
            Maker::Job(index) => writer.job(&self.jobs[*index], &self.material)?,
            Maker::Together(index) => {
                let name = &published.site.editions[*index].version.name;
                let mut states = published.site.states();
                if let Some(state) = states.find(|state| state.version.name == *name) {
                    writer.whole(published.site, state, source)?;
                }
            }
            Maker::Image(blob) => self.image(*blob, &memory)?,
            Maker::Kept(kept) => {
                let read = source.blobs()?.read(kept.blob, IMAGE_LIMIT);
                let bytes = images::checked(&kept.path, read).map_err(anyhow::Error::msg)?;
                memory.write(&kept.path, &bytes, "", Vec::new())?;
            }
            Maker::Portrait(blob) => self.portrait(*blob, &memory)?,
            Maker::Asset(path) => {
                let mut assets = inputs.kit.templates.assets();
                if let Some(asset) = assets.find(|asset| asset.path == *path) {
                    memory.write(&OutputPath::file(path), &asset.content, "", Vec::new())?;
                }
            }
            Maker::Cards => writer.cards(published.site)?,
            Maker::Engines => writer.for_search_engines(published.site)?,
            Maker::Search => writer.search(published.site, self.scene.pulls)?,
            Maker::PullIndex => writer.pull_index(published.site, self.scene.pulls)?,
            Maker::Api => {
                writer.api(&published)?;
                self.of_requests(&writer, maker)?;
            }
            Maker::Feed => writer.site_feed(&published)?,
            Maker::Backlog => writer.backlog(published.site)?,
            Maker::Pull(_) | Maker::Section(_) | Maker::Sections => {
                self.of_requests(&writer, maker)?;
            }
            Maker::BuildOnly => {}
        }
        Ok(memory.into_files())
    }

    fn of_requests(&self, writer: &Writer<'_>, maker: &Maker) -> anyhow::Result<()> {
        let (Some(single), Some(today)) = (self.base.single, self.base.today) else {
            return Ok(());
        };
        let makings = Makings {
            site: self.base.site,
            source: self.base.source,
            writer,
            survey: self.base.survey,
            today,
            shard: None,
        };
        match maker {
            Maker::Pull(number) => single.write(*number, &makings),
            Maker::Section(key) => single.write_section(key, &makings),
            _ => single.sections().write_lists(&makings),
        }
    }

    /// An image: of Git, else of the working copy.
    fn image(&self, blob: ObjectId, memory: &Memory) -> anyhow::Result<()> {
        let asset = self.material.site.assets.get(blob);
        let asset = asset.context("the image is not there")?;
        let copy = self.scene.copy.look.as_ref();
        let file = copy.and_then(|look| look.images.get(&blob));
        let read = match file {
            Some(file) => std::fs::read(file).map_err(anyhow::Error::from),
            None => {
                let blobs = self.base.source.blobs()?;
                blobs.read(blob, IMAGE_LIMIT).map_err(anyhow::Error::from)
            }
        };
        let bytes = images::checked(&asset.path, read).map_err(anyhow::Error::msg)?;
        Ok(memory.write(&asset.path, &bytes, "", Vec::new())?)
    }

    fn portrait(&self, blob: ObjectId, memory: &Memory) -> anyhow::Result<()> {
        let blobs = self.base.source.blobs()?;
        let mut portraits = self.material.site.portraits().into_iter();
        let Some((path, _)) = portraits.find(|(_, avatar)| avatar.blob == blob) else {
            return Ok(());
        };
        let bytes = blobs.read(blob, PICTURE_LIMIT)?;
        Ok(memory.write(&path, &bytes, "", Vec::new())?)
    }

    fn not_found(&self) -> Arc<Made> {
        let key = "404.html";
        if let Some(made) = self.own.get(key) {
            return made;
        }
        let index = self
            .jobs
            .iter()
            .position(|job| matches!(job, Job::NotFound));
        let files = index.and_then(|index| self.make(&Maker::Job(index)).ok());
        let bytes = files.and_then(|mut files| files.remove(key));
        let made = match bytes {
            Some(bytes) => Arc::new(made(key, bytes)),
            None => self.instead(Serving::Failed, ""),
        };
        self.own.put(key, &made);
        made
    }

    /// A page of the program's own templates: the user's may be what is broken.
    fn instead(&self, reason: Serving, message: &str) -> Arc<Made> {
        let mut page = pages::serving(self.material.site, reason, message);
        page.shell.notices.clone_from(&self.notices);
        let own = OWN_TEMPLATES.get_or_init(Templates::embedded);
        let html = render_page(own, &page).unwrap_or_else(|error| error.to_string().into_bytes());
        Arc::new(made("serving.html", html))
    }
}

/// A file as it is sent: pages with the script that hears of changes.
fn made(name: &str, bytes: Vec<u8>) -> Made {
    if !name.ends_with(".html") || name.starts_with("assets/") {
        return Made::new(bytes);
    }
    let made = Made::new(bytes);
    let script = format!(
        "<script defer src=\"{OWN}serve.js\" data-page=\"{}\"></script>\n</head>",
        made.tag
    );
    let html = String::from_utf8_lossy(&made.body).replacen("</head>", &script, 1);
    Made {
        body: html.into(),
        tag: made.tag,
    }
}

fn told(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
    words.unwrap_or("the program failed").to_owned()
}
