//! Browser sessions: a cookie that scripts cannot read and other sites cannot send.

use std::sync::Arc;

use chrono::Utc;
use poem::http::StatusCode;
use poem::web::cookie::{Cookie, CookieJar, SameSite};
use poem::web::{Data, Json};
use poem::{IntoResponse, Response, handler};
use serde::{Deserialize, Serialize};

use crate::app::{self, App};
use crate::http::problem::Problem;

const COOKIE: &str = "greenlit_session";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    email: String,
    password: String,
}

#[derive(Serialize)]
struct SignedIn {
    id: uuid::Uuid,
    name: String,
    role: &'static str,
}

/// Signs in. JSON only, so that no form of another site can do it.
#[handler]
pub(crate) async fn sign_in(
    app: Data<&Arc<App>>,
    jar: &CookieJar,
    body: Json<SignIn>,
) -> Result<Response, Problem> {
    let SignIn { email, password } = body.0;
    let member = app::account::authenticate(&app, &email, password).await?;
    let (secret, expires_at) = app::account::sign_in(&app, &member).await?;
    let mut cookie = cookie(&app, secret.reveal());
    cookie.set_expires(expires_at.with_timezone(&Utc));
    jar.add(cookie);
    Ok(signed_in(&member).into_response())
}

/// Who the cookie belongs to.
#[handler]
pub(crate) async fn read(app: Data<&Arc<App>>, jar: &CookieJar) -> Result<Response, Problem> {
    let nobody = || Problem::unauthorized("not-signed-in", "sign in first");
    let cookie = jar.get(COOKIE).ok_or_else(nobody)?;
    let member = app::account::by_session(&app, cookie.value_str()).await?.ok_or_else(nobody)?;
    Ok(signed_in(&member).into_response())
}

/// Signs out; doing so twice is no error.
#[handler]
pub(crate) async fn sign_out(app: Data<&Arc<App>>, jar: &CookieJar) -> Result<StatusCode, Problem> {
    if let Some(found) = jar.get(COOKIE) {
        app::account::sign_out(&app, found.value_str()).await?;
    }
    let mut gone = cookie(&app, "");
    gone.make_removal();
    jar.add(gone);
    Ok(StatusCode::NO_CONTENT)
}

fn signed_in(member: &app::caller::Member) -> Json<SignedIn> {
    Json(SignedIn { id: member.id().uuid(), name: member.name().to_owned(), role: member.role().as_str() })
}

fn cookie(app: &App, value: &str) -> Cookie {
    let mut cookie = Cookie::new_with_str(COOKIE, value);
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_path("/");
    cookie.set_secure(app.settings.public_url.starts_with("https://"));
    cookie
}
