//! One state of Git, read: what views show beside states of the working copy.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, mpsc};

use rayon::ThreadPool;

use super::super::build::pages::Writer;
use super::super::build::past::Way;
use super::super::build::pulls::{Makings, Single};
use super::super::build::shelf::Memory;
use super::super::build::survey::{self, Today};
use super::super::build::{compare_pairs, images, known, read_documents, read_texts};
use super::super::terminal::Stages;
use super::board::{Board, Stage};
use super::cache::Cache;
use super::inputs::Inputs;
use super::view::{Copy, Scene, show};
use crate::document::Document;
use crate::provenance::Chain;
use crate::repository::{self, Source, Wanted};
use crate::site::pages::{self, Comparisons, StateComparison};
use crate::site::pull::Pulls;
use crate::site::{self, Documents, Past, Site};
use crate::snapshot::Snapshot;
use crate::survey::Survey;

/// Bytes of made pages that are kept for all states of the working copy.
const KEPT: usize = 192 << 20;

/// One state of Git.
pub struct Base<'b> {
    /// The repository.
    pub source: &'b Source,
    /// What the site is made with.
    pub inputs: &'b Inputs,
    /// The site without a working copy.
    pub site: &'b Site<'b>,
    /// Its documents.
    pub documents: &'b Documents,
    /// Comparisons of its versions' documents.
    pub comparisons: &'b Comparisons<'b>,
    /// Comparisons of its versions.
    pub states: &'b [StateComparison],
    /// What happened to each passage; nothing where only versions were read.
    pub past: &'b Past<'b>,
    /// What is known of all requests side by side.
    pub survey: &'b Survey,
    /// Requests one by one.
    pub single: Option<&'b Single<'b>>,
    /// Today's documents.
    pub today: Option<&'b Today<'b>>,
}

/// What a base is told.
pub enum Told {
    /// There is a new state of the working copy.
    Copy(Arc<Copy>),
    /// All requests are known in brief.
    Counted,
}

/// What a base is made of.
pub struct Order {
    /// Counts the states of Git.
    pub epoch: u64,
    /// The repository, as it was opened for this state.
    pub source: Source,
    /// What the site is made with.
    pub inputs: Arc<Inputs>,
    /// Where views go.
    pub board: Arc<Board>,
    /// The working copy when it was ordered.
    pub copy: Arc<Copy>,
}

/// Versions alone, as they were read: shows them until nobody tells it anything any more.
pub fn quick(
    order: &Order,
    snapshot: &Snapshot,
    documents: &Documents,
    told: &mpsc::Receiver<Told>,
) -> anyhow::Result<()> {
    let inputs = &*order.inputs;
    let source = &order.source;
    let texts = read_texts(source, snapshot)?;
    let mut site = site::plan(&inputs.config, snapshot, documents, &texts, &mut Vec::new());
    images::measure(&mut site, source)?;
    let empty = Document::default();
    let (comparisons, states) = compared(&site, documents, &empty);
    let past = Past::new(&site, Chain::default(), BTreeMap::new());
    let base = Base {
        source,
        inputs,
        site: &site,
        documents,
        comparisons: &comparisons,
        states: &states,
        past: &past,
        survey: &Survey::default(),
        single: None,
        today: None,
    };
    let nothing = Pulls::default();
    std::thread::scope(|scope| {
        let mut copy = Some(Arc::clone(&order.copy));
        while let Some(shown) = copy {
            let scene = Scene {
                epoch: order.epoch,
                stage: Stage::Quick,
                pulls: &nothing,
                copy: shown,
                cache: Arc::new(Cache::new(KEPT)),
            };
            let base = &base;
            shown_by(|up| scope.spawn(move || show(base, &scene, &order.board, up)));
            copy = newest(told).0;
        }
    });
    Ok(())
}

