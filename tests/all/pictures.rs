//! Pictures of a plan: shown in every format, and told where they cannot be, with nothing written.

use crate::render::{FONTS, near, root};
use crate::support::{Run, command, run};
use plangen::render::measure::{Line, pages};
use plangen::render::{Engine, Options};
use std::io::{Cursor, Read};
use std::path::Path;

/// A grey field of 16 by 8 pixels.
const JPEG: &str = "ffd8ffe000104a46494600010100000100010000ffdb00430050373c463c32504641465a55505f78c882786e6e78f5afb991c8ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc0000b080008001001011100ffc4001f0000010501010101010100000000000000000102030405060708090a0bffc400b5100002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f009e8affd9";

fn jpeg() -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&JPEG[at..at + 2], 16).expect("hexadecimal");
    (0..JPEG.len()).step_by(2).map(byte).collect()
}

fn plan(pictures: &str) -> String {
    format!(
        "---\nplangen: 1\ntitle: 河套市河道管护实施方案\nstage: 印发稿\n---\n## 一、总体要求\n\n站点分布见图1。\n\n{pictures}\n\n## 二、重点任务\n\n逐段建立台账。\n"
    )
}

/// A folder with a plan and two pictures.
fn project(pictures: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("written");
    put("plan.md", plan(pictures).as_bytes());
    put("map.png", &std::fs::read(root().join("book/src/img/letter.png")).expect("a picture"));
    put("field.jpg", &jpeg());
    folder
}

fn plangen(folder: &Path, args: &[&str]) -> Run {
    run(command().current_dir(folder).args(args))
}

const SHOWN: &str = "![三个站点在河的\"左岸\"](map.png \"图1　站点分布\")\n\n![灰色的田](field.jpg)\n\n> 专栏1　样式\n>\n> ![又一次](map.png)";

#[test]
fn a_picture_is_shown_in_every_format() {
    if !*FONTS {
        return;
    }
    let folder = project(SHOWN);
    let lint = plangen(folder.path(), &["lint", "plan.md"]);
    assert!(!lint.stdout.contains("PG009") && !lint.stdout.contains("PG001"), "{}", lint.stdout);
    let made = plangen(folder.path(), &["build", "plan.md", "--format", "pdf,ofd,docx,html"]);
    assert_eq!(made.status, 0, "{made:?}");
    let read = |name: &str| std::fs::read(folder.path().join(name)).expect("written");
    let pdf = read("plan.pdf");
    let times = |what: &str| pdf.windows(what.len()).filter(|w| *w == what.as_bytes()).count();
    assert!(times("/Image") >= 2, "the PDF holds the pictures");
    let files = |name: &str| {
        let mut zip = zip::ZipArchive::new(Cursor::new(read(name))).expect("a package");
        let mut files = Vec::new();
        for at in 0..zip.len() {
            let mut file = zip.by_index(at).expect("a file");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("its bytes");
            files.push((file.name().expect("a name").into_owned(), bytes));
        }
        files
    };
    let ofd = files("plan.ofd");
    let media: Vec<&[u8]> = ofd.iter().filter(|(n, _)| n.contains("image_")).map(|(_, b)| b.as_slice()).collect();
    assert_eq!(media.len(), 2, "each picture once");
    assert!(media.contains(&jpeg().as_slice()), "as it came");
    let docx = files("plan.docx");
    let of = |part: &str| docx.iter().find(|(n, _)| n == part).map(|(_, b)| b.as_slice()).expect(part);
    assert!(of("word/media/image1.png").starts_with(b"\x89PNG"));
    assert_eq!(of("word/media/image2.jpg"), jpeg().as_slice());
    let document = std::str::from_utf8(of("word/document.xml")).expect("UTF-8");
    let parsed = roxmltree::Document::parse(document).expect("well-formed");
    let words: Vec<&str> =
        parsed.descendants().filter(|n| n.tag_name().name() == "docPr").filter_map(|n| n.attribute("descr")).collect();
    assert_eq!(words, ["三个站点在河的\"左岸\"", "灰色的田", "又一次"]);
    assert!(document.contains("图1　站点分布"));
    let html = String::from_utf8(read("plan.html")).expect("UTF-8");
    assert_eq!(html.matches("<img src=\"data:image/png;base64,iVBOR").count(), 2, "{html}");
    assert!(html.contains("alt=\"灰色的田\"") && html.contains("<figcaption>图1　站点分布</figcaption>"));
}

