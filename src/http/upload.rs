//! One file in a multipart form, read as it arrives.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use poem::web::{Field, Multipart};
use poem::{FromRequest, Request, RequestBody};
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use tokio::io::{AsyncRead, ReadBuf};

use super::problem::Problem;

const FIELD: &str = "file";

/// A body of `multipart/form-data` whose first field is `file`. Nothing of the file is read yet.
pub struct Upload(Multipart);

/// The file: its name as the sender says, and its content.
pub struct Sent {
    pub file_name: Option<String>,
    pub content: Content,
}

/// What of the file arrives. A sender who breaks off is told so: every error is an early end.
pub struct Content(Pin<Box<dyn AsyncRead + Send>>);

impl Upload {
    pub async fn file(mut self) -> Result<Sent, Problem> {
        let first = self.0.next_field().await;
        let field = first.map_err(|error| Problem::bad_request("form-unreadable", error))?;
        match field {
            Some(field) if field.name() == Some(FIELD) => {
                Ok(Sent { file_name: field.file_name().map(str::to_owned), content: Content::of(field) })
            }
            Some(_) | None => {
                Err(Problem::bad_request("no-file", "send the picture as the form's first field, named file"))
            }
        }
    }
}

impl Content {
    pub(crate) fn of(field: Field) -> Self {
        Self(Box::pin(field.into_async_read()))
    }
}

impl AsyncRead for Content {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = self.0.as_mut().poll_read(context, buffer);
        read.map_err(|error| io::Error::new(io::ErrorKind::UnexpectedEof, error))
    }
}

impl<'a> ApiExtractor<'a> for Upload {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn request_meta() -> Option<MetaRequest> {
        let file = MetaSchema { format: Some("binary"), ..MetaSchema::new("string") };
        let form = MetaSchema {
            required: vec![FIELD],
            properties: vec![(FIELD, MetaSchemaRef::Inline(Box::new(file)))],
            ..MetaSchema::new("object")
        };
        let schema = MetaSchemaRef::Inline(Box::new(form));
        let content = vec![MetaMediaType { content_type: "multipart/form-data", schema }];
        Some(MetaRequest { description: Some("The picture."), content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        Ok(Self(<Multipart as FromRequest>::from_request(request, body).await?))
    }
}
