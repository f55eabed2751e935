//! The examples on the lints' pages are run: a bad one is found, a good one is not.

use crate::sheets::sheets;
use plangen::base::{Applicability, Finding, Lang, SourceFile};
use plangen::data::Register;
use plangen::lint::fix::apply;
use plangen::lint::{Page, PagesInput, Phase, check_pages, pages};
use plangen::pages::{Flow, Layout, Measured};
use plangen::project::Config;
use plangen::report;
use plangen::session::Session;
use std::path::PathBuf;

/// A fenced block of a page.
#[derive(Debug)]
struct Example {
    line: usize,
    bad: bool,
    settings: String,
    parents: Vec<String>,
    original: Option<String>,
    siblings: Option<u32>,
    /// Whether it describes pages and no plan.
    laid: bool,
    text: String,
    /// The grade of the fix, and the lines that it changes, as they are then.
    fixed: Vec<(String, String)>,
}

/// The examples of a page: ```` ```parent ```` blocks go with the ```` ```plan ```` block after them; `keep`
/// behind `parent` keeps it for the blocks after that too. A ```` ```plan settings ```` block is the project's
/// plangen.toml for all that follow, an ```` ```original keep ```` block the original of the editions that follow;
/// A ```` ```fixed GRADE ```` block behind a plan shows the lines that the lint's fixes of that grade change.
/// `siblings=N` behind `bad` or `good` says how many plans share the parent's totals.
fn examples(page: &Page) -> Vec<Example> {
    let mut out = Vec::new();
    let mut parents: Vec<(String, bool)> = Vec::new();
    let mut settings = String::new();
    let mut original = None;
    let mut lines = page.text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let body: Vec<&str> = lines.by_ref().map(|(_, l)| l).take_while(|l| !l.starts_with("```")).collect();
        let text = body.join("\n");
        match info.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["parent", rest @ ..] => parents.push((text, rest.contains(&"keep"))),
            ["plan", "settings"] => settings = text,
            ["original", "keep"] => original = Some(text),
            [on @ ("plan" | "pages"), kind @ ("bad" | "good"), rest @ ..] => {
                let own = parents.iter().map(|(t, _)| t.clone()).collect();
                let siblings = rest.iter().find_map(|w| w.strip_prefix("siblings=")?.parse().ok());
                let (settings, original) = (settings.clone(), original.clone());
                let (bad, laid) = (*kind == "bad", *on == "pages");
                out.push(Example {
                    line: at + 1,
                    bad,
                    settings,
                    parents: own,
                    original,
                    siblings,
                    laid,
                    text,
                    fixed: Vec::new(),
                });
                parents.retain(|(_, keep)| *keep);
            }
            ["fixed", grade] => out.last_mut().expect("a plan before it").fixed.push(((*grade).to_owned(), text)),
            _ => {}
        }
    }
    out
}

/// What the fixes of some findings make of an example: the lines that differ.
fn mended(example: &Example, findings: &[Finding], grade: &str) -> Option<String> {
    let most = match grade {
        "safe" => Applicability::Safe,
        "unsafe" => Applicability::Unsafe,
        "suggestion" => Applicability::Suggestion,
        _ => return None,
    };
    let register = Register::with(&example.settings).expect("well-formed settings");
    let file = SourceFile::new("plan.md", example.text.as_str());
    let of_grade: Vec<Finding> =
        findings.iter().filter(|f| f.fix.as_ref().is_some_and(|x| x.applicability == most)).cloned().collect();
    let done = apply(&file, &of_grade, most, &register)?;
    assert_eq!(done.dropped, 0, "a safe fix changes what the example says");
    let old: Vec<&str> = example.text.lines().collect();
    Some(done.text.lines().filter(|line| !old.contains(line)).collect::<Vec<_>>().join("\n"))
}

/// The grades of fixes that a page says its lint has.
fn declared(page: &Page) -> Vec<&str> {
    let line = page.text.lines().find_map(|l| l.strip_prefix("fix = ["));
    line.map_or_else(Vec::new, |l| l.trim_end_matches(']').split(", ").map(|w| w.trim_matches('"')).collect())
}

