//! Plans as OFD: the package holds together, and what it says stands where the layout says.

use crate::support::plangen;
use plangen::base::SourceFile;
use plangen::import;
use plangen::render::measure::pages;
use plangen::render::{Engine, Format, Laid, Ofd, Options};
use plangen::source;
use roxmltree::Document;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

fn engine() -> Option<Engine> {
    let engine = Engine::new(&Options::default()).ok();
    if engine.is_none() {
        println!("skipped: no faces for official documents on this machine; scripts/setup installs free ones");
    }
    engine
}

fn laid(engine: &mut Engine, path: &Path) -> Laid {
    let file = source::load(path).expect("a plan");
    engine.layout(&import::read(&file).plan, &file).expect("it can be typeset")
}

fn samples() -> Vec<std::path::PathBuf> {
    plangen::project::discover(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")]).expect("the samples")
}

fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes");
        files.insert(file.name().to_owned(), bytes);
    }
    files
}

fn text<'a>(files: &'a BTreeMap<String, Vec<u8>>, name: &str) -> &'a str {
    std::str::from_utf8(files.get(name).unwrap_or_else(|| panic!("{name} is missing"))).expect("UTF-8")
}

fn floats(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|n| n.parse().expect("a number")).collect()
}

/// The characters of a page with their places, spaces left out, in the order of the file.
fn characters(content: &str) -> Vec<(char, f64, f64)> {
    let page = Document::parse(content).expect("well-formed");
    let mut out = Vec::new();
    for object in page.descendants().filter(|n| n.has_tag_name(("http://www.ofdspec.org/2016", "TextObject"))) {
        let boundary = floats(object.attribute("Boundary").expect("a boundary"));
        let ctm = object.attribute("CTM").map_or(vec![1.0, 0.0, 0.0, 1.0, 0.0, 0.0], floats);
        let code = object.children().find(|n| n.tag_name().name() == "TextCode").expect("text");
        let number = |name| code.attribute(name).and_then(|v| v.parse::<f64>().ok()).expect("a number");
        let (mut x, y) = (number("X"), number("Y"));
        let glyphs = object.descendants().find(|n| n.tag_name().name() == "Glyphs").and_then(|n| n.text());
        let told = code.text().unwrap_or_default();
        assert_eq!(glyphs.expect("glyphs").split(' ').count(), told.chars().count(), "{told}");
        let deltas = code.attribute("DeltaX").map(floats).unwrap_or_default();
        assert_eq!(deltas.len() + 1, told.chars().count(), "{told}");
        for (at, c) in told.chars().enumerate() {
            if !c.is_whitespace() {
                out.push((
                    c,
                    boundary[0] + ctm[0] * x + ctm[2] * y + ctm[4],
                    boundary[1] + ctm[1] * x + ctm[3] * y + ctm[5],
                ));
            }
            x += deltas.get(at).copied().unwrap_or_default();
        }
    }
    out
}

#[test]
fn every_character_stands_where_the_layout_says() {
    let Some(mut engine) = engine() else { return };
    for sample in samples() {
        let laid = laid(&mut engine, &sample);
        let files = unpacked(&Ofd.write(&laid).expect("an OFD"));
        for (at, page) in pages(&laid).iter().enumerate() {
            let mut got = characters(text(&files, &format!("Doc_0/Pages/Page_{at}/Content.xml")));
            let wanted = page.lines.iter().flat_map(|l| &l.characters).filter(|c| c.text != '\u{2060}');
            for c in wanted {
                // The blank half of an opening mark may lie before the pen: the glyph is set back by it.
                let blank =
                    if "“‘《〈（〔【［｛「『".contains(c.text) { c.size * 0.35278 / 2.0 } else { 0.0 };
                let found = got.iter().position(|(g, x, y)| {
                    let back = c.x - x;
                    *g == c.text && (-0.1..blank + 0.1).contains(&back) && (y - c.baseline).abs() < 0.1
                });
                let place = || format!("{} page {}: {c:?}", sample.display(), at + 1);
                got.remove(found.unwrap_or_else(|| panic!("{}", place())));
            }
            assert!(got.is_empty(), "{} page {}: more than was laid out: {got:?}", sample.display(), at + 1);
        }
    }
}

