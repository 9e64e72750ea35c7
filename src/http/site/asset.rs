//! Style sheets, scripts and icons, out of the binary, at addresses that change with their content.

use std::fmt::Write as _;

use poem::http::{StatusCode, header};
use poem::web::Path;
use poem::{Response, handler};
use rust_embed::RustEmbed;

const DIGEST_BYTES: usize = 6;
const FOR_EVER: &str = "public, max-age=31536000, immutable";

#[derive(RustEmbed)]
#[folder = "assets/static"]
struct Files;

/// `/static/<digest>/<name>`; a name that is no file has no digest, and is not found.
pub(super) fn address(name: &str) -> String {
    let digest = Files::get(name).map(|file| digest(&file.metadata.sha256_hash())).unwrap_or_default();
    format!("/static/{digest}/{name}")
}

/// One file. The digest in its address only tells versions apart.
#[handler]
pub(crate) fn read(Path((_digest, name)): Path<(String, String)>) -> Response {
    let Some(found) = Files::get(&name) else {
        return Response::builder().status(StatusCode::NOT_FOUND).finish();
    };
    Response::builder()
        .content_type(media_type(&name))
        .header(header::CACHE_CONTROL, FOR_EVER)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .body(found.data.into_owned())
}

/// Browsers ask for it by this name whatever a page says.
#[handler]
pub(crate) fn favicon() -> Response {
    super::see_other(&address("icon.svg"))
}

/// At the top, so that it may speak for every page; browsers ask for it anew each time.
#[handler]
pub(crate) fn offline_worker() -> Response {
    let name = "offline-worker.js";
    let Some(found) = Files::get(name) else {
        return Response::builder().status(StatusCode::NOT_FOUND).finish();
    };
    Response::builder()
        .content_type(media_type(name))
        .header(header::CACHE_CONTROL, "no-cache")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .body(found.data.into_owned())
}

fn digest(hash: &[u8]) -> String {
    let mut text = String::with_capacity(DIGEST_BYTES.saturating_mul(2));
    for byte in hash.iter().take(DIGEST_BYTES) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "json" => "application/json; charset=utf-8",
        "py" => "text/x-python; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    }
}
