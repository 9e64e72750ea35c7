//! Hostile, odd and ordinary files through the whole pipeline. Pictures are made here and stay under one megapixel.

mod sample;

use std::io::Cursor;

use image::codecs::png::PngEncoder;
use image::{
    DynamicImage, ImageEncoder, ImageFormat, ImageReader, Luma, LumaA, Rgb, RgbImage, Rgba, RgbaImage,
};
use moxcms::ColorProfile;

use super::*;
use sample::*;

async fn render(bytes: &[u8]) -> Result<Rendered, Error> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    Pictures::new(Limits::default(), 2).check_and_render(file.path()).await
}

async fn check_refused(name: &str, bytes: &[u8], expected: Refusal) {
    match render(bytes).await {
        Err(Error::Refused(refusal)) => assert_eq!(refusal, expected, "{name}"),
        other => panic!("{name}: {other:?}"),
    }
}

#[tokio::test]
async fn what_is_not_one_whole_still_picture_is_refused_with_its_reason() {
    let (png, webp) = (
        encoded(&quarters(64, 64).into(), ImageFormat::Png),
        encoded(&quarters(64, 64).into(), ImageFormat::WebP),
    );
    let photo = photo();
    let mut damaged_png = png.clone();
    let middle = damaged_png.len() / 2;
    damaged_png[middle] ^= 0xff;
    let mut damaged_webp = webp.clone();
    damaged_webp[22..].fill(0xff);

    check_refused("nothing", b"", Refusal::Empty).await;
    check_refused("text", b"hello, I am a picture", Refusal::NotAPicture).await;
    check_refused("zeros", &[0; 4000], Refusal::NotAPicture).await;
    check_refused("gif", b"GIF89a\x01\0\x01\0", Refusal::OtherKind { found: "GIF" }).await;
    check_refused("pdf", b"%PDF-1.7", Refusal::OtherKind { found: "PDF" }).await;
    check_refused("svg", b"\n<svg xmlns='x'/>", Refusal::OtherKind { found: "SVG" }).await;
    check_refused("heic", b"\0\0\0\x18ftypheic\0\0", Refusal::OtherKind { found: "HEIC" }).await;
    check_refused("half png", &png[..png.len() / 2], Refusal::Truncated).await;
    check_refused("png without end", &png[..png.len() - 8], Refusal::Truncated).await;
    check_refused("png head", &png[..8], Refusal::Truncated).await;
    check_refused("half jpeg", &photo[..photo.len() / 2], Refusal::Truncated).await;
    check_refused("jpeg without end", &photo[..photo.len() - 2], Refusal::Truncated).await;
    check_refused("jpeg head", &photo[..3], Refusal::Truncated).await;
    check_refused("half webp", &webp[..webp.len() / 2], Refusal::Truncated).await;
    check_refused("webp head", &webp[..12], Refusal::Truncated).await;
    check_refused("damaged png", &damaged_png, Refusal::Broken).await;
    check_refused("damaged webp", &damaged_webp, Refusal::Broken).await;
    check_refused("jpeg without scan", b"\xff\xd8\xff\xd9", Refusal::Broken).await;
    check_refused("moving png", &animated_png(), Refusal::Animated).await;
    check_refused("moving webp", &animated_webp(), Refusal::Animated).await;
    check_refused("stereo jpeg", &stereo_jpeg(2), Refusal::SeveralPictures).await;
    check_refused("cmyk jpeg", &cmyk_jpeg(), Refusal::Cmyk).await;
}

#[tokio::test]
async fn no_part_of_a_file_from_its_start_is_taken_for_the_whole() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let whole = encoded(&quarters(48, 48).into(), format);
        for end in (1..whole.len()).step_by(11).chain([whole.len() - 1]) {
            let part = render(&whole[..end]).await;
            assert!(
                matches!(part, Err(Error::Refused(_))),
                "{format:?} cut at {end} of {}: {part:?}",
                whole.len()
            );
        }
        assert!(render(&whole).await.is_ok());
    }
}

/// Whatever was done to a file, its sender is told, or the picture is taken; it is never an error of ours.
#[tokio::test]
async fn a_damaged_byte_is_never_our_error() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let whole = encoded(&quarters(48, 48).into(), format);
        for at in (0..whole.len()).step_by(5) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x5a;
            let answer = render(&damaged).await;
            assert!(matches!(answer, Ok(_) | Err(Error::Refused(_))), "{format:?} at {at}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_header_that_claims_too_much_is_refused_before_anything_is_decoded() {
    let refusal = || Refusal::TooManyPixels { width: 30_000, height: 30_000, pixels_max: 100_000_000 };
    check_refused("png", &huge_png(), refusal()).await;
    check_refused("jpeg", &huge_jpeg(), refusal()).await;
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_unread() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), photo()).unwrap();
    let limits = Limits { size_bytes_max: 100, ..Limits::default() };
    let refused = Pictures::new(limits, 1).check_and_render(file.path()).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::TooLarge { size_bytes_max: 100 }))));
}

