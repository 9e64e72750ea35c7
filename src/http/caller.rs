//! Who calls, as each handler's signature asks for it: bearer tokens only, scopes by method.

use std::sync::Arc;

use poem::Request;
use poem::http::Method;
use poem_openapi::SecurityScheme;
use poem_openapi::auth::Bearer;

use super::problem::Problem;
use crate::app::caller::{Admin, Member, Moderator};
use crate::app::{self, App};
use crate::domain::account::Scope;

/// Any signed-in member: `Authorization: Bearer glt_...`. GET needs the scope `read`, all else `write`.
#[derive(SecurityScheme)]
#[oai(rename = "member", ty = "bearer", checker = "member")]
pub struct AsMember(pub Member);

/// A member with the role moderator or admin.
#[derive(SecurityScheme)]
#[oai(rename = "moderator", ty = "bearer", checker = "moderator")]
pub struct AsModerator(pub Moderator);

/// A member with the role admin.
#[derive(SecurityScheme)]
#[oai(rename = "admin", ty = "bearer", checker = "admin")]
pub struct AsAdmin(pub Admin);

/// Whoever asks. Without a token it is anybody; a wrong token is still an error, and never quietly anybody.
#[derive(SecurityScheme)]
pub enum AsAnyone {
    Signed(Signed),
    #[oai(fallback)]
    Nobody,
}

/// What came of looking a token up.
#[derive(SecurityScheme)]
#[oai(rename = "member", ty = "bearer", checker = "signed")]
pub struct Signed(Result<Member, Problem>);

impl AsAnyone {
    /// The member, or nobody.
    pub fn member(self) -> Result<Option<Member>, Problem> {
        match self {
            Self::Signed(found) => found.0.map(Some),
            Self::Nobody => Ok(None),
        }
    }
}

async fn signed(request: &Request, bearer: Bearer) -> Option<Result<Member, Problem>> {
    Some(find(request, &bearer).await)
}

async fn member(request: &Request, bearer: Bearer) -> poem::Result<Member> {
    Ok(find(request, &bearer).await?)
}

async fn moderator(request: &Request, bearer: Bearer) -> poem::Result<Moderator> {
    let member = find(request, &bearer).await?;
    Ok(member
        .as_moderator()
        .ok_or_else(|| Problem::forbidden("not-a-moderator", "this is for moderators"))?)
}

async fn admin(request: &Request, bearer: Bearer) -> poem::Result<Admin> {
    let member = find(request, &bearer).await?;
    Ok(member.as_admin().ok_or_else(|| Problem::forbidden("not-an-admin", "this is for admins"))?)
}

async fn find(request: &Request, bearer: &Bearer) -> Result<Member, Problem> {
    let Some(app) = request.data::<Arc<App>>() else {
        return Err(Problem::unavailable("starting", "the server is not ready"));
    };
    let Some((member, scopes)) = app::account::by_token(app, &bearer.token).await? else {
        return Err(Problem::unauthorized(
            "token-invalid",
            "this token is unknown, expired or revoked; make a new one with POST /api/v1/tokens",
        ));
    };
    let needed = if request.method() == Method::GET { Scope::Read } else { Scope::Write };
    if !scopes.contains(&needed) {
        let detail = format!("this needs a token with the scope {}", needed.as_str());
        return Err(Problem::forbidden("scope-missing", detail));
    }
    Ok(member)
}
