//! `plangen lint --annotate`: comments at the sentence, in a copy that is otherwise the draft, part by part.

use crate::support::{Run, command, run};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const WORDS: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A package as WPS would write it, with parts that plangen has no business with.
fn package(body: &str, comments: Option<&str>) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<w:document xmlns:w=\"{WORDS}\" xmlns:mc=\"m\" \
         xmlns:wps=\"s\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    let (told, typed) = match comments {
        Some(_) => (
            format!("<Relationship Id=\"rId9\" Type=\"{OFFICE}/comments\" Target=\"comments.xml\"/>"),
            "<Override PartName=\"/word/comments.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml\"/>",
        ),
        None => (String::new(), ""),
    };
    let mut parts: Vec<(&str, Vec<u8>)> = vec![
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" \
                 ContentType=\"application/xml\"/>{typed}</Types>"
            )
            .into(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
            )
            .into(),
        ),
        ("word/document.xml", document.into()),
        (
            "word/_rels/document.xml.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{told}</Relationships>"
            )
            .into(),
        ),
        ("word/media/image1.png", vec![0x89, 0, 1, 2, 255]),
        ("customXml/item1.xml", b"<a/>".to_vec()),
    ];
    if let Some(comments) = comments {
        let whole = format!("<w:comments xmlns:w=\"{WORDS}\">{comments}</w:comments>");
        parts.push(("word/comments.xml", whole.into()));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("begun");
        zip.write_all(&bytes).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    (0..zip.len())
        .map(|at| {
            let mut part = zip.by_index(at).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("readable");
            (part.name().expect("named").into_owned(), bytes)
        })
        .collect()
}

fn text_of(parts: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(parts[name].clone()).expect("UTF-8")
}

/// A document as a row of what it shows: each character with the run it stands in and its look, every other element
/// as it is written. Where runs are parted, and marks of comments, leave no trace in it.
fn shown(xml: &str) -> Vec<String> {
    fn walk(node: roxmltree::Node<'_, '_>, xml: &str, out: &mut Vec<String>) {
        let name = node.tag_name().name();
        if node.is_text() {
            return out.push(node.text().unwrap_or_default().to_owned());
        }
        if name.starts_with("comment") {
            return;
        }
        if name != "r" {
            let range = node.range();
            let tag = xml[range.start..].split_inclusive('>').next().unwrap_or_default();
            out.push(tag.to_owned());
            node.children().for_each(|child| walk(child, xml, out));
            return out.push(format!("/{name}"));
        }
        let look = node.children().find(|c| c.tag_name().name() == "rPr").map_or("", |c| &xml[c.range()]);
        let attributes: Vec<String> = node.attributes().map(|a| format!("{}={}", a.name(), a.value())).collect();
        for child in node.children().filter(|c| c.is_element() && !c.tag_name().name().starts_with("comment")) {
            match child.tag_name().name() {
                "rPr" => {}
                kind @ ("t" | "delText") => {
                    let text = child.text().unwrap_or_default();
                    out.extend(text.chars().map(|c| format!("{kind} {c} {attributes:?} {look}")));
                }
                _ => {
                    out.push(format!("in {attributes:?} {look}"));
                    walk(child, xml, out);
                }
            }
        }
    }
    let document = roxmltree::Document::parse(xml).expect("well-formed");
    let mut out = Vec::new();
    walk(document.root_element(), xml, &mut out);
    out
}

