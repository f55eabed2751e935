//! The gate: `plangen check` measures what it lays out, says what is off with its clause, and judges drafts as what
//! will be signed.

use super::render::{FONTS, project, samples};
use crate::support::{Run, command, run};
use plangen::pages::{Line, Measured, pdf};
use plangen::render::{Engine, Options, measure};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

fn check(folder: &Path, args: &[&str]) -> Run {
    run(command().current_dir(folder).arg("check").args(args))
}

fn findings(run: &Run) -> Vec<Value> {
    match serde_json::from_str(&run.stdout) {
        Ok(Value::Array(rows)) => rows,
        other => panic!("a list of findings, not {other:?}: {run:?}"),
    }
}

fn of<'a>(rows: &'a [Value], code: &str) -> Vec<&'a Value> {
    rows.iter().filter(|r| r["code"] == code).collect()
}

/// A plan of more than a page.
fn plan() -> String {
    let text = "各镇要配齐河道巡查人员，逐段建立台账，按月通报进展，所需经费列入年度预算，确保任务落到实处。".repeat(4);
    let sections: String =
        ["一", "二", "三", "四", "五", "六"].iter().map(|n| format!("## {n}、重点任务\n{text}\n\n")).collect();
    format!("---\nplangen: 1\ntitle: 河套市河道管护实施方案\n---\n{sections}")
}

#[test]
fn a_notice_of_a_line_has_its_addressees_at_the_left_edge() {
    if !*FONTS {
        return;
    }
    let notice = "notice:\n  issuer: 河套市人民政府\n  number: 河政发〔2024〕7号\n  date: 2024-05-06\n  to: [[各旗区人民政府]]\n  \
                  text: 现将方案印发给你们，请认真落实。\n  printed-by: 河套市人民政府办公室\n  printed: 2024-05-08\n";
    let plan = format!("---\nplangen: 1\ntitle: 河套市河道管护实施方案\n{notice}---\n## 一、总体要求\n守住底线。\n");
    let folder = project(&[("plan.md", &plan)]);
    let said = check(folder.path(), &["--select", "PG8", "--format", "json", "plan.md"]);
    let off: Vec<_> = findings(&said).into_iter().filter(|f| f["severity"] == "error").collect();
    assert!(off.is_empty(), "{off:?}");
}

#[test]
fn the_samples_pass() {
    if !*FONTS {
        return;
    }
    for sample in samples() {
        let run = run(command().arg("check").arg(&sample).args(["--format", "json"]));
        let rows = findings(&run);
        let pages: Vec<_> = rows.iter().filter(|r| r["code"].as_str().is_some_and(|c| c.starts_with("PG8"))).collect();
        let grave: Vec<_> = pages.iter().filter(|r| r["severity"] != "info").collect();
        assert!(grave.is_empty(), "{}: {grave:#?}", sample.display());
    }
}

#[test]
fn a_projects_own_templates_are_measured_too() {
    if !*FONTS {
        return;
    }
    let folder = project(&[("plan.md", &plan()), ("plangen.toml", "")]);
    let made = run(command().current_dir(folder.path()).args(["build", "--eject"]));
    assert_eq!(made.status, 0, "{made:?}");
    let page = folder.path().join("templates/page.typ");
    let text = std::fs::read_to_string(&page).expect("ejected");
    let changed = text.replace("#let pitch = look.pitch", "#let pitch = 26pt").replace("dy: 269mm", "dy: 264mm");
    assert!(changed.contains("26pt") && changed.contains("264mm"), "the templates hold pitch and place");
    std::fs::write(&page, changed).expect("written");
    let told = check(folder.path(), &["plan.md", "--format", "json"]);
    assert_eq!(told.status, 1, "{told:?}");
    let rows = findings(&told);
    let [pitch] = of(&rows, "PG805")[..] else { panic!("one finding of the pitch: {rows:#?}") };
    assert_eq!(pitch["severity"], "warning");
    assert_eq!((&pitch["args"]["found"], &pitch["args"]["clause"]), (&26.0.into(), &"5.2.3".into()));
    assert_eq!(pitch["place"]["page"]["number"], 1);
    assert!(pitch["place"]["quote"].as_str().is_some_and(|q| q.contains("巡查")), "{pitch:#}");
    let [height] = of(&rows, "PG861")[..] else { panic!("one finding of page numbers: {rows:#?}") };
    assert_eq!((&height["severity"], &height["args"]["found"]), (&"error".into(), &264.0.into()));
    // For people: the place on the page, and the text as it stands in the file.
    let told = check(folder.path(), &["plan.md", "--lang", "zh"]);
    for part in ["行距 26 磅", "GB/T 9704—2012 5.2.3", ":6:1]", "位置：plan.md 第 1 页"] {
        assert!(told.stdout.contains(part), "{part} in {}", told.stdout);
    }
    // A project sets severities, and a waiver at the head of a plan holds for its pages.
    let set = "[lint.severity]\nPG805 = 'error'\npage-number-place = 'off'\n";
    std::fs::write(folder.path().join("plangen.toml"), set).expect("written");
    let rows = findings(&check(folder.path(), &["plan.md", "--format", "json"]));
    assert_eq!(of(&rows, "PG805")[0]["severity"], "error");
    assert!(of(&rows, "PG861").is_empty(), "{rows:#?}");
    let waived = plan().replacen("## 一", "<!-- plangen: allow PG804, PG805 reason=\"地方惯例\" -->\n\n## 一", 1);
    std::fs::write(folder.path().join("plan.md"), waived).expect("written");
    let rows = findings(&check(folder.path(), &["plan.md", "--format", "json"]));
    assert!(of(&rows, "PG804").is_empty(), "{rows:#?}");
    assert!(of(&rows, "PG007").is_empty(), "{rows:#?}");
}

