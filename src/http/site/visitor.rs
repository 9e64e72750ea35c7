//! Whose browser it is: a signed-in member's by the session cookie, or a guest's by a cookie that only guards forms.

use std::time::Duration;

use poem::Request;
use poem::web::cookie::{Cookie, CookieJar, SameSite};

use crate::app::caller::Member;
use crate::app::{self, App};
use crate::domain::digest::Digest;
use crate::domain::id::DesignId;
use crate::http::origin::{CAME_BY, DEVICE};

const SESSION: &str = "greenlit_session";
const GUEST: &str = "greenlit_guest";
/// Nobody's cookie is longer; a longer one is no key of ours.
const COOKIE_CHARS_MAX: usize = 100;
const DEVICE_DAYS: u64 = 365;
const CAME_BY_DAYS: u64 = 30;
const DAY_SECONDS: u64 = 86_400;
const PURPOSE: &[u8] = b"greenlit form 1";

/// Who visits, looked up once for each request.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) member: Option<Member>,
    /// The session's cookie, which may have outlived its session.
    session: Option<String>,
    guest: Option<String>,
}

impl Visitor {
    pub(crate) async fn find(app: &App, jar: &CookieJar) -> Result<Self, app::account::Error> {
        let mut seen = Self::seen(jar);
        seen.recognise(app).await?;
        Ok(seen)
    }

    /// By the cookies alone: nobody's name is known yet.
    pub(super) fn seen(jar: &CookieJar) -> Self {
        let read = |name| {
            let value = jar.get(name)?.value_str().to_owned();
            (!value.is_empty() && value.len() <= COOKIE_CHARS_MAX).then_some(value)
        };
        Self { member: None, session: read(SESSION), guest: read(GUEST) }
    }

    /// Looks up whose session it is.
    pub(super) async fn recognise(&mut self, app: &App) -> Result<(), app::account::Error> {
        if let Some(secret) = &self.session {
            self.member = app::account::by_session(app, secret).await?;
        }
        Ok(())
    }

    /// As the pages' layer found it for this request.
    pub(crate) fn of(request: &Request) -> Option<&Self> {
        request.extensions().get::<Self>()
    }

    /// Gives a browser without any cookie one, so that its first form is guarded too.
    pub(super) fn greet(&mut self, app: &App, jar: &CookieJar) {
        if self.session.is_none() && self.guest.is_none() {
            let secret = Digest::new(app.ids.secret()).to_string();
            jar.add(cookie(app, GUEST, &secret));
            self.guest = Some(secret);
        }
    }

    /// What every form of this browser carries: it cannot be known without the cookie.
    pub(crate) fn token(&self) -> String {
        let secret = self.session.as_deref().or(self.guest.as_deref()).unwrap_or_default();
        Digest::of_parts(&[PURPOSE, &[0], secret.as_bytes()]).to_string()
    }

    /// Whether a form that carries this was made for this browser.
    pub(crate) fn has_made(&self, token: &str) -> bool {
        let is_known = self.session.is_some() || self.guest.is_some();
        is_known && Digest::of(token.as_bytes()) == Digest::of(self.token().as_bytes())
    }

    pub(crate) fn session(&self) -> Option<&str> {
        self.session.as_deref()
    }
}

/// Begins a session in this browser.
pub(crate) async fn sign_in(app: &App, jar: &CookieJar, member: &Member) -> Result<(), app::account::Error> {
    let (secret, expires_at) = app::account::sign_in(app, member).await?;
    let mut cookie = cookie(app, SESSION, secret.reveal());
    cookie.set_expires(expires_at);
    jar.add(cookie);
    if jar.get(DEVICE).is_none() {
        jar.add(lasting(app, (DEVICE, &Digest::new(app.ids.secret()).to_string()), DEVICE_DAYS));
    }
    Ok(())
}

/// Remembers which design's share link brought this browser.
pub(crate) fn came_by(app: &App, jar: &CookieJar, design: DesignId) {
    jar.add(lasting(app, (CAME_BY, &design.to_string()), CAME_BY_DAYS));
}

fn lasting(app: &App, (name, value): (&str, &str), days: u64) -> Cookie {
    let mut cookie = cookie(app, name, value);
    cookie.set_max_age(Duration::from_secs(days.saturating_mul(DAY_SECONDS)));
    cookie
}

/// Ends it; doing so twice is no error.
pub(crate) async fn sign_out(
    app: &App,
    jar: &CookieJar,
    visitor: &Visitor,
) -> Result<(), app::account::Error> {
    if let Some(secret) = visitor.session() {
        app::account::sign_out(app, secret).await?;
    }
    let mut gone = cookie(app, SESSION, "");
    gone.make_removal();
    jar.add(gone);
    Ok(())
}

fn cookie(app: &App, name: &str, value: &str) -> Cookie {
    let mut cookie = Cookie::new_with_str(name, value);
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_path("/");
    cookie.set_secure(app.settings.public_url.starts_with("https://"));
    cookie
}
