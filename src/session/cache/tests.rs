use super::*;
use crate::base::{Applicability, Arg, Edit, Fix, Place, Severity, SourceFile, Span};
use crate::project::Config;
use crate::session::{Checked, Session};
use proptest::prelude::*;
use std::fs;
use std::time::Duration;

fn found(n: usize, file: &Path, parent: &Path) -> Finding {
    let place = |file: &Path, label| Place {
        file: file.to_path_buf(),
        span: Span::new(n, n + 7),
        section: n.is_multiple_of(2).then(|| format!("二/（{n}）")),
        page: None,
        label,
    };
    let args = vec![
        ("unit", Arg::from("市财政局")),
        ("count", Arg::Count(n as u64)),
        ("found", Arg::from(n as f64 / 3.0)),
        ("units", Arg::List(vec!["甲".to_owned(), String::new()])),
    ];
    let severity = [Severity::Info, Severity::Warning, Severity::Error][n % 3];
    let grade = [Applicability::Safe, Applicability::Unsafe, Applicability::Suggestion][n % 3];
    let edits = vec![Edit { span: Span::empty(n), text: "〔2024〕".to_owned() }];
    Finding {
        code: "PG202",
        name: "counterpart-absent",
        severity,
        variant: "default",
        args: args.into_iter().take(n % 5).collect(),
        place: place(file, "here"),
        related: (0..n % 3).map(|_| place(parent, "parent")).collect(),
        fix: (!n.is_multiple_of(2)).then_some(Fix { applicability: grade, edits }),
        words: None,
    }
}

#[test]
fn what_is_kept_comes_back_the_same_in_another_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, parent) = (Path::new("a/plan.md"), Path::new("b/plan.md"));
    let findings: Vec<Finding> = (0..40).map(|n| found(n, file, parent)).collect();
    let waived: Vec<Waived> = (0..5)
        .map(|n| Waived {
            finding: found(n, file, parent),
            reason: "另文规定".to_owned(),
            until: (n > 2).then(|| "2025-12-31".to_owned()),
            span: Span::new(n, 2 * n),
            aside: n.is_multiple_of(2).then(|| "a/plan.plangen.toml".into()),
        })
        .collect();
    let head = Head {
        id: Some("甲".to_owned()),
        links: vec![("../b".to_owned(), Span::new(3, 9))],
        daily: true,
        name: Some("河湖管护方案".to_owned()),
        level: Some(Level::Township),
        pictures: vec![Shown {
            path: "图.png".to_owned(),
            wordless: true,
            section: Some("一".to_owned()),
            ..Shown::default()
        }],
        ..Head::default()
    };
    let mut cache = Cache::open(folder.path());
    cache.keep_findings(&[file, parent], 7, &findings, &waived);
    cache.keep_head(file, 9, &head);
    assert_eq!(cache.save(), Saved::Whole);
    let cache = Cache::open(folder.path());
    let own = OwnLints::default();
    assert_eq!(cache.findings(&[file, parent], 7, &own), Some((findings, waived)));
    assert_eq!(cache.head(file, 9), Some(head));
    // Another key, another plan, another parent: nothing.
    assert_eq!(cache.findings(&[file, parent], 8, &own), None);
    assert_eq!(cache.findings(&[file], 7, &own), None);
    assert_eq!((cache.head(file, 8), cache.head(parent, 9)), (None, None));
    for name in [".gitignore", "CACHEDIR.TAG"] {
        assert!(folder.path().join(name).is_file(), "{name}");
    }
}

#[test]
fn what_is_not_used_for_longest_makes_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = |n: usize, cache: &mut Cache| {
        let path = PathBuf::from(format!("{n}.md"));
        cache.keep_findings(&[&path], 1, &vec![found(4, &path, &path); 20], &[]);
    };
    let mut cache = Cache::with(folder.path(), 8000);
    (0..4).for_each(|n| one(n, &mut cache));
    assert_eq!(cache.save(), Saved::Whole);
    let mut cache = Cache::with(folder.path(), 8000);
    cache.used(&[Path::new("0.md")]);
    (4..6).for_each(|n| one(n, &mut cache));
    let Saved::Evicted(count) = cache.save() else { panic!("there is no room for six") };
    let cache = Cache::with(folder.path(), 8000);
    let there: Vec<usize> = (0..6)
        .filter(|n| cache.findings(&[Path::new(&format!("{n}.md"))], 1, &OwnLints::default()).is_some())
        .collect();
    assert_eq!(there.len() + count, 6);
    assert!([0, 4, 5].iter().all(|n| there.contains(n)), "{there:?}");
}

