//! States as text: one macro writes the enum, the list a CHECK is compared with, and the way there and back.

/// A stored or received word that names no state of its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not one of {expected:?}")]
pub struct UnknownState {
    pub found: String,
    pub expected: &'static [&'static str],
}

/// Makes enums of data-less states (`pub State { Open = "open", ... }`), each state with the word it has in the database, the API and JSON.
///
/// Gives `ALL`, `WORDS` (both in the order written), `as_str`, `Display`, `FromStr` and serde by the word.
macro_rules! states {
    ($(
        $(#[$attribute:meta])*
        $visibility:vis $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $word:literal),+ $(,)?
        }
    )+) => {$(
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility enum $name {
            $($(#[$variant_attribute])* $variant),+
        }

        impl $name {
            $visibility const ALL: &'static [Self] = &[$(Self::$variant),+];
            $visibility const WORDS: &'static [&'static str] = &[$($word),+];

            $visibility const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::state::UnknownState;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    other => Err($crate::domain::state::UnknownState {
                        found: other.to_owned(),
                        expected: Self::WORDS,
                    }),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <String as serde::Deserialize>::deserialize(deserializer)?;
                word.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

pub(crate) use states;

#[cfg(test)]
mod tests {
    states! {
        /// For these tests.
        Light { Green = "green", FlashingAmber = "flashing_amber" }
    }

    #[test]
    fn every_state_comes_back_from_its_word() {
        assert_eq!(Light::WORDS, ["green", "flashing_amber"]);
        for light in Light::ALL.iter().copied() {
            assert_eq!(light.as_str().parse::<Light>(), Ok(light));
            let json = serde_json::to_string(&light).unwrap();
            assert_eq!(json, format!("\"{light}\""));
            assert_eq!(serde_json::from_str::<Light>(&json).unwrap(), light);
        }
    }

    #[test]
    fn another_word_is_refused_with_the_words_that_exist() {
        let refused = "Green".parse::<Light>().unwrap_err();
        assert_eq!(refused.to_string(), r#""Green" is not one of ["green", "flashing_amber"]"#);
        assert!(serde_json::from_str::<Light>("\"red\"").is_err());
    }
}
