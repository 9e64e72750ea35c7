//! Mail by SMTP: a pool of connections to one server, and what its refusals mean.

use std::error::Error as _;
use std::net::IpAddr;
use std::time::Duration;

use async_trait::async_trait;
use lettre::address::{Address, AddressError};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::{Error as SmtpError, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use url::Url;

use super::{Failure, Mail, Message};

/// For each step of the conversation.
const STEP_TIMEOUT: Duration = Duration::from_secs(20);
const CONNECTIONS_MAX: u32 = 4;
const IDLE_MAX: Duration = Duration::from_secs(30);
/// Replies about one message or its address (RFC 5321, 4.2.2). Other refusals are about who asks, as 535 is.
const ABOUT_THE_MESSAGE: std::ops::RangeInclusive<u16> = 550..=559;
/// The part of an enhanced code (RFC 3463, 3.8) that says the server does not trust us: an operator can change that.
const POLICY: &str = "5.7.";

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address may hold a password, so neither it nor the parser's words are shown.
    #[error("mail.url is not like smtp://name:password@host:587?tls=required, smtps://... or smtp://host:25")]
    Url,
    #[error("mail.url sends its password in the clear; add ?tls=required, or use smtps://")]
    ClearPassword,
    #[error("mail.from is not like Greenlit <mail@example.org>")]
    From(#[source] AddressError),
}

pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    patience: Duration,
}

impl Smtp {
    /// Connects to nothing yet. `patience` is for the whole of one message, and shorter than the lease of its job:
    /// a message still under way when another worker takes its job over would come twice.
    ///
    /// # Errors
    /// Where one of the two settings cannot be read, or would show a password to the network.
    pub fn new(url: &str, from: &str, patience: Duration) -> Result<Self, Error> {
        let from = from.parse().map_err(Error::From)?;
        refuse_clear_password(url)?;
        let pool = PoolConfig::new().max_size(CONNECTIONS_MAX).idle_timeout(IDLE_MAX);
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| Error::Url)?;
        let transport = builder.timeout(Some(STEP_TIMEOUT)).pool_config(pool).build();
        Ok(Self { transport, from, patience })
    }
}

#[async_trait]
impl Mail for Smtp {
    async fn send(&self, message: &Message) -> Result<(), Failure> {
        let letter = letter(&self.from, message)?;
        match tokio::time::timeout(self.patience, self.transport.send(letter)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(failure(&error)),
            Err(_) => Err(Failure::Passing("the mail server did not answer in time".to_owned())),
        }
    }
}

fn letter(from: &Mailbox, message: &Message) -> Result<lettre::Message, Failure> {
    let to: Address = message.to.parse().map_err(|_| refused("the address cannot be used for mail"))?;
    let id = format!("<{}@{}>", message.id, from.email.domain());
    let body = MultiPart::alternative_plain_html(message.text.clone(), message.html.clone());
    lettre::Message::builder()
        .from(from.clone())
        .to(Mailbox::new(Some(one_line(&message.name)), to))
        .subject(one_line(&message.subject))
        .date(message.at.into())
        .message_id(Some(id))
        // Nobody's out-of-office answers a machine (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".into(),
        ))
        .multipart(body)
        .map_err(|_| refused("no message could be made of it"))
}

/// A header is one line: whatever could end it becomes a space.
fn one_line(text: &str) -> String {
    let line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    line.trim().to_owned()
}

fn refused(why: &str) -> Failure {
    Failure::Refused(why.to_owned())
}

fn failure(error: &SmtpError) -> Failure {
    let Some(code) = error.status().map(u16::from) else {
        return Failure::Passing(unreachable(error).to_owned());
    };
    let enhanced = error.source().map(ToString::to_string).and_then(|reply| enhanced(&reply));
    let shown = format!("the mail server said {code} {}", enhanced.as_deref().unwrap_or_default());
    let shown = shown.trim_end().to_owned();
    let is_policy = enhanced.is_some_and(|enhanced| enhanced.starts_with(POLICY));
    if ABOUT_THE_MESSAGE.contains(&code) && !is_policy {
        Failure::Refused(shown)
    } else {
        Failure::Passing(shown)
    }
}

/// What of a failure without a reply can be told; a server's own words may hold an address.
fn unreachable(error: &SmtpError) -> &'static str {
    if error.is_timeout() {
        "the mail server did not answer in time"
    } else if error.is_tls() {
        "no safe connection to the mail server could be made"
    } else if error.is_response() {
        "the mail server's answer could not be understood"
    } else if error.is_client() {
        "the mail server does not offer what is needed"
    } else {
        "the mail server could not be reached"
    }
}

/// The enhanced code a reply begins with, such as `5.1.1`.
fn enhanced(reply: &str) -> Option<String> {
    let first = reply.split_whitespace().next()?;
    let parts: Vec<_> = first.split('.').collect();
    let is_code = parts.len() == 3
        && parts
            .iter()
            .all(|part| matches!(part.len(), 1..=3) && part.bytes().all(|byte| byte.is_ascii_digit()));
    is_code.then(|| first.to_owned())
}

