//! Words of the text: those not to be used (`terms`), those to be replaced (`substitution`), and several for one
//! thing (`consistency`).

use super::form::{Table, Text};
use super::{Report, Titled, sections};
use crate::base::{Applicability, Edit, Fix, Span, Words};
use crate::plan::TextRun;
use aho_corasick::{AhoCorasick, MatchKind};
use std::ops::Range;

/// Finds words in text: the longest at each place, and none that is part of an exception or of a cited title.
#[derive(Clone)]
struct Finder {
    words: Vec<String>,
    except: Vec<String>,
    titles: bool,
    search: AhoCorasick,
    exceptions: Option<AhoCorasick>,
}

impl std::fmt::Debug for Finder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (&self.words, &self.except, self.titles).fmt(f)
    }
}

impl PartialEq for Finder {
    fn eq(&self, other: &Self) -> bool {
        (&self.words, &self.except, self.titles) == (&other.words, &other.except, other.titles)
    }
}

impl Eq for Finder {}

impl Finder {
    /// A finder of `words`, with the exceptions of the options; what is wrong with them is told.
    fn read(options: &Table<'_>, words: &[&Text]) -> Option<Self> {
        let except = options.texts("except").unwrap_or_default();
        let titles = options.flag("in-titles").unwrap_or(false);
        for (at, word) in words.iter().enumerate() {
            if words[..at].iter().any(|w| w.text == word.text) {
                options.form.fault(
                    &word.at,
                    Words::new(format!("“{}”重复列出", word.text), format!("`{}` is listed twice", word.text)),
                    Words::new("删去其中一个", "remove one of them"),
                );
            }
            unmatched(options, word);
            if let Some(taken) = except.iter().find(|e| word.text.contains(&e.text)) {
                options.form.fault(
                    &word.at,
                    Words::new(
                        format!("“{}”被 except 里的“{}”排除，什么也查不出", word.text, taken.text),
                        format!("`{}` is excluded by `{}` in `except` and can match nothing", word.text, taken.text),
                    ),
                    Words::new("except 里写更长的词", "name longer words in `except`"),
                );
            }
        }
        for exception in &except {
            if !words.iter().any(|w| exception.text.contains(&w.text)) {
                options.form.fault(
                    &exception.at,
                    Words::new(
                        format!("except 里的“{}”不含任何要查的词，不起作用", exception.text),
                        format!("`{}` in `except` holds none of the words and excepts nothing", exception.text),
                    ),
                    Words::new("写含有要查的词的更长的词", "name longer words that hold one of them"),
                );
            }
        }
        let words: Vec<String> = words.iter().map(|t| t.text.clone()).collect();
        let except: Vec<String> = except.into_iter().map(|t| t.text).collect();
        let search = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&words).ok()?;
        let exceptions = if except.is_empty() { None } else { Some(AhoCorasick::new(&except).ok()?) };
        Some(Self { words, except, titles, search, exceptions })
    }

    /// The words that stand in a text, in order.
    fn find(&self, text: &str) -> Vec<(usize, Range<usize>)> {
        let found: Vec<_> = self.search.find_iter(text).map(|m| (m.pattern().as_usize(), m.range())).collect();
        if found.is_empty() {
            return found;
        }
        let mut out: Vec<Range<usize>> = Vec::new();
        if let Some(exceptions) = &self.exceptions {
            out.extend(exceptions.find_overlapping_iter(text).map(|m| m.range()));
        }
        if !self.titles {
            out.extend(titles(text));
        }
        let free = |at: &Range<usize>| !out.iter().any(|o| o.start <= at.start && at.end <= o.end);
        found.into_iter().filter(|(_, at)| free(at)).collect()
    }
}

/// Tells a word that no text of a plan can hold.
fn unmatched(options: &Table<'_>, word: &Text) {
    if word.text.contains(['\n', '\r', '\t']) {
        options.form.fault(
            &word.at,
            Words::new(
                "词里有换行或制表符；方案的文字已接成整段，什么也查不出",
                "the word holds a line break or a tab; text is read with its lines joined, so it can match nothing",
            ),
            Words::new("写成一行", "write it on one line"),
        );
    }
}

/// What stands in 《》.
fn titles(text: &str) -> Vec<Range<usize>> {
    let (mut out, mut open) = (Vec::new(), Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '《' => open.push(at),
            '》' => out.extend(open.pop().map(|from| from..at + c.len_utf8())),
            _ => {}
        }
    }
    out
}

/// Words not to be used, or to be replaced by others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Terms {
    finder: Finder,
    /// What each is to be replaced by; none for words that are only not to be used.
    instead: Vec<String>,
    fix: Option<Applicability>,
    place: Option<Titled>,
}

impl Terms {
    pub fn read(options: &Table<'_>) -> Option<Self> {
        let words = options.need("words", options.texts("words"), "words = [\"狠抓\"]");
        let place = place(options);
        let words = words?;
        let finder = Finder::read(options, &words.iter().collect::<Vec<_>>())?;
        Some(Self { finder, instead: Vec::new(), fix: None, place })
    }

