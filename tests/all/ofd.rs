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
        files.insert(file.name().expect("a name").into_owned(), bytes);
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
        assert_eq!(told.trim(), told, "a reader that trims text would count otherwise");
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

/// What each element of GB/T 33190-2016 that is written may hold, in order (`?` at most once, `*` any number, `+`
/// at least one; behind `|` any of them in any order), and the attributes it must have.
const SCHEMA: &[(&str, &str, &str)] = &[
    ("OFD", "DocBody+", "Version DocType"),
    ("DocBody", "DocInfo DocRoot Versions? Signatures?", ""),
    (
        "DocInfo",
        "DocID Title? Author? Subject? Abstract? CreationDate? ModDate? DocUsage? Cover? Keywords? Creator? CreatorVersion? CustomDatas?",
        "",
    ),
    (
        "Document",
        "CommonData Pages Outlines? Permissions? Actions? VPreferences? Bookmarks? Annotations? CustomTags? Attachments? Extensions?",
        "",
    ),
    ("CommonData", "MaxUnitID PageArea PublicRes* DocumentRes* TemplatePage* DefaultCS?", ""),
    ("PageArea", "PhysicalBox ApplicationBox? ContentBox? BleedBox?", ""),
    ("Pages", "Page+", ""),
    ("Outlines", "OutlineElem+", ""),
    ("OutlineElem", "Actions? OutlineElem*", "Title"),
    ("Actions", "Action+", ""),
    ("Action", "Region? Goto", "Event"),
    ("Goto", "Dest", ""),
    ("Dest", "", "Type PageID"),
    ("Res", "| ColorSpaces DrawParams Fonts MultiMedias CompositeGraphicUnits", "BaseLoc"),
    ("Fonts", "Font+", ""),
    ("Font", "FontFile?", "ID FontName"),
    ("MultiMedias", "MultiMedia+", ""),
    ("MultiMedia", "MediaFile", "ID Type"),
    ("Content", "Layer+", ""),
    ("Layer", "| TextObject PathObject ImageObject CompositeObject PageBlock", "ID"),
    ("TextObject", "Actions? Clips? FillColor? StrokeColor? CGTransform* TextCode", "ID Boundary Font Size"),
    ("CGTransform", "Glyphs?", "CodePosition"),
    ("PathObject", "Actions? Clips? StrokeColor? FillColor? AbbreviatedData", "ID Boundary"),
    ("ImageObject", "Actions? Clips? Border?", "ID Boundary ResourceID"),
    ("Clips", "Clip+", ""),
    ("Clip", "Area+", ""),
    ("Path", "Actions? Clips? StrokeColor? FillColor? AbbreviatedData", "Boundary"),
];

/// What the standard says of an element; two names stand for two things each.
fn schema(node: roxmltree::Node<'_, '_>) -> (&'static str, &'static str) {
    let parent = node.parent_element().map(|p| p.tag_name().name());
    match (node.tag_name().name(), parent) {
        ("Page", None) => ("Template* PageRes* Area? Content? Actions?", ""),
        ("Page", Some(_)) => ("", "ID BaseLoc"),
        ("Area", Some("Page")) => ("PhysicalBox ApplicationBox? ContentBox? BleedBox?", ""),
        ("Area", Some(_)) => ("Path", ""),
        (name, _) => SCHEMA.iter().find(|(n, ..)| *n == name).map_or(("", ""), |(_, holds, has)| (*holds, *has)),
    }
}

