//! What the fuzz targets share: the checks, which are the tests' own, and a way to change a text that leaves it a
//! text. Changing bytes alone, nearly every input would be no UTF-8 and the words of plans would never meet.

#[path = "../../tests/all/checks/mod.rs"]
pub mod checks;

/// Words that texts are made of, one a line.
const TEXT: &str = include_str!("../words/text.txt");
/// What Word documents are made of besides.
pub const DOCX: &str = include_str!("../words/docx.txt");
/// What OFD documents are made of besides.
pub const OFD: &str = include_str!("../words/ofd.txt");
/// What web pages are made of besides.
pub const HTML: &str = include_str!("../words/html.txt");
/// What PDFs are made of besides.
pub const PDF: &str = include_str!("../words/pdf.txt");
/// What workbooks are made of besides.
pub const XLSX: &str = include_str!("../words/xlsx.txt");
/// What side files and locks are made of besides.
pub const ASIDE: &str = include_str!("../words/aside.txt");

/// Makes another text of `data[..size]`, of at most `most` bytes; returns its length.
pub fn change(data: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    change_with("", data, size, most, seed)
}

/// As [`change`], with words of a form beside those of texts, and oftener than those.
pub fn change_with(form: &str, data: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    let mut dice = Dice(u64::from(seed) << 1 | 1);
    // One time in eight bytes are changed as they come.
    if dice.roll(8) == 0 {
        return libfuzzer_sys::fuzzer_mutate(data, size, most);
    }
    let mut text = String::from_utf8_lossy(&data[..size]).into_owned();
    for _ in 0..=dice.roll(3) {
        step(&mut text, form, &mut dice);
    }
    let most = most.min(data.len());
    let end = (0..=most.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    data[..end].copy_from_slice(&text.as_bytes()[..end]);
    end
}

fn step(text: &mut String, form: &str, dice: &mut Dice) {
    let at = place(text, dice.roll(text.len() + 1));
    let few = 1 + dice.roll(8);
    let behind = text[at..].char_indices().nth(few).map_or(text.len(), |(i, _)| at + i);
    match dice.roll(8) {
        0 | 1 => text.insert_str(at, &word(form, dice)),
        2 => text.replace_range(at..behind, &word(form, dice)),
        3 => text.replace_range(at..behind, ""),
        4 => {
            let piece = text[at..behind].to_owned();
            let to = place(text, dice.roll(text.len() + 1));
            text.insert_str(to, &piece);
        }
        kind => {
            let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
            if lines.is_empty() {
                return;
            }
            let (from, to) = (dice.roll(lines.len()), dice.roll(lines.len()));
            match kind {
                5 => lines.insert(to, lines[from].clone()),
                6 => drop(lines.remove(from)),
                _ => lines.swap(from, to),
            }
            *text = lines.concat();
        }
    }
}

/// The character that holds byte `at`.
fn place(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

fn word(form: &str, dice: &mut Dice) -> String {
    let list = if form.is_empty() || dice.roll(4) == 0 { TEXT } else { form };
    let words: Vec<&str> = list.lines().filter(|l| !l.is_empty()).collect();
    words[dice.roll(words.len())].replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r")
}

/// Numbers by xorshift, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides.max(1)
    }
}
