//! Settings: defaults, then a file, then `GREENLIT__...` from the environment. All mistakes are reported at once.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chrono::Duration;
use config::{Environment, File, FileFormat, Value, ValueKind};

mod mail;
mod payment;
mod rate;
mod webhook;

use crate::domain::rate::Rates;

pub use mail::MailRoute;
pub use payment::Provider;

const PREFIX: &str = "GREENLIT";
const SEPARATOR: &str = "__";
const DEFAULTS: &str = r#"
environment = "development"
listen = "127.0.0.1:8080"
data_directory = "data"
public_url = ""
proxies = 0
secret_key = ""

[database]
url = ""

[brand]
name = "Greenlit"
time_zone = "UTC"
legal_directory = ""

[worker]
lease_seconds = 60

[upload]
size_bytes_max = 50000000
pixels_max = 100000000

[payment]
provider = "sandbox"
sandbox_delay_ms = 0
rate_endpoint_per_second = ""
rate_all_per_second = ""
webhook_secrets = ""
webhook_secrets_connect = ""
stripe_secret_key = ""
stripe_base_url = "https://api.stripe.com/"
stripe_timeout_seconds = 20

[mail]
url = ""
from = ""

[log]
format = "text"
filter = "info,sea_orm_migration=warn"
"#;

/// A setting that must not be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: String) -> Self {
        Self(text)
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("it is text or json"),
        }
    }
}

/// Everything an operator can set. Each field is the setting of the same path in `.env.example`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `production` or anything else; the sandbox provider refuses production.
    pub environment: String,
    pub listen: SocketAddr,
    /// Database, uploads, blobs and the sandbox's book, where they are files.
    pub data_directory: PathBuf,
    /// Where people reach this server; `None` means the address it listens on.
    pub public_url: Option<String>,
    /// Reverse proxies before this server, each of which adds to `X-Forwarded-For`.
    pub proxies: usize,
    /// It may hold a password.
    pub database_url: Secret,
    /// Signs links in mails; `None` outside production means one of this process's own.
    pub secret_key: Option<Secret>,
    pub mail: MailRoute,
    pub brand_name: String,
    pub brand_zone: chrono_tz::Tz,
    /// Where the legal pages are Markdown files; `None` where there are none yet.
    pub legal_directory: Option<PathBuf>,
    pub lease: Duration,
    pub upload_size_bytes_max: u64,
    pub upload_pixels_max: u64,
    /// Whose signatures of the provider's events are believed: of the platform's endpoint and of connected accounts'.
    pub webhook_secrets: Vec<Secret>,
    /// How fast the payment provider may be asked, by all nodes together.
    pub rates: Rates,
    pub payment: Provider,
    pub log_format: LogFormat,
    pub log_filter: String,
}

/// Every mistake in the settings, one a line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the settings are wrong:\n  - {}", .0.join("\n  - "))]
pub struct Mistakes(pub Vec<String>);

impl Config {
    /// Reads the defaults, then this file if one is named, then the process's environment.
    pub fn load(file: Option<&Path>) -> Result<Self, Mistakes> {
        Self::read(file, None)
    }