#[test]
fn drafts_are_judged_as_what_will_be_signed() {
    if !*FONTS {
        return;
    }
    let text = "---\nplangen: 1\ntitle: 河套市试点方案\nstage: 征求意见稿\nnotice:\n  issuer: 河套市人民政府办公室\n---\n## 一、总体要求\n正文。\n";
    let folder = project(&[("plan.md", text)]);
    let lint = run(command().current_dir(folder.path()).args(["lint", "plan.md", "--format", "json"]));
    assert!(of(&findings(&lint), "PG508").is_empty(), "{lint:?}");
    let rows = findings(&check(folder.path(), &["plan.md", "--format", "json"]));
    assert!(!of(&rows, "PG508").is_empty(), "{rows:#?}");
}

#[test]
fn very_short_minutes_pass() {
    if !*FONTS {
        return;
    }
    let head = "---\nplangen: 1\nkind: 纪要\ntitle: 研究河道管护工作的会议纪要\nstage: 印发稿\nnotice:\n  form: 纪要\n  mark: 河套市人民政府专题会议纪要\n  issuer: 河套市人民政府办公室\n  number: 〔2024〕9号\n  date: 2024-04-11\n  present: [市政府林某某]\n---\n\n";
    // Lines that all begin paragraphs, and are full.
    for text in
        ["会议听取了汇报。\n\n会议议定以下事项。\n\n", "会议议定由市水利局牵头制定河道巡查办法并于本月底前印\n\n"]
    {
        let folder = project(&[("plan.md", &format!("{head}{}", text.repeat(4)))]);
        let rows = findings(&check(folder.path(), &["plan.md", "--format", "json"]));
        let pages: Vec<_> = rows.iter().filter(|r| r["code"].as_str().is_some_and(|c| c.starts_with("PG8"))).collect();
        let grave: Vec<_> = pages.iter().filter(|r| r["severity"] != "info").collect();
        assert!(grave.is_empty(), "{text}: {grave:#?}");
    }
}

#[test]
fn what_cannot_be_laid_out_does_not_pass() {
    if !*FONTS {
        return;
    }
    let folder = project(&[("plan.md", "---\nplangen: 1\ntitle: [\n---\n正文。\n"), ("other.md", &plan())]);
    let told = check(folder.path(), &[]);
    assert_eq!(told.status, 2, "{told:?}");
    assert!(told.stderr.contains("plan.md:3:1"), "{}", told.stderr);
    assert!(!folder.path().join("other.pdf").exists(), "the gate writes nothing");
    let none = check(folder.path(), &["absent.md"]);
    assert_eq!((none.status, none.stdout.as_str()), (2, ""), "{none:?}");
}

/// A sample as the PDF that `build` makes.
fn built(sample: &str, folder: &Path) -> std::path::PathBuf {
    let out = folder.join("made.pdf");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = run(command().arg("build").arg(root.join(sample)).arg("-o").arg(&out));
    assert_eq!(made.status, 0, "{made:?}");
    out
}

