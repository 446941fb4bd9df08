//! A store in memory is published to: what is sent in which order, cut off anywhere, and by several at once.

use std::fmt;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutPayload, PutResult, Result,
};

use super::*;
use crate::output::{Folder, Manifest};
use crate::site::path::OutputPath;

const QUICK: Patience = Patience {
    beat: std::time::Duration::from_millis(20),
    look: std::time::Duration::from_millis(2),
    dead: std::time::Duration::from_millis(100),
    most: std::time::Duration::from_secs(60),
};

/// A store in memory that writes down what it is asked to change, and fails from some change on.
struct Watched {
    inner: Arc<InMemory>,
    changes: Arc<std::sync::Mutex<Vec<String>>>,
    left: AtomicUsize,
}

impl Watched {
    fn change(&self, what: String) -> Result<()> {
        let cut_off = || object_store::Error::Generic {
            store: "watched",
            source: "cut off".into(),
        };
        let left = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            });
        left.map_err(|_| cut_off())?;
        self.changes.lock().expect("a list").push(what);
        Ok(())
    }
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("watched")
    }
}

impl fmt::Display for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("watched")
    }
}

#[async_trait::async_trait]
impl ObjectStore for Watched {
    async fn put_opts(
        &self,
        path: &Path,
        bytes: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        // As the network would: others come in between.
        tokio::task::yield_now().await;
        self.change(format!("put {path}"))?;
        self.inner.put_opts(path, bytes, options).await
    }

    async fn put_multipart_opts(
        &self,
        path: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(path, options).await
    }

    async fn get_opts(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        tokio::task::yield_now().await;
        self.inner.get_opts(path, options).await
    }

