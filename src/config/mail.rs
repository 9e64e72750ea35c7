//! Where mail goes, and the key that signs the links in it.

use super::{Secret, Settings};
use crate::gateway::is_production;

/// As many as a SHA-256 has.
const SECRET_KEY_BYTES_MIN: usize = 32;

/// Where mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailRoute {
    /// A file beside the data, with pages to look at it; refused in production.
    Inbox,
    Smtp {
        /// It may hold a password.
        url: Secret,
        from: String,
    },
}

pub(super) fn secret_key(settings: &mut Settings) -> Option<Secret> {
    let key: String = settings.take("secret_key")?;
    if key.is_empty() {
        if is_production(settings.peek("environment")) {
            settings.mistakes.push("secret_key must be set where environment is production".into());
        }
        return None;
    }
    if key.len() < SECRET_KEY_BYTES_MIN {
        settings
            .mistakes
            .push(format!("secret_key has at least {SECRET_KEY_BYTES_MIN} characters, by chance"));
    }
    Some(Secret(key))
}

pub(super) fn route(settings: &mut Settings) -> MailRoute {
    let url: String = settings.take("mail.url").unwrap_or_default();
    let from: String = settings.take("mail.from").unwrap_or_default();
    if url.is_empty() {
        return MailRoute::Inbox;
    }
    if from.is_empty() {
        settings
            .mistakes
            .push("mail.from must be set beside mail.url, as Greenlit <mail@example.org>".into());
    }
    if settings.peek("public_url").is_empty() {
        settings.mistakes.push("public_url must be set beside mail.url, since mails link to it".into());
    }
    MailRoute::Smtp { url: Secret(url), from }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Mistakes};

    fn load(variables: &[(&str, &str)]) -> Result<Config, Mistakes> {
        Config::load_with(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn mail_by_a_server_needs_a_sender_and_an_address_to_link_to() {
        let mistakes = load(&[("GREENLIT__MAIL__URL", "smtp://user:hunter2@mail.example")]).unwrap_err();
        assert!(mistakes.to_string().contains("mail.from") && mistakes.to_string().contains("public_url"));
        let config = load(&[
            ("GREENLIT__MAIL__URL", "smtp://user:hunter2@mail.example"),
            ("GREENLIT__MAIL__FROM", "Shop <mail@shop.example>"),
            ("GREENLIT__PUBLIC_URL", "https://shop.example"),
        ]);
        let shown = format!("{config:?}");
        assert!(shown.contains("Shop <mail@shop.example>") && !shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn production_needs_a_secret_key_and_no_environment_takes_a_short_one() {
        let check = |key: &str, environment: &str, is_fine: bool| {
            let found = load(&[("GREENLIT__SECRET_KEY", key), ("GREENLIT__ENVIRONMENT", environment)]);
            assert_eq!(found.is_ok(), is_fine, "{key} {environment} {found:?}");
        };
        check("", "development", true);
        check("", "production", false);
        check("thirty-one-characters-are-a-few", "development", false);
        check("thirty-two-characters-are-enough", "production", true);
    }
}
