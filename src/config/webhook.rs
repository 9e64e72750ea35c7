//! The secrets that sign the provider's events, old and new ones side by side while they are rotated.

use super::{Secret, Settings};

const NAMES: [&str; 2] = ["payment.webhook_secrets", "payment.webhook_secrets_connect"];
/// Of each endpoint. A rotation needs two.
const SECRETS_MAX: usize = 8;
/// The provider's own are far longer.
const CHARS_MIN: usize = 16;

/// All of both endpoints, since an event does not say by which secret it was signed.
pub(super) fn secrets(settings: &mut Settings) -> Vec<Secret> {
    NAMES.iter().flat_map(|name| of(settings, name)).collect()
}

fn of(settings: &mut Settings, name: &str) -> Vec<Secret> {
    let text: String = settings.take(name).unwrap_or_default();
    let found: Vec<&str> = text.split(',').map(str::trim).filter(|one| !one.is_empty()).collect();
    if found.len() > SECRETS_MAX {
        settings.mistakes.push(format!("{name} has at most {SECRETS_MAX} secrets, separated by commas"));
    }
    if found.iter().any(|one| one.len() < CHARS_MIN) {
        settings.mistakes.push(format!("{name} has secrets of {CHARS_MIN} characters or more, as whsec_..."));
    }
    found.into_iter().map(|one| Secret(one.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Mistakes};

    const PLATFORM: &str = "GREENLIT__PAYMENT__WEBHOOK_SECRETS";
    const CONNECT: &str = "GREENLIT__PAYMENT__WEBHOOK_SECRETS_CONNECT";

    fn load(variables: &[(&str, &str)]) -> Result<Config, Mistakes> {
        Config::load_with(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn secrets_of_both_endpoints_are_lists_and_never_shown() {
        let config = load(&[
            (PLATFORM, "whsec_old_and_long_enough, whsec_new_and_long_enough,"),
            (CONNECT, "whsec_of_connected_accounts"),
        ]);
        let config = config.unwrap();
        let found: Vec<&str> = config.webhook_secrets.iter().map(super::Secret::expose).collect();
        let expected =
            ["whsec_old_and_long_enough", "whsec_new_and_long_enough", "whsec_of_connected_accounts"];
        assert_eq!(found, expected);
        assert!(!format!("{config:?}").contains("whsec"));
        assert!(load(&[]).unwrap().webhook_secrets.is_empty());
    }

    #[test]
    fn a_list_in_a_file_is_a_list_too() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("greenlit.toml");
        let text =
            "[payment]\nwebhook_secrets = [\"whsec_old_and_long_enough\", \"whsec_new_and_long_enough\"]\n";
        std::fs::write(&file, text).unwrap();
        let config = Config::load(Some(&file)).unwrap();
        assert_eq!(config.webhook_secrets.len(), 2);
    }

    #[test]
    fn a_short_secret_is_a_mistake() {
        let mistakes = load(&[(CONNECT, "short")]).unwrap_err().to_string();
        assert!(mistakes.contains("payment.webhook_secrets_connect"), "{mistakes}");
    }
}