#[test]
fn a_later_plangens_file_is_left_alone_and_what_is_none_is_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path().join(pack::NAME);
    let file = Path::new("a.md");
    for later in [&b"plangen-cache 2 0.1.0 x\n..."[..], b"plangen-cache 1 99.0.0 x\n...", b"plangen-cache 9 9 9 9 9\n"]
    {
        fs::write(&at, later).expect("written");
        let mut cache = Cache::open(folder.path());
        cache.keep_findings(&[file], 1, &[], &[]);
        assert_eq!(cache.save(), Saved::Later);
        assert_eq!(fs::read(&at).expect("there"), later);
    }
    for foreign in [&b""[..], b"PK\x03\x04", b"plangen-cache 1 0.0.1 x\n...", b"plangen-cache\n", &[0xff; 300]] {
        fs::write(&at, foreign).expect("written");
        let mut cache = Cache::open(folder.path());
        cache.keep_findings(&[file], 1, &[], &[]);
        assert_eq!(cache.save(), Saved::Whole);
        assert!(Cache::open(folder.path()).findings(&[file], 1, &OwnLints::default()).is_some());
    }
}

#[test]
fn a_damaged_file_is_empty_wherever_the_damage_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path().join(pack::NAME);
    let file = Path::new("a.md");
    let mut cache = Cache::open(folder.path());
    cache.keep_findings(&[file], 1, &[found(4, file, file)], &[]);
    cache.save();
    let whole = fs::read(&at).expect("there");
    for cut in 0..whole.len() {
        fs::write(&at, &whole[..cut]).expect("written");
        assert!(Cache::open(folder.path()).findings(&[file], 1, &OwnLints::default()).is_none(), "cut at {cut}");
    }
    let body = whole.iter().position(|b| *b == b'\n').expect("a line") + 1;
    for flipped in body..whole.len() {
        let mut bytes = whole.clone();
        bytes[flipped] ^= 0x10;
        fs::write(&at, &bytes).expect("written");
        assert!(
            Cache::open(folder.path()).findings(&[file], 1, &OwnLints::default()).is_none(),
            "flipped at {flipped}"
        );
    }
}

proptest! {
    #[test]
    fn bytes_that_mean_nothing_are_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let names = ["PG202", "default"];
        let _ = code::read(&bytes, &[Path::new("a.md")], &names, &OwnLints::default());
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_done_without() {
    let folder = tempfile::tempdir().expect("a folder");
    // A file stands where the folder would be: not even root can write there.
    fs::write(folder.path().join("cache"), "").expect("written");
    let mut cache = Cache::open(&folder.path().join("cache"));
    cache.keep_findings(&[Path::new("a.md")], 1, &[], &[]);
    assert_eq!(cache.save(), Saved::Unwritable);
}

/// Plans that hang together: a parent, two children of which one names it by its id, and one alone.
fn plans() -> Vec<(&'static str, String)> {
    let plan = |head: &str, rest: &str| {
        format!(
            "---\nplangen: 1\n{head}\n---\n## 一、总体要求\n到2025年，巡查覆盖率达到90%，每千人口床位数达到6.8张。\n## 二、重点任务\n### （一）加强巡查\n每月巡查不少于2次，配齐巡查人员。（责任单位：市水利局、市财政局）\n### （二）{rest}\n狠抓落实，健全(台账)。\n"
        )
    };
    vec![
        ("parent.md", plan("id: top\nlevel: region", "强化督查评估")),
        ("one.md", plan("parents: [parent.md]\nlevel: city", "完善制度")),
        (
            "two.md",
            plan("parents: [top]\nlevel: city\nnotice: { number: 河府发〔2024〕1号, date: 2024-05-01 }", "健全机制"),
        ),
        ("alone.md", plan("id: alone", "强化培训")),
    ]
}

fn check(files: &[(&str, String)], cache: Option<Cache>, config: &Config) -> (Vec<Checked>, Session) {
    let mut session = Session::new(config.clone());
    if let Some(cache) = cache {
        session.use_cache(cache);
    }
    for (path, text) in files {
        session.set(SourceFile::new(path, text.as_str()));
    }
    let paths: Vec<PathBuf> = files.iter().map(|(path, _)| path.into()).collect();
    let checked = session.check(&paths, &[]).expect("nothing is read");
    session.save_cache();
    (checked, session)
}

/// How many results came from the cache.
fn taken(files: &[(&str, String)], folder: &Path, config: &Config) -> usize {
    let (checked, session) = check(files, Some(Cache::open(folder)), config);
    assert_eq!(checked, check(files, None, config).0, "the same as without a cache");
    session.taken_from_cache()
}

#[test]
fn a_change_touches_what_read_it_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let config = Config { register: crate::data::Register::builtin().clone(), ..Config::default() };
    let mut files = plans();
    assert_eq!(taken(&files, at, &config), 0);
    assert_eq!(taken(&files, at, &config), 4);
    files[3].1 = files[3].1.replace("培训", "宣传");
    assert_eq!(taken(&files, at, &config), 3, "a plan alone");
    files[1].1 = files[1].1.replace("制度", "规定");
    assert_eq!(taken(&files, at, &config), 3, "a child");
    files[0].1 = files[0].1.replace("90%", "95%");
    assert_eq!(taken(&files, at, &config), 1, "a parent: its children and itself");
    files[0].1 = files[0].1.replace("id: top", "id: other");
    assert_eq!(taken(&files, at, &config), 1, "what the second names is no longer there");
    files[0].1 = files[0].1.replace("id: other", "id: top");
    taken(&files, at, &config);
    let strict = Config { strict: true, ..config.clone() };
    assert_eq!(taken(&files, at, &strict), 0, "another gate");
    assert_eq!(taken(&files, at, &Config { fail_on: Some("info".to_owned()), ..strict.clone() }), 4, "only the status");
    let other = Config { tables: 5, ..strict };
    assert_eq!(taken(&files, at, &other), 0, "another register");
    let lint = "code = 'HT001'\nname = 'a-lint'\nkind = 'terms'\nseverity = 'error'\n[options]\nwords = '狠抓'\n[examples]\nbad = '狠抓'\n";
    let own = |text: &str| OwnLints::parse(&[SourceFile::new("lints/a.toml", text)]).expect("sound").into();
    let with = Config { own: own(lint), ..other.clone() };
    assert_eq!(taken(&files, at, &with), 0, "a lint of the project's own");
    assert_eq!(taken(&files, at, &with), 4);
    let reworded = Config { own: own(&format!("{lint}[zh]\nmessage = '别写{{found}}'\n")), ..other };
    assert_eq!(taken(&files, at, &reworded), 0, "its words");
}