    pub fn read_substitution(options: &Table<'_>) -> Option<Self> {
        let pairs = options.need("replace", options.pairs("replace"), "replace = { \"旧词\" = \"新词\" }");
        let place = place(options);
        let fix = match options.word("fix", &["safe", "unsafe", "suggestion", "none"]) {
            Some("safe") => Some(Applicability::Safe),
            Some("unsafe") => Some(Applicability::Unsafe),
            Some("none") => None,
            _ => Some(Applicability::Suggestion),
        };
        let pairs = pairs?;
        for (from, to) in &pairs {
            if from.text == to.text {
                options.form.fault(
                    &to.at,
                    Words::new(
                        format!("“{}”换成它自己，没有可改的", from.text),
                        format!("`{}` is replaced by itself: there is nothing to change", from.text),
                    ),
                    Words::new("写上要换成的词", "write what it is to be replaced by"),
                );
            } else if to.text.contains(&from.text) && !excepted(options, &to.text) {
                options.form.fault(
                    &to.at,
                    Words::new(
                        format!("“{}”里还有“{}”，改过之后还会查出", to.text, from.text),
                        format!("`{}` still holds `{}`: what was replaced would be found again", to.text, from.text),
                    ),
                    Words::new(format!("加上 except = [\"{}\"]", to.text), format!("add except = [\"{}\"]", to.text)),
                );
            }
        }
        let finder = Finder::read(options, &pairs.iter().map(|(from, _)| from).collect::<Vec<_>>())?;
        Some(Self { finder, instead: pairs.into_iter().map(|(_, to)| to.text).collect(), fix, place })
    }

    pub fn check(&self, texts: &[TextRun<'_>], out: &mut Report<'_>) {
        let doc = out.doc;
        for run in texts.iter().filter(|r| self.place.as_ref().is_none_or(|p| p.holds(r, doc.plan))) {
            for (word, at) in self.finder.find(run.prose.as_str()) {
                let found = self.finder.words[word].as_str();
                let span = run.prose.source_of(at);
                let Some(should) = self.instead.get(word) else {
                    out.add(span, vec![("found", found.into())]);
                    continue;
                };
                let finding = out.add(span, vec![("found", found.into()), ("should", should.as_str().into())]);
                // What a hard wrap or a mark runs through is left to a person.
                if let Some(applicability) = self.fix.filter(|_| span.of(&doc.file.text) == found) {
                    finding.fix = Some(Fix { applicability, edits: vec![Edit { span, text: should.clone() }] });
                }
            }
        }
    }
}

fn excepted(options: &Table<'_>, text: &str) -> bool {
    options.texts("except").unwrap_or_default().iter().any(|e| e.text == text)
}

fn place(options: &Table<'_>) -> Option<Titled> {
    sections::titled(options, options.texts("where")?)
}

/// Words of which a plan uses one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Consistency {
    /// Lists of words, all in one finder, and to which list each belongs.
    finder: Finder,
    list: Vec<usize>,
}

impl Consistency {
    pub fn read(options: &Table<'_>) -> Option<Self> {
        let lists = options.lists("variants");
        let lists = options.need("variants", lists, "variants = [[\"互联网医院\", \"网上医院\"]]")?;
        let mut list = Vec::new();
        for (at, words) in lists.iter().enumerate() {
            if let [alone] = words.as_slice() {
                options.form.fault(
                    &alone.at,
                    Words::new(
                        format!("“{}”只有一种写法，没有不一致可查", alone.text),
                        format!("`{}` alone has no other wording and can match nothing", alone.text),
                    ),
                    Words::new("列出同一事物的至少两种写法", "list at least two words for the same thing"),
                );
            }
            list.extend(words.iter().map(|_| at));
        }
        let words: Vec<&Text> = lists.iter().flatten().collect();
        Some(Self { finder: Finder::read(options, &words)?, list })
    }

    pub fn check(&self, texts: &[TextRun<'_>], out: &mut Report<'_>) {
        // Each word's number of places, and its first.
        let mut uses: Vec<(usize, Span)> = vec![(0, Span::default()); self.list.len()];
        for run in texts {
            for (word, at) in self.finder.find(run.prose.as_str()) {
                if uses[word].0 == 0 {
                    uses[word].1 = run.prose.source_of(at);
                }
                uses[word].0 += 1;
            }
        }
        let lists = self.list.last().map_or(0, |last| last + 1);
        for list in 0..lists {
            let used = || (0..uses.len()).filter(|&word| self.list[word] == list && uses[word].0 > 0);
            // The one used most is kept; of those used alike, the one listed first.
            let Some(main) = used().max_by_key(|&word| (uses[word].0, std::cmp::Reverse(word))) else { continue };
            for word in used().filter(|&word| word != main) {
                let (count, span) = uses[word];
                let args = vec![
                    ("found", self.finder.words[word].as_str().into()),
                    ("main", self.finder.words[main].as_str().into()),
                    ("count", count.into()),
                ];
                let related = super::place(&out.doc, uses[main].1, "main");
                out.add(span, args).related.push(related);
            }
        }
    }
}
