//! Finding typefaces for the roles of an official document, and what they lack.

use crate::base::{Failure, SourceFile};
use crate::data::fonts::{Role, typefaces};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use typst::text::FontInfo;
use typst_kit::fonts::{FontPath, FontStore};

/// Where to look for fonts before the system's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Folders, most important first; looked through with all they hold.
    pub folders: Vec<PathBuf>,
    /// Whether the system's fonts are left out.
    pub no_system: bool,
    /// The face of digits and Latin letters that a project asks for.
    pub digits: Option<String>,
}

/// What serves a role.
#[derive(Debug, Clone)]
pub struct Served {
    /// The role.
    pub role: &'static Role,
    /// The families of its chain that are here, best first; the first one is used.
    pub families: Vec<&'static str>,
    /// Whether the one used only stands in for the class of type.
    pub stand_in: bool,
    /// The file of the one used.
    pub file: Option<PathBuf>,
}

/// A family as a template names it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Face {
    /// The family.
    pub name: String,
    /// Whether it serves digits and Latin letters only.
    pub digits: bool,
}

/// The fonts that were found.
pub struct Fonts {
    store: FontStore,
    served: Vec<Served>,
    digits: Option<String>,
    /// Whether digits are set in that face in headings of 楷体 and 黑体 too, as a project asks.
    digits_asked: bool,
    rare: Vec<&'static str>,
    folders: Vec<PathBuf>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("served", &self.served).finish_non_exhaustive()
    }
}

/// Files that are named as fonts in a folder are fonts: a damaged one would be passed over without a word, and another
/// face served in its place.
fn readable(folder: &Path, db: &fontdb::Database) -> Result<(), Failure> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    files.sort();
    let is_font = |path: &PathBuf| {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        ["ttf", "otf", "ttc", "otc"].contains(&ending.as_str()) && !hidden && path.is_file()
    };
    let known = |path: &PathBuf| {
        db.faces().any(|face| {
            let (fontdb::Source::File(of) | fontdb::Source::SharedFile(of, _)) = &face.source else { return false };
            of == path || of.file_name() == path.file_name()
        })
    };
    match files.iter().find(|path| is_font(path) && !known(path)) {
        Some(damaged) => Err(Failure::new("这个字体文件读不出来", "the font cannot be read")
            .file(damaged)
            .cause("文件已损坏，或者不是字体", "it is damaged, or no font")
            .remedy(
                "请换一个完好的字体文件，或者把它移出字体文件夹",
                "replace it, or move it out of the folder of fonts",
            )),
        None => Ok(()),
    }
}

impl Fonts {
    /// Looks for the families of the register: in the folders, then among the system's fonts. Others are not
    /// read.
    ///
    /// # Errors
    /// When a folder that was named does not exist, or a font in it cannot be read.
    pub fn find(options: &Options) -> Result<Self, Failure> {
        let mut db = fontdb::Database::new();
        for folder in &options.folders {
            std::fs::read_dir(folder)
                .map_err(|e| Failure::io("打不开字体文件夹", "cannot open the folder of fonts", folder, &e))?;
            db.load_fonts_dir(folder);
            readable(folder, &db)?;
        }
        if !options.no_system {
            db.load_system_fonts();
        }
        let wanted = wanted();
        let asked = options.digits.as_ref().map(|d| d.to_lowercase());
        let mut digits_here = false;
        let mut store = FontStore::new();
        let mut files: BTreeMap<&'static str, PathBuf> = BTreeMap::new();
        for face in db.faces() {
            // The name in the register is the family's name from here on, in whichever language the font
            // gives it.
            let named = |name: &String| wanted.get(&name.to_lowercase()).copied();
            let for_digits = || face.families.iter().any(|(name, _)| Some(name.to_lowercase()) == asked);
            let family = match face.families.iter().find_map(|(name, _)| named(name)) {
                Some(family) => family,
                None if for_digits() => options.digits.as_deref().unwrap_or_default(),
                None => continue,
            };
            digits_here |= for_digits();
            let (fontdb::Source::File(path) | fontdb::Source::SharedFile(path, _)) = &face.source else { continue };
            let Some(Some(mut info)) = db.with_face_data(face.id, FontInfo::new) else { continue };
            info.family = family.to_owned();
            if let Some(family) = named(&family.to_owned()) {
                files.entry(family).or_insert_with(|| path.clone());
            }
            store.push((FontPath { path: path.clone(), index: face.index }, info));
        }
        let here = |list: &'static [String]| -> Vec<&'static str> {
            list.iter().map(String::as_str).filter(|f| files.contains_key(canonical(f, &wanted))).collect()
        };
        let register = typefaces();
        let served: Vec<Served> = register
            .roles
            .iter()
            .map(|role| {
                let own = here(&role.families);
                let stand_in = own.is_empty();
                let families: Vec<_> = own.into_iter().chain(here(&role.stand_ins)).collect();
                let file = families.first().and_then(|f| files.get(canonical(f, &wanted)).cloned());
                Served { role, stand_in: stand_in && !families.is_empty(), families, file }
            })
            .collect();
        let text = served.iter().find(|s| s.role.key == "fangsong").and_then(|s| s.families.first().copied());
        let has_own = text.is_some_and(|t| register.digits.own.iter().any(|o| o == t));
        let own = if has_own { None } else { here(&register.digits.families).first().copied() };
        let digits = match &options.digits {
            Some(asked) if !digits_here => return Err(no_digits(asked)),
            // By the name it has in the register, where it is there.
            Some(asked) => Some(canonical(asked, &wanted).to_owned()),
            None => own.map(str::to_owned),
        };
        let rare = here(&register.rare.families);
        let (digits_asked, folders) = (options.digits.is_some(), options.folders.clone());
        Ok(Self { store, served, digits, digits_asked, rare, folders })
    }

