//! PG604: what drafting left to be filled in (占位文字未替换).

use crate::base::Severity;
use crate::extract::task::ancestors;
use crate::lint::{FileInput, Sink};
use crate::plan::{SectionKind, Stage};

/// Reports placeholders; in an early draft at info, and there not those that come with signing.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let plan = input.doc.plan;
    let early = plan.meta.stage() < Stage::Review && plan.meta.stage.is_some();
    let title = input.title();
    let runs = plan.texts();
    let texts = runs.iter().filter(|r| {
        // Forms among the attachments are for others to fill in.
        r.section.is_none_or(|s| ancestors(plan, s).all(|a| plan.sections[a].kind != SectionKind::Attachment))
    });
    for prose in std::iter::once(&title).chain(texts.map(|r| r.prose)) {
        let text = prose.as_str();
        for (range, rule) in input.register.placeholders().find(text) {
            let found = &text[range.clone()];
            let example = text[..range.start].ends_with(['“', '‘', '"']);
            let signing = early && found.contains(['年', '号']);
            if example || signing {
                continue;
            }
            let mut finding = out
                .report(prose.source_of(range), "default")
                .arg("found", found.trim())
                .arg("zh", rule.zh.as_str())
                .arg("en", rule.en.as_str());
            if early {
                finding = finding.severity(Severity::Info);
            }
            finding.done();
        }
    }
}
