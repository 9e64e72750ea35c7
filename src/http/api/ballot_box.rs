//! A closed round's ballot box, for everybody who wants to check its result.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::{Json, PlainText};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::app::{self, App};
use crate::domain::id::RoundId;
use crate::http::caller::{AsAnyone, AsMember};
use crate::http::problem::Problem;

pub struct BallotBoxApi;

#[derive(Object)]
struct Receipt {
    /// SHA-256 of the box.
    digest: String,
    /// Your name in it: 32 hexadecimal digits that nobody else can connect with you.
    voter: String,
    /// The audit log's end with the round's closing, as NUMBER:HASH for `greenlit audit verify --head`; absent for the
    /// moment until it is sealed.
    #[oai(skip_serializing_if_is_none)]
    audit_head: Option<String>,
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Standings")]
impl BallotBoxApi {
    /// The ballot box of a closed round: its rules, every ballot under a name of this round, and the result with and
    /// without what was set aside. Check it with `greenlit verify FILE`, or with the Python program on the results page.
    #[oai(path = "/rounds/:id/ballot-box", method = "get", operation_id = "read_ballot_box")]
    async fn document(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAnyone,
        id: Path<Uuid>,
    ) -> Result<PlainText<String>, Problem> {
        let who = caller.member()?;
        Ok(PlainText(app::ballot_box::document(&app, who.as_ref(), RoundId::new(id.0)).await?))
    }

    /// Your private receipt: the name under which your ballots are in the box.
    #[oai(path = "/rounds/:id/ballot-box/receipt", method = "get", operation_id = "read_ballot_receipt")]
    async fn receipt(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
    ) -> Result<Json<Receipt>, Problem> {
        let found = app::ballot_box::receipt(&app, Some(&caller.0), RoundId::new(id.0)).await?;
        let voter = found.voter.map(|voter| voter.to_string()).unwrap_or_default();
        let audit_head = found.audit_head.map(|head| head.to_string());
        Ok(Json(Receipt { digest: found.digest.to_string(), voter, audit_head }))
    }
}