/// The text that the comments of plangen are about, and what they say, in order.
fn comments(parts: &BTreeMap<String, Vec<u8>>) -> Vec<(String, String)> {
    let (document, comments) = (text_of(parts, "word/document.xml"), text_of(parts, "word/comments.xml"));
    let tree = roxmltree::Document::parse(&comments).expect("well-formed");
    let id = |node: &roxmltree::Node<'_, '_>| node.attribute((WORDS, "id")).expect("numbered").to_owned();
    let own = tree.descendants().filter(|n| n.attribute((WORDS, "author")) == Some("plangen"));
    own.map(|comment| {
        let said: Vec<&str> = comment.descendants().filter_map(|n| n.text().filter(|_| n.is_element())).collect();
        let id = id(&comment);
        let part = |name: &str| {
            let mark = format!("<w:{name} w:id=\"{id}\"/>");
            assert_eq!(document.matches(&mark).count(), 1, "{mark}");
            document.find(&mark).expect("there")
        };
        let (from, to, reference) = (part("commentRangeStart"), part("commentRangeEnd"), part("commentReference"));
        assert!(from < to && to < reference);
        let about: String = document[from..to]
            .split("<w:t")
            .skip(1)
            .filter(|t| t.starts_with(['>', ' ']))
            .filter_map(|t| t.split_once('>')?.1.split('<').next())
            .collect();
        (about, said.join("\n"))
    })
    .collect()
}

/// The copy is the draft but for the comments.
fn assert_untouched(draft: &[u8], copy: &[u8]) {
    let (old, new) = (parts(draft), parts(copy));
    let edited = ["word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"];
    for (name, bytes) in &old {
        assert!(edited.contains(&name.as_str()) || new.get(name) == Some(bytes), "{name}");
    }
    assert!(new.keys().all(|name| old.contains_key(name) || name == "word/comments.xml"), "{:?}", new.keys());
    assert_eq!(shown(&text_of(&old, edited[0])), shown(&text_of(&new, edited[0])));
    for name in &edited[2..] {
        roxmltree::Document::parse(&text_of(&new, name)).expect("well-formed");
    }
}

fn put(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    path
}

fn annotate(draft: &Path, copy: &Path, more: &[&str]) -> Run {
    run(command().args(["lint", "--lang", "zh", "--annotate"]).arg(copy).arg(draft).args(more))
}

fn p(runs: &str) -> String {
    format!("<w:p w:rsidR=\"00A1\"><w:pPr><w:spacing w:line=\"560\"/></w:pPr>{runs}</w:p>")
}

fn r(text: &str) -> String {
    format!("<w:r w:rsidR=\"00B2\"><w:rPr><w:sz w:val=\"32\"/></w:rPr><w:t>{text}</w:t></w:r>")
}

fn bold(text: &str) -> String {
    format!("<w:r><w:rPr><w:b/><w:sz w:val=\"32\"/></w:rPr><w:t>{text}</w:t></w:r>")
}

/// Paragraphs that each have one half-width comma, and the sentence it stands in.
fn draft() -> (String, Vec<&'static str>) {
    let title = p(&bold("青崖市养老服务实施方案"));
    let section = p(&r("一、主要任务"));
    let boxed = format!(
        "<w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></mc:Choice>\
         <mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>",
        p(&r("文本框里,有一句。"))
    );
    let field = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> REF a </w:instrText></w:r>\
        <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>见前。域里,有一句。</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let cell = |text: &str| format!("<w:tc><w:tcPr/>{}</w:tc>", p(&r(text)));
    let table = format!(
        "<w:tbl><w:tblPr/><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        cell("项目"),
        cell("内容"),
        cell("甲"),
        cell("表格里。单元格,有一句。")
    );
    let list = [
        // Runs that part a sentence anywhere, blanks at the cuts, an entity and a tab in them.
        (
            p(&[r("完善服务网络。配齐人员"), bold(",加强"), r("培训&amp;考核。 建立台账。")].concat()),
            "配齐人员,加强培训&amp;考核。",
        ),
        (
            p("<w:r><w:t>建立制度。</w:t><w:tab/><w:t>落实经费,</w:t><w:br/><w:t>规范使用。强化监管。</w:t></w:r>"),
            "落实经费,",
        ),
        // A bookmark, and a sentence that ends within a tracked change: that stays whole.
        (
            p(&[
                &r("前一句。")[..],
                "<w:bookmarkStart w:id=\"0\" w:name=\"a\"/>",
                &r("推进试点"),
                "<w:del w:id=\"5\" w:author=\"甲\"><w:r><w:delText>,总结经验。后</w:delText></w:r></w:del>",
                "<w:ins w:id=\"6\" w:author=\"甲\"><w:r><w:t>，推广。</w:t></w:r></w:ins>",
                "<w:bookmarkEnd w:id=\"0\"/>",
                &r("一句。"),
            ]
            .concat()),
            "推进试点",
        ),
        (p(&[&r("先说一句。"), field, &r("末句。")].concat()), "见前。域里,有一句。"),
        (
            p(&[
                &r("前句。"),
                "<w:hyperlink w:anchor=\"a\"><w:r><w:t>链接里,有一句。</w:t></w:r></w:hyperlink>",
                &r("后句。"),
            ]
            .concat()),
            "链接里,有一句。",
        ),
        (table, "单元格,有一句。"),
        (p(&[boxed, r("框外文字。")].concat()), "文本框里,有一句。文本框里,有一句。"),
    ];
    let body: String = [title, section].into_iter().chain(list.iter().map(|(xml, _)| xml.clone())).collect();
    (body, list.iter().map(|(_, sentence)| *sentence).collect())
}

