//! OFD (GB/T 33190-2016): characters and straight lines of its pages.

use super::Trouble;
use super::blocks::Builder;
use super::package::Package;
use super::sheets;
use super::xml::{self, Element, Sink};
use crate::base::{LeftOut, Origin, OriginKind};
use crate::pages::{self, Measured, Placed, Rule};
use std::sync::Arc;

/// The most pages of a document.
const PAGES: usize = 5_000;

/// The text of a document.
pub fn read(package: &mut Package<'_>) -> Result<(String, Origin), Trouble> {
    let root = first(package, "OFD.xml", "DocRoot")?.ok_or(Trouble::Damaged)?;
    let root = root.trim_start_matches('/').to_owned();
    let folder = folder_of(&root);
    let mut document = Document::default();
    xml::read(&package.text(&root)?.ok_or(Trouble::Damaged)?, &mut document)?;
    if document.pages.is_empty() {
        return Err(Trouble::Damaged);
    }
    if document.pages.len() > PAGES {
        return Err(Trouble::TooLarge);
    }
    let mut builder = Builder::default();
    let mut sheets = Vec::new();
    for name in &document.pages {
        let at = resolved(&folder, name);
        // A page that is missing is one that says nothing; the rest is read.
        let Some(xml) = package.text(&at)? else {
            builder.left_out(LeftOut::Embedded);
            continue;
        };
        let mut page = Page::default();
        xml::read(&xml, &mut page)?;
        for _ in 0..page.pictures {
            builder.left_out(LeftOut::Picture);
        }
        sheets.push(Measured { lines: pages::lines(page.characters), rules: page.rules, ..Measured::default() });
    }
    if sheets.iter().all(|s| s.lines.is_empty()) {
        return Err(Trouble::NoText);
    }
    Ok(builder.write(sheets::blocks(&sheets), OriginKind::Ofd))
}

fn folder_of(path: &str) -> String {
    path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned())
}

fn resolved(folder: &str, name: &str) -> String {
    match name.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if folder.is_empty() => name.to_owned(),
        None => format!("{folder}/{name}"),
    }
}

/// The text of the first element of a name.
fn first(package: &mut Package<'_>, part: &str, name: &'static str) -> Result<Option<String>, Trouble> {
    struct First(&'static str, bool, Option<String>);
    impl Sink for First {
        fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
            self.1 = element.name == self.0 && self.2.is_none();
            Ok(())
        }
        fn end(&mut self, _: &str) -> Result<(), Trouble> {
            self.1 = false;
            Ok(())
        }
        fn text(&mut self, text: &str) -> Result<(), Trouble> {
            if self.1 {
                self.2.get_or_insert_default().push_str(text.trim());
            }
            Ok(())
        }
    }
    let mut found = First(name, false, None);
    match package.text(part)? {
        Some(xml) => xml::read(&xml, &mut found)?,
        None => return Ok(None),
    }
    Ok(found.2)
}

/// The places of a document's pages.
#[derive(Default)]
struct Document {
    pages: Vec<String>,
}

impl Sink for Document {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        if element.name == "Page" && element.parent == "Pages" {
            self.pages.extend(element.get("BaseLoc"));
        }
        Ok(())
    }
}

/// What stands on a page.
#[derive(Default)]
struct Page {
    characters: Vec<Placed>,
    rules: Vec<Rule>,
    pictures: usize,
    object: Object,
    /// Inside `TextCode` or `AbbreviatedData`.
    in_text: bool,
    in_path: bool,
    code: Code,
    data: String,
}

/// The object that is open.
#[derive(Clone, Copy, Default)]
struct Object {
    x: f64,
    y: f64,
    size: f64,
    line: f64,
    /// The matrix its own places go through: a b c d e f.
    matrix: Option<[f64; 6]>,
}

/// A run of text: where its pen begins, and how far it goes for each character.
#[derive(Default)]
struct Code {
    x: f64,
    y: f64,
    dx: Vec<f64>,
    dy: Vec<f64>,
    text: String,
}

fn numbers(text: Option<String>) -> Vec<f64> {
    let text = text.unwrap_or_default();
    let number = |w: &str| w.parse::<f64>().ok().filter(|v| v.is_finite());
    text.split_whitespace().filter_map(number).collect()
}

/// Advances: `g 3 5` is three times 5.
fn advances(text: Option<String>) -> Vec<f64> {
    let text = text.unwrap_or_default();
    let mut out = Vec::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if word == "g" {
            let count = words.next().and_then(|w| w.parse::<usize>().ok()).unwrap_or(0).min(10_000);
            let value = words.next().and_then(|w| w.parse().ok()).unwrap_or(0.0);
            out.extend(std::iter::repeat_n(value, count));
        } else if let Ok(value) = word.parse() {
            out.push(value);
        }
    }
    out
}

