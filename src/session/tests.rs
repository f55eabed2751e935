use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const PARENT: &str = "北原自治区管护方案\n\n一、重点任务\n（一）健全责任。落实河长制，建立考核制度。（责任单位：自治区水利厅）\n（二）加强监测。覆盖率达到90%以上。（责任单位：自治区水利厅）\n";
const CHILD: &str = "河套市管护方案\n\n一、重点任务\n（一）健全责任。落实河长制，建立考核制度。（责任单位：市水利局）\n（二）加强监测。覆盖率达到85%以上。（责任单位：市水利局）\n";

fn session() -> Session {
    let mut session = Session::new(Config { register: crate::data::Register::builtin().clone(), ..Config::default() });
    session.set(SourceFile::new("parent.txt", PARENT));
    session.set(SourceFile::new("child.txt", CHILD));
    session
}

fn codes(session: &mut Session) -> Vec<&'static str> {
    let checked = session.check(&["child.txt".into()], &["parent.txt".into()]).expect("checked");
    checked.iter().flat_map(|c| &c.findings).map(|f| f.code).collect()
}

#[test]
fn only_what_changed_is_computed_again() {
    let mut session = session();
    assert!(codes(&mut session).contains(&"PG301"));
    let first = session.computed();
    assert!(codes(&mut session).contains(&"PG301"));
    assert_eq!(session.computed(), first, "nothing changed, nothing is computed");
    session.set(SourceFile::new("child.txt", CHILD));
    codes(&mut session);
    assert_eq!(session.computed(), first, "the same content is no change");
    session.set(SourceFile::new("child.txt", CHILD.replace("85%", "95%")));
    assert!(!codes(&mut session).contains(&"PG301"));
    let edited = session.computed() - first;
    assert!(edited > 0 && edited < first, "the parent was not read again: {edited} of {first}");
}

#[test]
fn an_edit_that_changes_no_fact_stops_there() {
    let mut session = session();
    codes(&mut session);
    let before = session.computed();
    // White space at the end changes the file, but neither plan nor facts: lints are not run again.
    session.set(SourceFile::new("child.txt", format!("{CHILD}\n\n")));
    codes(&mut session);
    assert!(session.computed() - before <= 5, "{}", session.computed() - before);
}

/// One thing that happens to a project while a session is open.
#[derive(Debug, Clone)]
enum Edit {
    Set(usize, usize),
    Remove(usize),
    Config(usize),
}

const NAMES: [&str; 4] = ["a.md", "b.md", "c.md", "d.txt"];

/// Texts that name one another by path, by id and by number, in every wrong way too.
fn texts() -> Vec<String> {
    let head = |id: &str, number: &str, parents: &str| {
        format!(
            "---\nplangen: 1\nid: {id}\ntitle: 河套市管护方案\nparents: [{parents}]\nnotice:\n  number: {number}\n---\n"
        )
    };
    let tasks = |share: u8| {
        format!(
            "## 一、重点任务\n### （一）健全责任\n落实河长制。（责任单位：市水利局）\n### （二）加强监测\n覆盖率达到{share}%以上。（责任单位：市水利局、市财政局）\n"
        )
    };
    vec![
        head("one", "河府发〔2024〕1号", "b.md") + &tasks(85),
        head("two", "河府发〔2024〕2号", "one, c.md") + &tasks(90),
        head("three", "河府发〔2024〕1号", "河府发〔2024〕2号") + &tasks(95),
        head("one", "河府发〔2024〕4号", "two, d.txt, none.md") + &tasks(80),
        PARENT.to_owned(),
        CHILD.to_owned(),
        String::new(),
    ]
}

fn configs() -> Vec<Config> {
    let register = || crate::data::Register::builtin().clone();
    let off = SourceFile::new("plangen.toml", "lint.severity = { PG301 = 'off', PG003 = 'info' }");
    let more =
        crate::data::Register::with("[[unit]]\nkey = \"finance\"\naliases = [\"水利局\"]\n").expect("well-formed");
    vec![
        Config { register: register(), ..Config::default() },
        Config::parse(&off).expect("well-formed"),
        Config { register: more, ..Config::default() },
    ]
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        6 => (0..NAMES.len(), 0..texts().len()).prop_map(|(name, text)| Edit::Set(name, text)),
        2 => (0..NAMES.len()).prop_map(Edit::Remove),
        1 => (0..configs().len()).prop_map(Edit::Config),
    ];
    prop::collection::vec(edit, 1..12)
}

