//! A prefix of a bucket: an address and the environment → objects that are read, written and removed.

use std::ffi::OsString;

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt, UpdateVersion};

use super::StorageError;

/// Longest reason that is told, in characters.
const TOLD: usize = 300;

/// Where a site is published to.
pub struct Place {
    pub(super) store: Box<dyn ObjectStore>,
    prefix: String,
}

impl Place {
    /// Opens the place of an address. Credentials and settings come from the environment.
    ///
    /// # Errors
    ///
    /// The address or the settings cannot be used.
    pub fn open(url: &str) -> Result<Self, StorageError> {
        // Two crates have their own idea of which cryptography is meant; another choice may have been made before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let wrong = |reason: String| StorageError::Settings {
            url: url.to_owned(),
            reason,
        };
        let (scheme, rest) = url
            .split_once("://")
            .ok_or_else(|| wrong("it is no address".to_owned()))?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let store: Result<Box<dyn ObjectStore>, Error> = match scheme {
            "s3" => {
                let builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
                builder.build().map(|store| Box::new(store) as _)
            }
            "gs" => {
                let builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(bucket);
                builder.build().map(|store| Box::new(store) as _)
            }
            "az" => {
                let builder = MicrosoftAzureBuilder::from_env().with_container_name(bucket);
                builder.build().map(|store| Box::new(store) as _)
            }
            _ => return Err(wrong("s3://, gs:// and az:// are known".to_owned())),
        };
        Self::new(store.map_err(|error| wrong(told(&error)))?, prefix)
            .map_err(|error| wrong(error.to_string()))
    }

    /// Takes any store.
    ///
    /// # Errors
    ///
    /// No object can be called so.
    pub fn new(
        store: Box<dyn ObjectStore>,
        prefix: &str,
    ) -> Result<Self, object_store::path::Error> {
        let prefix = Path::parse(prefix.trim_matches('/'))?.to_string();
        Ok(Self { store, prefix })
    }

    /// The object of a file.
    pub(super) fn path(&self, file: &str) -> Result<Path, object_store::path::Error> {
        // Not `Path::from`, which would encode names that are no ASCII, and the client encodes them again.
        Path::parse(self.name(file))
    }

    /// Its name in the bucket.
    pub(super) fn name(&self, file: &str) -> String {
        match self.prefix.is_empty() {
            true => file.to_owned(),
            false => format!("{}/{file}", self.prefix),
        }
    }

    /// Reads an object, and by what it is known again; `None` if it is not there.
    pub(super) async fn read(
        &self,
        file: &str,
        limit: u64,
    ) -> Result<Option<(Vec<u8>, UpdateVersion)>, StorageError> {
        let refused = |error: Error| self.refused(file, "read", &error);
        let path = self.path(file).map_err(|error| refused(error.into()))?;
        let got = match self.store.get(&path).await {
            Ok(got) => got,
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(refused(error)),
        };
        let version = UpdateVersion {
            e_tag: got.meta.e_tag.clone(),
            version: got.meta.version.clone(),
        };
        if got.meta.size > limit {
            return Err(StorageError::NotOurs(self.name(file)));
        }
        let bytes = got.bytes().await.map_err(refused)?;
        Ok(Some((bytes.to_vec(), version)))
    }

    /// Removes objects; those that are not there are as good as removed.
    pub(super) async fn remove(&self, files: &[String]) -> Result<(), StorageError> {
        let Some(first) = files.first() else {
            return Ok(());
        };
        let refused = |error: Error| self.refused(first, "removed", &error);
        let paths = files
            .iter()
            .map(|file| self.path(file).map_err(Error::from));
        let paths: Vec<_> = paths.collect();
        let removed = self.store.delete_stream(stream::iter(paths).boxed());
        let gone = |error: &Error| matches!(error, Error::NotFound { .. });
        let removed = removed.filter(|one| std::future::ready(!one.as_ref().is_err_and(gone)));
        removed
            .try_for_each(|_| async { Ok(()) })
            .await
            .map_err(refused)
    }

    pub(super) fn refused(&self, file: &str, attempt: &'static str, error: &Error) -> StorageError {
        StorageError::Refused {
            path: self.name(file),
            attempt,
            reason: told(error),
        }
    }
}

/// What a store says, without what could be a secret: no question of an address, none of the environment's credentials.
fn told(error: &Error) -> String {
    let mut text = match error {
        Error::NotFound { .. } => "the bucket or the object is not there".to_owned(),
        Error::PermissionDenied { .. } => "the credentials do not allow it".to_owned(),
        Error::Unauthenticated { .. } => "the credentials are not accepted".to_owned(),
        Error::NotImplemented { .. } => {
            "the storage has no writing under a condition, which is needed".to_owned()
        }
        other => other.to_string(),
    };
    // Others than texts are no credentials of these stores.
    let plain = |(name, value): (OsString, OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    for (name, value) in std::env::vars_os().filter_map(plain) {
        let is_secret = ["KEY", "SECRET", "TOKEN", "SAS", "PASS", "CREDENTIAL"];
        if value.len() >= 6
            && is_secret
                .iter()
                .any(|part| name.to_ascii_uppercase().contains(part))
        {
            text = text.replace(&value, "…");
        }
    }
    let words = text
        .split_whitespace()
        .map(|word| match word.split_once('?') {
            Some((before, after)) if !after.is_empty() => format!("{before}?…"),
            _ => word.to_owned(),
        });
    let line = words.collect::<Vec<_>>().join(" ");
    line.chars().take(TOLD).collect()
}
