//! A walk over a JPEG's markers, because its decoder fills what is missing with grey instead of saying so.

use super::reader::Reader;
use crate::domain::artwork::{Format, Refusal};

/// A progressive picture has about ten scans; a thousand are an attack on the processor.
const SCANS_MAX: u32 = 64;
const CMYK_COMPONENTS: u8 = 4;

/// "Multi-Picture Format" of CIPA DC-007: the tag of its list of pictures, and the class of those that are
/// equals (panorama, stereo, angles). Thumbnails and brightness maps are other classes and do no harm.
const MPF_HEAD: &[u8] = b"MPF\0";
const MPF_LIST_TAG: u16 = 0xb002;
const MPF_LIST_ITEM_BYTES: usize = 16;
const MPF_MULTI_FRAME: usize = 0x02;

/// Refuses what ends before its end mark, CMYK, several pictures in one file, and absurd numbers of scans.
pub(super) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let mut reader = Reader::new(bytes);
    reader.take(2);
    let mut scans = 0_u32;
    loop {
        match next_marker(&mut reader)? {
            0xd9 => break,
            0x01 | 0xd0..=0xd8 => {}
            0xda => {
                segment(&mut reader)?;
                scans = scans.saturating_add(1);
                skip_scan(&mut reader)?;
            }
            0xe2 => {
                let payload = segment(&mut reader)?;
                if payload.strip_prefix(MPF_HEAD).and_then(is_multi_frame) == Some(true) {
                    return Err(Refusal::SeveralPictures);
                }
            }
            // Frame headers; c4, c8 and cc lie between them and are tables and an extension.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => check_frame(segment(&mut reader)?)?,
            _ => drop(segment(&mut reader)?),
        }
        if scans > SCANS_MAX {
            return Err(Refusal::Unsupported { format: Format::Jpeg });
        }
    }
    if scans == 0 { Err(Refusal::Broken) } else { Ok(()) }
}

fn next_marker(reader: &mut Reader<'_>) -> Result<u8, Refusal> {
    if reader.byte().ok_or(Refusal::Truncated)? != 0xff {
        return Err(Refusal::Broken);
    }
    loop {
        match reader.byte().ok_or(Refusal::Truncated)? {
            0xff => {}
            marker => return Ok(marker),
        }
    }
}

fn segment<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Refusal> {
    let length = reader.big_u16().ok_or(Refusal::Truncated)?;
    let payload = usize::from(length).checked_sub(2).ok_or(Refusal::Broken)?;
    reader.take(payload).ok_or(Refusal::Truncated)
}

/// Leaves the reader at the marker that ends the coded data.
fn skip_scan(reader: &mut Reader<'_>) -> Result<(), Refusal> {
    loop {
        let here = reader.rest().iter().position(|byte| *byte == 0xff).ok_or(Refusal::Truncated)?;
        reader.take(here);
        match reader.rest().get(1).ok_or(Refusal::Truncated)? {
            // A stuffed zero and the restart marks belong to the data.
            0x00 | 0xd0..=0xd7 => drop(reader.take(2)),
            0xff => drop(reader.take(1)),
            _ => return Ok(()),
        }
    }
}

fn check_frame(payload: &[u8]) -> Result<(), Refusal> {
    let components = *payload.get(5).ok_or(Refusal::Broken)?;
    if components == CMYK_COMPONENTS { Err(Refusal::Cmyk) } else { Ok(()) }
}

/// Whether the list names pictures of equal rank; `None` if it cannot be read, which is then nobody's harm.
fn is_multi_frame(directory: &[u8]) -> Option<bool> {
    let little = directory.starts_with(b"II");
    let u16_of = |r: &mut Reader<'_>| if little { r.little_u16() } else { r.big_u16() };
    let u32_of = |r: &mut Reader<'_>| if little { r.little_u32() } else { r.big_u32() };
    let at = |offset: usize| directory.get(offset..).map(Reader::new);

    let first = u32_of(&mut at(4)?)?;
    let mut fields = at(first)?;
    for _ in 0..u16_of(&mut fields)? {
        let mut field = Reader::new(fields.take(12)?);
        let (tag, _kind) = (u16_of(&mut field)?, u16_of(&mut field)?);
        let (length, offset) = (u32_of(&mut field)?, u32_of(&mut field)?);
        if tag == MPF_LIST_TAG {
            let list = at(offset)?.take(length)?;
            let mut classes =
                list.chunks_exact(MPF_LIST_ITEM_BYTES).map(|item| u32_of(&mut Reader::new(item)));
            return Some(classes.any(|class| class.is_some_and(|c| (c >> 16) & 0x07 == MPF_MULTI_FRAME)));
        }
    }
    Some(false)
}
