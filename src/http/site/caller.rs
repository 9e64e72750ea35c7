//! Who calls a page, as each handler's signature asks for it: by the session cookie alone.

use poem::{FromRequest, Request, RequestBody};

use super::refused::Refused;
use super::visitor::Visitor;
use crate::app::caller::{Admin, Member, Moderator};
use crate::http::problem::Problem;

/// Any signed-in member; others are led to sign in, and what they typed is kept.
pub(crate) struct AsMember(pub(crate) Member);

/// A moderator or admin.
pub(crate) struct AsModerator(pub(crate) Moderator);

/// An admin.
pub(crate) struct AsAdmin(pub(crate) Admin);

impl<'a> FromRequest<'a> for AsMember {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self(member(request)?))
    }
}

impl<'a> FromRequest<'a> for AsModerator {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let found = member(request)?.as_moderator();
        let refused = || Refused(Problem::forbidden("not-a-moderator", "refusal-moderators"));
        Ok(Self(found.ok_or_else(refused)?))
    }
}

impl<'a> FromRequest<'a> for AsAdmin {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let found = member(request)?.as_admin();
        let refused = || Refused(Problem::forbidden("not-an-admin", "refusal-admins"));
        Ok(Self(found.ok_or_else(refused)?))
    }
}

fn member(request: &Request) -> Result<Member, Refused> {
    let found = Visitor::of(request).and_then(|visitor| visitor.member.clone());
    found.ok_or_else(|| Refused(Problem::unauthorized("not-signed-in", "refusal-sign-in")))
}
