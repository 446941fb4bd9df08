//! `teigen build`: reads Git, writes the site.

mod digest;
pub(super) mod images;
pub(super) mod jobs;
pub(super) mod known;
mod merged;
pub(super) mod pages;
pub(super) mod past;
pub(super) mod pulls;
mod sections;
mod shard;
mod shared;
pub(super) mod shelf;
pub(super) mod survey;
mod today;
mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use self::digest::digest;
pub use self::shard::Shard;
use super::terminal::{self, Stages};
use super::{Opened, Outcome, RepositoryArgs};
use crate::comparison::{Index, compare_indexed};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document};
use crate::output::{Folders, Manifest, Tally, hex};
use crate::render::Templates;
use crate::repository::worktree::Look;
use crate::repository::{self, Source, Wanted};
use crate::site::pages::{BlobPair, Compared, Comparisons};
use crate::site::{self, Documents, Site, Texts};
use crate::snapshot::{ObjectId, Snapshot, Version, VersionName};
use crate::survey::Survey;

/// Options of `teigen build`.
#[derive(Args, Clone, Debug)]
pub struct BuildArgs {
    /// Which repository, and its configuration.
    #[command(flatten)]
    pub repository: RepositoryArgs,
    /// Folder to write the site to [default: the configuration's `output`, else `site`]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Folder to write the pages of pull requests to, with `pulls.preview_base_url` [default: the configuration's
    /// `pulls.preview_output`, else the site's folder with `-previews` after its name]
    #[arg(long, value_name = "DIR")]
    pub previews_out: Option<PathBuf>,
    /// Threads to use [default: one per core]
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Exit with code 1 if anything was found wrong
    #[arg(long)]
    pub strict: bool,
    /// Make every page anew, whatever an earlier build left
    #[arg(long)]
    pub fresh: bool,
    /// Make only the pages of one share of the pull requests, such as 2/4, for a build or a publication that puts them together
    #[arg(long, value_name = "K/N", conflicts_with = "join")]
    pub shard: Option<Shard>,
    /// Take finished pages from this share of the site, made with --shard; name each share
    #[arg(long, value_name = "DIR")]
    pub join: Vec<PathBuf>,
    /// Show notes, and the time that each stage takes
    #[arg(long, short)]
    pub verbose: bool,
}

impl BuildArgs {
    /// All of a repository's site, into a folder.
    pub fn new(repository: RepositoryArgs, out: PathBuf) -> Self {
        Self {
            repository,
            out: Some(out),
            previews_out: None,
            jobs: None,
            strict: false,
            fresh: false,
            shard: None,
            join: Vec::new(),
            verbose: false,
        }
    }
}

/// What sites name as the program that made them.
pub(super) const PROGRAM: &str = concat!("teigen ", env!("CARGO_PKG_VERSION"));

/// Everything a site is made from, besides Git.
pub(super) struct Kit {
    /// The templates, with the user's among them.
    pub templates: Templates,
    /// A digest of the program, its templates and the configuration.
    pub digest: String,
}

/// Builds a site.
pub fn run(args: &BuildArgs) -> anyhow::Result<Outcome> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(args.jobs.unwrap_or(0));
    let pool = threads.build().context("the threads cannot be started")?;
    pool.install(|| build(args))
}

