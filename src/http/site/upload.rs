//! A form with a picture: its guard comes first, then the file, read as it arrives.

use poem::web::Multipart;
use poem::{FromRequest, Request, RequestBody};
use tokio::io::{AsyncReadExt as _, sink};

use super::form::{TOKEN, check};
use super::refused::Refused;
use crate::http::problem::Problem;
use crate::http::upload::Content;

const FILE: &str = "file";
/// Fields before the file at most.
const FIELDS_MAX: usize = 4;
const FIELD_BYTES_MAX: u64 = 1_000;
/// What is read and dropped of a refused file, so that its sender reads the answer and not a broken connection.
const DROPPED_BYTES_MAX: u64 = 200_000_000;

/// Nothing of the file is read yet.
pub(crate) struct Upload {
    /// As the sender says; absent where no file was chosen.
    pub(crate) file_name: Option<String>,
    pub(crate) content: Content,
}

impl Upload {
    /// Reads what is left of a file that is not taken.
    pub(crate) async fn drop_rest(&mut self) {
        let mut rest = (&mut self.content).take(DROPPED_BYTES_MAX);
        // The answer is given all the same, should the sender break off.
        let _ = tokio::io::copy(&mut rest, &mut sink()).await;
    }
}

impl<'a> FromRequest<'a> for Upload {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let mut fields = <Multipart as FromRequest>::from_request(request, body).await?;
        let mut is_ours = false;
        for _ in 0..FIELDS_MAX {
            let Some(field) = fields.next_field().await? else { break };
            if field.name() == Some(TOKEN) {
                let mut token = String::new();
                let mut bytes = field.into_async_read().take(FIELD_BYTES_MAX);
                bytes.read_to_string(&mut token).await.map_err(unreadable)?;
                check(request, &token)?;
                is_ours = true;
            } else if field.name() == Some(FILE) {
                if !is_ours {
                    check(request, "")?;
                }
                let file_name = field.file_name().filter(|name| !name.is_empty()).map(str::to_owned);
                return Ok(Self { file_name, content: Content::of(field) });
            }
        }
        Err(Refused(Problem::bad_request("no-file", "refusal-no-file")).into())
    }
}

fn unreadable(error: std::io::Error) -> Refused {
    Refused(Problem::bad_request("form-unreadable", error))
}