/// Holds every element of a file to the standard.
fn conforms(name: &str, text: &str) {
    let document = Document::parse(text).unwrap_or_else(|e| panic!("{name}: {e}"));
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let what = node.tag_name().name();
        assert_eq!(node.tag_name().namespace(), Some("http://www.ofdspec.org/2016"), "{name}: {what}");
        let (holds, has) = schema(node);
        for attribute in has.split_whitespace() {
            assert!(node.has_attribute(attribute), "{name}: {what} lacks {attribute}");
        }
        let children: Vec<&str> =
            node.children().filter(roxmltree::Node::is_element).map(|c| c.tag_name().name()).collect();
        if let Some(any) = holds.strip_prefix('|') {
            assert!(children.iter().all(|c| any.split_whitespace().any(|a| a == *c)), "{name}: {what}: {children:?}");
            continue;
        }
        let mut rest = children.as_slice();
        for part in holds.split_whitespace() {
            let plain = part.trim_end_matches(['?', '*', '+']);
            let there = rest.iter().take_while(|c| **c == plain).count();
            let fits = match part.strip_prefix(plain) {
                Some("?") => there <= 1,
                Some("*") => true,
                Some("+") => there >= 1,
                _ => there == 1,
            };
            assert!(fits, "{name}: {what} holds {there} of {part}: {children:?}");
            rest = &rest[there..];
        }
        assert!(rest.is_empty(), "{name}: {what} may not hold {rest:?} there: {children:?}");
    }
}

/// Every file of a package against the standard; names that could lead out of a folder they are unpacked into.
fn sound(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let files = unpacked(bytes);
    let mut numbers = Vec::new();
    for name in files.keys() {
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "/._".contains(c)), "{name}");
        assert!(!name.starts_with('/') && !name.contains("..") && !name.ends_with('/'), "{name}");
        if name.ends_with(".xml") {
            conforms(name, text(&files, name));
            let document = Document::parse(text(&files, name)).expect("well-formed");
            let own = document.descendants().filter(|n| name != "Doc_0/Document.xml" || n.tag_name().name() == "Page");
            numbers.extend(own.filter_map(|n| n.attribute("ID")).map(|n| n.parse::<u32>().expect("a number")));
        }
    }
    let most = *numbers.iter().max().expect("objects");
    let all = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), all, "every object has a number of its own");
    let document = Document::parse(text(&files, "Doc_0/Document.xml")).expect("well-formed");
    let told = document.descendants().find(|n| n.tag_name().name() == "MaxUnitID").and_then(|n| n.text());
    assert_eq!(told, Some(most.to_string().as_str()));
    files
}

