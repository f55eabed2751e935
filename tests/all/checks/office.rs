//! What must hold of office files, whatever their bytes: an error that names the file, or a text whose places are in
//! order.

use super::{CHILD, CONFIG, PARENT, PARTED, lossless, spans};
use plangen::base::{Failure, Lang, SourceFile, Span};
use plangen::lock::Lock;
use plangen::office::{self, Changes, Note, workbook};
use plangen::session::Session;
use plangen::source::{self, Waiving};
use plangen::{consult, extract, import};
use std::io::{Cursor, Write as _};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What begins a line with the name of a part, and in a PDF one that begins an object.
const PART: &str = "=== ";

/// The parts of an input, each with its name; `None` when it begins with none: then it is a file as it stands.
fn parts(bytes: &[u8]) -> Option<Vec<(&str, &str)>> {
    let text = std::str::from_utf8(bytes).ok()?.strip_prefix(PART)?;
    Some(text.split("\n=== ").map(|part| part.split_once('\n').unwrap_or((part, ""))).collect())
}

/// A package of the parts of an input. Changing a package byte by byte, hardly one would get past its checksums.
fn package(bytes: &[u8]) -> Vec<u8> {
    let Some(parts) = parts(bytes) else { return bytes.to_vec() };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in parts {
        // A name twice, or too long a one, is no package.
        if zip.start_file(name.trim(), stored).is_ok() {
            zip.write_all(text.as_bytes()).expect("written to memory");
        }
    }
    zip.finish().expect("written to memory").into_inner()
}

