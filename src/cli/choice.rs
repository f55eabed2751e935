//! `--select` and `--ignore`: which lints a run asks for.

use clap::Args;
use plangen::base::Failure;
use plangen::lint::Phase;
use plangen::lint::levels::{Layer, Selector, Word};
use plangen::lint::own::OwnLints;

/// Arguments.
#[derive(Debug, Args)]
pub struct ChoiceArgs {
    /// Only these lints, by code, name or family (PG3xx), separated by commas ‖ 只查这些检查项，可写编号、名称或一族（PG3xx），用逗号分隔
    #[arg(long, value_name = "LINTS", value_delimiter = ',')]
    select: Vec<String>,
    /// All but these lints ‖ 不查这些检查项
    #[arg(long, value_name = "LINTS", value_delimiter = ',')]
    ignore: Vec<String>,
}

impl ChoiceArgs {
    /// What the arguments say, which goes before all settings.
    ///
    /// # Errors
    /// When a word names no lint.
    pub fn layer(&self, own: &OwnLints) -> Result<Layer, Failure> {
        let words = |list: &[String]| list.iter().map(|w| read(w, own)).collect::<Result<Vec<_>, _>>();
        Ok(Layer { select: words(&self.select)?, ignore: words(&self.ignore)?, ..Layer::default() })
    }

    /// What `--select` asked for and no lint of these phases could tell: it was not checked.
    pub fn unanswered(&self, ran: &[Phase], own: &OwnLints) -> Vec<Failure> {
        let asked = self.select.iter().filter_map(|w| Some((w, Selector::parse(w.trim(), own.names())?)));
        asked
            .filter_map(|(word, selector)| {
                let phases: Vec<Phase> = own.all().filter(|p| selector.holds(p.code)).map(|p| p.phase).collect();
                if phases.iter().any(|p| ran.contains(p)) {
                    return None;
                }
                let failure =
                    Failure::new(format!("--select {word} 没有查成"), format!("--select {word} could not be checked"));
                Some(match phases.first() {
                    Some(Phase::Project) => {
                        failure.cause("没有上级方案可对照", "there is no parent to compare with").remedy(
                            "用 --parent 给出上级方案，或在方案开头写明 parents",
                            "name one with --parent, or in the plan's front matter",
                        )
                    }
                    Some(Phase::Edition) => failure
                        .cause("没有给出原版", "there is no original to compare with")
                        .remedy("用 --edition-of 给出原版", "name it with --edition-of"),
                    _ => failure
                        .cause("这里不量页面", "pages are not measured here")
                        .remedy("用 plangen check", "use `plangen check`"),
                })
            })
            .collect()
    }
}

fn read(word: &str, own: &OwnLints) -> Result<Word<()>, Failure> {
    let word = word.trim();
    match Selector::parse(word, own.names()) {
        Some(selector) => Ok(Word { selector, said: (), at: None }),
        None => Err(super::explain::no_such_lint(word, own)),
    }
}
