//! What a file is, by its bytes, and whether it is whole and still: asked before any decoder sees it.

use super::jpeg;
use super::reader::Reader;
use crate::domain::artwork::{Format, Refusal};

const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const WEBP_ANIMATION_FLAG: u8 = 0x02;
/// Room for a byte-order mark and blanks before a text format's first tag.
const TEXT_HEAD_BYTES: usize = 256;

/// Other kinds that people send, by their first bytes, so that the refusal can name them.
const OTHER_KINDS: [(&[u8], &str); 9] = [
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"8BPS", "Photoshop"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
    (b"\0\0\x01\0", "icon"),
    (b"%!PS", "PostScript"),
    (b"PK\x03\x04", "ZIP"),
];

/// The format, if the file is complete and holds one still picture.
pub(super) fn check(bytes: &[u8]) -> Result<Format, Refusal> {
    let format = recognise(bytes)?;
    match format {
        Format::Png => check_png(bytes)?,
        Format::Jpeg => jpeg::check(bytes)?,
        Format::Webp => check_webp(bytes)?,
    }
    Ok(format)
}

fn recognise(bytes: &[u8]) -> Result<Format, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.starts_with(PNG_SIGNATURE) {
        return Ok(Format::Png);
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Ok(Format::Jpeg);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(Format::Webp);
    }
    Err(match other_kind(bytes) {
        Some(found) => Refusal::OtherKind { found },
        None => Refusal::NotAPicture,
    })
}

fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some(match bytes.get(8..12) {
            Some(b"avif" | b"avis") => "AVIF",
            Some(b"heic" | b"heix" | b"mif1" | b"hevc") => "HEIC",
            _ => "video",
        });
    }
    let head = bytes.get(..TEXT_HEAD_BYTES).unwrap_or(bytes);
    if head.windows(4).any(|text| text.eq_ignore_ascii_case(b"<svg")) || head.starts_with(b"<?xml") {
        return Some("SVG");
    }
    OTHER_KINDS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, name)| *name)
}

/// Walks the chunks to the end mark. Their sums are the decoder's to check.
fn check_png(bytes: &[u8]) -> Result<(), Refusal> {
    let mut reader = Reader::new(bytes);
    reader.take(PNG_SIGNATURE.len());
    loop {
        let length = reader.big_u32().ok_or(Refusal::Truncated)?;
        let kind = reader.four().ok_or(Refusal::Truncated)?;
        let with_sum = length.checked_add(4).ok_or(Refusal::Broken)?;
        reader.take(with_sum).ok_or(Refusal::Truncated)?;
        match &kind {
            b"acTL" => return Err(Refusal::Animated),
            b"IEND" => return Ok(()),
            _ => {}
        }
    }
}

/// Walks the chunks inside the length that the file's first lines promise.
fn check_webp(bytes: &[u8]) -> Result<(), Refusal> {
    let mut outer = Reader::new(bytes);
    outer.take(4);
    let promised = outer.little_u32().ok_or(Refusal::Truncated)?;
    let mut reader = Reader::new(outer.take(promised).ok_or(Refusal::Truncated)?);
    reader.take(4);
    while !reader.rest().is_empty() {
        let kind = reader.four().ok_or(Refusal::Truncated)?;
        let length = reader.little_u32().ok_or(Refusal::Truncated)?;
        let chunk = reader.take(length).ok_or(Refusal::Truncated)?;
        let moves = match &kind {
            b"ANIM" | b"ANMF" => true,
            b"VP8X" => chunk.first().is_some_and(|flags| flags & WEBP_ANIMATION_FLAG != 0),
            _ => false,
        };
        if moves {
            return Err(Refusal::Animated);
        }
        // A chunk of odd length is followed by one byte of padding, which some writers leave out at the end.
        if length % 2 == 1 {
            reader.take(1);
        }
    }
    Ok(())
}