/// A PDF of the objects of an input, numbered from 1, the first of them its root. Streams begin at a line that says
/// so, and their length is put in.
#[cfg(feature = "pdf")]
fn objects(bytes: &[u8]) -> Vec<u8> {
    let Some(parts) = parts(bytes) else { return bytes.to_vec() };
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (at, (_, body)) in parts.iter().enumerate() {
        places.push(out.len());
        let object = match body.split_once("\nstream\n") {
            Some((head, data)) => {
                let head = head.trim_end().strip_suffix(">>").unwrap_or(head);
                format!("{head} /Length {} >>\nstream\n{data}\nendstream", data.len())
            }
            None => (*body).to_owned(),
        };
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let (start, size) = (out.len(), parts.len() + 1);
    out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    places.iter().for_each(|at| out.extend(format!("{at:010} 00000 n \n").bytes()));
    out.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

/// A failure says in both languages what is wrong, and where.
fn told(failure: &Failure, name: &str) {
    for lang in [Lang::Zh, Lang::En] {
        assert!(failure.render(lang).contains(name), "{failure:?}");
    }
}

/// The text of a file with all that is read from it.
fn read(name: &str, bytes: &[u8], changes: Changes) -> Option<SourceFile> {
    let read = office::read(Path::new(name), bytes, changes).inspect_err(|failure| told(failure, name)).ok()??;
    let (text, origin) = read;
    for remark in &origin.remarks {
        spans::lies_in(&text, remark.span, "remark");
    }
    let strange = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\u{c}'));
    assert_eq!(strange, None, "{text:?}");
    let file = SourceFile::taken_from(name, text, origin);
    let parsed = import::read(&file);
    spans::of_plan(&parsed.plan, &file.text);
    let facts = extract::facts(&parsed.plan, &CONFIG.register);
    spans::of_facts(&facts, &file.text);
    for run in parsed.plan.texts() {
        let span = run.prose.span();
        assert!(file.spot(span.start).is_some(), "{span:?} stands nowhere");
        spans::lies_in(&file.text, file.sentence(span), "sentence");
    }
    if let Some(difference) = lossless::difference(&file.text) {
        panic!("{difference}");
    }
    Some(file)
}

/// A Word document: read with and without its tracked changes; comments that are written into it stand in it, change
/// nothing of its text, nor when they are written again.
pub fn docx(bytes: &[u8]) {
    let bytes = package(bytes);
    let name = "plan.docx";
    read(name, &bytes, Changes::Final);
    let Some(file) = read(name, &bytes, Changes::Original) else { return };
    let plan = import::read(&file).plan;
    let texts = plan.texts();
    let note = |span: Span| Note { span, paragraphs: vec!["一处<问题>".to_owned(), "改法 & 理由".to_owned()] };
    let notes: Vec<Note> = [0, texts.len() / 2, texts.len().saturating_sub(1)]
        .iter()
        .filter_map(|&at| texts.get(at))
        .map(|t| note(t.prose.span()))
        .collect();
    let annotate = |bytes: &[u8], notes: &[Note]| {
        let done = office::annotate(Path::new(name), bytes, &file.text, notes);
        done.inspect_err(|failure| told(failure, name)).ok()
    };
    let again = |bytes: &[u8]| {
        let read = office::read(Path::new(name), bytes, Changes::Original).expect("what was written is read");
        read.expect("a Word document").0
    };
    let Some(once) = annotate(&bytes, &notes) else { return };
    assert_eq!(again(&once), file.text, "comments changed the text");
    let twice = annotate(&once, &notes).expect("annotated before");
    assert!(twice == once, "comments written again are others");
    let bare = annotate(&twice, &[]).expect("annotated before");
    assert_eq!(again(&bare), file.text, "taking comments away changed the text");
}

/// An OFD document.
pub fn ofd(bytes: &[u8]) {
    read("plan.ofd", &package(bytes), Changes::Original);
}

/// A web page.
pub fn html(bytes: &[u8]) {
    read("plan.html", bytes, Changes::Original);
}

/// A PDF: its text, and the measures of its pages.
#[cfg(feature = "pdf")]
pub fn pdf(bytes: &[u8]) {
    use plangen::pages::{Layout, gaps, pdf};
    let (bytes, name) = (objects(bytes), "plan.pdf");
    read(name, &bytes, Changes::Original);
    let nothing = std::sync::Arc::new(|| None);
    let Ok(read) = pdf::parse(Path::new(name), bytes, pdf::Hold::AsShown, nothing) else { return };
    gaps(&Layout::read(&read.pages));
    plangen::session::of_pages(Path::new(name), &read.pages, &CONFIG);
}

/// A workbook: its cells, and the ledger and the table of opinions that may be among them.
pub fn xlsx(bytes: &[u8]) {
    let (bytes, name) = (package(bytes), "plan.xlsx");
    let holds_more = workbook::holds_more(Path::new(name), &bytes).inspect_err(|failure| told(failure, name));
    let Ok(tables) = workbook::read(Path::new(name), &bytes).inspect_err(|failure| told(failure, name)) else { return };
    holds_more.expect("a workbook that is read");
    let rows: Vec<_> = tables.iter().map(|t| t.rows.clone()).collect();
    if let Some(decided) = consult::decided(&rows) {
        consult::merge(decided.clone(), decided);
    }
    let file = SourceFile::new("plan.md", PARENT);
    let plan = import::read(&file).plan;
    let facts = extract::facts(&plan, &CONFIG.register);
    let doc = plangen::align::Doc { plan: &plan, facts: &facts, file: &file };
    plangen::report::ledger::progress(doc, &tables);
}

/// A side file and a lock, parted as plans are, beside a plan and its parent: what is wrong is told; what is right is
/// at work, and stays what it is when it is written again and when something is added to it.
pub fn aside(text: &str) {
    let (side, lock) = text.split_once(PARTED).unwrap_or((text, ""));
    let folder = tempfile::Builder::new().prefix("plangen-").tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let (plan, parent) = (at("plan.md"), at("parent-1.md"));
    for (name, text) in
        [("plan.md", CHILD), ("parent-1.md", PARENT), ("plan.plangen.toml", side), (plangen::lock::FILE, lock)]
    {
        std::fs::write(at(name), text).expect("written");
    }
    if let Ok(read) = Lock::read(&SourceFile::new(plangen::lock::FILE, lock))
        .inspect_err(|failure| told(failure, plangen::lock::FILE))
    {
        let again = Lock::read(&SourceFile::new(plangen::lock::FILE, read.write())).expect("what was written is read");
        assert_eq!(again, read);
    }
    let mut session = Session::new(CONFIG.clone());
    session.set_today("2025-01-01".parse().expect("a date"));
    session.load(&plan).expect("there");
    session.load(&parent).expect("there");
    let plans = [plan.clone()];
    // A lock that cannot be read stops the check: none of its clauses can be told to stand.
    let checked = match session.check(&plans, std::slice::from_ref(&parent)) {
        Err(failure) => return told(&failure, plangen::lock::FILE),
        Ok(mut checked) => checked.swap_remove(0),
    };
    checked.failures.iter().for_each(|failure| told(failure, "plan.plangen.toml"));
    let document = session.document(&plan).expect("loaded");
    let waivers = source::side_waivers(&document.file, &document.parsed.plan);
    assert_eq!(waivers.is_ok(), checked.failures.is_empty(), "{waivers:?}");
    let Some(finding) = checked.findings.first() else { return };
    // Only a plan that was published takes its waivers beside it.
    let published = SourceFile::new(&plan, CHILD.splitn(3, "---\n").last().expect("its text"));
    let read = import::text(&published).plan;
    let at = read.texts().last().map_or(Span::default(), |t| t.prose.span());
    let waiving = Waiving { code: finding.code, at, reason: "上级已同意", until: Some("2025-12-31") };
    if let Ok(lifted) = source::waive(&read, &published, waiving) {
        assert!(lifted.new.starts_with(side), "something was taken out of the side file");
    }
}
