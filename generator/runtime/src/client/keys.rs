//! The derived signing key, kept from call to call.

use std::sync::{Arc, Mutex, PoisonError};

use crate::sign::tc3::SigningKey;

/// The derived key of the last call. One entry is enough: a client has one service, and day and secret change rarely.
/// It holds a secret, so it has no `Debug`.
#[derive(Default)]
pub(super) struct KeyCache(Mutex<Option<(String, Arc<SigningKey>)>>);

impl KeyCache {
    /// The key of a secret for a day and a service.
    pub(super) fn get(&self, secret: &str, date: &str, service: &str) -> Arc<SigningKey> {
        let mut entry = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*entry {
            Some((of, key)) if of == secret && key.is_for(date, service) => Arc::clone(key),
            _ => {
                let key = Arc::new(SigningKey::derive(secret, date, service));
                *entry = Some((secret.to_owned(), Arc::clone(&key)));
                key
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signature of a fixed text, as a stand-in for equality of keys.
    fn fingerprint(key: &SigningKey) -> String {
        let headers = [("content-type", "a"), ("host", "b")];
        let request =
            crate::sign::tc3::Request { method: "POST", path: "/", query: "", headers: &headers, payload: b"" };
        crate::sign::tc3::authorize(key, "id", &request, "content-type;host", 0)
            .unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn the_key_cache_never_gives_the_key_of_another_secret() {
        let cache = KeyCache::default();
        for secret in ["one", "one", "two", "one"] {
            let expected = SigningKey::derive(secret, "1970-01-01", "clb");
            assert_eq!(fingerprint(&cache.get(secret, "1970-01-01", "clb")), fingerprint(&expected), "{secret}");
        }
        assert!(cache.get("one", "1970-01-02", "clb").is_for("1970-01-02", "clb"));
        assert!(cache.get("one", "1970-01-02", "ecm").is_for("1970-01-02", "ecm"));
    }
}
