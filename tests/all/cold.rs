//! What is found after a change is byte for byte what is found by one who reads everything anew: whatever was edited,
//! added and deleted before, in a session that goes on, in one with a cache on disk, and while watching.

use crate::support::{command, run};
use plangen::base::{Lang, SourceFile};
use plangen::lock;
use plangen::project::Config;
use plangen::report::json;
use plangen::session::{CACHE_FOLDER, Cache, Session};
use plangen::watch::Watch;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const PARENT: &str = "---\nplangen: 1\nid: beiyuan\ntitle: 北原自治区河湖管护实施方案\nlevel: region\nregion: 北原自治区\n---\n\n## 一、重点任务\n\n### （一）健全管护责任\n\n落实五级河长湖长制，建立考核评价制度。（责任单位：自治区水利厅）\n\n### （二）加强水质监测\n\n到2025年，自动监测覆盖率达到90%以上，健全预警机制。（责任单位：自治区生态环境厅）\n";
const CHILD: &str = "---\nplangen: 1\nid: hetao\ntitle: 河套市河湖管护实施方案\nlevel: city\nregion: 河套市\nparents: [../up/beiyuan.md]\n---\n\n## 一、重点任务\n\n### （一）健全管护责任 {implements=beiyuan:一/（一）}\n\n落实河长湖长制,建立考核评价制度。（责任单位：市水利局）\n\n### （二）加强水质监测\n\n到2025年，自动监测覆盖率达到85%以上，健全预警机制。（责任单位：市生态环境局、市财政局）\n";

/// Files of the project with what may stand in each; the first of them is there at the beginning, where it is not
/// empty, which stands for no file.
fn files(locks: &[String]) -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let texts = |texts: &[String]| texts.iter().map(|t| t.clone().into_bytes()).collect();
    let waived =
        CHILD.replace("到2025年", "<!-- plangen: allow PG301 reason=\"财力不足\" until=2025-12-31 -->\n到2025年");
    let side = |more: &str| format!("[[waiver]]\ncodes = [\"PG502\"]\nreason = \"原文如此\"\n{more}");
    let link = "[[link]]\ntask = \"一/（二）\"\nimplements = [\"beiyuan:一/（二）\"]\n";
    let word = |share: u8| {
        word(&[
            "河套市河湖管护补充方案".to_owned(),
            "一、重点任务".to_owned(),
            format!("到2025年，自动监测覆盖率达到{share}%以上,健全预警机制。（责任单位：市生态环境局）"),
        ])
    };
    let none = String::new;
    vec![
        (
            "up/beiyuan.md",
            texts(&[
                PARENT.to_owned(),
                PARENT.replace("90%", "92%"),
                PARENT.replace("健全预警机制。", "健全预警机制。\n\n"),
                PARENT.replace("id: beiyuan", "id: other"),
                none(),
                "---\nplangen: 1\ntitle: [\n---\n".to_owned(),
            ]),
        ),
        (
            "down/plan.md",
            texts(&[
                CHILD.to_owned(),
                CHILD.replace("85%", "95%"),
                waived.clone(),
                waived.replace("2025-12-31", "2024-12-31"),
                CHILD.replace(" {implements=beiyuan:一/（一）}", ""),
                CHILD.replace("[../up/beiyuan.md]", "[beiyuan, ../up/none.md]"),
                none(),
            ]),
        ),
        (
            "down/plan.plangen.toml",
            texts(&[
                none(),
                side(""),
                side(link),
                side("section = \"一/（一）\"\n"),
                side("section = \"九\"\n"),
                "[[waiver".to_owned(),
            ]),
        ),
        ("down/稿.docx", vec![word(80), word(90), Vec::new(), b"PK\x03\x04".to_vec()]),
        ("down/稿.plangen.toml", texts(&[none(), side(""), side("quote = \"预警机制\"\n"), side(link)])),
        (
            "down/more.txt",
            texts(&[none(), "河套市河湖管护方案\n\n一、重点任务\n（一）健全责任。建立制度。\n".to_owned()]),
        ),
        (lock::FILE, texts(&[none(), locks[0].clone(), locks[1].clone(), "<<<<<<< HEAD\n".to_owned()])),
        (
            "plangen.toml",
            texts(&[
                "\n".to_owned(),
                "lint.severity = { PG301 = 'off', PG003 = 'info' }\n".to_owned(),
                "lint.not-waivable = ['PG301', 'PG502']\n".to_owned(),
                "lint.severity = { PG301 = 'none' }\n".to_owned(),
            ]),
        ),
    ]
}

fn word(paragraphs: &[String]) -> Vec<u8> {
    let body: String = paragraphs.iter().map(|p| format!("<w:p><w:r><w:t>{p}</w:t></w:r></w:p>")).collect();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).expect("begun");
    write!(zip, "<w:document xmlns:w='x'><w:body>{body}</w:body></w:document>").expect("written");
    zip.finish().expect("finished").into_inner()
}