/// Everything, read in the background: shows it until nobody tells it anything any more.
pub fn whole(
    order: &Order,
    pool: &ThreadPool,
    (tell, told): (mpsc::Sender<Told>, &mpsc::Receiver<Told>),
    ready: &dyn Fn(),
) -> anyhow::Result<()> {
    let inputs = &*order.inputs;
    let source = &order.source;
    let mut problems = Vec::new();
    let read = || repository::read(source, &inputs.config, Wanted::All, &|_, _| {});
    let snapshot = pool.install(read)?;
    let read = || read_documents(source, &inputs.config, &snapshot, &mut problems);
    let documents = pool.install(read)?;
    let texts = read_texts(source, &snapshot)?;
    let mut site = site::plan(
        &inputs.config,
        &snapshot,
        &documents,
        &texts,
        &mut Vec::new(),
    );
    pool.install(|| images::measure(&mut site, source))?;
    let empty = Document::default();
    let (comparisons, states) = pool.install(|| compared(&site, &documents, &empty));
    let way = pool.install(|| Way::read(source, &snapshot, &documents))?;
    let past = pool.install(|| way.compare(&empty, &site));
    let today = pool.install(|| Today::new(site.next()));
    let known = known::Known::nothing(&inputs.kit.digest, &site);
    let survey =
        || survey::survey(&site, source, &today, &known, &mut Stages::new(false)).map(|all| all.0);
    let survey = pool.install(survey)?;
    let nowhere = Memory::default();
    let writer = Writer {
        folder: &nowhere,
        templates: &inputs.kit.templates,
        notices: &[],
        kit: None,
    };
    let makings = Makings {
        site: &site,
        source,
        writer: &writer,
        survey: &survey,
        today: &today,
        shard: None,
    };
    let single = Single::new(&makings);
    let base = Base {
        source,
        inputs,
        site: &site,
        documents: &documents,
        comparisons: &comparisons,
        states: &states,
        past: &past,
        survey: &survey,
        single: Some(&single),
        today: Some(&today),
    };
    ready();
    let (nothing, counted) = (Pulls::default(), OnceLock::new());
    let failed = Mutex::new(None);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            match pool.install(|| single.summaries()) {
                Ok(pulls) => drop(counted.set(pulls)),
                Err(error) => *failed.lock().unwrap_or_else(|held| held.into_inner()) = Some(error),
            }
            let _ = tell.send(Told::Counted);
            drop(tell);
        });
        let mut copy = Arc::clone(&order.copy);
        let mut cache = Arc::new(Cache::new(KEPT));
        let mut stage = Stage::Read;
        loop {
            if stage < Stage::Whole && counted.get().is_some() {
                stage = Stage::Whole;
                cache = Arc::new(Cache::new(KEPT));
            }
            let scene = Scene {
                epoch: order.epoch,
                stage,
                pulls: counted
                    .get()
                    .filter(|_| stage == Stage::Whole)
                    .unwrap_or(&nothing),
                copy: Arc::clone(&copy),
                cache: Arc::clone(&cache),
            };
            let base = &base;
            shown_by(|up| scope.spawn(move || show(base, &scene, &order.board, up)));
            match newest(told) {
                (Some(newer), _) => copy = newer,
                (None, true) => {}
                (None, false) => break,
            }
        }
    });
    Ok(())
}

fn compared<'d>(
    site: &Site<'_>,
    documents: &'d Documents,
    empty: &'d Document,
) -> (Comparisons<'d>, Vec<StateComparison>) {
    let pairs = pages::state_pairs(site);
    let wanted = pages::wanted_pairs(site, &pairs);
    let comparisons = compare_pairs(documents, empty, site, wanted);
    let states = pairs.iter();
    let states = states.map(|pair| pages::compare_states(site, pair, &comparisons));
    let states = states.collect();
    (comparisons, states)
}

/// Starts a view and waits until it is shown: while files change faster than that, only the newest are read.
fn shown_by<T>(start: impl FnOnce(mpsc::Sender<()>) -> T) {
    let (up, is_up) = mpsc::channel();
    start(up);
    // It ends when the other side is dropped, be it by a failure.
    let _ = is_up.recv();
}

/// Waits for news: the newest copy, if any came, and whether requests were counted. Neither when nobody speaks any more.
fn newest(told: &mpsc::Receiver<Told>) -> (Option<Arc<Copy>>, bool) {
    let Ok(first) = told.recv() else {
        return (None, false);
    };
    let (mut copy, mut counted) = (None, false);
    for news in std::iter::once(first).chain(told.try_iter()) {
        match news {
            Told::Copy(newer) => copy = Some(newer),
            Told::Counted => counted = true,
        }
    }
    (copy, counted)
}
