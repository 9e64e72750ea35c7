//! Files for the tests: good ones, and bad ones of every kind.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageEncoder, ImageFormat, Rgb, RgbImage};

pub(super) const RED: [u8; 3] = [220, 30, 30];
pub(super) const GREEN: [u8; 3] = [30, 180, 60];
pub(super) const BLUE: [u8; 3] = [40, 60, 210];
pub(super) const WHITE: [u8; 3] = [250, 250, 250];

pub(super) fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Four coloured quarters, which tell every turn and mirroring apart.
pub(super) fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        })
    })
}

pub(super) fn jpeg(image: &RgbImage, exif: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif).unwrap();
    }
    encoder.write_image(image, image.width(), image.height(), image::ExtendedColorType::Rgb8).unwrap();
    bytes
}

pub(super) fn photo() -> Vec<u8> {
    jpeg(&quarters(200, 100), None)
}

pub(super) fn png_by(
    width: u32,
    height: u32,
    set: impl FnOnce(&mut png::Encoder<'_, &mut Vec<u8>>),
    data: &[u8],
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    set(&mut encoder);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(data).unwrap();
    writer.finish().unwrap();
    bytes
}

/// A real header, a little data, a real end: only the claim is huge.
pub(super) fn huge_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = png::Encoder::new(&mut bytes, 30_000, 30_000).write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &[0x78, 0x01]).unwrap();
    drop(writer);
    bytes
}

/// Height and width stand five bytes behind the frame's mark.
pub(super) fn huge_jpeg() -> Vec<u8> {
    let mut bytes = photo();
    let frame = bytes.windows(2).position(|mark| mark == [0xff, 0xc0]).unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[0x75, 0x30, 0x75, 0x30]);
    bytes
}

pub(super) fn cmyk_jpeg() -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xc0, 0, 20, 8, 0, 8, 0, 8, 4];
    bytes.extend([0; 12]);
    bytes.extend([0xff, 0xd9]);
    bytes
}

pub(super) fn animated_webp() -> Vec<u8> {
    let config = webp::WebPConfig::new().unwrap();
    let mut encoder = webp::AnimEncoder::new(8, 8, &config);
    let frames = [[10_u8; 192], [200; 192]];
    for (frame, at) in frames.iter().zip([0, 100]) {
        encoder.add_frame(webp::AnimFrame::from_rgb(frame, 8, 8, at));
    }
    encoder.encode().to_vec()
}

pub(super) fn animated_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 2, 2);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    for frame in [[0; 4], [255; 4]] {
        writer.write_image_data(&frame).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

/// A list of two pictures of a stereo pair, behind the first mark of a good JPEG.
pub(super) fn stereo_jpeg(class: u8) -> Vec<u8> {
    let mut list = b"MPF\0II*\0\x08\0\0\0\x01\0\x02\xb0\x07\0\x20\0\0\0\x1a\0\0\0\0\0\0\0".to_vec();
    for _ in 0..2 {
        list.extend([2, 0, class, 0]);
        list.extend([0; 12]);
    }
    let length = u16::try_from(list.len() + 2).unwrap().to_be_bytes();
    let mut bytes = photo();
    bytes.splice(2..2, [0xff, 0xe2].into_iter().chain(length).chain(list));
    bytes
}

pub(super) fn exif_with_orientation(orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPSLatitude 51.5007 N, camera serial 4711");
    exif
}