/// Puts bytes into a file, or takes it away.
fn put(path: &Path, bytes: &[u8]) {
    if bytes.is_empty() {
        let _ = fs::remove_file(path);
    } else {
        fs::write(path, bytes).expect("written");
    }
}

/// The locks that `plangen lock` writes for the parent as it is, and as it is with another share.
fn locks(root: &Path) -> Vec<String> {
    let of = |parent: &str| {
        for (name, text) in [("plangen.toml", "\n"), ("up/beiyuan.md", parent), ("down/plan.md", CHILD)] {
            put(&root.join(name), text.as_bytes());
        }
        let locked = run(command().arg("lock").current_dir(root));
        assert_eq!(locked.status, 0, "{}", locked.stderr);
        let text = fs::read_to_string(root.join(lock::FILE)).expect("written");
        fs::remove_file(root.join(lock::FILE)).expect("there");
        text
    };
    vec![of(PARENT), of(&PARENT.replace("90%", "92%"))]
}

fn session(config: Config) -> Session {
    let mut session = Session::new(config);
    session.set_today("2025-03-01".parse().expect("a date"));
    session
}

/// All that is told of the plans that can be read, as it would be printed.
fn told(session: &mut Session, plans: &[PathBuf]) -> String {
    let checked = match session.check(plans, &[]) {
        Ok(checked) => checked,
        Err(failure) => return failure.render(Lang::Zh),
    };
    let mut out = String::new();
    for plan in checked {
        let files = |path: &Path| session.text(path).map(|f| &**f as &SourceFile);
        let findings: Vec<_> = plan.findings.iter().map(|f| json::finding(f, &files, Lang::Zh)).collect();
        out.push_str(&format!("{}\n{findings:#?}\n{:?}\n{:?}\n", plan.path.display(), plan.waived, plan.parents));
        plan.failures.iter().for_each(|f| out.push_str(&f.render(Lang::Zh)));
    }
    out
}

/// The plans that are there.
fn plans(down: &Path) -> Vec<PathBuf> {
    let names = ["plan.md", "稿.docx", "more.txt"];
    names.iter().map(|n| down.join(n)).filter(|p| p.is_file()).collect()
}

/// Reads plans into a session and answers with those that could be.
fn loaded(session: &mut Session, plans: &[PathBuf]) -> Vec<PathBuf> {
    let failed: BTreeSet<PathBuf> = session.load_all(plans).into_iter().map(|(path, _)| path).collect();
    plans.iter().filter(|p| !failed.contains(*p)).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_of_a_project_leave_no_trace(edits in prop::collection::vec((0usize..8, 0usize..16), 1..16)) {
        let folder = tempfile::tempdir().expect("a folder");
        // As the file system tells it: watching knows files by these names.
        let root = folder.path().canonicalize().expect("there");
        let down = root.join("down");
        fs::create_dir(&down).expect("made");
        fs::create_dir(root.join("up")).expect("made");
        let files = files(&locks(&root));
        files.iter().for_each(|(name, texts)| put(&root.join(name), &texts[0]));

        let mut warm = session(Config::find(&down).expect("right"));
        let mut watch = Watch::new(vec![down.clone()], Vec::new(), None).expect("right settings");
        watch.start().expect("there are plans");
        loaded(&mut warm, &plans(&down));
        told(&mut warm, &plans(&down));
        for (at, which) in edits {
            let (name, texts) = &files[at];
            let path = root.join(name);
            put(&path, &texts[which % texts.len()]);
            let after = watch.step(Some(&BTreeSet::from([path.clone()]))).totals;
            let gone: Vec<PathBuf> = warm.files().filter(|p| !p.is_file()).map(Path::to_path_buf).collect();
            gone.iter().for_each(|path| warm.remove(path));
            if warm.holds(&path) && warm.reload(&path).is_err() {
                warm.remove(&path);
            }
            let there = plans(&down);
            // Without a plan there is nothing to check, and with wrong settings nothing is.
            let Ok(config) = Config::find(&down) else { continue };
            if there.is_empty() {
                continue;
            }
            warm.set_config(config.clone());
            let read = loaded(&mut warm, &there);
            there.iter().filter(|p| !read.contains(p)).for_each(|p| warm.remove(p));

            let mut cold = session(config.clone());
            loaded(&mut cold, &there);
            let wanted = told(&mut cold, &read);
            prop_assert_eq!(&told(&mut warm, &read), &wanted, "a session that goes on");

            let mut cached = session(config);
            cached.use_cache(Cache::open(&root.join(CACHE_FOLDER)));
            loaded(&mut cached, &there);
            prop_assert_eq!(&told(&mut cached, &read), &wanted, "a session with a cache");
            cached.save_cache();

            // What cannot be read for now counts as it was, while watching.
            // A folder is searched for texts: where only the Word document is left, there is nothing to watch.
            let mut anew = Watch::new(vec![down.clone()], Vec::new(), None).expect("right settings");
            if let Ok(first) = anew.start()
                && first.failures.is_empty()
            {
                prop_assert_eq!(after, first.totals, "while watching");
            }
        }
    }
}
