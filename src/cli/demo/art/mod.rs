//! Sample designs, drawn by formula: the same pictures on every machine, and nobody else's.

mod canvas;
mod chance;
mod creatures;
mod land;
mod pattern;
mod plants;
mod sea;
mod sky;

use std::io::Cursor;

use image::{DynamicImage, ImageError, ImageFormat, RgbaImage};

use canvas::Canvas;

/// Width of a sample in pixels as it is uploaded; its height is 1,400.
pub(super) const WIDTH_PX: u32 = 1200;

/// What the sheet is under the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// The shirt shows through.
    Transparent,
    /// Painted from edge to edge.
    Painted,
}

/// One made-up submission.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub title: &'static str,
    pub story: &'static str,
    pub ground: Ground,
    paint: fn(&mut Canvas),
}

impl Sample {
    /// The drawing, this many pixels across.
    pub(super) fn draw_at(&self, width_px: u32) -> RgbaImage {
        let mut canvas = Canvas::new(width_px);
        (self.paint)(&mut canvas);
        canvas.into_image()
    }

    /// The file a designer would upload: PNG, with a channel of transparency only where there is some.
    pub(super) fn png_at(&self, width_px: u32) -> Result<Vec<u8>, ImageError> {
        let image = DynamicImage::from(self.draw_at(width_px));
        let mut file = Cursor::new(Vec::new());
        match self.ground {
            Ground::Transparent => image.write_to(&mut file, ImageFormat::Png)?,
            Ground::Painted => DynamicImage::from(image.into_rgb8()).write_to(&mut file, ImageFormat::Png)?,
        }
        Ok(file.into_inner())
    }
}

const fn on_shirt(title: &'static str, story: &'static str, paint: fn(&mut Canvas)) -> Sample {
    Sample { title, story, ground: Ground::Transparent, paint }
}

const fn painted(title: &'static str, story: &'static str, paint: fn(&mut Canvas)) -> Sample {
    Sample { title, story, ground: Ground::Painted, paint }
}