#[tokio::test]
async fn a_phone_picture_with_a_thumbnail_list_is_taken() {
    assert!(render(&stereo_jpeg(1)).await.is_ok());
}

#[tokio::test]
async fn a_scan_bomb_is_refused() {
    let photo = photo();
    let scan = photo.windows(2).position(|mark| mark == [0xff, 0xda]).unwrap();
    let (head, tail) = photo.split_at(scan);
    let body = &tail[..tail.len() - 2];
    let bomb = [head, &body.repeat(65), &[0xff, 0xd9]].concat();
    check_refused("scans", &bomb, Refusal::Unsupported { format: Format::Jpeg }).await;
}

fn shown(rendition: &Rendition) -> DynamicImage {
    ImageReader::with_format(Cursor::new(&rendition.webp), ImageFormat::WebP).decode().unwrap()
}

fn near(found: Rgba<u8>, expected: [u8; 3], tolerance: u8) -> bool {
    found.0.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= tolerance)
}

#[tokio::test]
async fn each_of_the_eight_orientations_is_applied() {
    use image::GenericImageView as _;
    let expected = [
        [RED, GREEN, BLUE, WHITE],
        [GREEN, RED, WHITE, BLUE],
        [WHITE, BLUE, GREEN, RED],
        [BLUE, WHITE, RED, GREEN],
        [RED, BLUE, GREEN, WHITE],
        [BLUE, RED, WHITE, GREEN],
        [WHITE, GREEN, BLUE, RED],
        [GREEN, WHITE, RED, BLUE],
    ];

    for (orientation, colours) in (1_u8..).zip(expected) {
        let rendered =
            render(&jpeg(&quarters(200, 100), Some(exif_with_orientation(orientation)))).await.unwrap();

        let (width, height) = if orientation < 5 { (200, 100) } else { (100, 200) };
        assert_eq!((rendered.width, rendered.height), (width, height), "orientation {orientation}");
        let image = shown(&rendered.renditions[0]);
        assert_eq!(image.dimensions(), (width, height), "orientation {orientation}");
        let places = [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| (width * x / 4, height * y / 4));
        for ((x, y), colour) in places.into_iter().zip(colours) {
            let pixel = image.get_pixel(x, y);
            assert!(
                near(pixel, colour, 16),
                "orientation {orientation} at {x},{y}: {pixel:?} for {colour:?}"
            );
        }
    }
}

#[tokio::test]
async fn no_metadata_reaches_a_rendition() {
    let secret = b"GPSLatitude";
    let original = jpeg(&quarters(400, 200), Some(exif_with_orientation(6)));
    assert!(original.windows(secret.len()).any(|part| part == secret));

    let rendered = render(&original).await.unwrap();

    for rendition in &rendered.renditions {
        for trace in [&secret[..], b"EXIF", b"Exif", b"XMP ", b"ICCP", b"4711"] {
            assert!(!rendition.webp.windows(trace.len()).any(|part| part == trace), "{:?}", rendition.size);
        }
    }
}

#[tokio::test]
async fn transparency_is_kept_and_its_edge_has_no_dark_seam() {
    let picture =
        RgbaImage::from_fn(
            1600,
            400,
            |x, _| if x < 803 { Rgba([0, 0, 0, 0]) } else { Rgba([240, 200, 40, 255]) },
        );

    let rendered = render(&encoded(&picture.into(), ImageFormat::Png)).await.unwrap();

    for rendition in &rendered.renditions {
        let image = shown(rendition).into_rgba8();
        let row: Vec<_> = (0..image.width()).map(|x| *image.get_pixel(x, image.height() / 2)).collect();
        assert_eq!((row[0].0[3], row.last().unwrap().0[3]), (0, 255));
        for pixel in row.iter().filter(|pixel| pixel.0[3] > 64) {
            assert!(pixel.0[0] > 200 && pixel.0[1] > 160, "{:?} has {pixel:?}", rendition.size);
        }
    }
}

#[tokio::test]
async fn renditions_fit_their_sizes_and_are_never_enlarged() {
    let sizes =
        |rendered: &Rendered| rendered.renditions.iter().map(|r| (r.width, r.height)).collect::<Vec<_>>();

    let large = render(&encoded(&quarters(1500, 500).into(), ImageFormat::Jpeg)).await.unwrap();
    let small = render(&encoded(&quarters(40, 400).into(), ImageFormat::Png)).await.unwrap();

    assert_eq!(sizes(&large), [(1200, 400), (600, 200), (300, 100)]);
    assert_eq!(sizes(&small), [(40, 400), (40, 400), (30, 300)]);
    assert_eq!(small.renditions[0].digest, small.renditions[1].digest);
    assert_eq!(large.renditions.iter().map(|r| r.size).collect::<Vec<_>>(), RenditionSize::ALL);
}