#[test]
fn comments_stand_at_the_sentence_and_all_else_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let (body, sentences) = draft();
    let draft = package(&body, None);
    let (path, copy) = (put(&folder, "稿.docx", &draft), folder.path().join("批.docx"));
    let got = annotate(&path, &copy, &["--select", "PG502"]);
    assert_eq!(std::fs::read(&path).expect("there"), draft, "the draft is only read: {}", got.stderr);
    let written = std::fs::read(&copy).expect("written");
    assert_untouched(&draft, &written);
    let found = comments(&parts(&written));
    let mut about: Vec<&str> = found.iter().map(|(about, _)| about.as_str()).collect();
    let mut wanted = sentences;
    about.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(about, wanted, "{}", got.stdout);
    for (_, said) in &found {
        assert!(
            said.starts_with("PG502 警告：") && said.contains("所指文字：“,”") && said.contains("办法："),
            "{said}"
        );
    }
    let relations = text_of(&parts(&written), "word/_rels/document.xml.rels");
    assert!(relations.contains("Target=\"comments.xml\""), "{relations}");
    assert!(text_of(&parts(&written), "[Content_Types].xml").contains("PartName=\"/word/comments.xml\""));
}

#[test]
fn a_second_run_replaces_its_own_comments_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = "<w:comment w:id=\"3\" w:author=\"市财政局\" w:date=\"2024-03-02T08:00:00Z\"><w:p><w:r><w:t>建议保留</w:t></w:r></w:p></w:comment>";
    let body = |sentence: &str| {
        [
            p(&bold("青崖市养老服务实施方案")),
            p(&r("一、主要任务")),
            p(&[
                "<w:commentRangeStart w:id=\"3\"/>",
                &r("完善网络。"),
                "<w:commentRangeEnd w:id=\"3\"/>",
                "<w:r><w:commentReference w:id=\"3\"/></w:r>",
                &r(sentence),
            ]
            .concat()),
        ]
        .concat()
    };
    let draft = package(&body("配齐人员,加强培训。"), Some(other));
    let (path, copy) = (put(&folder, "稿.docx", &draft), folder.path().join("批.docx"));
    let pick = ["--select", "PG502"];
    annotate(&path, &copy, &pick);
    let first = std::fs::read(&copy).expect("written");
    assert_untouched(&draft, &first);
    assert!(text_of(&parts(&first), "word/comments.xml").contains(other));
    assert_eq!(comments(&parts(&first)).len(), 1);
    // Again from the draft, and from the copy.
    annotate(&path, &copy, &pick);
    assert_eq!(std::fs::read(&copy).expect("written"), first);
    let again = folder.path().join("再批.docx");
    annotate(&copy, &again, &pick);
    assert_eq!(std::fs::read(&again).expect("written"), first);
    // A copy without findings is the draft again, but for where its runs are parted.
    annotate(&copy, &again, &["--select", "PG501"]);
    let cleaned = std::fs::read(&again).expect("written");
    assert_untouched(&draft, &cleaned);
    assert_eq!(comments(&parts(&cleaned)), []);
    assert!(text_of(&parts(&cleaned), "word/comments.xml").contains(other));
    assert!(text_of(&parts(&cleaned), "word/document.xml").contains("commentReference w:id=\"3\""));
}