#[test]
fn the_package_holds_together() {
    let Some(mut engine) = engine() else { return };
    let plan = "---\nplangen: 1\nid: beiyuan-water\ntitle: 北原自治区节水方案\nlevel: region\nissuer: 北原自治区人民政府\n---\n\n# 一、总体要求\n\n到2030年，用水总量控制在20亿立方米以内。\n\n## （一）目标。\n\n收入<支出&持平。\n\n# 二、保障措施\n\n抓好落实。\n";
    let file = SourceFile::new("plan.md", plan);
    let laid = engine.layout(&import::read(&file).plan, &file).expect("it can be typeset");
    let bytes = Ofd.write(&laid).expect("an OFD");
    assert_eq!(bytes, Ofd.write(&laid).expect("an OFD"), "the same layout gives the same bytes");
    let files = unpacked(&bytes);
    for (name, _) in files.iter().filter(|(n, _)| n.ends_with(".xml")) {
        Document::parse(text(&files, name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
    let entry = Document::parse(text(&files, "OFD.xml")).expect("well-formed");
    let said = |name: &str| {
        entry.descendants().find(|n| n.tag_name().name() == name).and_then(|n| n.text()).map(str::to_owned)
    };
    assert_eq!(said("Title").as_deref(), Some("北原自治区节水方案"));
    assert_eq!(said("Creator").as_deref(), Some("plangen"));
    assert!(said("DocID").is_some_and(|id| id.len() == 32 && id.chars().all(|c| c.is_ascii_hexdigit())));
    let root = said("DocRoot").expect("a document");
    let document = Document::parse(text(&files, &root)).expect("well-formed");
    let resources = Document::parse(text(&files, "Doc_0/PublicRes.xml")).expect("well-formed");
    let mut named: Vec<String> = vec!["OFD.xml".into(), root.clone(), "Doc_0/PublicRes.xml".into()];
    let pages = document.descendants().filter(|n| n.tag_name().name() == "Page");
    named.extend(pages.filter_map(|n| n.attribute("BaseLoc")).map(|p| format!("Doc_0/{p}")));
    let fonts = resources.descendants().filter(|n| n.tag_name().name() == "FontFile");
    named.extend(fonts.filter_map(|n| n.text()).map(|f| format!("Doc_0/Res/{f}")));
    named.sort();
    assert_eq!(named, files.keys().cloned().collect::<Vec<_>>(), "what is named is there, and nothing else");
    let marks: Vec<_> = document
        .descendants()
        .filter(|n| n.tag_name().name() == "OutlineElem")
        .map(|n| {
            let depth = n.ancestors().filter(|a| a.tag_name().name() == "OutlineElem").count();
            (depth, n.attribute("Title").unwrap_or_default())
        })
        .collect();
    assert_eq!(marks, [(1, "一、总体要求"), (2, "（一）目标。"), (1, "二、保障措施")]);
}

#[test]
fn build_writes_the_formats_asked_for_all_or_none() {
    if engine().is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let path = |name: &str| at(name).display().to_string();
    std::fs::write(at("甲.txt"), "关于节水的方案\n\n一、总体要求\n到2030年，用水总量控制在20亿立方米以内。\n")
        .expect("written");
    let run = plangen(["build", &path("甲.txt"), "--format", "ofd,pdf,ofd"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(run.stderr.matches("→").count(), 2, "{}", run.stderr);
    assert!(std::fs::read(at("甲.pdf")).expect("a PDF").starts_with(b"%PDF-"));
    let ofd = std::fs::read(at("甲.ofd")).expect("an OFD");
    assert!(ofd.starts_with(b"PK"));
    // The name says the format where nothing else does; where both do they must agree.
    assert_eq!(plangen(["build", &path("甲.txt"), "-o", &path("乙.ofd")]).status, 0);
    assert_eq!(std::fs::read(at("乙.ofd")).expect("an OFD"), ofd, "in another process, alone: the same bytes");
    assert!(!at("乙.pdf").exists());
    let run = plangen(["build", &path("甲.txt"), "-o", &path("乙.ofd"), "--format", "pdf"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("disagree"), "{}", run.stderr);
    // What stands in the way of one format leaves the others as they were.
    std::fs::create_dir(at("丙.ofd")).expect("made");
    std::fs::write(at("丙.pdf"), "old").expect("written");
    let run = plangen(["build", &path("甲.txt"), "-o", &path("丙.pdf"), "--format", "pdf,ofd"]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert_eq!(std::fs::read(at("丙.pdf")).expect("there"), b"old");
}