#[test]
fn a_pdf_tells_what_was_laid_out() {
    if !*FONTS {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for sample in ["seeds/hetao/plan.md", "seeds/beiyuan/plan.md"] {
        let read = pdf::read(&built(sample, folder.path()), Arc::new(|| None)).expect("a PDF");
        let file = plangen::source::load(&root.join(sample)).expect("a plan");
        let plan = plangen::import::read(&file).plan;
        let mut engine = Engine::new(&Options::default()).expect("fonts");
        let laid = measure::pages(&engine.layout(&plan, &file).expect("typeset"));
        assert_eq!(read.pages.len(), laid.len());
        for (n, (of_pdf, of_layout)) in read.pages.iter().zip(&laid).enumerate() {
            assert!((of_pdf.width - of_layout.width).abs() < 0.1 && (of_pdf.height - of_layout.height).abs() < 0.1);
            let texts = |p: &Measured| p.lines.iter().map(Line::text).collect::<Vec<_>>();
            assert_eq!(texts(of_pdf), texts(of_layout), "{sample} page {}", n + 1);
            for (a, b) in of_pdf.lines.iter().zip(&of_layout.lines) {
                for (c, d) in a.characters.iter().zip(&b.characters) {
                    let off = (c.x - d.x).abs().max((c.baseline - d.baseline).abs());
                    assert!(off < 0.05, "{sample} page {}, {} in {}: {off:.3} mm", n + 1, c.text, a.text());
                    assert!((c.size - d.size).abs() < 0.02 && c.red == d.red && c.black == d.black, "{c:?} {d:?}");
                    if let (Some(of_c), Some(of_d)) = (c.ink, d.ink) {
                        // The layout's ink is that of the whole run.
                        assert!(of_c.0 > of_d.0 - 0.1 && of_c.1 < of_d.1 + 0.1, "{c:?} {d:?}");
                    }
                }
            }
            // The rules, however they are drawn: those wider than a column.
            let wide = |p: &Measured| {
                let mut rules: Vec<_> = p.rules.iter().filter(|r| r.width > 100.0).copied().collect();
                rules.sort_by(|a, b| a.y.total_cmp(&b.y));
                rules
            };
            let (of_pdf, of_layout) = (wide(of_pdf), wide(of_layout));
            assert_eq!(of_pdf.len(), of_layout.len(), "{sample} page {}: {of_pdf:?} {of_layout:?}", n + 1);
            for (a, b) in of_pdf.iter().zip(&of_layout) {
                let off = [a.x - b.x, a.y - b.y, a.width - b.width, a.height - b.height].map(f64::abs);
                assert!(off.iter().all(|o| *o < 0.05) && a.red == b.red, "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn a_pdf_made_elsewhere_is_measured() {
    if !*FONTS {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    built("seeds/hetao/plan.md", folder.path());
    let told = check(folder.path(), &["--pages", "made.pdf", "--format", "json"]);
    assert_eq!(told.status, 0, "{told:?}");
    let rows = findings(&told);
    assert!(rows.iter().all(|r| r["severity"] == "info" && r["place"]["file"] == "made.pdf"), "{rows:#?}");
    // What a plan without a notice does not show is said, and is no finding.
    std::fs::write(folder.path().join("plan.md"), plan()).expect("written");
    assert_eq!(run(command().current_dir(folder.path()).args(["build", "plan.md"])).status, 0);
    let told = check(folder.path(), &["--pages", "plan.pdf", "--lang", "zh"]);
    assert_eq!(told.status, 0, "{told:?}");
    assert!(told.stderr.contains("plan.pdf：首页没有红色的标志"), "{}", told.stderr);
    assert!(told.stderr.contains("没有认出版记"), "{}", told.stderr);
    let quiet = check(folder.path(), &["--pages", "plan.pdf", "--quiet"]);
    assert_eq!(quiet.stderr, "");
}

/// A PDF of one empty page that wants a password.
fn encrypted() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned(),
        format!("<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{0}> /U <{0}> >>", "5A".repeat(32)),
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut at = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        at.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).bytes());
    }
    let start = out.len();
    out.extend(b"xref\n0 5\n0000000000 65535 f \n");
    at.iter().for_each(|at| out.extend(format!("{at:010} 00000 n \n").bytes()));
    let id = "<00112233445566778899AABBCCDDEEFF>";
    out.extend(
        format!("trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [{id} {id}] >>\nstartxref\n{start}\n%%EOF\n")
            .bytes(),
    );
    out
}

#[test]
fn what_is_no_whole_pdf_is_told_once() {
    if !*FONTS {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let whole = std::fs::read(built("seeds/linqu/plan.txt", folder.path())).expect("built");
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("written");
    put("text.pdf", "河套市河道管护实施方案\n".as_bytes());
    put("empty.pdf", b"");
    put("half.pdf", &whole[..whole.len() / 2]);
    put("head.pdf", &whole[..200]);
    put("locked.pdf", &encrypted());
    for (name, cause) in [
        ("absent.pdf", "文件不存在"),
        ("text.pdf", "这不是 PDF 文件"),
        ("empty.pdf", "这不是 PDF 文件"),
        ("head.pdf", "不完整"),
        ("half.pdf", "不完整"),
        ("locked.pdf", "密"),
    ] {
        let told = check(folder.path(), &["--pages", name, "--lang", "zh"]);
        assert_eq!((told.status, told.stdout.as_str()), (2, ""), "{name}: {told:?}");
        assert!(told.stderr.contains(name) && told.stderr.contains(cause), "{name}: {}", told.stderr);
        assert_eq!(told.stderr.matches("错误").count(), 1, "{name}: {}", told.stderr);
    }
}