/// A part beside others, told of in the relations.
fn with_part(bytes: &[u8], kind: &str, text: &str) -> Vec<u8> {
    let mut all = parts(bytes);
    let told = format!(
        "<Relationship Id=\"r{kind}\" Type=\"http://schemas.microsoft.com/office/2011/relationships/{kind}\" Target=\"{kind}.xml\"/></Relationships>"
    );
    let relations = text_of(&all, "word/_rels/document.xml.rels").replace("</Relationships>", &told);
    all.insert("word/_rels/document.xml.rels".to_owned(), relations.into());
    all.insert(format!("word/{kind}.xml"), text.into());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in all {
        zip.start_file(name, SimpleFileOptions::default()).expect("begun");
        zip.write_all(&bytes).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}

/// Word gives paragraphs of comments names, by which other parts tell which answers which.
#[test]
fn a_comment_that_was_answered_stays_with_its_reply() {
    let folder = tempfile::tempdir().expect("a folder");
    let draft = package(
        &[
            p(&r("青崖市养老服务实施方案")),
            p(&r("一、任务")),
            p(&r("配齐人员,加强培训。")),
            p(&r("完善台账,按月通报。")),
        ]
        .concat(),
        None,
    );
    let (path, copy) = (put(&folder, "稿.docx", &draft), folder.path().join("批.docx"));
    let pick = ["--select", "PG502"];
    annotate(&path, &copy, &pick);
    let first = parts(&std::fs::read(&copy).expect("written"));
    let told = comments(&first);
    assert_eq!(told.len(), 2, "{told:?}");

    // The office answers the first and saves.
    let mut number = 0;
    let mut named = String::new();
    for piece in text_of(&first, "word/comments.xml").split_inclusive("<w:p>") {
        number += 1;
        named.push_str(&piece.replace("<w:p>", &format!("<w:p w14:paraId=\"0000{number:04}\">")));
    }
    let reply = "<w:comment w:id=\"90\" w:author=\"市财政局\"><w:p w14:paraId=\"00009000\"><w:r><w:t>按此改</w:t></w:r></w:p></w:comment></w:comments>";
    let named = named.replace("</w:comments>", reply).replacen(" w:", " xmlns:w14=\"14\" w:", 1);
    let names: Vec<&str> =
        named.match_indices("paraId=\"").map(|(at, key)| &named[at + key.len()..at + key.len() + 8]).collect();
    let last_of_first = named[..named.find("</w:comment>").expect("a comment")].rfind("paraId=\"").expect("named") + 8;
    let parent = &named[last_of_first..last_of_first + 8];
    let rows: String = names
        .iter()
        .map(|name| match *name {
            "00009000" => {
                format!("<w15:commentEx w15:paraId=\"{name}\" w15:paraIdParent=\"{parent}\" w15:done=\"0\"/>")
            }
            name => format!("<w15:commentEx w15:paraId=\"{name}\" w15:done=\"0\"/>"),
        })
        .collect();
    let mut document = parts(&std::fs::read(&copy).expect("written"));
    let marked = text_of(&document, "word/document.xml").replacen(
        "<w:commentRangeStart w:id=\"0\"/>",
        "<w:commentRangeStart w:id=\"0\"/><w:commentRangeStart w:id=\"90\"/>",
        1,
    );
    document.insert("word/document.xml".to_owned(), marked.into());
    document.insert("word/comments.xml".to_owned(), named.clone().into());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in document {
        zip.start_file(name, SimpleFileOptions::default()).expect("begun");
        zip.write_all(&bytes).expect("written");
    }
    let answered = zip.finish().expect("finished").into_inner();
    let answered =
        with_part(&answered, "commentsExtended", &format!("<w15:commentsEx xmlns:w15=\"15\">{rows}</w15:commentsEx>"));
    let answered = put(&folder, "退回.docx", &answered);

    // The same findings: nothing is said twice. None: the one that was answered stays.
    let again = folder.path().join("再批.docx");
    for (pick, count) in [(pick, 2), (["--select", "PG501"], 1)] {
        annotate(&answered, &again, &[&pick[..], &["--overwrite"]].concat());
        let written = parts(&std::fs::read(&again).expect("written"));
        let all = text_of(&written, "word/comments.xml");
        assert_eq!(all.matches("w:author=\"plangen\"").count(), count, "{all}");
        assert!(all.contains("按此改") && all.contains(parent), "{all}");
        let rows = text_of(&written, "word/commentsExtended.xml");
        let orphan = names.iter().find(|name| rows.contains(*name) && !all.contains(*name));
        assert!(rows.contains(&format!("paraIdParent=\"{parent}\"")) && orphan.is_none(), "{rows} {all}");
    }
}

#[test]
fn nothing_is_written_over_unasked() {
    let folder = tempfile::tempdir().expect("a folder");
    let body = [p(&bold("青崖市养老服务实施方案")), p(&r("一、主要任务")), p(&r("配齐人员,加强培训。"))].concat();
    let draft = package(&body, None);
    let (path, copy) = (put(&folder, "稿.docx", &draft), folder.path().join("批.docx"));
    let refused = annotate(&path, &path, &[]);
    assert!(refused.status == 2 && refused.stderr.contains("--overwrite"), "{}", refused.stderr);
    assert_eq!(std::fs::read(&path).expect("there"), draft);
    // A copy in which someone wrote.
    let theirs = package(&body.replace("加强", "强化"), None);
    std::fs::write(&copy, &theirs).expect("written");
    let refused = annotate(&path, &copy, &[]);
    assert!(refused.status == 2 && refused.stderr.contains("别人"), "{}", refused.stderr);
    assert_eq!(std::fs::read(&copy).expect("there"), theirs);
    annotate(&path, &path, &["--overwrite"]);
    assert_untouched(&draft, &std::fs::read(&path).expect("there"));
    // No Word document, and more than one.
    let page =
        put(&folder, "稿.html", "<html><body><p>一、任务</p><p>配齐人员,加强培训。</p></body></html>".as_bytes());
    let refused = annotate(&page, &folder.path().join("a.docx"), &[]);
    assert!(refused.status == 2 && refused.stderr.contains("Word"), "{}", refused.stderr);
    let both = page.to_string_lossy().into_owned();
    let refused = annotate(&path, &folder.path().join("a.docx"), &[&both]);
    assert!(refused.status == 2 && refused.stderr.contains("一份"), "{}", refused.stderr);
}

/// The parent's clause is told in the comment.
#[test]
fn a_comment_quotes_the_parent() {
    let folder = tempfile::tempdir().expect("a folder");
    let with = |share: &str, title: &str| {
        let body =
            [p(&bold(title)), p(&r("一、主要目标")), p(&r(&format!("到2025年，护理型床位占比达到{share}以上。")))]
                .concat();
        package(&body, None)
    };
    let child = put(&folder, "市.docx", &with("60%", "青崖市养老服务实施方案"));
    let parent = put(&folder, "省.docx", &with("70%", "北原自治区养老服务实施方案"));
    let copy = folder.path().join("批.docx");
    annotate(&child, &copy, &["--parent", &parent.to_string_lossy()]);
    let found = comments(&parts(&std::fs::read(&copy).expect("written")));
    let (about, said) = found.iter().find(|(_, said)| said.starts_with("PG301 ")).expect("a weaker target");
    assert_eq!(about, "到2025年，护理型床位占比达到60%以上。");
    assert!(said.contains("省.docx 一 “到2025年，护理型床位占比达到70%以上。”"), "{said}");
}

#[test]
fn what_takes_no_comments_is_told_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = put(&folder, "稿.txt", "青崖市方案\n\n一、任务\n配齐人员,加强培训。\n".as_bytes());
    let got = annotate(&path, &folder.path().join("批.docx"), &[]);
    assert_eq!((got.status, got.stdout.as_str()), (2, ""), "{}", got.stderr);
    assert!(got.stderr.contains("只有 Word 文档能写批注"), "{}", got.stderr);
}
