//! Numbers within bounds (`bounds`), and the measures they are given in (`units-allowed`).

use super::form::Table;
use super::{Report, squeeze};
use crate::base::{Span, Words};
use crate::extract::numeral;
use crate::lint::{FileInput, words::target_value};
use crate::plan::{Target, TargetKind, TextRun};
use regex::Regex;
use rust_decimal::Decimal;

/// A number that must lie between two others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bounds {
    of: Of,
    least: Option<Decimal>,
    most: Option<Decimal>,
}

/// Which numbers.
#[derive(Debug, Clone)]
enum Of {
    /// The values of targets and indicators whose metric holds one of these words, in one of these units.
    Metric(Vec<String>, Vec<String>),
    /// What stands in the brackets of a pattern.
    Pattern(Regex),
}

impl PartialEq for Of {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Of::Metric(metric, units), Of::Metric(m, u)) => metric == m && units == u,
            (Of::Pattern(one), Of::Pattern(other)) => one.as_str() == other.as_str(),
            _ => false,
        }
    }
}

impl Eq for Of {}

impl Bounds {
    pub fn read(options: &Table<'_>) -> Option<Self> {
        let (metric, units) = (options.texts("metric"), options.texts("unit"));
        let pattern = options.text("pattern");
        let (least, most) = (options.number("min"), options.number("max"));
        let fault = |key: &str, cause: Words, remedy: Words| options.form.fault(&options.place_of(key), cause, remedy);
        if !options.has("min") && !options.has("max") {
            fault(
                "",
                Words::new(
                    "没有 min 也没有 max，什么也查不出",
                    "there is neither `min` nor `max`: it can match nothing",
                ),
                Words::new("写上至少一个，例如 max = 20", "add at least one of them, for example max = 20"),
            );
        }
        if let (Some(least), Some(most)) = (least, most)
            && least > most
        {
            fault(
                "min",
                Words::new(format!("min（{least}）大于 max（{most}）"), format!("min ({least}) is above max ({most})")),
                Words::new("改正其中一个", "correct one of them"),
            );
        }
        let of = match (options.has("metric"), options.has("pattern")) {
            (true, true) => {
                fault(
                    "pattern",
                    Words::new("metric 和 pattern 只能写一个", "`metric` and `pattern` exclude each other"),
                    Words::new("删去其中一个", "remove one of them"),
                );
                None
            }
            (false, false) => {
                fault(
                    "",
                    Words::new(
                        "没有 metric 也没有 pattern，什么也查不出",
                        "there is neither `metric` nor `pattern`: it can match nothing",
                    ),
                    Words::new(
                        "写 metric = \"床位\" 和 unit = \"张\"，或 pattern = '([0-9]+)个工作日'",
                        "add metric = \"床位\" with unit = \"张\", or pattern = '([0-9]+)个工作日'",
                    ),
                );
                None
            }
            (true, false) => {
                let units = options.need("unit", units, "unit = \"%\"");
                let texts = |list: Vec<super::form::Text>| list.into_iter().map(|t| squeeze(&t.text)).collect();
                metric.zip(units).map(|(metric, units)| Of::Metric(texts(metric), texts(units)))
            }
            (false, true) => pattern.and_then(|p| self::pattern(options, &p)).map(Of::Pattern),
        };
        Some(Self { of: of?, least, most })
    }

