//! Colour profiles: whatever a picture embeds, its renditions are in sRGB.

use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// 8 bits a channel in sRGB. A profile that cannot be read, or is for other channels than the picture has, is ignored,
/// as browsers do.
pub(super) fn to_srgb(image: DynamicImage, profile: Option<&[u8]>) -> DynamicImage {
    let profile = profile.and_then(|bytes| ColorProfile::new_from_slice(bytes).ok());
    let is_grey = !image.color().has_color();
    let converted = profile.and_then(|profile| match (profile.color_space, is_grey) {
        (DataColorSpace::Rgb, _) => convert_rgb(&image, &profile),
        (DataColorSpace::Gray, true) => convert_grey(&image, &profile),
        _ => None,
    });
    converted.unwrap_or_else(|| {
        if image.color().has_alpha() { image.into_rgba8().into() } else { image.into_rgb8().into() }
    })
}

fn convert_rgb(image: &DynamicImage, profile: &ColorProfile) -> Option<DynamicImage> {
    let (width, height) = (image.width(), image.height());
    if image.color().has_alpha() {
        let converted = convert(image.to_rgba8().as_raw(), profile, (Layout::Rgba, Layout::Rgba))?;
        return RgbaImage::from_raw(width, height, converted).map(DynamicImage::from);
    }
    let converted = convert(image.to_rgb8().as_raw(), profile, (Layout::Rgb, Layout::Rgb))?;
    RgbImage::from_raw(width, height, converted).map(DynamicImage::from)
}

fn convert_grey(image: &DynamicImage, profile: &ColorProfile) -> Option<DynamicImage> {
    let (width, height) = (image.width(), image.height());
    if image.color().has_alpha() {
        let grey: GrayAlphaImage = image.to_luma_alpha8();
        let converted = convert(grey.as_raw(), profile, (Layout::GrayAlpha, Layout::Rgba))?;
        return RgbaImage::from_raw(width, height, converted).map(DynamicImage::from);
    }
    let grey: GrayImage = image.to_luma8();
    let converted = convert(grey.as_raw(), profile, (Layout::Gray, Layout::Rgb))?;
    RgbImage::from_raw(width, height, converted).map(DynamicImage::from)
}

fn convert(pixels: &[u8], profile: &ColorProfile, (from, to): (Layout, Layout)) -> Option<Vec<u8>> {
    let srgb = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(from, &srgb, to, TransformOptions::default()).ok()?;
    let samples = pixels.len().checked_div(from.channels())?.checked_mul(to.channels())?;
    let mut converted = vec![0; samples];
    transform.transform(pixels, &mut converted).ok()?;
    Some(converted)
}