#[test]
fn a_picture_keeps_to_its_room_and_text_to_the_grid() {
    if !*FONTS {
        return;
    }
    let folder = project(SHOWN);
    let file = plangen::source::load(&folder.path().join("plan.md")).expect("a plan");
    let plan = plangen::import::read(&file).plan;
    let mut engine = Engine::new(&Options::default()).expect("fonts and templates");
    let pages = pages(&engine.layout(&plan, &file).expect("it can be typeset"));
    assert_eq!(pages.iter().map(|p| p.pictures).sum::<usize>(), 3);
    let place = |text: &str| {
        let page = pages.iter().find(|p| p.lines.iter().any(|l| l.text() == text)).unwrap_or_else(|| panic!("{text}"));
        page.lines.iter().find(|l| l.text() == text).map(|l| l.baseline).expect(text)
    };
    let first = 37.0 + 0.88 * 156.0 / 28.0;
    for text in ["站点分布见图1。", "逐段建立台账。"] {
        let line = (place(text) - first) / 10.449;
        near(text, line, line.round(), 0.01);
    }
    let caption = pages.iter().flat_map(|p| &p.lines).find(|l| l.text().starts_with("图1")).expect("a caption");
    near("caption", caption.centre(), 106.0, 0.5);
    let all = pages.iter().flat_map(|p| &p.lines).filter(|l: &&Line| !l.text().starts_with('—'));
    assert!(all.into_iter().all(|l| l.bottom() < 262.5));
}

#[test]
fn a_picture_that_cannot_be_shown_is_told_and_nothing_is_written() {
    let wide = [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        &40_000u32.to_be_bytes()[..],
        &300u32.to_be_bytes(),
        b"....\0\0\0\0IEND\xae\x42\x60\x82",
    ]
    .concat();
    let png = std::fs::read(root().join("book/src/img/letter.png")).expect("a picture");
    // Whole at both ends and not between.
    let mut hollow = png.clone();
    let middle = hollow.len() / 2;
    hollow[middle..middle + 2000].fill(0);
    for (mark, name, bytes, zh, en) in [
        ("absent.png", "", &b""[..], "找不到", "not found"),
        ("text.png", "text.png", "河套市".as_bytes(), "不是 PNG 或 JPEG", "neither a PNG nor a JPEG"),
        ("empty.png", "empty.png", b"", "不是 PNG 或 JPEG", "neither a PNG nor a JPEG"),
        ("half.png", "half.png", &png[..png.len() / 2], "不完整", "truncated"),
        ("wide.png", "wide.png", &wide, "40000 × 300", "40000 × 300"),
        ("../map.png", "", b"", "项目文件夹之外", "outside"),
        ("https://example.org/map.png", "", b"", "不上网", "network"),
        (".", "", b"", "不是 PNG 或 JPEG", "neither a PNG nor a JPEG"),
    ] {
        let folder = project(&format!("![站点分布]({mark})"));
        if !name.is_empty() {
            std::fs::write(folder.path().join(name), bytes).expect("written");
        }
        let told = plangen(folder.path(), &["lint", "plan.md", "--lang", "zh"]);
        assert_eq!(told.status, 1, "{mark}: {told:?}");
        assert!(told.stdout.contains(":10:1") && told.stdout.contains("PG009"), "{mark}: {}", told.stdout);
        assert!(told.stdout.contains(zh), "{mark}: {}", told.stdout);
        std::fs::write(folder.path().join("plan.html"), "old").expect("written");
        let made = plangen(folder.path(), &["build", "plan.md", "--format", "html"]);
        assert_eq!(made.status, 2, "{mark}: {made:?}");
        assert!(made.stderr.contains("plan.md:10:1") && made.stderr.contains(en), "{mark}: {}", made.stderr);
        assert_eq!(std::fs::read(folder.path().join("plan.html")).expect("there"), b"old", "{mark}");
    }
    let folder = project("![站点分布](hollow.png)");
    std::fs::write(folder.path().join("hollow.png"), &hollow).expect("written");
    let made = plangen(folder.path(), &["build", "plan.md", "--format", "html"]);
    assert!(made.status == 2 && made.stderr.contains("truncated or damaged"), "{made:?}");
}

#[test]
fn a_picture_among_text_is_told() {
    let folder = project("见![图](map.png)和表。");
    let told = plangen(folder.path(), &["lint", "plan.md", "--lang", "zh"]);
    assert!(told.stdout.contains(":10:") && told.stdout.contains("自成一段"), "{}", told.stdout);
}