#[tokio::test]
async fn the_same_file_gives_the_same_digests() {
    let bytes = photo();

    let (first, second) = (render(&bytes).await.unwrap(), render(&bytes).await.unwrap());

    assert_eq!((first.digest, first.format), (Digest::of(&bytes), Format::Jpeg));
    assert_eq!(first.size_bytes, u64::try_from(bytes.len()).unwrap());
    for (one, other) in first.renditions.iter().zip(&second.renditions) {
        assert_eq!(one.digest, other.digest);
        assert_eq!(one.digest, Digest::of(&one.webp));
    }
    assert_eq!(first.placeholder, second.placeholder);
}

#[tokio::test]
async fn a_placeholder_is_short_even_for_noise_with_transparency() {
    let noise = RgbaImage::from_fn(500, 500, |x, y| {
        let mixed = (x * 7919 + y * 104_729).wrapping_mul(2_654_435_761).to_le_bytes();
        Rgba(mixed)
    });

    let rendered = render(&encoded(&noise.into(), ImageFormat::Png)).await.unwrap();

    assert!(rendered.placeholder.starts_with("data:image/webp;base64,UklGR"));
    assert!(rendered.placeholder.len() < 400, "{}", rendered.placeholder.len());
}

#[tokio::test]
async fn every_depth_and_kind_of_pixel_is_read() {
    let grey16 = image::ImageBuffer::from_pixel(400, 400, Luma([128_u16 * 257]));
    let grey_alpha = image::ImageBuffer::from_pixel(400, 400, LumaA([128_u8, 255]));
    let deep = image::ImageBuffer::from_pixel(400, 400, Rgb([128_u16 * 257; 3]));
    let deep_alpha = image::ImageBuffer::from_pixel(400, 400, Rgba([32_896_u16, 32_896, 32_896, 65_535]));
    let palette = png_by(
        400,
        400,
        |png| {
            png.set_color(png::ColorType::Indexed);
            png.set_palette(vec![255, 0, 0, 128, 128, 128]);
        },
        &vec![1; 160_000],
    );
    let pictures = [
        encoded(&image::GrayImage::from_pixel(400, 400, Luma([128])).into(), ImageFormat::Png),
        encoded(&image::GrayImage::from_pixel(400, 400, Luma([128])).into(), ImageFormat::Jpeg),
        encoded(&grey16.into(), ImageFormat::Png),
        encoded(&grey_alpha.into(), ImageFormat::Png),
        encoded(&deep.into(), ImageFormat::Png),
        encoded(&deep_alpha.into(), ImageFormat::Png),
        encoded(&RgbImage::from_pixel(400, 400, Rgb([128; 3])).into(), ImageFormat::WebP),
        palette,
    ];

    for (number, picture) in pictures.iter().enumerate() {
        let rendered = render(picture).await.unwrap();
        for rendition in &rendered.renditions {
            let pixel = shown(rendition).into_rgba8().get_pixel(150, 150).to_owned();
            assert!(near(pixel, [128; 3], 3) && pixel.0[3] == 255, "picture {number}: {pixel:?}");
        }
    }
}

async fn colour_seen(pixel: [u8; 3], profile: &ColorProfile) -> Rgba<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(profile.encode().unwrap()).unwrap();
    let picture = RgbImage::from_pixel(64, 64, Rgb(pixel));
    encoder.write_image(&picture, 64, 64, image::ExtendedColorType::Rgb8).unwrap();
    let rendered = render(&bytes).await.unwrap();
    *shown(&rendered.renditions[0]).into_rgba8().get_pixel(32, 32)
}

/// Pure sRGB red and green are about (234, 51, 35) and (117, 251, 76) in Display P3.
#[tokio::test]
async fn a_wide_colour_profile_is_converted_to_srgb() {
    let wide = ColorProfile::new_display_p3();
    let plain = ColorProfile::new_srgb();

    let (red, green) = (colour_seen([234, 51, 35], &wide).await, colour_seen([117, 251, 76], &wide).await);
    assert!(near(red, [255, 0, 0], 8), "{red:?}");
    assert!(near(green, [0, 255, 0], 8), "{green:?}");
    let same = colour_seen([120, 60, 200], &plain).await;
    assert!(near(same, [120, 60, 200], 6), "{same:?}");
}
