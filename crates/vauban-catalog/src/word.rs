//! Enumerations that files write as words.

/// An enumeration whose members are words in a file.
pub trait Word: Copy + Sized + 'static {
    /// Every member with its word, in the order of declaration.
    const ALL: &'static [(&'static str, Self)];

    /// The member that a word names.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, member)| *member)
    }
}

/// Declares an enumeration once: members, their words, and the way back.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$inner:meta])* $member:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$inner])* $member,)+ }

        impl $crate::word::Word for $name {
            const ALL: &'static [(&'static str, Self)] = &[$(($word, $name::$member),)+];
        }

        impl $name {
            /// The word that files and messages use.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$member => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use words;
