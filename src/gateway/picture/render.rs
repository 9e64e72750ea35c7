//! Decoding under limits, and the WebP renditions: each size is made from the next larger one.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use fast_image_resize::{ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};

use super::{Error, Rendition, colour};
use crate::domain::artwork::{self, Digest, Format, Limits, Refusal, RenditionSize};

/// Memory of one decoded picture: 100 megapixels of 4 bytes fit, as many of 8 do not. Resizing one with
/// transparency needs as much again.
const DECODED_BYTES_MAX: u64 = 512 * 1024 * 1024;
const WEBP_QUALITY: f32 = 80.0;
/// 0 is fastest, 6 smallest. 2 takes 4 % more bytes than 4 and two thirds of its time.
const WEBP_METHOD: i32 = 2;
const PLACEHOLDER_QUALITY: f32 = 40.0;
/// Longer sides that are tried, in pixels, until the text is short enough.
const PLACEHOLDER_PX: [u32; 3] = [16, 12, 8];
const PLACEHOLDER_CHARS_MAX: usize = 399;

/// A decoded picture, still turned and coloured as the file says.
pub(super) struct Original {
    image: DynamicImage,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
}

impl Original {
    /// Width and height as a person sees them.
    pub(super) fn seen_size(&self) -> (u32, u32) {
        let (width, height) = (self.image.width(), self.image.height());
        match self.orientation {
            Orientation::NoTransforms
            | Orientation::Rotate180
            | Orientation::FlipHorizontal
            | Orientation::FlipVertical => (width, height),
            Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH => (height, width),
        }
    }
}

/// Reads the header, then asks the limits, and only then decodes.
pub(super) fn decode(bytes: &[u8], format: Format, limits: Limits) -> Result<Original, Refusal> {
    let refuse = |error| refusal_of(&error, format);
    let mut memory = image::Limits::no_limits();
    memory.max_alloc = Some(DECODED_BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), library_format(format));
    reader.limits(memory);
    let mut decoder = reader.into_decoder().map_err(refuse)?;
    let (width, height) = decoder.dimensions();
    artwork::check_pixels(width, height, limits)?;
    if decoder.total_bytes() > DECODED_BYTES_MAX {
        return Err(Refusal::TooDeep);
    }
    // Damaged remarks about a picture are no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(refuse)?;
    Ok(Original { image, orientation, profile })
}

fn library_format(format: Format) -> ImageFormat {
    match format {
        Format::Png => ImageFormat::Png,
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Webp => ImageFormat::WebP,
    }
}

fn refusal_of(error: &ImageError, format: Format) -> Refusal {
    match error {
        ImageError::Unsupported(_) => Refusal::Unsupported { format },
        ImageError::Limits(_) => Refusal::TooDeep,
        ImageError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => Refusal::Truncated,
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::IoError(_) => Refusal::Broken,
    }
}

/// All renditions, largest first, and the placeholder. Turning and colours are done on the first small one,
/// which is the same to the eye and a fraction of the work.
pub(super) fn draw(original: Original) -> Result<(Vec<Rendition>, String), Error> {
    let Original { image, orientation, profile } = original;
    let mut current = shrink(image, RenditionSize::Large.px())?;
    current.apply_orientation(orientation);
    current = without_idle_alpha(colour::to_srgb(current, profile.as_deref()));
    let mut renditions: Vec<Rendition> = Vec::new();
    for size in RenditionSize::ALL {
        current = shrink(current, size.px())?;
        let rendition = match renditions.last() {
            Some(last) if (last.width, last.height) == (current.width(), current.height()) => {
                Rendition { size, ..last.clone() }
            }
            _ => rendition(&current, size)?,
        };
        renditions.push(rendition);
    }
    Ok((renditions, placeholder(current)?))
}

fn rendition(image: &DynamicImage, size: RenditionSize) -> Result<Rendition, Error> {
    let webp = encode(image, WEBP_QUALITY)?;
    Ok(Rendition { size, width: image.width(), height: image.height(), digest: Digest::of(&webp), webp })
}

/// So that no pixel is wider or higher than `edge`; the same picture if it is that small already.
fn shrink(image: DynamicImage, edge: u32) -> Result<DynamicImage, Error> {
    let (width, height) = fit(image.width(), image.height(), edge);
    if (width, height) == (image.width(), image.height()) {
        return Ok(image);
    }
    let mut small = DynamicImage::new(width, height, image.color());
    // The default is Lanczos with three lobes, with transparency multiplied in before and out after.
    Resizer::new()
        .resize(&image, &mut small, &ResizeOptions::new())
        .map_err(|error| Error::Render(error.to_string()))?;
    Ok(small)
}

/// Width and height inside a square of `edge`, one pixel at least, never larger than they were.
fn fit(width: u32, height: u32, edge: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= edge {
        return (width, height);
    }
    let scaled = |side: u32| {
        let twice = u64::from(side).saturating_mul(u64::from(edge)).saturating_mul(2);
        let rounded = twice.saturating_add(u64::from(longest)) / u64::from(longest).saturating_mul(2).max(1);
        u32::try_from(rounded).unwrap_or(edge).clamp(1, edge)
    };
    (scaled(width), scaled(height))
}

/// A channel of transparency that hides nothing costs bytes and time.
fn without_idle_alpha(image: DynamicImage) -> DynamicImage {
    match image.as_rgba8() {
        Some(pixels) if pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) => image.into_rgb8().into(),
        _ => image,
    }
}

fn encode(image: &DynamicImage, quality: f32) -> Result<Bytes, Error> {
    let failed = |what: &str| Error::Render(format!("webp: {what}"));
    let mut config = webp::WebPConfig::new().map_err(|()| failed("no configuration"))?;
    config.quality = quality;
    config.method = WEBP_METHOD;
    let (width, height) = (image.width(), image.height());
    let encoder = if let Some(pixels) = image.as_rgba8() {
        webp::Encoder::from_rgba(pixels, width, height)
    } else {
        webp::Encoder::from_rgb(image.as_rgb8().ok_or_else(|| failed("not 8 bits"))?, width, height)
    };
    let webp = encoder.encode_advanced(&config).map_err(|error| failed(&format!("{error:?}")))?;
    Ok(Bytes::copy_from_slice(&webp))
}

fn placeholder(image: DynamicImage) -> Result<String, Error> {
    let mut current = image;
    let mut address = String::new();
    for edge in PLACEHOLDER_PX {
        current = shrink(current, edge)?;
        let webp = encode(&current, PLACEHOLDER_QUALITY)?;
        address = format!("data:image/webp;base64,{}", STANDARD.encode(webp));
        if address.len() <= PLACEHOLDER_CHARS_MAX {
            break;
        }
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_fitted_into_the_square_and_never_enlarged() {
        assert_eq!(fit(3000, 1500, 1200), (1200, 600));
        assert_eq!(fit(1500, 3000, 300), (150, 300));
        assert_eq!(fit(1200, 1, 1200), (1200, 1));
        assert_eq!(fit(50_000, 10, 300), (300, 1));
        assert_eq!(fit(299, 20, 300), (299, 20));
    }
}
