//! Real repositories from the corpora, as pairs of texts: what pull requests change.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid, Repository};

/// The texts of a repository that its pull requests touch.
pub struct Pairs {
    /// Distinct texts.
    pub texts: BTreeMap<Oid, String>,
    /// Distinct pairs of them; none for a document that was added or removed.
    pub pairs: Vec<(Option<Oid>, Option<Oid>)>,
}

/// The folder of the corpora, if it is there.
pub fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    let folder = std::env::var_os("TEIGEN_CORPORA").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// The bare clone of a bundle if it is beside it, else the bundle.
pub fn repository(folder: &Path, name: &str) -> PathBuf {
    let clone = folder.join(format!("{name}.git"));
    if clone.is_dir() {
        clone
    } else {
        folder.join(format!("{name}.bundle"))
    }
}

/// Opens a bare repository, or unpacks a bundle into `scratch` and opens that.
pub fn open(path: &Path, scratch: &Path) -> Repository {
    if path.is_dir() {
        return Repository::open_bare(path).expect("a repository");
    }
    let bundle = std::fs::read(path).expect("a bundle");
    let repository = Repository::init_bare(scratch).expect("a new repository");
    let mut at = 0;
    let mut references = Vec::new();
    loop {
        let end = at
            + bundle[at..]
                .iter()
                .position(|&byte| byte == b'\n')
                .expect("a line");
        let line = String::from_utf8_lossy(&bundle[at..end]).into_owned();
        at = end + 1;
        if line.is_empty() {
            break;
        }
        if let Some((id, name)) = line.split_once(' ')
            && let Ok(id) = Oid::from_str(id)
        {
            references.push((name.to_owned(), id));
        }
    }
    let database = repository.odb().expect("an object database");
    let mut writer = database.packwriter().expect("a pack writer");
    writer.write_all(&bundle[at..]).expect("a pack");
    writer.commit().expect("an index of the pack");
    drop(writer);
    drop(database);
    for (name, id) in references {
        if name == "HEAD" {
            repository.set_head_detached(id).expect("a head");
        } else {
            repository
                .reference(&name, id, true, "")
                .expect("a reference");
        }
    }
    repository
}

/// What pull requests change, one of `every` of them, and what the commits of the main branch did.
pub fn pairs(repository: &Repository, every: usize) -> Pairs {
    let main = repository
        .head()
        .expect("a head")
        .peel_to_commit()
        .expect("a commit");
    let references = repository
        .references_glob("refs/pull/*/head")
        .expect("references");
    let heads: BTreeSet<Oid> = references
        .filter_map(|found| found.ok()?.target())
        .collect();
    let mut pairs = BTreeSet::new();
    for head in heads.into_iter().step_by(every) {
        let Ok(base) = repository.merge_base(main.id(), head) else {
            continue;
        };
        collect(repository, base, head, &mut pairs);
    }
    let mut walk = repository.revwalk().expect("a walk");
    walk.push(main.id()).expect("a start");
    walk.simplify_first_parent().expect("a walk");
    for commit in walk.flatten() {
        let parent = repository
            .find_commit(commit)
            .and_then(|commit| commit.parent_id(0));
        if let Ok(parent) = parent {
            collect(repository, parent, commit, &mut pairs);
        }
    }
    let ids: BTreeSet<Oid> = pairs.iter().flat_map(|(a, b)| [*a, *b]).flatten().collect();
    let text = |id: Oid| {
        let blob = repository.find_blob(id).ok()?;
        Some((id, String::from_utf8_lossy(blob.content()).into_owned()))
    };
    Pairs {
        texts: ids.into_iter().filter_map(text).collect(),
        pairs: pairs.into_iter().collect(),
    }
}

fn collect(
    repository: &Repository,
    base: Oid,
    head: Oid,
    pairs: &mut BTreeSet<(Option<Oid>, Option<Oid>)>,
) {
    let tree = |id: Oid| {
        repository
            .find_commit(id)
            .and_then(|commit| commit.tree())
            .ok()
    };
    let Ok(diff) = repository.diff_tree_to_tree(tree(base).as_ref(), tree(head).as_ref(), None)
    else {
        return;
    };
    for delta in diff.deltas() {
        let side = |file: &git2::DiffFile<'_>| {
            let is_markdown = file
                .path()
                .is_some_and(|path| path.extension().is_some_and(|end| end == "md"));
            let is_blob = repository
                .odb()
                .and_then(|odb| odb.read_header(file.id()))
                .is_ok_and(|(_, kind)| kind == ObjectType::Blob);
            (is_markdown && is_blob).then(|| file.id())
        };
        let pair = (side(&delta.old_file()), side(&delta.new_file()));
        if pair != (None, None) {
            pairs.insert(pair);
        }
    }
}
