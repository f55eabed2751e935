//! Findings as bytes and back. Names that stand in the code (codes, variants, arguments, labels) are numbers of a
//! list; files are numbers of the plan and its parents.

use crate::base::{Applicability, Arg, Edit, Finding, Fix, Measure, Place, Severity, Span, Waived};
use crate::lint::own::OwnLints;
use crate::source;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Names by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    list: Vec<&'static str>,
    numbers: FxHashMap<&'static str, usize>,
}

impl Names {
    pub fn new(list: Vec<&'static str>) -> Self {
        let numbers = list.iter().enumerate().map(|(at, name)| (*name, at)).collect();
        Self { list, numbers }
    }

    pub fn list(&self) -> &[&'static str] {
        &self.list
    }

    fn number(&mut self, name: &'static str) -> usize {
        *self.numbers.entry(name).or_insert_with(|| {
            self.list.push(name);
            self.list.len() - 1
        })
    }
}

/// Bytes that are being written.
#[derive(Debug, Default)]
pub(super) struct Writer(pub Vec<u8>);

impl Writer {
    /// A number, seven bits a byte.
    pub fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.0.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.0.push(n as u8);
    }

    pub fn size(&mut self, n: usize) {
        self.number(n as u64);
    }

    pub fn text(&mut self, text: &str) {
        self.size(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    pub fn maybe(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        text.into_iter().for_each(|t| self.text(t));
    }

    pub fn span(&mut self, span: Span) {
        self.size(span.start);
        self.size(span.len());
    }
}

/// Bytes that are being read; nothing where they end too early or make no sense.
#[derive(Debug)]
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    pub fn number(&mut self) -> Option<u64> {
        let mut n = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = *self.take(1)?.first()?;
            n |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(n);
            }
        }
        None
    }

    pub fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// How many things follow; each takes a byte at least.
    pub fn count(&mut self) -> Option<usize> {
        self.size().filter(|n| *n <= self.0.len())
    }

    pub fn text(&mut self) -> Option<&'a str> {
        let len = self.size()?;
        std::str::from_utf8(self.take(len)?).ok()
    }

    pub fn maybe(&mut self) -> Option<Option<&'a str>> {
        match self.number()? {
            0 => Some(None),
            1 => Some(Some(self.text()?)),
            _ => None,
        }
    }

    pub fn span(&mut self) -> Option<Span> {
        let (start, len) = (self.size()?, self.size()?);
        Some(Span { start, end: start.checked_add(len)? })
    }
}

/// Writes findings and what of them is waived; answers whether they can be kept (those on laid-out pages are not).
pub(super) fn write(
    findings: &[Finding],
    waived: &[Waived],
    files: &[&Path],
    names: &mut Names,
    out: &mut Writer,
) -> bool {
    out.size(findings.len());
    let sound = findings.iter().all(|finding| write_one(finding, files, names, out));
    out.size(waived.len());
    sound
        && waived.iter().all(|waived| {
            out.text(&waived.reason);
            out.maybe(waived.until.as_deref());
            out.span(waived.span);
            let aside = waived.aside.as_deref();
            out.number(u64::from(aside.is_some()));
            // It can only be the plan's own.
            let own = files.first().map(|plan| source::side_path(plan));
            (aside.is_none() || aside == own.as_deref()) && write_one(&waived.finding, files, names, out)
        })
}

fn write_one(finding: &Finding, files: &[&Path], names: &mut Names, out: &mut Writer) -> bool {
    for name in [finding.code, finding.name, finding.variant] {
        let number = names.number(name);
        out.size(number);
    }
    out.number(match finding.severity {
        Severity::Info => 0,
        Severity::Warning => 1,
        Severity::Error => 2,
    });
    out.number(u64::from(finding.words.is_some()));
    out.size(finding.args.len());
    for (name, value) in &finding.args {
        let number = names.number(name);
        out.size(number);
        match value {
            Arg::Text(text) => {
                out.number(0);
                out.text(text);
            }
            Arg::Count(n) => {
                out.number(1);
                out.number(*n);
            }
            Arg::Measure(m) => {
                out.number(2);
                out.number(m.value().to_bits());
            }
            Arg::List(list) => {
                out.number(3);
                out.size(list.len());
                list.iter().for_each(|text| out.text(text));
            }
        }
    }
    let mut sound = place(&finding.place, files, names, out);
    out.size(finding.related.len());
    for related in &finding.related {
        sound &= place(related, files, names, out);
    }
    out.number(u64::from(finding.fix.is_some()));
    if let Some(fix) = &finding.fix {
        out.number(match fix.applicability {
            Applicability::Safe => 0,
            Applicability::Unsafe => 1,
            Applicability::Suggestion => 2,
        });
        out.size(fix.edits.len());
        for edit in &fix.edits {
            out.span(edit.span);
            out.text(&edit.text);
        }
    }
    sound
}