fn build(args: &BuildArgs) -> anyhow::Result<Outcome> {
    let mut stages = Stages::new(args.verbose);
    let opened = args.repository.open()?;
    let out = out_folder(args, &opened);
    let second = second_folder(args, &opened, &out)?;
    let kit = kit(&args.repository.repo, &opened.config, &opened.config_text)?;
    let mut folder = Folders::open(&out, second.as_deref())?;
    let inputs = digest(&[&kit.digest, &opened.source.fingerprint()?]);
    let shard = args.shard.map(|shard| shard.to_string());
    if !args.fresh && !args.strict && folder.are_current(&inputs, shard.as_deref()) {
        let files: usize = folder
            .all()
            .map(|folder| folder.previous().files.len() + 1)
            .sum();
        terminal::say(&format!(
            "{}: nothing new; {files} files are as they should be",
            out.display()
        ));
        return Ok(Outcome::Done);
    }
    shard::join(&mut folder, &args.join, &inputs)?;
    let folder = if args.fresh { folder.forget() } else { folder };
    let mut diagnostics = Vec::new();
    let wanted = (inputs, args.shard);
    let (tallies, site_facts) =
        write(&opened, &kit, folder, wanted, &mut stages, &mut diagnostics)?;
    let time = stages.finish();
    let grave = terminal::report(diagnostics, args.verbose);
    let written: Vec<String> = tallies.iter().map(told).collect();
    let second = second.map(|folder| format!(" {}: ", folder.display()));
    terminal::say(&format!(
        "{}: {site_facts}; {} in {:.2} s",
        out.display(),
        written.join(&format!(";{}", second.unwrap_or_default())),
        time.as_secs_f64()
    ));
    Ok(if args.strict && grave {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

/// Builds a repository into new folders, the second for previews where the configuration has them apart, and says nothing.
pub(super) fn build_anew(opened: &Opened, args: &BuildArgs, out: &Path) -> anyhow::Result<()> {
    let second = second_folder(args, opened, out)?;
    let kit = kit(&args.repository.repo, &opened.config, &opened.config_text)?;
    let folder = Folders::open(out, second.as_deref())?;
    let inputs = digest(&[&kit.digest, &opened.source.fingerprint()?]);
    let mut stages = Stages::new(false);
    let wanted = (inputs, None);
    write(opened, &kit, folder, wanted, &mut stages, &mut Vec::new())?;
    stages.finish();
    Ok(())
}

fn told(tally: &Tally) -> String {
    format!(
        "{} files ({} written, {} removed, {:.1} MB)",
        tally.files,
        tally.written,
        tally.removed,
        tally.bytes as f64 / 1e6,
    )
}

/// The pipeline. Of the site that these inputs give, all or a share is made.
fn write(
    opened: &Opened,
    kit: &Kit,
    folder: Folders,
    (inputs, shard): (String, Option<Shard>),
    stages: &mut Stages,
    diagnostics: &mut Vec<Diagnostic>,
) -> anyhow::Result<(Vec<Tally>, String)> {
    let Opened { source, config, .. } = opened;
    stages.begin("reading Git");
    let snapshot = repository::read(source, config, Wanted::All, &|done, total| {
        stages.step(done, total);
    })?;
    diagnostics.extend(snapshot.diagnostics.iter().cloned());
    diagnostics.extend(moved_tags(&snapshot, &folder));
    stages.begin("reading documents");
    let documents = read_documents(source, config, &snapshot, diagnostics)?;
    let texts = read_texts(source, &snapshot)?;
    let mut site = site::plan(config, &snapshot, &documents, &texts, diagnostics);
    images::measure(&mut site, source)?;
    if site.preview_base_url.is_some() && site.base_url.is_none() {
        anyhow::bail!(
            "`pulls.preview_base_url` is set, but where the site itself is published is not known: set `base_url` in teigen.yaml, so that links can lead from one to the other"
        );
    }
    diagnostics.extend(shared_origin(&site));
    diagnostics.extend(missing_words(&kit.templates, &site));
    stages.begin("comparing versions");
    let pairs = site::pages::state_pairs(&site);
    let empty = Document::default();
    let wanted = site::pages::wanted_pairs(&site, &pairs);
    let comparisons = compare_pairs(&documents, &empty, &site, wanted);
    let states: Vec<_> = pairs
        .iter()
        .map(|pair| site::pages::compare_states(&site, pair, &comparisons))
        .collect();
    stages.begin("reading the past");
    let way = past::Way::read(source, &snapshot, &documents)?;
    let past = way.compare(&empty, &site);
    let today = survey::Today::new(site.next());
    let known = known::Known::read(&folder, &kit.digest, &site);
    let (survey, said) = survey::survey(&site, source, &today, &known, stages)?;
    drop(known);
    stages.begin("pull requests");
    known::write_said(&folder, &said)?;
    drop(said);
    let writer = pages::Writer {
        folder: &folder,
        templates: &kit.templates,
        notices: &[],
        kit: Some(&kit.digest),
    };
    let makings = pulls::Makings {
        site: &site,
        source,
        writer: &writer,
        survey: &survey,
        today: &today,
        shard,
    };
    let pulls = pulls::write_all(&makings, stages)?;
    stages.begin("pages");
    let material = pages::Material {
        site: &site,
        survey: &survey,
        pulls: &pulls,
        past: &past,
        states: &states,
        comparisons: &comparisons,
    };
    match shard {
        None => writer.write_all(&material, source, &folder, diagnostics)?,
        Some(_) => shard::write_facts(&writer, &pulls)?,
    }
    stages.begin("finishing");
    let versions = snapshot
        .versions
        .iter()
        .map(|version| (version.name.to_string(), version.commit.to_string()))
        .collect();
    let left_out = match snapshot.left_out.total() {
        0 => String::new(),
        count => format!(" ({count} more are not shown)"),
    };
    let share = shard.map_or_else(String::new, |shard| format!("share {shard} of "));
    let facts = format!(
        "{share}{} documents, {} versions, {} pull requests{left_out}",
        site.latest().documents.len(),
        snapshot.versions.len(),
        snapshot.pull_requests.len()
    );
    let made = Manifest {
        program: PROGRAM.to_owned(),
        commit: snapshot
            .next
            .as_ref()
            .map(|next| next.commit.to_string())
            .unwrap_or_default(),
        inputs,
        shard: shard.map(|shard| shard.to_string()),
        versions,
        files: BTreeMap::new(),
    };
    Ok((folder.finish(&made)?, facts))
}

/// Surveys all requests of a snapshot, for a command that asks what the site would tell of them.
pub(super) fn survey_of(opened: &Opened, snapshot: &Snapshot) -> anyhow::Result<Survey> {
    let Opened { source, config, .. } = opened;
    let mut stages = Stages::new(false);
    stages.begin("reading documents");
    let mut problems = Vec::new();
    let documents = read_documents(source, config, snapshot, &mut problems)?;
    let texts = read_texts(source, snapshot)?;
    let site = site::plan(config, snapshot, &documents, &texts, &mut problems);
    let today = survey::Today::new(site.next());
    let known = known::Known::default();
    let (found, _) = survey::survey(&site, source, &today, &known, &mut stages)?;
    stages.finish();
    Ok(found)
}

/// What a build of a snapshot would find wrong, without building it; with the files of a working copy, if there is one, in the place of the main branch.
pub(super) fn findings_of(
    opened: &Opened,
    snapshot: &Snapshot,
    copy: Option<(&Look, Documents)>,
) -> anyhow::Result<Vec<Diagnostic>> {
    let Opened { source, config, .. } = opened;
    let mut snapshot = snapshot.clone();
    let mut found = snapshot.diagnostics.clone();
    let tip = snapshot.next.take_if(|_| copy.is_some());
    let mut documents = read_documents(source, config, &snapshot, &mut found)?;
    let mut texts = read_texts(source, &snapshot)?;
    let is_at_hand = copy.is_some();
    if let Some((copy, read)) = copy {
        documents.extend(read);
        texts.extend(
            copy.texts
                .iter()
                .map(|(blob, text)| (*blob, text.to_string())),
        );
        snapshot.next = tip.map(|tip| Version {
            files: copy.version.files.clone(),
            ..tip
        });
    }
    let before = found.len();
    let site = site::plan(config, &snapshot, &documents, &texts, &mut found);
    found.extend(shared_origin(&site));
    if is_at_hand {
        for found in &mut found[before..] {
            let reference = &mut found.place.reference;
            // It is about files at hand.
            reference.take_if(|reference| reference == VersionName::NEXT);
        }
    }
    Ok(found)
}

fn out_folder(args: &BuildArgs, opened: &Opened) -> PathBuf {
    let configured = opened.config.output.as_deref().unwrap_or("site");
    args.out
        .clone()
        .unwrap_or_else(|| PathBuf::from(configured))
}

/// The folder of the second origin, if there is one.
fn second_folder(args: &BuildArgs, opened: &Opened, out: &Path) -> anyhow::Result<Option<PathBuf>> {
    let pulls = &opened.config.pulls;
    if pulls.preview_base_url.is_none() {
        let asked = args.previews_out.is_none() && pulls.preview_output.is_none();
        anyhow::ensure!(
            asked,
            "a second folder needs an address: set `pulls.preview_base_url` in teigen.yaml"
        );
        return Ok(None);
    }
    // All shares would be written to the configured one.
    let configured = pulls.preview_output.as_ref().map(PathBuf::from);
    let configured = configured.filter(|_| args.shard.is_none());
    let asked = args.previews_out.clone().or(configured);
    Ok(Some(asked.unwrap_or_else(|| second_beside(out))))
}

/// The folder of the second origin where none is named.
fn second_beside(out: &Path) -> PathBuf {
    let name = out.file_name().unwrap_or("site".as_ref());
    let mut name = name.to_owned();
    name.push("-previews");
    out.with_file_name(name)
}

/// Reads the templates of a configuration, which are beside it in `root`.
pub(super) fn kit(root: &Path, config: &Config, config_text: &str) -> anyhow::Result<Kit> {
    let overrides = match &config.templates {
        Some(folder) => read_overrides(&root.join(folder))?,
        None => Vec::new(),
    };
    let style = config.theme.style();
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION").as_bytes());
    for bytes in Templates::embedded_bytes() {
        hash.update(bytes.len().to_le_bytes());
        hash.update(&bytes);
    }
    hash.update(config_text.as_bytes());
    for (name, content) in &overrides {
        hash.update(name.as_bytes());
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
    let mut templates = Templates::with_overrides(overrides)?.with_style(&style)?;
    if config.diagrams {
        templates = templates.with_diagrams();
    }
    // Pages name the assets, which the program makes from its files.
    for asset in templates.assets() {
        hash.update(asset.path.as_bytes());
    }
    Ok(Kit {
        templates,
        digest: hex(&hash.finalize()),
    })
}

/// The user's templates, by name; read from the folder beside the configuration.
pub(super) fn read_overrides(folder: &Path) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder)
        .max_depth(4)
        .sort_by_file_name()
    {
        let entry =
            entry.with_context(|| format!("{}: the templates cannot be read", folder.display()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let name = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let content = std::fs::read(entry.path())
            .with_context(|| format!("{} cannot be read", entry.path().display()))?;
        files.push((name.to_string_lossy().replace('\\', "/"), content));
    }
    Ok(files)
}

/// Strangers' words stand on the same origin as the proposal: said once, so that it is known.
fn shared_origin(site: &Site<'_>) -> Option<Diagnostic> {
    let message = "the pages of pull requests, other people's words, are published on the same origin as the proposal";
    let is_shared = site.is_one_origin() && !site.snapshot.pull_requests.is_empty();
    is_shared.then(|| {
        Diagnostic::note("pulls-same-origin", message)
            .with_help("they are sanitised and may run nothing; `pulls.preview_base_url` in teigen.yaml publishes them on another, and `pulls.show`, `pulls.hide` and `pulls.previews` say which there are")
    })
}

/// Messages that a language of the site lacks: said once for each, with their number.
fn missing_words(templates: &Templates, site: &Site<'_>) -> Vec<Diagnostic> {
    let lacking = site.languages().into_iter().filter_map(|language| {
        let (missing, all) = templates.missing_messages(language);
        let code = language.code();
        let spoken = language.spoken().language();
        let message = format!(
            "{missing} of {all} messages are not there in `{code}`: they are shown in `{}`",
            spoken.code()
        );
        (missing > 0).then(|| {
            Diagnostic::note("messages-missing", message)
                .at_path(format!("messages/{code}.ftl"))
                .with_help("the manual's chapter on templates says how a language is added")
        })
    });
    lacking.collect()
}

/// A version's tag that leads elsewhere than at the last build.
fn moved_tags(snapshot: &Snapshot, folder: &Folders) -> Vec<Diagnostic> {
    let previous = &folder.previous().versions;
    snapshot
        .versions
        .iter()
        .filter(|version| matches!(version.origin, crate::snapshot::VersionOrigin::Tag(_)))
        .filter_map(|version| {
            let before = previous.get(version.name.as_str())?;
            let now = version.commit.to_string();
            (*before != now).then(|| {
                Diagnostic::warning(
                    "tag-moved",
                    format!("the version was published from commit {} and now names {}", &before[..10.min(before.len())], version.commit.short()),
                )
                .at_reference(version.name.as_str())
                .with_help("a published version should not change: give the new text a new version, or accept the change knowingly")
            })
        })
        .collect()
}

/// A document with what is wrong with it, or why it cannot be read.
type Read = Result<(Document, Vec<Diagnostic>), Diagnostic>;

/// Reads and parses every distinct document of the versions, once.
pub(super) fn read_documents(
    source: &Source,
    config: &Config,
    snapshot: &Snapshot,
    diagnostics: &mut Vec<Diagnostic>,
) -> anyhow::Result<Documents> {
    let mut wanted: BTreeMap<ObjectId, (&str, &str)> = BTreeMap::new();
    for version in snapshot.versions.iter().chain(&snapshot.next) {
        for file in version.documents(&snapshot.source) {
            wanted.insert(file.blob, (version.name.as_str(), file.path.as_str()));
        }
    }
    let wanted: Vec<_> = wanted.into_iter().collect();
    let read: Vec<(ObjectId, Read)> = wanted
        .par_chunks(16)
        .map(|chunk| {
            let blobs = source.blobs()?;
            let parse = |(id, (version, path)): &(ObjectId, (&str, &str))| {
                let text = blobs.text(*id).map_err(|error| {
                    Diagnostic::error("document-unreadable", error.to_string())
                        .at_reference(*version)
                        .at_path(*path)
                        .with_help("repair or fetch the object; everything else was published")
                });
                (*id, text.map(|text| read_document(&text, config)))
            };
            Ok(chunk.iter().map(parse).collect::<Vec<_>>())
        })
        .collect::<anyhow::Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect();
    let mut documents = Documents::new();
    for ((id, document), (_, (version, path))) in read.into_iter().zip(&wanted) {
        match document {
            Ok((document, problems)) => {
                let placed = |problem: Diagnostic| problem.at_reference(*version).at_path(*path);
                diagnostics.extend(problems.into_iter().map(placed));
                documents.insert(id, Arc::new(document));
            }
            Err(problem) => diagnostics.push(problem),
        }
    }
    Ok(documents)
}

/// A document, and what is wrong with it.
pub(super) fn read_document(text: &str, config: &Config) -> (Document, Vec<Diagnostic>) {
    let document = document::parse(text);
    let mut problems = document.problems.clone();
    if config.math.unwrap_or(true) {
        problems.extend(document::formula_problems(text, &document));
    }
    (document, problems)
}

pub(super) fn read_texts(source: &Source, snapshot: &Snapshot) -> anyhow::Result<Texts> {
    let blobs = source.blobs()?;
    let read = |id: ObjectId| Some((id, blobs.text(id).ok()?));
    Ok(site::wanted_texts(snapshot)
        .into_iter()
        .filter_map(read)
        .collect())
}

/// Compares every distinct pair of contents once, reading through each content once.
pub(super) fn compare_pairs<'d>(
    documents: &'d Documents,
    empty: &'d Document,
    site: &Site<'_>,
    wanted: BTreeSet<BlobPair>,
) -> Comparisons<'d> {
    let wanted: Vec<BlobPair> = wanted.into_iter().collect();
    let sides: BTreeSet<ObjectId> = wanted
        .iter()
        .flat_map(|blobs| [blobs.0, blobs.1])
        .flatten()
        .collect();
    let sides: Vec<ObjectId> = sides.into_iter().collect();
    let indexes: BTreeMap<ObjectId, Index<'d>> = sides
        .par_iter()
        .filter_map(|blob| Some((*blob, Index::new(documents.get(blob)?))))
        .collect();
    let nothing = Index::new(empty);
    let index = |blob: Option<ObjectId>| match blob {
        Some(blob) => indexes.get(&blob),
        None => Some(&nothing),
    };
    wanted
        .par_iter()
        .filter_map(|&blobs| {
            let compared = compare_indexed(index(blobs.0)?, index(blobs.1)?);
            Some((blobs, Compared::new(compared, &site.lexicon)))
        })
        .collect()
}
