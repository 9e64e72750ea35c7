//! Artwork: what a picture must be to be taken, how its files are named, and when a design may get a new one.

mod record;

pub use record::{Artwork, Rendition};

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use super::digest::Digest;

/// Revisions of one design at most, so that a design cannot fill the disk.
pub const REVISIONS_MAX: u32 = 20;

const BYTES_PER_MEGABYTE: u64 = 1_000_000;
const PIXELS_PER_MEGAPIXEL: u64 = 1_000_000;

/// How large an upload may be. Settings of the deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// 50 MB by default.
    pub size_bytes_max: u64,
    /// Width times height; 100 megapixels by default.
    pub pixels_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { size_bytes_max: 50_000_000, pixels_max: 100_000_000 }
    }
}

/// The kinds of picture that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Png,
    Jpeg,
    Webp,
}

impl Format {
    pub const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::Webp];

    /// The word in the database and in a file's ending.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Webp => "webp",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Webp => "WebP",
        }
    }

    const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Webp => &["webp"],
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a picture format: {0}")]
pub struct UnknownFormat(String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|f| f.as_str() == text).ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// The renditions of a picture, by the length of their longer side in pixels. A picture smaller than that keeps its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RenditionSize {
    Large,
    Medium,
    Small,
}

impl RenditionSize {
    /// Largest first: each is made from the one before.
    pub const ALL: [Self; 3] = [Self::Large, Self::Medium, Self::Small];

    pub const fn px(self) -> u32 {
        match self {
            Self::Large => 1200,
            Self::Medium => 600,
            Self::Small => 300,
        }
    }

    /// `None` for a number that is no rendition's.
    pub fn from_px(px: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.px() == px)
    }
}

/// Why a file is not taken, in a sentence for the designer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the file is empty; choose the picture again")]
    Empty,
    #[error("this is not a picture that can be read; send a PNG, JPEG or WebP file")]
    NotAPicture,
    #[error("this is a {found} file; save the picture as PNG, JPEG or WebP and send that")]
    OtherKind { found: &'static str },
    #[error(
        "the file's name ends in .{ending} but it holds a {format} picture; save it again as what it should be"
    )]
    Mislabelled { ending: String, format: Format },
    #[error("the file is larger than {} MB, the most that is taken", megabytes(*size_bytes_max))]
    TooLarge { size_bytes_max: u64 },
    #[error("the picture is {width} x {height} pixels, and at most {} megapixels are taken", megapixels(*pixels_max))]
    TooManyPixels { width: u32, height: u32, pixels_max: u64 },
    #[error("the picture is too large at 16 bits a colour; save it with 8 bits a colour")]
    TooDeep,
    #[error("the picture moves, and a print cannot; save one frame of it")]
    Animated,
    #[error(
        "the file holds several pictures, as stereo and panorama cameras make them; save the one to print alone"
    )]
    SeveralPictures,
    #[error("the file ends too early, as after a broken download; save or export it again")]
    Truncated,
    #[error("the picture's data is damaged and cannot be read; save or export it again")]
    Broken,
    #[error(
        "the picture is in the colours of a printing press (CMYK); save it as RGB, best with the sRGB profile"
    )]
    Cmyk,
    #[error("this kind of {format} cannot be read here; save it with common settings, 8 or 16 bits a colour")]
    Unsupported { format: Format },
    #[error("the picture took too long to read; save it again without special options")]
    TooSlow,
    #[error(
        "the picture is {width} x {height} pixels, and printing this product needs at least {width_min} x {height_min}"
    )]
    TooSmallForPrint { width: u32, height: u32, width_min: u32, height_min: u32 },
    #[error("the design is decided, so its picture can no longer change")]
    Decided,
    #[error("a design can have at most {REVISIONS_MAX} versions of its picture")]
    TooManyRevisions,
}

const fn megabytes(bytes: u64) -> u64 {
    bytes.div_euclid(BYTES_PER_MEGABYTE)
}

const fn megapixels(pixels: u64) -> u64 {
    pixels.div_euclid(PIXELS_PER_MEGAPIXEL)
}