#[test]
fn the_day_counts_where_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = plans();
    let on = |day: &str| {
        let mut session = Session::new(Config::default());
        session.set_today(day.parse().expect("a day"));
        session.use_cache(Cache::open(folder.path()));
        files.iter().for_each(|(path, text)| session.set(SourceFile::new(path, text.as_str())));
        let paths: Vec<PathBuf> = files.iter().map(|(path, _)| path.into()).collect();
        session.check(&paths, &[]).expect("nothing is read");
        session.save_cache();
        session.taken_from_cache()
    };
    assert_eq!((on("2025-01-01"), on("2025-01-01")), (0, 4));
    // The one with a date of its own does not look at the day.
    assert_eq!(on("2025-01-02"), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn results_from_the_cache_are_those_without_it(
        edits in prop::collection::vec((0usize..4, 0usize..12, 0usize..200), 1..10)
    ) {
        let parts = ["90%", "狠抓", "（", "\n", "市财政局", "三、", "\n\n## 三、保障\n", "parents: [one.md]\n", "id: top\n", "、", "《", "2次"];
        let folder = tempfile::tempdir().expect("a folder");
        let config = Config { register: crate::data::Register::builtin().clone(), ..Config::default() };
        let mut files = plans();
        for (file, part, at) in edits {
            let text = &mut files[file].1;
            let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
            match text[at..].starts_with(parts[part]) {
                true => text.replace_range(at..at + parts[part].len(), ""),
                false => text.insert_str(at, parts[part]),
            }
            taken(&files, folder.path(), &config);
        }
    }
}

#[test]
fn two_processes_at_once_do_no_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    let until = std::time::Instant::now() + Duration::from_millis(500);
    std::thread::scope(|scope| {
        for writer in 0..2u64 {
            let folder = folder.path();
            scope.spawn(move || {
                let mut round = 0;
                while std::time::Instant::now() < until {
                    let mut cache = Cache::open(folder);
                    let path = PathBuf::from(format!("{writer}.md"));
                    round += 1;
                    cache.keep_findings(&[&path], round, &vec![found(4, &path, &path); 50], &[]);
                    assert_eq!(cache.save(), Saved::Whole);
                    let read = Cache::open(folder);
                    assert!(!read.pack.entries.is_empty(), "always one whole file or the other");
                }
            });
        }
    });
    let left: Vec<_> = fs::read_dir(folder.path()).expect("there").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
}
