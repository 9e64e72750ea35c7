//! A design's pictures for those who decide on it: renditions of any revision, and the original.

use std::sync::Arc;

use futures::TryStreamExt as _;
use poem::http::header;
use poem::web::{Data, Path};
use poem::{Body, Response, handler};
use uuid::Uuid;

use crate::app::{self, App};
use crate::domain::id::DesignId;
use crate::http::site::{Answer, AsAdmin, AsModerator};

const FOR_ONE: &str = "private, max-age=31536000, immutable";
const NEVER: &str = "private, no-store";

/// One rendition.
#[handler]
pub(crate) async fn rendition(
    app: Data<&Arc<App>>,
    who: AsModerator,
    Path((id, digest)): Path<(Uuid, String)>,
) -> Answer {
    let digest = digest.parse().map_err(|_| app::artwork::Error::Unknown)?;
    let webp = app::artwork::rendition(&app, who.0.member(), DesignId::new(id), digest).await?;
    let response = Response::builder().content_type("image/webp").header(header::CACHE_CONTROL, FOR_ONE);
    Ok(response.body(webp))
}

/// The latest original, as it was uploaded.
#[handler]
pub(crate) async fn original(app: Data<&Arc<App>>, who: AsAdmin, id: Path<Uuid>) -> Answer {
    let found = app::artwork::original(&app, &who.0, DesignId::new(id.0)).await?;
    let format = found.artwork.format;
    let name = format!("attachment; filename=\"{}.{}\"", id.0, format.as_str());
    let response = Response::builder()
        .content_type(format.media_type())
        .header(header::CONTENT_DISPOSITION, name)
        .header(header::CONTENT_LENGTH, found.size_bytes)
        .header(header::CACHE_CONTROL, NEVER);
    Ok(response.body(Body::from_bytes_stream(found.content.map_err(std::io::Error::other))))
}
