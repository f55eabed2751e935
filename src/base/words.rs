//! The two languages plangen speaks, and the one way it says that it could not do something.

use super::{Position, SourceFile, Span, Spot};
use std::fmt;
use std::path::{Path, PathBuf};

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    #[default]
    En,
}

impl Lang {
    /// The language a locale asks for: Chinese for `zh…`, English for every other.
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En }
    }

    /// The one of two that is in this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// The same words in both languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Words {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Words {
    /// Words in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The words in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// Why plangen could not check or do what it was asked: what failed, on which file and where, for what
/// cause, and what to do about it. It ends the command with status 2.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Failure(Box<Parts>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Parts {
    what: Words,
    file: Option<PathBuf>,
    at: Option<Position>,
    /// In an office file, where lines and columns stand nowhere: the paragraph or page, and the sentence.
    spot: Option<(Spot, String)>,
    cause: Option<Words>,
    remedy: Option<Words>,
    more: Vec<Failure>,
}

impl Failure {
    /// A failure that says only what could not be done; add what is known with the methods below.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            what: Words::new(zh, en),
            file: None,
            at: None,
            spot: None,
            cause: None,
            remedy: None,
            more: Vec::new(),
        }))
    }

    /// The file it is about.
    pub fn file(mut self, path: impl AsRef<Path>) -> Self {
        self.0.file = Some(path.as_ref().to_path_buf());
        self
    }

    /// Where in the file.
    pub fn at(mut self, at: Position) -> Self {
        self.0.at = Some(at);
        self
    }

    /// The file it is about, and where in it: line and column, of an office file paragraph or page and the sentence.
    pub fn within(self, file: &SourceFile, span: Span) -> Self {
        let mut failure = self.file(&file.path);
        match file.spot(span.start) {
            Some(spot) => failure.0.spot = Some((spot, file.sentence(span).of(&file.text).to_owned())),
            None => failure.0.at = Some(file.position(span.start)),
        }
        failure
    }

    /// The cause: the system's message, or the offending text.
    pub fn cause(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.0.cause = Some(Words::new(zh, en));
        self
    }

    /// What the user can do.
    pub fn remedy(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.0.remedy = Some(Words::new(zh, en));
        self
    }

    /// Several failures as one, in their order; nothing when there is none.
    pub fn all(failures: impl IntoIterator<Item = Failure>) -> Option<Self> {
        let mut failures = failures.into_iter();
        let mut first = failures.next()?;
        first.0.more.extend(failures);
        Some(first)
    }

    /// This failure and those told with it, each alone.
    pub fn each(&self) -> Vec<Failure> {
        let alone = Failure(Box::new(Parts { more: Vec::new(), ..(*self.0).clone() }));
        std::iter::once(alone).chain(self.0.more.iter().flat_map(Failure::each)).collect()
    }

    /// A failed read or write: the cause is said in plain words where the kind is a common one.
    pub fn io(zh: impl Into<String>, en: impl Into<String>, path: impl AsRef<Path>, error: &std::io::Error) -> Self {
        use std::io::ErrorKind as K;
        let failure = Self::new(zh, en).file(path);
        let (cause, remedy) = match error.kind() {
            K::NotFound => (("文件不存在", "no such file"), ("请检查路径是否写对", "check the path")),
            K::PermissionDenied => (
                ("没有权限", "permission denied"),
                ("请检查该文件和所在文件夹的权限", "check the permissions of file and folder"),
            ),
            K::IsADirectory => (("这是文件夹，不是文件", "it is a folder, not a file"), ("请给出文件", "name a file")),
            K::NotADirectory => (
                ("路径中有一段不是文件夹", "a part of the path is not a folder"),
                ("请检查路径是否写对", "check the path"),
            ),
            K::StorageFull | K::QuotaExceeded => (
                ("磁盘空间不足", "no space left on the disk"),
                ("请腾出空间或换一个位置", "free some space or choose another place"),
            ),
            K::ReadOnlyFilesystem => {
                (("该位置只读", "the place is read-only"), ("请换一个可写的位置", "choose a place that can be written"))
            }
            _ => return failure.cause(error.to_string(), error.to_string()),
        };
        failure.cause(cause.0, cause.1).remedy(remedy.0, remedy.1)
    }

    /// The file it is about, where it is about one.
    pub fn path(&self) -> Option<&Path> {
        self.0.file.as_deref()
    }

    /// Where in the file, where that is known.
    pub fn position(&self) -> Option<Position> {
        self.0.at
    }

    /// What failed and why, in one line, without the file and the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let mut out = self.0.what.get(lang).to_owned();
        if let Some(cause) = &self.0.cause {
            out.push_str(lang.pick("：", ": "));
            out.push_str(cause.get(lang));
        }
        out
    }

    /// What the user can do, where that is known.
    pub fn help(&self, lang: Lang) -> Option<&str> {
        self.0.remedy.as_ref().map(|remedy| remedy.get(lang))
    }

    /// The whole message in `lang`, in one to three lines for each failure, without a final line end.
    pub fn render(&self, lang: Lang) -> String {
        let mut out = String::new();
        if let Some(file) = &self.0.file {
            out.push_str(&file.display().to_string());
            if let Some(at) = self.0.at {
                out.push_str(&format!(":{}:{}", at.line, at.column));
            }
            if let Some((spot, sentence)) = &self.0.spot {
                let sentence: String = sentence.chars().take(30).collect();
                out.push_str(&format!(" {}“{sentence}”", spot.words(lang)));
            }
            out.push_str(lang.pick("：", ": "));
        }
        out.push_str(&self.message(lang));
        if let Some(remedy) = &self.0.remedy {
            out.push_str(lang.pick("\n  办法：", "\n  help: "));
            out.push_str(remedy.get(lang));
        }
        for other in &self.0.more {
            out.push('\n');
            out.push_str(&other.render(lang));
        }
        out
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Lang::En))
    }
}

impl std::error::Error for Failure {}