impl Object {
    fn place(&self, x: f64, y: f64) -> (f64, f64) {
        match self.matrix {
            Some([a, b, c, d, e, f]) => (self.x + a * x + c * y + e, self.y + b * x + d * y + f),
            None => (self.x + x, self.y + y),
        }
    }

    /// How much its matrix makes things wider.
    fn scale(&self) -> f64 {
        self.matrix.map_or(1.0, |[a, b, ..]| a.hypot(b))
    }
}

impl Sink for Page {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        match element.name {
            "TextObject" | "PathObject" => {
                let boundary = numbers(element.get("Boundary"));
                let number = |name: &str| numbers(element.get(name)).first().copied();
                let matrix = numbers(element.get("CTM"));
                self.object = Object {
                    x: boundary.first().copied().unwrap_or(0.0),
                    y: boundary.get(1).copied().unwrap_or(0.0),
                    size: number("Size").unwrap_or(0.0),
                    line: number("LineWidth").unwrap_or(0.353),
                    matrix: <[f64; 6]>::try_from(matrix).ok(),
                };
            }
            "TextCode" => {
                let number = |name: &str| numbers(element.get(name)).first().copied();
                // A run without a place goes on at that of the one before.
                let (x, y) = (number("X").unwrap_or(self.code.x), number("Y").unwrap_or(self.code.y));
                self.code = Code {
                    x,
                    y,
                    dx: advances(element.get("DeltaX")),
                    dy: advances(element.get("DeltaY")),
                    text: String::new(),
                };
                self.in_text = true;
            }
            "AbbreviatedData" => {
                self.data.clear();
                self.in_path = true;
            }
            "ImageObject" => self.pictures += 1,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Trouble> {
        match name {
            "TextCode" => {
                self.in_text = false;
                self.run();
            }
            "AbbreviatedData" => {
                self.in_path = false;
                self.path();
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Trouble> {
        if self.in_text {
            self.code.text.push_str(text);
        } else if self.in_path {
            self.data.push_str(text);
        }
        Ok(())
    }
}

impl Page {
    fn run(&mut self) {
        let (object, code) = (self.object, &self.code);
        let family: Arc<str> = "".into();
        let (mut x, mut y) = (code.x, code.y);
        let mut spaced = false;
        for (at, c) in code.text.chars().enumerate() {
            let advance = code.dx.get(at).copied().unwrap_or(0.0);
            // Letters are as wide as they advance; what advances farther than any letter leaves a gap.
            let own = Some(advance).filter(|a| c.is_ascii() && *a > 0.0 && *a < 0.72 * object.size);
            let width = own.unwrap_or(if c.is_ascii() { object.size / 2.0 } else { object.size });
            let (left, baseline) = object.place(x, y);
            let (end, _) = object.place(x + width, y);
            if !c.is_whitespace() && !c.is_control() {
                self.characters.push(Placed {
                    text: c,
                    x: left,
                    end,
                    baseline,
                    size: sheets::points(object.size * object.scale()),
                    family: Arc::clone(&family),
                    red: false,
                    black: true,
                    ink: None,
                    spaced: std::mem::take(&mut spaced),
                });
            }
            spaced = c.is_whitespace();
            x += advance;
            y += code.dy.get(at).copied().unwrap_or(0.0);
        }
    }

    /// Straight pieces of a path that are level or upright.
    fn path(&mut self) {
        let mut words = self.data.split_whitespace();
        let (mut pen, mut start) = ((0.0, 0.0), (0.0, 0.0));
        let mut pieces = Vec::new();
        while let Some(word) = words.next() {
            let mut pair = || Some((words.next()?.parse::<f64>().ok()?, words.next()?.parse::<f64>().ok()?));
            match word {
                "M" | "S" => {
                    let Some(to) = pair() else { break };
                    (pen, start) = (to, to);
                }
                "L" => {
                    let Some(to) = pair() else { break };
                    pieces.push((pen, to));
                    pen = to;
                }
                "Q" | "B" => {
                    let mut last = None;
                    for _ in 0..if word == "Q" { 2 } else { 3 } {
                        last = pair();
                    }
                    let Some(to) = last else { break };
                    pen = to;
                }
                "C" => {
                    pieces.push((pen, start));
                    pen = start;
                }
                _ => {}
            }
        }
        for (from, to) in pieces {
            let (a, b) = (self.object.place(from.0, from.1), self.object.place(to.0, to.1));
            let (width, height) = ((a.0 - b.0).abs(), (a.1 - b.1).abs());
            if width.min(height) < 0.2 && width.max(height) > 3.0 {
                let line = self.object.line;
                self.rules.push(Rule {
                    x: a.0.min(b.0),
                    y: a.1.min(b.1),
                    width: width.max(line),
                    height: height.max(line),
                    red: false,
                });
            }
        }
    }
}