#[test]
fn the_fixes_of_every_page_are_as_shown() {
    let mut faults = Vec::new();
    for page in pages() {
        let grades = declared(page);
        for example in examples(page).iter().filter(|e| !e.laid) {
            let found = found(example);
            let of_page: Vec<Finding> = found.into_iter().filter(|f| f.code == page.code).collect();
            let at = format!("lints/{}-{}.md:{}", page.code, page.name, example.line);
            for fix in of_page.iter().filter_map(|f| f.fix.as_ref()) {
                let grade = format!("{:?}", fix.applicability).to_lowercase();
                if !grades.contains(&grade.as_str()) {
                    faults.push(format!("{at}: a fix that is {grade}, and the page says {grades:?}"));
                }
            }
            for (grade, shown) in &example.fixed {
                let made = mended(example, &of_page, grade);
                if made.as_ref() != Some(shown) {
                    faults.push(format!("{at}: the {grade} fix makes\n{}\nnot\n{shown}", made.unwrap_or_default()));
                }
            }
        }
        for grade in grades.iter().filter(|g| !page.text.contains(&format!("```fixed {g}"))) {
            faults.push(format!("{}: no example of a fix that is {grade}", page.code));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is found on pages.
pub fn of_pages(pages: &[Measured]) -> Vec<Finding> {
    let layout = Layout::read(pages);
    let flow = Flow::of(&layout);
    check_pages(&PagesInput { layout: &layout, flow: &flow, path: "pages.pdf".as_ref() })
}

fn found(example: &Example) -> Vec<Finding> {
    if example.laid {
        return of_pages(&sheets(&example.text));
    }
    let register = Register::with(&example.settings).expect("well-formed settings");
    let config = Config { register, siblings: example.siblings, ..Config::default() };
    let mut session = Session::new(config);
    session.set(SourceFile::new("plan.md", example.text.as_str()));
    let parents: Vec<PathBuf> = (1..=example.parents.len()).map(|n| format!("parent-{n}.md").into()).collect();
    for (path, text) in parents.iter().zip(&example.parents) {
        session.set(SourceFile::new(path, text.as_str()));
    }
    let checked = session.check(&["plan.md".into()], &parents).expect("everything is given");
    let mut findings: Vec<Finding> = checked.into_iter().flat_map(|c| c.findings).collect();
    if let Some(original) = &example.original {
        session.set(SourceFile::new("original.md", original.as_str()));
        findings.extend(session.edition("plan.md".as_ref(), "original.md".as_ref()).expect("both are given").findings);
    }
    findings
}

#[test]
fn the_examples_of_every_page_hold() {
    let mut faults = Vec::new();
    for page in pages() {
        let examples = examples(page);
        let (bad, good) = (examples.iter().filter(|e| e.bad).count(), examples.iter().filter(|e| !e.bad).count());
        if bad == 0 || good == 0 {
            faults.push(format!("{}: a page has at least one bad and one good example", page.code));
        }
        for example in &examples {
            let findings = found(example);
            let of_page: Vec<&Finding> = findings.iter().filter(|f| f.code == page.code).collect();
            let at = format!("lints/{}-{}.md:{}", page.code, page.name, example.line);
            if of_page.is_empty() == example.bad {
                let codes: Vec<&str> = findings.iter().map(|f| f.code).collect();
                faults.push(format!("{at}: {} example, but found {codes:?}", if example.bad { "bad" } else { "good" }));
            }
            for finding in of_page {
                for lang in [Lang::Zh, Lang::En] {
                    let words = [Some(report::messages::message(finding, lang)), report::messages::help(finding, lang)];
                    for text in words.into_iter().flatten().filter(|t| t.contains('{')) {
                        faults.push(format!("{at}: an argument is missing in “{text}”"));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn pages_say_the_same_in_both_languages() {
    for page in pages() {
        let names = |list: &[(&'static str, &str)]| list.iter().map(|(n, _)| *n).collect::<Vec<_>>();
        assert_eq!(names(page.zh.messages), names(page.en.messages), "{} messages", page.code);
        assert_eq!(names(page.zh.help), names(page.en.help), "{} help", page.code);
        assert_eq!(names(page.zh.labels), names(page.en.labels), "{} labels", page.code);
        assert!(!page.zh.messages.is_empty(), "{} has no message", page.code);
        match page.phase {
            Phase::Source => {}
            Phase::Pages => {
                assert!(page.text.contains("```pages"), "{} has no example", page.code);
                // The standard itself was not at hand when these were written: a page says so.
                assert!(page.text.contains("二手") && page.text.contains("second hand"), "{}", page.code);
            }
            _ => assert!(page.text.contains("```plan"), "{} has no example", page.code),
        }
    }
}