    pub fn check(&self, input: &FileInput<'_>, texts: &[TextRun<'_>], out: &mut Report<'_>) {
        let facts = input.doc.facts;
        match &self.of {
            Of::Metric(metric, units) => {
                let measured = facts.targets.iter().filter(|t| is_plain(t) && named(&t.metric, metric));
                for target in measured.filter(|t| is_in(&t.unit, units)) {
                    let (low, high) = (target.value, target.value2.unwrap_or(target.value));
                    if self.is_outside(low) || self.is_outside(high) {
                        self.report(target.span, format!("{}{}", target.metric, target_value(target)), out);
                    }
                }
                for row in facts.indicators.iter().filter(|r| named(&r.name, metric)) {
                    let Some(value) = row.value else { continue };
                    let unit = row.unit.as_deref().unwrap_or_default();
                    if is_in(unit, units) && self.is_outside(value) {
                        self.report(row.span, format!("{}{}{unit}", row.name, value.normalize()), out);
                    }
                }
            }
            Of::Pattern(pattern) => {
                for run in texts {
                    for found in pattern.captures_iter(run.prose.as_str()) {
                        let (Some(whole), Some(number)) = (found.get(0), found.get(1)) else { continue };
                        if numeral::parse(number.as_str()).is_some_and(|value| self.is_outside(value)) {
                            self.report(run.prose.source_of(whole.range()), whole.as_str().to_owned(), out);
                        }
                    }
                }
            }
        }
    }

    fn is_outside(&self, value: Decimal) -> bool {
        self.least.is_some_and(|least| value < least) || self.most.is_some_and(|most| value > most)
    }

    fn report(&self, span: Span, found: String, out: &mut Report<'_>) {
        let bounds = match (self.least, self.most) {
            (Some(least), Some(most)) => format!("{least}—{most}"),
            (Some(least), None) => format!("≥{least}"),
            (None, Some(most)) => format!("≤{most}"),
            (None, None) => return,
        };
        out.add(span, vec![("found", found.into()), ("bounds", bounds.into())]);
    }
}

/// A pattern with one pair of brackets, around the number; told when it is none, or finds nothing ever.
fn pattern(options: &Table<'_>, text: &super::form::Text) -> Option<Regex> {
    let fault = |zh: String, en: String| {
        options.form.fault(
            &text.at,
            Words::new(zh, en),
            Words::new("写成 '([0-9]+)个工作日' 的样子", "write it as in '([0-9]+)个工作日'"),
        );
    };
    let regex = match Regex::new(&text.text) {
        Ok(regex) => regex,
        Err(e) => {
            let told = e.to_string().lines().last().unwrap_or_default().trim().to_owned();
            fault(
                format!("“{}”不是正则表达式（{told}）", text.text),
                format!("`{}` is no regular expression ({told})", text.text),
            );
            return None;
        }
    };
    let never = regex_syntax::parse(&text.text).is_ok_and(|hir| hir.properties().minimum_len().is_none());
    if never {
        fault(format!("“{}”什么也查不出", text.text), format!("`{}` can match nothing", text.text));
        return None;
    }
    if regex.captures_len() != 2 {
        fault(
            format!("“{}”里要有一对括号，括住数", text.text),
            format!("`{}` must have one pair of brackets, around the number", text.text),
        );
        return None;
    }
    Some(regex)
}

/// The measures that targets on a metric are given in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measures {
    metric: Vec<String>,
    measures: Vec<String>,
}

impl Measures {
    pub fn read(options: &Table<'_>) -> Option<Self> {
        let metric = options.need("metric", options.texts("metric"), "metric = \"床位\"");
        let measures = options.texts("measures");
        let texts = |list: Vec<super::form::Text>| list.into_iter().map(|t| squeeze(&t.text)).collect();
        Some(Self { metric: texts(metric?), measures: texts(measures?) })
    }

    pub fn check(&self, input: &FileInput<'_>, out: &mut Report<'_>) {
        let facts = input.doc.facts;
        let mut report = |span: Span, unit: &str| {
            if !unit.is_empty() && !is_in(unit, &self.measures) {
                out.add(span, vec![("found", unit.into()), ("allowed", self.measures.clone().into())]);
            }
        };
        for target in facts.targets.iter().filter(|t| is_plain(t) && named(&t.metric, &self.metric)) {
            report(target.span, &target.unit);
        }
        for row in facts.indicators.iter().filter(|r| named(&r.name, &self.metric)) {
            report(row.span, row.unit.as_deref().unwrap_or_default());
        }
    }
}

/// Whether a target states a value of its own: one relative to a baseline does not.
fn is_plain(target: &Target) -> bool {
    target.kind != TargetKind::Change
}

fn named(metric: &str, words: &[String]) -> bool {
    let metric = squeeze(metric);
    words.iter().any(|word| metric.contains(word.as_str()))
}

/// Whether a unit is one of those, with or without what it is counted by (家/旗区).
fn is_in(unit: &str, units: &[String]) -> bool {
    let unit = squeeze(unit).replace('％', "%");
    let own = unit.split('/').next().unwrap_or_default();
    units.iter().any(|u| *u == unit || u == own)
}