    /// What serves each role.
    pub fn served(&self) -> &[Served] {
        &self.served
    }

    /// The face of digits and Latin letters in 仿宋 text, where it is not the 仿宋's own.
    pub fn digits(&self) -> Option<&str> {
        self.digits.as_deref()
    }

    /// The faces behind every chain.
    pub fn rare(&self) -> &[&'static str] {
        &self.rare
    }

    /// The chain of a role for the templates: digits first where they have a face of their own, then the face
    /// of the role, then those for rare characters.
    pub fn chain(&self, key: &str) -> Vec<Face> {
        let mut out = Vec::new();
        if key == "fangsong" || self.digits_asked && matches!(key, "kai" | "hei") {
            out.extend(self.digits.clone().map(|name| Face { name, digits: true }));
        }
        let chosen = self.served.iter().find(|s| s.role.key == key).and_then(|s| s.families.first().copied());
        for name in chosen.into_iter().chain(self.rare.iter().copied()) {
            if !out.iter().any(|f: &Face| f.name == name && !f.digits) {
                out.push(Face { name: name.to_owned(), digits: false });
            }
        }
        out
    }

    /// One failure that names every role which nothing serves, what was looked for, and how to get it.
    ///
    /// # Errors
    /// When a role is not served.
    pub fn complete(&self) -> Result<(), Failure> {
        let missing: Vec<&Served> = self.served.iter().filter(|s| s.families.is_empty()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let list = |sep: &str, each: &dyn Fn(&Served) -> String| -> String {
            missing.iter().map(|s| each(s)).collect::<Vec<_>>().join(sep)
        };
        let families = |s: &Served| {
            let all: Vec<&str> = s.role.families.iter().chain(&s.role.stand_ins).map(String::as_str).collect();
            all.join(", ")
        };
        let zh = list("；", &|s| format!("{}（找过：{}）", s.role.name, families(s)));
        let en = list("; ", &|s| format!("{} (looked for {})", s.role.name, families(s)));
        let looked: Vec<String> = self.folders.iter().map(|f| f.display().to_string()).collect();
        let (zh_looked, en_looked) = match looked.join(", ") {
            none if none.is_empty() => ("系统字体".to_owned(), "the system's fonts".to_owned()),
            some => (format!("{some} 和系统字体"), format!("{some} and the system's fonts")),
        };
        let install = typefaces().install.debian.trim().replace('\n', "\n    ");
        Err(Failure::new("缺少公文字体", "a face for official documents is missing").cause(zh, en).remedy(
            format!("装上其中一种，或用 --font-dir 指明字体所在的文件夹（已查找{zh_looked}）。Debian 上可安装免费字体：\n    {install}"),
            format!("install one of them, or name a folder of fonts with --font-dir (searched {en_looked}). On Debian, free faces are installed by:\n    {install}"),
        ))
    }

    /// The characters that no face of a role's chain has, in order of first use.
    pub fn lacking(&self, key: &str, text: &str) -> Vec<char> {
        let mut seen = FxHashSet::default();
        let needed: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && seen.insert(*c)).collect();
        let mut left: FxHashSet<u32> = needed.iter().map(|c| u32::from(*c)).collect();
        for face in self.chain(key) {
            if left.is_empty() {
                break;
            }
            for index in self.store.book().select_family(&face.name.to_lowercase()) {
                if let Some(info) = self.store.book().info(index) {
                    let has: Vec<u32> = info.coverage.iter().filter(|c| left.contains(c)).collect();
                    for c in has {
                        left.remove(&c);
                    }
                }
            }
        }
        needed.into_iter().filter(|c| left.contains(&u32::from(*c))).collect()
    }