pub(super) const SAMPLES: &[Sample] = &[
    on_shirt(
        "Last Bus to the Sun",
        "Departs daily at dusk. Bring a towel and exact change.",
        sky::last_bus_to_the_sun,
    ),
    painted(
        "Paper Ranges",
        "Seven mountains cut from seven sheets, one for each day I meant to go hiking.",
        sky::paper_ranges,
    ),
    on_shirt("Folded Fox", "Twenty-two creases and one opinion about chickens.", creatures::folded_fox),
    on_shirt(
        "Sunflower Arithmetic",
        "Every seed turns by the golden angle. Bees do not check the maths, but it is right.",
        plants::sunflower_arithmetic,
    ),
    painted("Kelp Choir", "They sing in bubbles. The altos are the striped ones.", sea::kelp_choir),
    on_shirt(
        "Two Combs",
        "Two sets of circles, a finger's width apart, and your eyes do the rest.",
        pattern::two_combs,
    ),
    painted(
        "Aurora Camp",
        "We were told to bring earplugs for the snoring. Nobody mentioned the sky.",
        sky::aurora_camp,
    ),
    on_shirt("Desert Postcard", "Wish you were here. Wish I were in the shade.", land::desert_postcard),
    on_shirt(
        "Seven on the Line",
        "The one at the bottom right is always late with the rent.",
        creatures::seven_on_the_line,
    ),
    painted(
        "Truchet Garden",
        "One tile, turned or not turned, eighty times. A path came out of it, and then flowers.",
        pattern::truchet_garden,
    ),
    on_shirt(
        "Sea in Scales",
        "An old way to draw water, with a few waves that caught the morning.",
        sea::sea_in_scales,
    ),
    painted(
        "Landlord",
        "He has never paid for anything in this house. We renew his lease every evening.",
        creatures::landlord,
    ),
    on_shirt("Slow Race", "First one to arrive anywhere in particular loses.", sky::slow_race),
    on_shirt(
        "Parliament of Caps",
        "In session after every rain. The tall one has the floor.",
        land::parliament_of_caps,
    ),
    painted("Soft Chandeliers", "Lamps for rooms that are nine hundred metres deep.", sea::soft_chandeliers),
    on_shirt(
        "Fern Telegram",
        "A small leaf made of smaller leaves, saying: grow, stop, grow, stop.",
        plants::fern_telegram,
    ),
    on_shirt(
        "Checkmate in Water",
        "I dropped the board in the pool and the game got better.",
        pattern::checkmate_in_water,
    ),
    painted(
        "Night Shift",
        "For the people behind the lit windows, and for whoever forgot to switch off the rest.",
        sky::night_shift,
    ),
    on_shirt(
        "Three Survivors",
        "These are the plants I did not kill. Their names are Left, Middle and Please.",
        plants::three_survivors,
    ),
    on_shirt(
        "Halftone Planet",
        "Printed on a press that only has two inks and a very long arm.",
        sky::halftone_planet,
    ),
    painted(
        "Picnic Plan",
        "A blanket drawn by an architect. The wasps found the entrance anyway.",
        pattern::picnic_plan,
    ),
    on_shirt(
        "Quiet Harbour",
        "Forty-six lines of sleeping water, and one hill that talks in its sleep.",
        sea::quiet_harbour,
    ),
    on_shirt("Rainy Sunday", "Six pens, one wheel in another, no plans.", pattern::rainy_sunday),
    painted(
        "Forecast",
        "Twelve strangers under twelve umbrellas, all sure that it will clear up.",
        land::forecast,
    ),
    on_shirt("No Two Alike", "I checked seven of them. So far it holds.", pattern::no_two_alike),
    on_shirt(
        "Somewhere Uphill",
        "A map of a mountain I have not found yet. The flag is for lunch.",
        land::somewhere_uphill,
    ),
    on_shirt(
        "Late Blossom",
        "It flowers two weeks after all the others and gets all the visitors.",
        plants::late_blossom,
    ),
    on_shirt("Weather on Julia", "Storm warning for the inside of a formula.", pattern::weather_on_julia),
    on_shirt(
        "Night Swimmer",
        "He swallowed a piece of the sky and has been light ever since.",
        creatures::night_swimmer,
    ),
    on_shirt("Paper Boat", "Folded from the letter that said I was too old for this.", sea::paper_boat),
    on_shirt(
        "Round Trip",
        "Start at any peak, walk until you are back, then have the sun for dessert.",
        land::round_trip,
    ),
    on_shirt("Static Heart", "No signal. Still watching.", pattern::static_heart),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::artwork::Digest;

    /// Small, because tests are built without optimisation.
    const TEST_PX: u32 = 120;

    #[test]
    fn every_sample_is_itself_each_time_and_like_no_other() {
        let mut seen = BTreeSet::new();

        for sample in SAMPLES {
            let first = sample.draw_at(TEST_PX);
            assert_eq!(first.dimensions(), (TEST_PX, 140), "{}", sample.title);
            assert_eq!(first, sample.draw_at(TEST_PX), "{}", sample.title);
            assert!(seen.insert(Digest::of(first.as_raw())), "{} is another's double", sample.title);
        }

        assert!(SAMPLES.len() >= 24);
        assert_eq!(SAMPLES.iter().map(|s| s.title).collect::<BTreeSet<_>>().len(), SAMPLES.len());
    }

    #[test]
    fn the_shirt_shows_through_where_it_should_and_nowhere_else() {
        for sample in SAMPLES {
            let image = sample.draw_at(TEST_PX);
            let empty = image.pixels().filter(|pixel| pixel.0[3] == 0).count();
            let inked = image.pixels().filter(|pixel| pixel.0[3] > 0).count();
            let full = image.pixels().filter(|pixel| pixel.0[3] == 255).count();
            match sample.ground {
                Ground::Transparent => assert!(empty > 500 && inked > 1500, "{}", sample.title),
                Ground::Painted => assert_eq!(full, 120 * 140, "{}", sample.title),
            }
        }
    }

    #[test]
    fn a_sample_has_ink_of_several_colours() {
        for sample in SAMPLES {
            let image = sample.draw_at(TEST_PX);
            let colours: BTreeSet<_> =
                image.pixels().filter(|p| p.0[3] > 200).map(|p| p.0.map(|c| c / 32)).collect();
            assert!(colours.len() >= 3, "{} has {} colours", sample.title, colours.len());
        }
    }
}