fn told(session: &mut Session, there: &BTreeMap<&str, String>, given: &[PathBuf]) -> Vec<Checked> {
    let plans: Vec<PathBuf> = there.keys().map(PathBuf::from).collect();
    session.check(&plans, given).expect("what is given is there")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever happened before, a session says what a new one would say.
    #[test]
    fn edits_leave_no_trace(edits in edits(), with_given in any::<bool>()) {
        let (texts, configs) = (texts(), configs());
        let mut session = Session::new(configs[0].clone());
        let mut config = 0;
        let mut there: BTreeMap<&str, String> = BTreeMap::new();
        for edit in edits {
            match edit {
                Edit::Set(name, text) => {
                    session.set(SourceFile::new(NAMES[name], texts[text].as_str()));
                    there.insert(NAMES[name], texts[text].clone());
                }
                Edit::Remove(name) => {
                    session.remove(Path::new(NAMES[name]));
                    there.remove(NAMES[name]);
                }
                Edit::Config(n) => {
                    session.set_config(configs[n].clone());
                    config = n;
                }
            }
            let given: Vec<PathBuf> =
                there.keys().next_back().filter(|_| with_given).map(PathBuf::from).into_iter().collect();
            let mut fresh = Session::new(configs[config].clone());
            for (name, text) in &there {
                fresh.set(SourceFile::new(name, text.as_str()));
            }
            prop_assert_eq!(told(&mut session, &there, &given), told(&mut fresh, &there, &given));
        }
    }
}

#[test]
fn parents_on_the_disk_are_read_and_forgotten() {
    let folder = tempfile::tempdir().expect("a folder");
    let (child, parent) = (folder.path().join("child.md"), folder.path().join("parent.txt"));
    std::fs::write(&parent, PARENT).expect("written");
    let head = "---\nplangen: 1\ntitle: 河套市管护方案\nparents: [parent.txt]\n---\n";
    let mut session = Session::new(configs().swap_remove(0));
    session.set(SourceFile::new(&child, head));
    let checked = session.check(std::slice::from_ref(&child), &[]).expect("checked");
    assert_eq!(checked[0].parents, std::slice::from_ref(&parent));
    session.set(SourceFile::new(&child, head.replace("parents", "copies")));
    session.check(std::slice::from_ref(&child), &[]).expect("checked");
    assert!(!session.holds(&parent), "a file that nobody names is forgotten");
    // What is there and is no text is a failure, not a parent that was not found.
    std::fs::write(&parent, b"\x00\x01").expect("written");
    session.set(SourceFile::new(&child, head));
    let checked = session.check(&[child], &[]).expect("checked");
    assert_eq!(checked[0].failures.len(), 1);
    assert!(checked[0].findings.iter().all(|f| f.code != "PG003"));
}

#[test]
fn forgotten_files_leave_their_inputs_to_new_ones() {
    let mut session = session();
    for n in 0..20 {
        let path = PathBuf::from(format!("{n}.md"));
        session.set(SourceFile::new(&path, CHILD));
        session.check(std::slice::from_ref(&path), &[]).expect("checked");
        session.remove(&path);
    }
    assert_eq!((session.free.len(), session.files.len()), (1, 2));
}

#[test]
fn what_was_dropped_is_made_again_and_what_did_not_change_is_not_looked_at() {
    let mut session = session();
    let names: Vec<PathBuf> = (0..40).map(|n| format!("{n}.txt").into()).collect();
    for (n, name) in names.iter().enumerate() {
        session.set(SourceFile::new(name, CHILD.replace("85%", &format!("{n}%"))));
    }
    session.keep_few(3);
    let ask = |session: &mut Session, known: &[Option<u64>]| {
        let plans: Vec<(PathBuf, Option<u64>)> = names.iter().cloned().zip(known.iter().copied()).collect();
        let news = session.check_news(&plans).expect("nothing is read");
        session.shed();
        news
    };
    let first = ask(&mut session, &[None; 40]);
    assert!(first.iter().all(|news| news.checked.is_some()));
    let computed = session.computed();
    let words: Vec<Option<u64>> = first.iter().map(|news| Some(news.word)).collect();
    let same = ask(&mut session, &words);
    assert!(same.iter().all(|news| news.checked.is_none()));
    assert_eq!(session.computed(), computed, "nothing was made of any text");
    session.set(SourceFile::new(&names[7], CHILD.replace("85%", "95%")));
    let other = ask(&mut session, &words);
    let seen: Vec<usize> = (0..40).filter(|n| other[*n].checked.is_some()).collect();
    assert_eq!(seen, [7]);
    // Asked anew, all is what it was.
    let again = ask(&mut session, &[None; 40]);
    assert!(first.iter().zip(&again).enumerate().all(|(n, (a, b))| n == 7 || a == b));
    assert!(session.computed() > computed + 40, "it had been dropped");
}
