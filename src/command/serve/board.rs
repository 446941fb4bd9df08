//! What is shown now: the newest view, and an older whole one while a newer is not yet whole.

use std::sync::{Arc, Mutex, PoisonError, RwLock, mpsc};

use tokio::sync::{oneshot, watch};

use super::cache::{Cache, Made};

/// How much of a state is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Versions and their documents.
    #[default]
    Quick,
    /// The past and the pull requests besides; nothing yet of all requests together.
    Read,
    /// Everything.
    Whole,
}

/// Where a view stands among others: greater ones take the place of smaller ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Counts the states of Git.
    pub epoch: u64,
    /// Counts the states of the working copy.
    pub copy: u64,
    /// How much is known of the state of Git.
    pub stage: Stage,
}

/// A question for a view.
pub struct Ask {
    /// The file's name.
    pub key: String,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Answer>,
}

/// What a view says.
#[derive(Debug)]
pub enum Answer {
    /// The file.
    Made(Arc<Made>),
    /// There is a folder of that name.
    Folder,
    /// There will be something when more is known; until then, this page.
    Later(Arc<Made>),
    /// It cannot be made; this page says why.
    Failed(Arc<Made>),
    /// Only `teigen build` makes it; this page says so.
    BuildOnly(Arc<Made>),
    /// There is nothing of that name; this page says so.
    Missing(Arc<Made>),
}

/// Where a view takes questions. When nobody holds it any more, the view ends.
pub struct Desk {
    asks: Mutex<mpsc::Sender<Ask>>,
    /// What it has made.
    pub caches: Vec<Arc<Cache>>,
    /// The path on its host that the site is published at, without `/` at its ends; most often empty.
    pub below: String,
}

impl Desk {
    /// Opens one.
    pub fn new(asks: mpsc::Sender<Ask>, caches: Vec<Arc<Cache>>, below: String) -> Self {
        Self {
            asks: Mutex::new(asks),
            caches,
            below,
        }
    }

    /// A file that is made already.
    pub fn made(&self, key: &str) -> Option<Arc<Made>> {
        self.caches.iter().find_map(|cache| cache.get(key))
    }

    /// Asks for a file; `None` if the view has ended.
    pub async fn ask(&self, key: &str) -> Option<Answer> {
        if let Some(made) = self.made(key) {
            return Some(Answer::Made(made));
        }
        let (reply, answer) = oneshot::channel();
        let ask = Ask {
            key: key.to_owned(),
            reply,
        };
        {
            let asks = self.asks.lock().unwrap_or_else(PoisonError::into_inner);
            asks.send(ask).ok()?;
        }
        answer.await.ok()
    }
}

/// Shared by all threads.
pub struct Board {
    shown: RwLock<Shown>,
    /// Counts what was put up.
    news: watch::Sender<u64>,
}

#[derive(Default)]
struct Shown {
    now: Option<Arc<Desk>>,
    /// The last whole one, while what is newer is not.
    whole: Option<Arc<Desk>>,
    place: Place,
    failure: Option<String>,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            shown: RwLock::default(),
            news: watch::channel(0).0,
        }
    }
}

impl Board {
    /// Puts up a view, unless a newer one, or one that knows more, is there: views are made side by side.
    pub fn put(&self, place: Place, desk: Desk) -> bool {
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        if shown.now.is_some() && place < shown.place {
            return false;
        }
        let before = shown.now.replace(Arc::new(desk));
        if place.stage == Stage::Whole {
            shown.whole = None;
        } else if shown.place.stage == Stage::Whole {
            shown.whole = before;
        }
        shown.place = place;
        shown.failure = None;
        drop(shown);
        self.tell();
        true
    }

    /// Says why there is nothing to be shown. What is there stays.
    pub fn fail(&self, reason: String) {
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        shown.failure = Some(reason);
        drop(shown);
        self.tell();
    }

    /// The view that is shown, and an older one that knows more.
    pub fn desks(&self) -> (Option<Arc<Desk>>, Option<Arc<Desk>>) {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        (shown.now.clone(), shown.whole.clone())
    }

    /// Why there is nothing to be shown, if that is so.
    pub fn failure(&self) -> Option<String> {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        let failure = shown.failure.clone();
        failure.filter(|_| shown.now.is_none())
    }

    /// Hears of what is put up.
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    fn tell(&self) {
        self.news.send_modify(|count| *count += 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_older_or_knows_less_never_takes_the_place_of_what_is_there() {
        let board = Board::default();
        let put = |epoch, copy, stage| {
            let desk = Desk::new(mpsc::channel().0, Vec::new(), String::new());
            board.put(Place { epoch, copy, stage }, desk)
        };
        assert!(put(1, 1, Stage::Quick));
        assert!(put(1, 1, Stage::Whole));
        assert!(!put(1, 1, Stage::Read), "knows less");
        assert!(put(1, 3, Stage::Quick), "a newer text");
        assert!(!put(1, 2, Stage::Whole), "an older text");
        assert!(put(1, 3, Stage::Whole));
        assert!(put(2, 3, Stage::Quick), "a newer state of Git");
        assert!(!put(1, 4, Stage::Whole), "an older state of Git");
    }
}
