//! Artworks: uploads, and the files of them that each person may have.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::TryStreamExt as _;
use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{Body, FromRequest, IntoResponse, Request, Response, handler};
use poem_openapi::param::Path;
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::app::{self, App};
use crate::domain;
use crate::domain::artwork::Digest;
use crate::domain::id::DesignId;
use crate::http::caller::{AsAdmin, AsMember};
use crate::http::problem::Problem;
use crate::http::upload::Upload;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_ONE: &str = "private, max-age=31536000, immutable";
const NEVER: &str = "private, no-store";
const NOSNIFF: &str = "nosniff";
const WEBP: &str = "image/webp";

pub struct ArtworkApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Designs")]
impl ArtworkApi {
    /// Upload a design's picture: PNG, JPEG or WebP, as the form field `file`.
    ///
    /// Each upload is the design's next revision, until a moderator decides.
    #[oai(path = "/designs/:id/artworks", method = "post", operation_id = "upload_artwork")]
    async fn upload(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
        form: Upload,
    ) -> Result<Json<Artwork>, Problem> {
        let sent = form.file().await?;
        let (id, name) = (DesignId::new(id.0), sent.file_name.as_deref());
        let made = app::artwork::upload(&app, &caller.0, id, name, sent.content).await?;
        Ok(Json(Artwork::new(&made, Audience::Makers)))
    }

    /// A rendition of a design that is not decided yet, for those who made it and for moderators.
    #[oai(path = "/designs/:id/renditions/:digest", method = "get", operation_id = "read_rendition")]
    async fn rendition(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
        digest: Path<String>,
    ) -> Result<Picture, Problem> {
        let digest = digest.parse().map_err(|_| app::artwork::Error::Unknown)?;
        let webp = app::artwork::rendition(&app, &caller.0, DesignId::new(id.0), digest).await?;
        Ok(Picture::Webp(Binary(webp.to_vec()), FOR_ONE.to_owned(), NOSNIFF.to_owned()))
    }

    /// The latest original of a design, as it was uploaded, for printing.
    #[oai(path = "/designs/:id/original", method = "get", operation_id = "read_original")]
    async fn original(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
    ) -> Result<Original, Problem> {
        let found = app::artwork::original(&app, &caller.0, DesignId::new(id.0)).await?;
        let name = format!("attachment; filename=\"{}.{}\"", id.0, found.artwork.format.as_str());
        let content = Body::from_bytes_stream(found.content.map_err(std::io::Error::other));
        Ok(Original::File(Binary(content), name, found.size_bytes, NEVER.to_owned(), NOSNIFF.to_owned()))
    }
}

/// A rendition of a public design: `/artworks/{digest}.webp`. It never changes, so it is kept for ever.
#[handler]
pub(crate) async fn public_rendition(request: &Request) -> poem::Result<Response> {
    let app = Data::<&Arc<App>>::from_request_without_body(request).await?;
    let name = request.raw_path_param("name").unwrap_or_default();
    let digest: Option<Digest> = name.strip_suffix(".webp").and_then(|digest| digest.parse().ok());
    let digest = digest.ok_or_else(|| Problem::from(app::artwork::Error::Unknown))?;
    let webp = app::artwork::public_rendition(&app, digest).await.map_err(Problem::from)?;
    let tag = format!("\"{digest}\"");
    let response = Response::builder().header(header::ETAG, &tag).header(header::CACHE_CONTROL, FOR_EVER);
    let known = request.header(header::IF_NONE_MATCH).unwrap_or_default();
    if known.split(',').any(|one| one.trim() == tag || one.trim() == "*") {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    let response = response.header(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF).content_type(WEBP);
    Ok(response.body(webp).into_response())
}

#[derive(ApiResponse)]
pub enum Picture {
    #[oai(status = 200, content_type = "image/webp")]
    Webp(
        Binary<Vec<u8>>,
        #[oai(header = "Cache-Control")] String,
        #[oai(header = "X-Content-Type-Options")] String,
    ),
}

#[derive(ApiResponse)]
pub enum Original {
    #[oai(status = 200, content_type = "application/octet-stream")]
    File(
        Binary<Body>,
        #[oai(header = "Content-Disposition")] String,
        #[oai(header = "Content-Length")] u64,
        #[oai(header = "Cache-Control")] String,
        #[oai(header = "X-Content-Type-Options")] String,
    ),
}

/// Who is told the addresses: everybody's are open, the makers' need a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    Everybody,
    Makers,
}

/// One revision of a design's picture.
#[derive(Debug, Object)]
pub(super) struct Artwork {
    /// From 1; the latest counts.
    revision: u32,
    format: Format,
    /// Pixels of the original, after the camera's orientation.
    width: u32,
    height: u32,
    size_bytes: u64,
    /// A tiny picture as a data URL, to be shown until a rendition has loaded.
    placeholder: String,
    /// Largest first.
    renditions: Vec<Rendition>,
    created_at: DateTime<Utc>,
}

#[derive(Debug, Object)]
struct Rendition {
    /// Longest side asked for, in pixels.
    size: u32,
    width: u32,
    height: u32,
    size_bytes: u64,
    /// Where it is. An address under `/api` needs the caller's token.
    url: String,
}

#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
enum Format {
    Png,
    Jpeg,
    Webp,
}

impl Artwork {
    pub(super) fn new(artwork: &domain::artwork::Artwork, audience: Audience) -> Self {
        Self {
            revision: artwork.revision,
            format: artwork.format.into(),
            width: artwork.width,
            height: artwork.height,
            size_bytes: artwork.size_bytes,
            placeholder: artwork.placeholder.clone(),
            renditions: artwork
                .renditions
                .iter()
                .map(|each| Rendition::new(artwork, *each, audience))
                .collect(),
            created_at: artwork.created_at,
        }
    }
}

impl Rendition {
    fn new(
        artwork: &domain::artwork::Artwork,
        rendition: domain::artwork::Rendition,
        audience: Audience,
    ) -> Self {
        let url = match audience {
            Audience::Everybody => format!("/artworks/{}.webp", rendition.digest),
            Audience::Makers => format!("/api/v1/designs/{}/renditions/{}", artwork.design, rendition.digest),
        };
        Self {
            size: rendition.size.px(),
            width: rendition.width,
            height: rendition.height,
            size_bytes: rendition.size_bytes,
            url,
        }
    }
}

impl From<domain::artwork::Format> for Format {
    fn from(format: domain::artwork::Format) -> Self {
        match format {
            domain::artwork::Format::Png => Self::Png,
            domain::artwork::Format::Jpeg => Self::Jpeg,
            domain::artwork::Format::Webp => Self::Webp,
        }
    }
}