    /// Like `load`, with these variables in place of the process's environment.
    pub fn load_with(variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, Mistakes> {
        Self::read(None, Some(variables.into_iter().collect()))
    }

    fn read(
        file: Option<&Path>,
        variables: Option<std::collections::HashMap<String, String>>,
    ) -> Result<Self, Mistakes> {
        let environment = Environment::with_prefix(PREFIX)
            .prefix_separator(SEPARATOR)
            .separator(SEPARATOR)
            .source(variables);
        let mut builder = config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
        if let Some(file) = file {
            builder = builder.add_source(File::from(file).format(FileFormat::Toml));
        }
        let found = builder.add_source(environment).build().and_then(config::Config::try_deserialize);
        let tree: std::collections::HashMap<String, Value> =
            found.map_err(|error| Mistakes(vec![error.to_string()]))?;
        let mut flat = BTreeMap::new();
        for (name, value) in tree {
            flatten(name, value, &mut flat);
        }
        Self::parse(Settings { flat, mistakes: Vec::new() })
    }

    fn parse(mut settings: Settings) -> Result<Self, Mistakes> {
        let data_directory: PathBuf = settings.take("data_directory").unwrap_or_default();
        let payment = payment::provider(&mut settings);
        let webhook_secrets = webhook::secrets(&mut settings);
        let (secret_key, mail) = (mail::secret_key(&mut settings), mail::route(&mut settings));
        let parsed = (
            settings.take("environment"),
            settings.take("listen"),
            settings.take::<String>("public_url"),
            settings.take::<String>("database.url"),
            settings.take::<String>("brand.name"),
            settings.take::<chrono_tz::Tz>("brand.time_zone"),
            settings.take::<PathBuf>("brand.legal_directory"),
            settings.within("proxies", 0, 10),
            settings.within("worker.lease_seconds", 5, 3_600),
            settings.within("upload.size_bytes_max", 1_000, 1_000_000_000),
            settings.within("upload.pixels_max", 1_000, 1_000_000_000),
            settings.take("log.format"),
            settings.take("log.filter"),
        );
        let rates = rate::rates(&mut settings, payment.rates());
        settings.refuse_unknown();
        let (
            Some(environment),
            Some(listen),
            Some(public_url),
            Some(database_url),
            Some(brand_name),
            Some(brand_zone),
            Some(legal_directory),
            Some(proxies),
            Some(lease),
            Some(upload_size_bytes_max),
            Some(upload_pixels_max),
            Some(log_format),
            Some(log_filter),
        ) = parsed
        else {
            return Err(Mistakes(settings.mistakes));
        };
        let public_url = public_url_of(&public_url, &mut settings.mistakes);
        if !settings.mistakes.is_empty() {
            return Err(Mistakes(settings.mistakes));
        }
        let database_url = database_url_of(database_url, &data_directory);
        Ok(Self {
            environment,
            listen,
            data_directory,
            public_url,
            proxies: usize::try_from(proxies).unwrap_or(0),
            database_url: Secret(database_url),
            secret_key,
            mail,
            brand_name,
            brand_zone,
            legal_directory: Some(legal_directory).filter(|path| !path.as_os_str().is_empty()),
            lease: Duration::seconds(i64::try_from(lease).unwrap_or(i64::MAX)),
            upload_size_bytes_max,
            upload_pixels_max,
            webhook_secrets,
            rates,
            payment,
            log_format,
            log_filter,
        })
    }
}

struct Settings {
    flat: BTreeMap<String, String>,
    mistakes: Vec<String>,
}

impl Settings {
    fn take<T: FromStr>(&mut self, name: &str) -> Option<T>
    where
        T::Err: fmt::Display,
    {
        let text = self.flat.remove(name).unwrap_or_default();
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.mistakes.push(format!("{name} cannot be read: {error}"));
                None
            }
        }
    }

    /// A setting's text, as long as it is not taken.
    fn peek(&self, name: &str) -> &str {
        self.flat.get(name).map_or("", String::as_str)
    }

    fn within(&mut self, name: &str, least: u64, most: u64) -> Option<u64> {
        let value = self.take::<u64>(name)?;
        if value < least || value > most {
            self.mistakes.push(format!("{name} is {value}; it is between {least} and {most}"));
            return None;
        }
        Some(value)
    }

    fn refuse_unknown(&mut self) {
        let unknown: Vec<_> = self.flat.keys().map(|name| format!("{name} is no setting")).collect();
        self.mistakes.extend(unknown);
    }
}

fn database_url_of(text: String, data_directory: &Path) -> String {
    if text.is_empty() {
        return format!("sqlite://{}", data_directory.join("greenlit.db").display());
    }
    text
}

fn public_url_of(text: &str, mistakes: &mut Vec<String>) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() => {
            Some(text.trim_end_matches('/').to_owned())
        }
        Ok(_) => {
            mistakes.push("public_url begins with http:// or https:// and names a host".into());
            None
        }
        Err(error) => {
            mistakes.push(format!("public_url cannot be read: {error}"));
            None
        }
    }
}

/// Nested tables become dotted names, so that every setting has one.
fn flatten(name: String, value: Value, into: &mut BTreeMap<String, String>) {
    if let ValueKind::Table(table) = value.kind {
        for (inner, value) in table {
            flatten(format!("{name}.{inner}"), value, into);
        }
        return;
    }
    if let ValueKind::Array(list) = value.kind {
        let words: Vec<String> = list.into_iter().filter_map(|one| one.into_string().ok()).collect();
        into.insert(name, words.join(","));
        return;
    }
    into.insert(name, value.into_string().unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(variables: &[(&str, &str)]) -> Result<Config, Mistakes> {
        Config::load_with(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn without_any_setting_the_defaults_hold() {
        let config = load(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.database_url.expose(), "sqlite://data/greenlit.db");
        assert_eq!(config.upload_size_bytes_max, 50_000_000);
    }

    #[test]
    fn the_environment_wins() {
        let config = load(&[
            ("GREENLIT__LISTEN", "0.0.0.0:80"),
            ("GREENLIT__WORKER__LEASE_SECONDS", "30"),
            ("GREENLIT__PUBLIC_URL", "https://shop.example/"),
        ])
        .unwrap();
        assert_eq!(config.listen.to_string(), "0.0.0.0:80");
        assert_eq!(config.lease, Duration::seconds(30));
        assert_eq!(config.public_url.as_deref(), Some("https://shop.example"));
    }

    #[test]
    fn all_mistakes_are_named_at_once() {
        let mistakes = load(&[
            ("GREENLIT__LISTEN", "here"),
            ("GREENLIT__WORKER__LEASE_SECONDS", "1"),
            ("GREENLIT__PAYMENT__PROVIDER", "cash"),
            ("GREENLIT__COLOUR", "blue"),
        ])
        .unwrap_err();
        let found = mistakes.to_string();
        for name in ["listen", "worker.lease_seconds", "payment.provider", "colour is no setting"] {
            assert!(found.contains(name), "{name} is missing in {found}");
        }
    }

    #[test]
    fn a_password_in_the_database_address_is_never_shown() {
        let config = load(&[("GREENLIT__DATABASE__URL", "postgres://user:hunter2@db/greenlit")]).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
