//! The editor that the live preview opens files in.

use crate::base::Words;
use std::path::Path;
use std::process::Command;

/// A program with its arguments, in which `{file}`, `{line}` and `{column}` stand for a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    words: Vec<String>,
}

impl Editor {
    /// Reads a setting, `code -g {file}:{line}`: words parted by white space, those in quotes together. It is never
    /// given to a shell.
    ///
    /// # Errors
    /// When it names no program, a quote is left open, or the file has no place in it.
    pub fn parse(text: &str) -> Result<Self, Words> {
        let mut words: Vec<String> = Vec::new();
        let mut open = None;
        let mut within = false;
        for c in text.chars() {
            match (open, c) {
                (Some(quote), c) if c == quote => open = None,
                (None, '"' | '\'') => {
                    open = Some(c);
                    if !within {
                        words.push(String::new());
                        within = true;
                    }
                }
                (None, c) if c.is_whitespace() => within = false,
                (_, c) => {
                    if !within {
                        words.push(String::new());
                        within = true;
                    }
                    if let Some(word) = words.last_mut() {
                        word.push(c);
                    }
                }
            }
        }
        let told = |zh: &str, en: &str| Err(Words::new(zh, en));
        if open.is_some() {
            return told("editor 里的引号没有配对", "a quote in `editor` is left open");
        }
        match words.split_first() {
            None => told("editor 没有写程序", "`editor` names no program"),
            Some((program, _)) if program.is_empty() || program.contains('{') => {
                told("editor 要以程序名开头", "`editor` begins with the name of a program")
            }
            Some((_, rest)) if !rest.iter().any(|word| word.contains("{file}")) => {
                told("editor 里没有 {file}", "`editor` has no {file}")
            }
            Some(_) => Ok(Self { words }),
        }
    }

    /// What opens a file at a place; lines and columns count from 1.
    pub fn command(&self, file: &Path, line: usize, column: usize) -> Command {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
        let file = file.to_string_lossy();
        let words = self.words.iter().enumerate().map(|(at, word)| {
            let word = if at == 0 { word.clone() } else { word.replace("{line}", &line.to_string()) };
            // The file comes last: its name is no template.
            if at == 0 { word } else { word.replace("{column}", &column.to_string()).replace("{file}", &file) }
        });
        let mut words = words.collect::<Vec<_>>().into_iter();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words);
        command
    }

    /// As it was written, for people.
    pub fn written(&self) -> String {
        self.words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(setting: &str, file: &str) -> Vec<String> {
        let command = Editor::parse(setting).expect(setting).command(Path::new(file), 7, 3);
        let all = std::iter::once(command.get_program()).chain(command.get_args());
        all.map(|a| a.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_place_is_put_into_the_words_and_nothing_is_split_again() {
        assert_eq!(args("code -g {file}:{line}:{column}", "/a b/$(x);.md"), ["code", "-g", "/a b/$(x);.md:7:3"]);
        assert_eq!(args("'/opt/my editor' +{line} \"{file}\"", "/{line}.md"), ["/opt/my editor", "+7", "/{line}.md"]);
        for wrong in ["", "  ", "code", "code {line}", "code '{file}", "{file} -g {file}"] {
            assert!(Editor::parse(wrong).is_err(), "{wrong}");
        }
    }
}