    /// The characters of a role that its own face lacks and a face for rare characters serves.
    pub fn falling_back(&self, key: &str, text: &str) -> Vec<char> {
        let Some(first) = self.chain(key).into_iter().find(|f| !f.digits) else { return Vec::new() };
        let mut seen = FxHashSet::default();
        let needed: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && seen.insert(*c)).collect();
        let book = self.store.book();
        let has: FxHashSet<u32> = book
            .select_family(&first.name.to_lowercase())
            .filter_map(|i| book.info(i))
            .flat_map(|info| info.coverage.iter().collect::<Vec<_>>())
            .collect();
        let lacking = self.lacking(key, text);
        needed.into_iter().filter(|c| !has.contains(&u32::from(*c)) && !lacking.contains(c)).collect()
    }

    pub(super) fn store(&self) -> &FontStore {
        &self.store
    }
}

/// The face of digits that a project asks for is not there.
fn no_digits(asked: &str) -> Failure {
    Failure::new("没有设置中指定的数字字体", "the face for digits that the settings name is missing")
        .cause(format!("[build] digits = “{asked}”"), format!("[build] digits = “{asked}”"))
        .remedy(
            "装上这种字体，放入项目的 fonts 文件夹，或改 plangen.toml 里的 digits",
            "install it, put it into the project's folder fonts, or change `digits` in plangen.toml",
        )
}

/// One failure for the characters of a document that cannot be shown, with the place of the first.
pub(super) fn unshown(file: &SourceFile, role: &str, chars: &[char]) -> Failure {
    let shown: Vec<String> = chars.iter().map(|c| format!("{c}（U+{:04X}）", u32::from(*c))).collect();
    let at = chars.first().and_then(|c| file.text.find(*c)).unwrap_or(0);
    Failure::new("有的字没有字体能显示", "some characters are in no font")
        .file(&file.path)
        .at(file.position(at))
        .cause(format!("{role}：{}", shown.join("、")), format!("{role}: {}", shown.join(", ")))
        .remedy(
            "装一种收字更全的字体（如 Noto Serif CJK SC），放入项目的 fonts 文件夹，或改用别的字",
            "install a font with more characters (Noto Serif CJK SC), put one into the project's folder fonts, or use another character",
        )
}

/// Every family of the register by its name in lower case.
fn wanted() -> FxHashMap<String, &'static str> {
    let register = typefaces();
    let roles = register.roles.iter().flat_map(|r| r.families.iter().chain(&r.stand_ins));
    let all = roles.chain(&register.rare.families).chain(&register.digits.families);
    all.map(|f| (f.to_lowercase(), f.as_str())).collect()
}

fn canonical<'a>(family: &'a str, wanted: &FxHashMap<String, &'static str>) -> &'a str {
    wanted.get(&family.to_lowercase()).copied().unwrap_or(family)
}

/// The folders that a project's fonts are looked for in: those named, the project's own `fonts`, those of the
/// variable `PLANGEN_FONTS`, and where free faces are installed for one user.
pub fn folders(named: &[PathBuf], configured: &[PathBuf], root: Option<&Path>) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = named.to_vec();
    out.extend(configured.iter().cloned());
    out.extend(root.map(|r| r.join("fonts")).filter(|f| f.is_dir()));
    if let Some(list) = std::env::var_os("PLANGEN_FONTS") {
        out.extend(std::env::split_paths(&list).filter(|p| !p.as_os_str().is_empty()));
    }
    out
}
