//! Repositories that a thread is done with → the next thread's: what Git keeps in memory of a pack serves again.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use git2::Repository;

/// Opened repositories that nobody uses. Cheap to clone; clones share them.
#[derive(Clone, Default)]
pub struct Pool {
    free: Arc<Mutex<Vec<Repository>>>,
}

/// A repository for one thread, which goes back to its pool.
pub struct Pooled {
    /// There until it is dropped.
    repository: Option<Repository>,
    pool: Pool,
}

impl Pool {
    /// Takes a free repository, or opens one.
    pub fn take<E>(&self, open: impl FnOnce() -> Result<Repository, E>) -> Result<Pooled, E> {
        let free = self.lock().pop();
        let repository = free.map_or_else(open, Ok)?;
        Ok(Pooled {
            repository: Some(repository),
            pool: self.clone(),
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Repository>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Deref for Pooled {
    type Target = Repository;

    fn deref(&self) -> &Repository {
        self.repository
            .as_ref()
            .expect("it is there until it is dropped")
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        self.pool.lock().extend(self.repository.take());
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}
