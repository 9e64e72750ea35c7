//! Pictures made by code, and how a browser sends them.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use poem::Request;
use poem::http::Method;
use uuid::Uuid;

use super::{Answer, Person, TestApp};

const BOUNDARY: &str = "a-line-that-no-picture-holds";
/// The type of a form with a file.
pub(crate) const FORM: &str = "multipart/form-data; boundary=a-line-that-no-picture-holds";

/// A picture that differs from those of other numbers, with see-through corners.
pub(crate) fn png(number: u8, width: u32, height: u32) -> Vec<u8> {
    let picture = RgbaImage::from_fn(width, height, |x, y| {
        let is_corner = x < width / 4 && y < height / 4;
        Rgba([
            number,
            u8::try_from(x % 256).unwrap(),
            u8::try_from(y % 256).unwrap(),
            if is_corner { 0 } else { 255 },
        ])
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A photograph as a phone writes it that was held upright: the pixels lie, and the metadata says so.
pub(crate) fn turned_jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend(b"GPSLatitude 37.5665 N");
    let picture =
        RgbImage::from_fn(
            width,
            height,
            |x, _| if x < width / 2 { Rgb([220, 30, 30]) } else { Rgb([30, 30, 220]) },
        );
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_exif_metadata(exif).unwrap();
    encoder.write_image(&picture, width, height, image::ExtendedColorType::Rgb8).unwrap();
    bytes
}

pub(crate) fn animated_webp() -> Vec<u8> {
    let config = webp::WebPConfig::new().unwrap();
    let mut encoder = webp::AnimEncoder::new(60, 60, &config);
    let frames = [vec![10_u8; 60 * 60 * 3], vec![200; 60 * 60 * 3]];
    for (frame, at) in frames.iter().zip([0, 100]) {
        encoder.add_frame(webp::AnimFrame::from_rgb(frame, 60, 60, at));
    }
    encoder.encode().to_vec()
}

/// A true header that claims 30,000 x 30,000 pixels, and next to nothing behind it.
pub(crate) fn huge_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = png::Encoder::new(&mut bytes, 30_000, 30_000).write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &[0x78, 0x01]).unwrap();
    drop(writer);
    bytes
}

/// A form with one file, as a browser sends it.
pub(crate) fn form(field: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    let tail = format!("\r\n--{BOUNDARY}--\r\n");
    [head.as_bytes(), bytes, tail.as_bytes()].concat()
}

/// The same after fields of text.
pub(crate) fn form_after(fields: &[(String, String)], name: &str, bytes: &[u8]) -> Vec<u8> {
    let text = |(name, value): &(String, String)| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let texts: String = fields.iter().map(text).collect();
    [texts.as_bytes(), &form("file", name, bytes)].concat()
}

impl TestApp {
    pub(crate) async fn upload(
        &self,
        who: Option<&Person>,
        design: Uuid,
        name: &str,
        bytes: &[u8],
    ) -> Answer {
        self.upload_form(who, design, form("file", name, bytes)).await
    }

    pub(crate) async fn upload_form(&self, who: Option<&Person>, design: Uuid, form: Vec<u8>) -> Answer {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(format!("/api/v1/designs/{design}/artworks").parse().unwrap())
            .content_type(FORM);
        if let Some(who) = who {
            request = request.header("Authorization", format!("Bearer {}", who.token));
        }
        self.call(request.body(form)).await
    }

    /// How many files are kept, and how many uploads lie about half read.
    pub(crate) fn files(&self) -> (usize, usize) {
        let blobs = count(&self.folder.path().join("blobs"));
        let spooled = std::fs::read_dir(self.folder.path()).unwrap();
        let spooled = spooled
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("upload-"));
        (blobs, spooled.count())
    }
}

fn count(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
}