fn refuse_clear_password(url: &str) -> Result<(), Error> {
    let url = Url::parse(url).map_err(|_| Error::Url)?;
    let is_safe =
        url.scheme() == "smtps" || url.query_pairs().any(|pair| pair == ("tls".into(), "required".into()));
    // `url` reads addresses as such in schemes of the web alone.
    let host = url.host_str().ok_or(Error::Url)?.trim_matches(['[', ']']);
    let is_here = host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    if url.password().is_some() && !is_safe && !is_here { Err(Error::ClearPassword) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(5);

    /// The lines of a mail as a server gets them, with long ones joined again.
    fn sent(name: &str, subject: &str) -> Vec<String> {
        let message = Message {
            id: uuid::Uuid::from_u128(7),
            to: "ada@example.org".to_owned(),
            name: name.to_owned(),
            subject: subject.to_owned(),
            text: "Fünf".to_owned(),
            html: "<p>Fünf</p>".to_owned(),
            at: chrono::DateTime::UNIX_EPOCH,
        };
        let from = "Greenlit <mail@shop.example>".parse().unwrap();
        let bytes = letter(&from, &message).unwrap().formatted();
        String::from_utf8(bytes).unwrap().replace("\r\n ", " ").lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_letter_is_the_same_letter_whenever_it_is_sent() {
        let lines = sent("Ada", "Hello");
        for line in [
            "From: Greenlit <mail@shop.example>",
            "To: Ada <ada@example.org>",
            "Subject: Hello",
            "Date: Thu, 01 Jan 1970 00:00:00 +0000",
            "Message-ID: <00000000-0000-0000-0000-000000000007@shop.example>",
            "Auto-Submitted: auto-generated",
        ] {
            assert!(lines.iter().any(|found| found == line), "{line} is missing in {lines:#?}");
        }
    }

    #[test]
    fn nothing_typed_becomes_a_header() {
        for evil in ["a\r\nBcc: eve@example.org", "a\nBcc: eve@example.org", "a\rBcc: eve@example.org\0"] {
            for lines in [sent(evil, "Hello"), sent("Ada", evil)] {
                let names = lines.iter().take_while(|line| !line.is_empty());
                assert!(!names.clone().any(|line| line.to_lowercase().starts_with("bcc")), "{lines:#?}");
            }
        }
    }

    #[test]
    fn enhanced_codes_are_told_from_words() {
        assert_eq!(enhanced("5.1.1 no such user").as_deref(), Some("5.1.1"));
        for reply in ["no such user", "5.1 x", "127.0.0.1 x", "5.a.1", ""] {
            assert_eq!(enhanced(reply), None, "{reply}");
        }
    }

    #[test]
    fn a_password_never_travels_in_the_clear() {
        let check = |url: &str, is_fine: bool| {
            assert_eq!(refuse_clear_password(url).is_ok(), is_fine, "{url}");
        };
        check("smtp://u:p@mail.example.org:587?tls=required", true);
        check("smtps://u:p@mail.example.org", true);
        check("smtp://u:p@mail.example.org:587?tls=opportunistic", false);
        check("smtp://u:p@mail.example.org", false);
        check("smtp://u:p@127.0.0.1:2525", true);
        check("smtp://u:p@[::1]:2525", true);
        check("smtp://u:p@localhost:2525", true);
        check("smtp://mail.example.org", true);
    }

    #[tokio::test]
    async fn wrong_settings_are_named_without_their_secrets() {
        for url in [
            "mail.example.org",
            "http://mail.example.org",
            "smtp://u:hunter2@mail.example.org",
            "smtp://h?tls=no",
        ] {
            let error = Smtp::new(url, "a@example.org", PATIENCE).err().unwrap().to_string();
            assert!(error.starts_with("mail.url") && !error.contains("hunter2"), "{error}");
        }
        let error = Smtp::new("smtp://mail.example.org", "somebody", PATIENCE).err().unwrap();
        assert!(error.to_string().starts_with("mail.from"));
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_a_passing_failure() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let smtp = Smtp::new(&format!("smtp://{free}"), "a@example.org", PATIENCE).unwrap();
        let message = Message {
            id: uuid::Uuid::nil(),
            to: "ada@example.org".to_owned(),
            name: "Ada".to_owned(),
            subject: "Hello".to_owned(),
            text: String::new(),
            html: String::new(),
            at: chrono::DateTime::UNIX_EPOCH,
        };
        let refused = smtp.send(&message).await.unwrap_err();
        assert_eq!(refused, Failure::Passing("the mail server could not be reached".to_owned()));
        let nowhere = smtp.send(&Message { to: "no address".to_owned(), ..message }).await.unwrap_err();
        assert!(matches!(nowhere, Failure::Refused(_)));
    }
}
