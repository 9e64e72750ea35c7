//! Password hashes (argon2id), made and checked off the async threads.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::domain::account::Password;

/// A hash of no password: checking against it takes as long as checking a real one, so that an unknown
/// mail address cannot be told from a wrong password by the clock.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The PHC string of this password with a salt of its own; `None` if hashing failed.
pub(super) async fn hash(password: Password) -> Option<String> {
    let hashed = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.expose().as_bytes()).ok().map(|hash| hash.to_string())
    });
    hashed.await.ok().flatten()
}

/// Whether the password belongs to the hash; without a hash the answer is no, after the same time.
pub(super) async fn is_right(password: String, hash: Option<String>) -> bool {
    let is_known = hash.is_some();
    let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
    let checked = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash)
            .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
    });
    checked.await.unwrap_or(false) && is_known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let password = "correct horse battery".to_owned();
        let hash = hash(Password::choose(&password, &"ada@example.org".parse().unwrap()).unwrap()).await;
        assert!(is_right(password.clone(), hash.clone()).await);
        assert!(!is_right("correct horse".to_owned(), hash).await);
        assert!(!is_right(password, None).await);
    }

    #[test]
    fn the_hash_of_nobody_costs_what_a_real_one_costs() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let real = Argon2::default().hash_password(b"anything at all").unwrap();
        assert_eq!(nobody.params, real.params);
    }
}
