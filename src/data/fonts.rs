//! The register of typefaces: which families serve which role of an official document.

use serde::Deserialize;
use std::sync::LazyLock;

/// The chains of families.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Typefaces {
    /// By role.
    #[serde(rename = "role")]
    pub roles: Vec<Role>,
    /// Behind every chain.
    pub rare: Chain,
    /// For digits and Latin letters in 仿宋 text.
    pub digits: Digits,
    /// Commands that install free faces.
    pub install: Install,
}

/// One role (仿宋 …).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Role {
    /// As templates call it: `fangsong`, `kai`, `hei`, `title`, `song`.
    pub key: String,
    /// As the standard calls the class of type.
    pub name: String,
    /// Families of the class, best first.
    pub families: Vec<String>,
    /// Families that stand in for it.
    pub stand_ins: Vec<String>,
    /// Names that PDFs give to fonts of the class where they are other than the families'; a beginning will do.
    #[serde(default)]
    pub postscript: Vec<String>,
}

/// Families in order.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Chain {
    /// Best first.
    pub families: Vec<String>,
}

/// Faces for digits.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Digits {
    /// Best first.
    pub families: Vec<String>,
    /// 仿宋 families whose own digits are used.
    pub own: Vec<String>,
}

/// Commands that install free faces.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Install {
    /// On Debian and its kin.
    pub debian: String,
}

/// The register that plangen ships; empty should it not parse, which a test excludes.
pub fn typefaces() -> &'static Typefaces {
    static REGISTER: LazyLock<Typefaces> = LazyLock::new(|| {
        toml::from_str(include_str!("fonts.toml")).unwrap_or_else(|_| Typefaces {
            roles: Vec::new(),
            rare: Chain { families: Vec::new() },
            digits: Digits { families: Vec::new(), own: Vec::new() },
            install: Install { debian: String::new() },
        })
    });
    &REGISTER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_of_the_standard_has_a_chain() {
        let keys: Vec<&str> = typefaces().roles.iter().map(|r| r.key.as_str()).collect();
        assert_eq!(keys, ["fangsong", "kai", "hei", "title", "song"]);
        assert!(typefaces().roles.iter().all(|r| !r.families.is_empty()));
    }
}
