//! One publisher at a time: an object that one alone can make, and that its holder renews while it works.
//!
//! No clock is compared with another machine's: who waits looks whether the object changes, and takes it over when it has not for
//! as long as is patient, by its own clock and under the condition that it is still the same object.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use object_store::{PutMode, UpdateVersion};

use super::place::Place;
use super::{StorageError, is_overtaken, put};

/// The object's name.
pub(super) const LEASE: &str = ".teigen-publishing.json";
/// Largest such object that is read, in bytes.
const LIMIT: u64 = 1 << 16;

/// How long is waited for what.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// The holder renews so often.
    pub beat: Duration,
    /// Who waits looks so often.
    pub look: Duration,
    /// A holder that has not renewed for so long is dead.
    pub dead: Duration,
    /// So long is waited for a living one.
    pub most: Duration,
}

impl Patience {
    /// What holds for publishers elsewhere.
    pub const USUAL: Self = Self {
        beat: Duration::from_secs(5),
        look: Duration::from_secs(1),
        dead: Duration::from_secs(30),
        most: Duration::from_secs(1_800),
    };
}

/// What one publisher alone has.
pub(super) struct Lease<'p> {
    place: &'p Place,
    held: RefCell<UpdateVersion>,
}

impl<'p> Lease<'p> {
    /// Takes it, as soon as nobody else has it.
    pub(super) async fn take(
        place: &'p Place,
        patience: &Patience,
        say: &dyn Fn(&str),
    ) -> Result<Self, StorageError> {
        let started = Instant::now();
        let mut seen: Option<(UpdateVersion, Instant)> = None;
        while started.elapsed() <= patience.most {
            let dead = seen
                .as_ref()
                .filter(|(_, since)| since.elapsed() >= patience.dead);
            let mode = match dead {
                Some((version, _)) => PutMode::Update(version.clone()),
                None => PutMode::Create,
            };
            match put(place, LEASE, words(), mode).await {
                Ok(made) => {
                    return Ok(Self {
                        place,
                        held: RefCell::new(made.into()),
                    });
                }
                // Of one that is to be made, it is the bucket that is not there.
                Err(error) if is_overtaken(&error) && !(dead.is_none() && is_absent(&error)) => {}
                Err(error) => return Err(place.refused(LEASE, "written", &error)),
            }
            let now = place.read(LEASE, LIMIT).await?.map(|(_, version)| version);
            if seen.is_none() && now.is_some() {
                say("another publisher is at work there, or was cut off; waiting for it");
            }
            seen = match (now, seen) {
                (Some(now), Some((before, since))) if now == before => Some((now, since)),
                (now, _) => now.map(|now| (now, Instant::now())),
            };
            tokio::time::sleep(patience.look).await;
        }
        Err(StorageError::Busy)
    }

    /// Renews it for ever; ends when someone else has it.
    pub(super) async fn keep(&self, beat: Duration) -> Result<(), StorageError> {
        loop {
            tokio::time::sleep(beat).await;
            let held = self.held.borrow().clone();
            match put(self.place, LEASE, words(), PutMode::Update(held)).await {
                Ok(made) => *self.held.borrow_mut() = made.into(),
                Err(error) if is_overtaken(&error) => return Ok(()),
                Err(error) => return Err(self.place.refused(LEASE, "written", &error)),
            }
        }
    }

    /// Gives it back, unless someone else has it.
    pub(super) async fn give_back(self) -> Result<(), StorageError> {
        let now = self
            .place
            .read(LEASE, LIMIT)
            .await?
            .map(|(_, version)| version);
        match now == Some(self.held.into_inner()) {
            true => self.place.remove(&[LEASE.to_owned()]).await,
            false => Ok(()),
        }
    }
}

fn is_absent(error: &object_store::Error) -> bool {
    matches!(error, object_store::Error::NotFound { .. })
}

/// Others each time, so that the object is another one where only its content tells.
fn words() -> Vec<u8> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.map_or(0, |since| since.as_nanos());
    let process = std::process::id();
    format!("{{\"publisher\":\"{process}-{now}\"}}\n").into_bytes()
}