/// Refuses more pixels than the limit. Asked of the header, before anything is decoded.
pub fn check_pixels(width: u32, height: u32, limits: Limits) -> Result<(), Refusal> {
    let pixels = u64::from(width).saturating_mul(u64::from(height));
    if pixels > limits.pixels_max {
        return Err(Refusal::TooManyPixels { width, height, pixels_max: limits.pixels_max });
    }
    Ok(())
}

/// Refuses a name that says another kind than the bytes do; a name that says nothing passes.
pub fn check_name(name: &str, format: Format) -> Result<(), Refusal> {
    let Some((_, ending)) = name.rsplit_once('.') else { return Ok(()) };
    let ending = ending.trim().to_ascii_lowercase();
    let says_a_kind = (2..=5).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric());
    if says_a_kind && !format.endings().contains(&ending.as_str()) {
        return Err(Refusal::Mislabelled { ending, format });
    }
    Ok(())
}

/// Pixels as seen, after the camera's orientation, against the least that prints well on the product.
pub fn check_print_size(
    (width, height): (u32, u32),
    (width_min, height_min): (u32, u32),
) -> Result<(), Refusal> {
    if width < width_min || height < height_min {
        return Err(Refusal::TooSmallForPrint { width, height, width_min, height_min });
    }
    Ok(())
}

/// Where a design stands, as far as its picture is concerned: a moderator's word ends revisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Draft, or waiting for a moderator.
    Open,
    /// Cleared, refused, withdrawn or taken down.
    Decided,
}

/// The number of the next revision, from 1; `latest` is 0 before the first.
pub fn next_revision(latest: u32, review: Review) -> Result<u32, Refusal> {
    match review {
        Review::Decided => Err(Refusal::Decided),
        Review::Open if latest >= REVISIONS_MAX => Err(Refusal::TooManyRevisions),
        Review::Open => Ok(latest.saturating_add(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pixel_limit_includes_its_edge_and_never_overflows() {
        let limits = Limits { size_bytes_max: 1, pixels_max: 100_000_000 };

        assert_eq!(check_pixels(10_000, 10_000, limits), Ok(()));
        assert!(check_pixels(10_000, 10_001, limits).is_err());
        let refusal = check_pixels(u32::MAX, u32::MAX, limits).unwrap_err().to_string();
        assert!(refusal.contains("at most 100 megapixels"), "{refusal}");
    }

    #[test]
    fn a_name_may_not_say_another_kind_than_the_bytes() {
        let check = |name: &str, format, accepted: bool| {
            assert_eq!(check_name(name, format).is_ok(), accepted, "{name}");
        };

        check("shirt.png", Format::Png, true);
        check("SHIRT.JPG", Format::Jpeg, true);
        check("shirt.jpeg", Format::Jpeg, true);
        check("shirt", Format::Webp, true);
        check("shirt.final version", Format::Webp, true);
        check("shirt.png", Format::Jpeg, false);
        check("shirt.gif", Format::Png, false);
        check("shirt.webp.exe", Format::Webp, false);
    }

    #[test]
    fn print_size_is_asked_of_both_sides() {
        assert_eq!(check_print_size((1200, 1400), (1200, 1400)), Ok(()));
        assert!(check_print_size((1199, 1400), (1200, 1400)).is_err());
        assert!(check_print_size((1200, 1399), (1200, 1400)).is_err());
    }

    #[test]
    fn revisions_end_with_the_decision_and_with_their_number() {
        assert_eq!(next_revision(0, Review::Open), Ok(1));
        assert_eq!(next_revision(REVISIONS_MAX - 1, Review::Open), Ok(REVISIONS_MAX));
        assert_eq!(next_revision(REVISIONS_MAX, Review::Open), Err(Refusal::TooManyRevisions));
        assert_eq!(next_revision(1, Review::Decided), Err(Refusal::Decided));
    }

    #[test]
    fn formats_and_sizes_are_read_back_from_what_is_stored() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse(), Ok(format));
        }
        for size in RenditionSize::ALL {
            assert_eq!(RenditionSize::from_px(size.px()), Some(size));
        }
        assert_eq!(RenditionSize::from_px(1201), None);
    }
}