#[test]
fn what_only_a_users_template_holds_is_written_too() {
    if engine().is_none() {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/odd-pages");
    let options = Options { templates: Some(folder.join("templates")), ..Options::default() };
    let mut engine = Engine::new(&options).expect("fonts and templates");
    let laid = laid(&mut engine, &folder.join("plan.md"));
    let files = sound(&Ofd.write(&laid).expect("an OFD"));
    let parsed = |page: usize| text(&files, &format!("Doc_0/Pages/Page_{page}/Content.xml"));
    let (first, second) = (Document::parse(parsed(0)).expect("one"), Document::parse(parsed(1)).expect("two"));
    let area = |page: &Document<'_>| {
        let node = page.descendants().find(|n| n.tag_name().name() == "PhysicalBox").expect("an area");
        floats(node.text().unwrap_or_default())
    };
    assert_eq!((area(&first), area(&second)), (vec![0.0, 0.0, 210.0, 297.0], vec![0.0, 0.0, 420.0, 297.0]));
    let named = |name: &'static str| first.descendants().filter(move |n| n.tag_name().name() == name);
    // The picture: once among the resources, 40 mm by 20 mm on the page, the bytes as they came.
    let picture = named("ImageObject").next().expect("a picture");
    assert_eq!(floats(picture.attribute("CTM").expect("stretched")), [40.0, 0.0, 0.0, 20.0, 0.0, 0.0]);
    assert_eq!(floats(picture.attribute("Boundary").expect("a place"))[2..], [40.0, 20.0]);
    let file = format!("Doc_0/Res/image_{}.png", picture.attribute("ResourceID").expect("a resource"));
    assert!(files.get(&file).is_some_and(|bytes| bytes.starts_with(b"\x89PNG")), "{:?}", files.keys());
    let turned = named("TextObject").filter(|n| n.has_attribute("CTM")).count();
    assert_eq!(turned, 2, "what is turned and what is stretched");
    let paths: Vec<_> = named("PathObject").collect();
    assert!(paths.iter().any(|p| p.attribute("DashPattern") == Some("4 2")));
    assert!(paths.iter().any(|p| p.attribute("Join") == Some("Round") && p.attribute("Cap") == Some("Round")));
    let ground = second.descendants().find(|n| n.tag_name().name() == "PathObject").expect("the ground of the page");
    assert_eq!(floats(ground.attribute("Boundary").expect("a place")), [0.0, 0.0, 420.0, 297.0]);
    // What is cut off along an upright box ends where its own box ends; what is cut off otherwise says how.
    let right = |object: roxmltree::Node<'_, '_>| {
        let place = floats(object.attribute("Boundary").expect("a place"));
        place[0] + place[2]
    };
    let third = Document::parse(parsed(2)).expect("three");
    let named = |name: &'static str| third.descendants().filter(move |n| n.tag_name().name() == name);
    let red = |n: &roxmltree::Node<'_, '_>| n.descendants().any(|c| c.attribute("Value") == Some("200 0 0"));
    let box_cut = named("PathObject").find(|n| red(n) && n.attribute("Fill").is_some()).expect("a red box");
    assert!((right(box_cut) - 55.0).abs() < 0.01, "{box_cut:?}");
    let text_cut = named("TextObject").find(|n| n.descendants().any(|c| c.text() == Some("截半"))).expect("a text");
    assert!((right(text_cut) - 55.0).abs() < 0.01, "{text_cut:?}");
    let clips: Vec<_> = named("Clips").collect();
    assert_eq!(clips.len(), 1, "the round corners");
    let clip = clips[0].descendants().find(|n| n.tag_name().name() == "Path").expect("a path");
    assert_eq!(floats(clip.attribute("Boundary").expect("a place")), [0.0, 0.0, 30.0, 12.0]);
}

#[test]
fn every_character_stands_where_the_layout_says() {
    let Some(mut engine) = engine() else { return };
    for sample in samples() {
        let laid = laid(&mut engine, &sample);
        let files = sound(&Ofd.write(&laid).expect("an OFD"));
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
fn text_neither_begins_nor_ends_with_a_space() {
    let Some(mut engine) = engine() else { return };
    let plan = "关于节水的方案\n\n一、总体要求\n到2030年，漏损率降到 9% 以下，节水 100 万立方米 以上， 城区 全覆盖。\n";
    let file = SourceFile::new("plan.txt", plan);
    let laid = engine.layout(&import::read(&file).plan, &file).expect("it can be typeset");
    let files = sound(&Ofd.write(&laid).expect("an OFD"));
    let told: String = characters(text(&files, "Doc_0/Pages/Page_0/Content.xml")).iter().map(|(c, ..)| c).collect();
    assert!(told.contains("漏损率降到9%以下，节水100万立方米以上，城区全覆盖。"), "{told}");
}

#[test]
fn the_package_holds_together() {
    let Some(mut engine) = engine() else { return };
    let plan = "---\nplangen: 1\nid: beiyuan-water\ntitle: 北原自治区节水方案\nlevel: region\nissuer: 北原自治区人民政府\n---\n\n# 一、总体要求\n\n到2030年，用水总量控制在20亿立方米以内。\n\n## （一）目标。\n\n收入<支出&持平。\n\n# 二、保障措施\n\n抓好落实。\n";
    let file = SourceFile::new("plan.md", plan);
    let laid = engine.layout(&import::read(&file).plan, &file).expect("it can be typeset");
    let bytes = Ofd.write(&laid).expect("an OFD");
    assert_eq!(bytes, Ofd.write(&laid).expect("an OFD"), "the same layout gives the same bytes");
    let files = sound(&bytes);
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