    fn delete_stream(
        &self,
        paths: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        use futures_util::StreamExt;
        match self.change("delete".to_owned()) {
            Ok(()) => self.inner.delete_stream(paths),
            Err(error) => futures_util::stream::once(async { Err(error) }).boxed(),
        }
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

/// A site in a folder of its own.
fn site(files: &[(&str, &str)]) -> (tempfile::TempDir, Complete) {
    let scratch = tempfile::tempdir().expect("a folder");
    let root = scratch.path().join("site");
    let folder = Folder::open(&root).expect("a folder");
    for (path, text) in files {
        let path = OutputPath::file(path);
        folder
            .write(&path, text.as_bytes(), "", Vec::new())
            .expect("a file");
    }
    folder.finish(&Manifest::default()).expect("a manifest");
    let site = Complete::open(&root).expect("a site");
    (scratch, site)
}

fn one() -> (tempfile::TempDir, Complete) {
    site(&[
        ("assets/style-00000000.css", "a"),
        ("index.html", "one"),
        ("latest/教育/index.html", "教育"),
        ("old/index.html", "old"),
    ])
}

fn other() -> (tempfile::TempDir, Complete) {
    site(&[
        ("assets/style-11111111.css", "b"),
        ("index.html", "other"),
        ("latest/教育/index.html", "教育"),
        ("new/index.html", "new"),
    ])
}

struct Bucket(Arc<InMemory>);

impl Bucket {
    fn new() -> Self {
        Self(Arc::new(InMemory::new()))
    }

    fn place(&self, left: usize) -> (Place, Arc<std::sync::Mutex<Vec<String>>>) {
        let changes = Arc::default();
        let store = Watched {
            inner: Arc::clone(&self.0),
            changes: Arc::clone(&changes),
            left: AtomicUsize::new(left),
        };
        let place = Place::new(Box::new(store), "提言/p").expect("a prefix");
        (place, changes)
    }

    /// Publishes until a number of changes was made; tells how it went, and the changes.
    async fn publish(
        &self,
        site: &Complete,
        left: usize,
    ) -> (std::result::Result<Stored, StorageError>, Vec<String>) {
        let (place, changes) = self.place(left);
        let done = publish(site, &place, &QUICK, &|_| ()).await;
        let changes = changes.lock().expect("a list").clone();
        (done, changes)
    }

    async fn files(&self) -> Vec<(String, String)> {
        use futures_util::TryStreamExt;
        use object_store::ObjectStoreExt;
        let listed: Vec<ObjectMeta> = self.0.list(None).try_collect().await.expect("a list");
        let mut files = Vec::new();
        for found in listed {
            let bytes = self
                .0
                .get(&found.location)
                .await
                .expect("a file")
                .bytes()
                .await
                .expect("bytes");
            files.push((
                found.location.to_string(),
                String::from_utf8_lossy(&bytes).into_owned(),
            ));
        }
        files.sort();
        files
    }

    async fn check(&self, site: &Complete) {
        let mut expected: Vec<(String, String)> = site
            .manifest
            .files
            .keys()
            .map(String::as_str)
            .chain([crate::output::MANIFEST])
            .map(|path| {
                let text = fs::read_to_string(site.root.join(path)).expect("a file");
                (format!("提言/p/{path}"), text)
            })
            .collect();
        expected.sort();
        assert_eq!(self.files().await, expected);
    }
}

fn block<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(work)
}

#[test]
fn assets_go_first_then_pages_then_the_manifest_and_what_is_gone_last() {
    block(async {
        let bucket = Bucket::new();
        let ((_a, one), (_b, other)) = (one(), other());
        bucket
            .publish(&one, usize::MAX)
            .await
            .0
            .expect("it is published");
        bucket.check(&one).await;
        let (done, mut changes) = bucket.publish(&other, usize::MAX).await;
        // Pages go at the same time.
        changes[3..5].sort();
        let sent = Stored::Sent {
            files: 4,
            bytes: 9 + other.bytes.len() as u64,
            gone: 2,
        };
        assert_eq!(done.expect("it is published"), sent);
        bucket.check(&other).await;
        let named = |name: &str| format!("put 提言/p/{name}");
        let expected = [
            named(".teigen-publishing.json"),
            named(".teigen-changing.json"),
            named("assets/style-11111111.css"),
            named("index.html"),
            named("new/index.html"),
            named("manifest.json"),
            "delete".to_owned(),
            "delete".to_owned(),
            "delete".to_owned(),
        ];
        assert_eq!(changes, expected);
        let (done, changes) = bucket.publish(&other, usize::MAX).await;
        assert_eq!(done.expect("it is published"), Stored::Nothing);
        assert!(changes.is_empty(), "{changes:?}");
    });
}

#[test]
fn wherever_it_is_cut_off_the_next_run_completes_it_whatever_it_publishes() {
    block(async {
        let ((_a, one), (_b, other)) = (one(), other());
        for left in 0..9 {
            for next in [&one, &other] {
                let bucket = Bucket::new();
                bucket
                    .publish(&one, usize::MAX)
                    .await
                    .0
                    .expect("it is published");
                let cut = bucket.publish(&other, left).await.0;
                assert!(cut.is_err(), "{left}: {cut:?}");
                bucket
                    .publish(next, usize::MAX)
                    .await
                    .0
                    .expect("it is published");
                bucket.check(next).await;
            }
        }
    });
}

#[test]
fn of_publishers_at_once_one_comes_last_and_is_there_as_a_whole() {
    block(async {
        for _ in 0..50 {
            let bucket = Bucket::new();
            let ((_a, one), (_b, other)) = (one(), other());
            let both = [&one, &other, &one].map(|site| bucket.publish(site, usize::MAX));
            for (done, _) in futures_util::future::join_all(both).await {
                done.expect("it is published");
            }
            let files = bucket.files().await;
            let is_one = files
                .iter()
                .any(|(path, text)| path.ends_with("p/index.html") && text == "one");
            bucket.check(if is_one { &one } else { &other }).await;
        }
    });
}

#[test]
fn a_manifest_of_others_is_left_alone() {
    block(async {
        use object_store::ObjectStoreExt;
        let bucket = Bucket::new();
        let path = Path::parse("提言/p/manifest.json").expect("a path");
        bucket
            .0
            .put(&path, "{\"name\": \"an app\"}".into())
            .await
            .expect("it is there");
        let (_a, one) = one();
        let done = bucket.publish(&one, usize::MAX).await.0;
        assert!(matches!(done, Err(StorageError::NotOurs(_))), "{done:?}");
        assert_eq!(bucket.files().await.len(), 1);
    });
}