fn place(place: &Place, files: &[&Path], names: &mut Names, out: &mut Writer) -> bool {
    let file = files.iter().position(|f| *f == place.file);
    out.size(file.unwrap_or_default());
    out.span(place.span);
    out.maybe(place.section.as_deref());
    let label = names.number(place.label);
    out.size(label);
    file.is_some() && place.page.is_none()
}

/// Reads findings again. The words of own lints are those of the project, which are the same as when they were
/// written: a changed lint is another key.
pub(super) fn read(
    bytes: &[u8],
    files: &[&Path],
    names: &[&'static str],
    own: &OwnLints,
) -> Option<(Vec<Finding>, Vec<Waived>)> {
    let mut from = Reader(bytes);
    let count = from.count()?;
    let mut findings = Vec::with_capacity(count);
    for _ in 0..count {
        findings.push(read_one(&mut from, files, names, own)?);
    }
    let count = from.count()?;
    let mut waived = Vec::with_capacity(count);
    for _ in 0..count {
        let (reason, until) = (from.text()?.to_owned(), from.maybe()?.map(str::to_owned));
        let span = from.span()?;
        let aside = match from.number()? {
            0 => None,
            1 => Some(source::side_path(files.first()?)),
            _ => return None,
        };
        waived.push(Waived { finding: read_one(&mut from, files, names, own)?, reason, until, span, aside });
    }
    from.0.is_empty().then_some((findings, waived))
}

fn read_one(from: &mut Reader<'_>, files: &[&Path], names: &[&'static str], own: &OwnLints) -> Option<Finding> {
    let name = |from: &mut Reader<'_>| names.get(from.size()?).copied();
    let (code, own_name, variant) = (name(from)?, name(from)?, name(from)?);
    let severity = match from.number()? {
        0 => Severity::Info,
        1 => Severity::Warning,
        2 => Severity::Error,
        _ => return None,
    };
    let words = match from.number()? {
        0 => None,
        1 => Some(Arc::clone(&own.find(code)?.own?.words)),
        _ => return None,
    };
    let count = from.count()?;
    let mut args = Vec::with_capacity(count);
    for _ in 0..count {
        let name = name(from)?;
        let value = match from.number()? {
            0 => Arg::Text(from.text()?.to_owned()),
            1 => Arg::Count(from.number()?),
            2 => Arg::Measure(Measure::from(f64::from_bits(from.number()?))),
            3 => {
                let count = from.count()?;
                Arg::List((0..count).map(|_| from.text().map(str::to_owned)).collect::<Option<_>>()?)
            }
            _ => return None,
        };
        args.push((name, value));
    }
    let place = |from: &mut Reader<'_>| {
        let file: PathBuf = files.get(from.size()?)?.to_path_buf();
        let (span, section) = (from.span()?, from.maybe()?.map(str::to_owned));
        Some(Place { file, span, section, page: None, label: names.get(from.size()?).copied()? })
    };
    let main = place(from)?;
    let count = from.count()?;
    let related = (0..count).map(|_| place(from)).collect::<Option<Vec<Place>>>()?;
    let fix = match from.number()? {
        0 => None,
        1 => {
            let applicability = match from.number()? {
                0 => Applicability::Safe,
                1 => Applicability::Unsafe,
                2 => Applicability::Suggestion,
                _ => return None,
            };
            let count = from.count()?;
            let edit = |from: &mut Reader<'_>| Some(Edit { span: from.span()?, text: from.text()?.to_owned() });
            let edits = (0..count).map(|_| edit(from)).collect::<Option<Vec<Edit>>>()?;
            Some(Fix { applicability, edits })
        }
        _ => return None,
    };
    Some(Finding { code, name: own_name, severity, variant, args, place: main, related, fix, words })
}
