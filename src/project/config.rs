//! `plangen.toml`: what a project sets.

use crate::base::{Failure, Finding, Severity, SourceFile};
use crate::data::Register;
use crate::lint;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of the file.
pub const FILE: &str = "plangen.toml";

/// A project's settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// Folder of the file; `None` when there is no file.
    pub root: Option<PathBuf>,
    /// Severities by code or name; `None` switches a lint off.
    pub severity: BTreeMap<String, Option<Severity>>,
    /// The least severe finding that makes `lint` exit with 1.
    pub fail_on: Option<String>,
    /// Folders with fonts.
    pub fonts: Vec<PathBuf>,
    /// Folder with the project's own templates.
    pub templates: Option<PathBuf>,
    /// How many plans of one level share a parent's counts among them.
    pub siblings: Option<u32>,
    /// Units, confusable words and constructions, the project's among them.
    pub register: Register,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct Form {
    lint: LintForm,
    build: BuildForm,
    rollup: RollupForm,
    // Read by the register; named here so that their presence is no error.
    unit: Vec<toml::Table>,
    confusable: Vec<toml::Table>,
    collocation: Vec<toml::Table>,
    placeholder: Vec<toml::Table>,
    required_wording: Vec<toml::Table>,
    compare: toml::Table,
    matter: Vec<toml::Table>,
    commitment: Vec<toml::Table>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct LintForm {
    severity: BTreeMap<String, String>,
    fail_on: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct BuildForm {
    fonts: Vec<PathBuf>,
    templates: Option<PathBuf>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct RollupForm {
    siblings: Option<std::num::NonZeroU32>,
}

impl Config {
    /// The settings that hold for a path: of the `plangen.toml` in its folder or the nearest one above.
    ///
    /// # Errors
    /// When the file cannot be read, is not TOML, or has an unknown key, code or severity.
    pub fn find(path: &Path) -> Result<Config, Failure> {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let start = if absolute.is_dir() { absolute.as_path() } else { absolute.parent().unwrap_or(&absolute) };
        match start.ancestors().map(|a| a.join(FILE)).find(|f| f.is_file()) {
            Some(file) => Self::read(&file),
            None => Ok(Self { register: Register::builtin().clone(), ..Self::default() }),
        }
    }

    /// Gives findings the severities the project sets, and leaves out those of lints it switched off.
    pub fn judge(&self, findings: &mut Vec<Finding>) {
        findings.retain_mut(|finding| match self.severity.get(finding.code) {
            Some(None) => false,
            Some(Some(level)) => {
                finding.severity = *level;
                true
            }
            None => true,
        });
    }

    /// Reads a settings file.
    ///
    /// # Errors
    /// As [`Config::find`].
    pub fn read(path: &Path) -> Result<Config, Failure> {
        let file = crate::source::load(path)?;
        Self::parse(&file)
    }

    fn parse(file: &SourceFile) -> Result<Config, Failure> {
        let broken = |message: &str, at: Option<usize>| {
            let failure =
                Failure::new("设置文件有误", "the settings file is wrong").file(&file.path).cause(message, message);
            let failure = match at {
                Some(at) => failure.at(file.position(at)),
                None => failure,
            };
            failure.remedy(
                "改正这一处；可用的键见手册“设置”一章",
                "correct it; the book's chapter on settings lists the keys",
            )
        };
        let form: Form = toml::from_str(&file.text).map_err(|e| broken(e.message(), e.span().map(|s| s.start)))?;
        let register = Register::with(&file.text).map_err(|e| broken(&e.to_string(), None))?;
        let mut severity = BTreeMap::new();
        for (name, level) in form.lint.severity {
            let at = file.text.find(&name);
            let Some(page) = lint::find(&name) else {
                let known = lint::pages().iter().flat_map(|p| [p.code, p.name]);
                let near =
                    known.max_by(|a, b| strsim::jaro(a, &name).total_cmp(&strsim::jaro(b, &name))).unwrap_or_default();
                return Err(broken(&format!("lint.severity: `{name}`? `{near}`"), at));
            };
            let level = match level.as_str() {
                "error" => Some(Severity::Error),
                "warning" => Some(Severity::Warning),
                "info" => Some(Severity::Info),
                "off" => None,
                other => {
                    return Err(broken(&format!("lint.severity.{name}: `{other}` (error, warning, info, off)"), at));
                }
            };
            severity.insert(page.code.to_owned(), level);
        }
        let root = file.path.parent().map(Path::to_path_buf);
        let within = |p: PathBuf| root.as_deref().map_or_else(|| p.clone(), |r| r.join(&p));
        Ok(Config {
            severity,
            fail_on: form.lint.fail_on,
            fonts: form.build.fonts.into_iter().map(within).collect(),
            templates: form.build.templates.map(within),
            siblings: form.rollup.siblings.map(std::num::NonZeroU32::get),
            register,
            root: root.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, Failure> {
        Config::parse(&SourceFile::new("plangen.toml", text))
    }

    #[test]
    fn severities_are_set_by_code_or_name() {
        let config = read("[lint.severity]\nPG602 = 'off'\nweaker-target = 'warning'\n").expect("well-formed");
        assert_eq!(config.severity.get("PG602"), Some(&None));
        assert_eq!(config.severity.get("PG301"), Some(&Some(Severity::Warning)));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, part) in [
            ("[lint]\nfail = 1\n", "plangen.toml:2:"),
            ("[lint.severity]\nweaker-targets = 'off'\n", "weaker-target"),
            ("[lint.severity]\nPG301 = 'loud'\n", "loud"),
            ("[[unit]]\nkey = 'x'\n", "x"),
            ("lint = [", "plangen.toml:1:"),
        ] {
            let told = read(text).expect_err(text).render(crate::base::Lang::En);
            assert!(told.contains(part), "{text}: {told}");
        }
    }
}
