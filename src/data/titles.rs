//! The register of the words of titles.

use serde::Deserialize;
use std::sync::LazyLock;

/// Words of titles.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Titles {
    /// Stay on one line.
    pub whole: Vec<String>,
    /// Characters that end the word before them and begin no line.
    pub endings: String,
    /// Kinds of documents, before which a line may end well.
    pub kinds: Vec<String>,
    /// Kinds of documents that are issued by themselves, without a notice that carries them.
    pub alone: Vec<String>,
}

/// The register that plangen ships.
pub fn titles() -> &'static Titles {
    static REGISTER: LazyLock<Titles> =
        LazyLock::new(|| toml::from_str(include_str!("titles.toml")).unwrap_or_default());
    &REGISTER
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_register_is_well_formed() {
        let titles: super::Titles = toml::from_str(include_str!("titles.toml")).expect("well-formed");
        assert!(
            !titles.whole.is_empty()
                && !titles.kinds.is_empty()
                && !titles.alone.is_empty()
                && !titles.endings.is_empty()
        );
    }
}
