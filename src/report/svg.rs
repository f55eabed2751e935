//! Pictures as SVG: one file, no script, nothing from elsewhere; light and dark, and on paper.

use crate::base::{escape, width};
use std::fmt::Write as _;

/// Faces that have Chinese, and the colours of both lights.
const STYLE: &str = include_str!("svg.css");

/// A picture that is being drawn; measures are pixels.
#[derive(Debug, Default)]
pub struct Svg {
    body: String,
}

impl Svg {
    /// A rectangle of a class of the style sheet.
    pub fn rect(&mut self, class: &str, (x, y): (f64, f64), (wide, high): (f64, f64)) {
        let _ = writeln!(
            self.body,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\"/>"
        );
    }

    /// A line through points.
    pub fn line(&mut self, class: &str, points: &[(f64, f64)]) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(self.body, "<polyline class=\"{class}\" points=\"{}\"/>", points.join(" "));
    }

    /// A line of text that begins at a point of its baseline, or by its class ends or is centred there.
    pub fn text(&mut self, class: &str, (x, y): (f64, f64), text: &str) {
        let _ = writeln!(self.body, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escape(text));
    }

    /// What belongs together, with words that say what it is.
    pub fn group(&mut self, title: &str, draw: impl FnOnce(&mut Self)) {
        let _ = writeln!(self.body, "<g><title>{}</title>", escape(title));
        draw(self);
        self.body.push_str("</g>\n");
    }

    /// The file.
    pub fn finish(self, (wide, high): (f64, f64), title: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide:.0} {high:.0}\" width=\"{wide:.0}\" height=\"{high:.0}\" \
             role=\"img\" aria-label=\"{title}\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n<defs><pattern id=\"hatch\" \
             width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect class=\"paper\" \
             width=\"6\" height=\"6\"/><rect class=\"stripe\" width=\"2.5\" height=\"6\"/></pattern></defs>\n\
             <rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n{}</svg>\n",
            self.body,
            title = escape(title)
        )
    }
}

/// A text in lines of so many columns (a 汉字 takes two), the last of which says where more was.
pub fn wrapped(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut room = columns;
    for c in text.chars().filter(|c| !c.is_control()) {
        let wide = width(c.encode_utf8(&mut [0; 4]));
        // A mark that ends something does not begin a line.
        if wide > room && !"，。、；：）》”".contains(c) {
            if lines.len() == most {
                if let Some(last) = lines.last_mut() {
                    last.pop();
                    last.push('…');
                }
                return lines;
            }
            lines.push(String::new());
            room = columns;
        }
        room = room.saturating_sub(wide);
        lines.last_mut().into_iter().for_each(|l| l.push(c));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_wrapped_by_their_width() {
        assert_eq!(wrapped("河套市ab实施，方案", 6, 9), ["河套市", "ab实施，", "方案"]);
        assert_eq!(wrapped("一二三四五六", 4, 2), ["一二", "三…"]);
    }

    #[test]
    fn no_text_becomes_markup() {
        let mut svg = Svg::default();
        svg.group("<a>", |svg| svg.text("", (0.0, 0.0), "&<b>"));
        let out = svg.finish((10.0, 10.0), "\"x\"");
        roxmltree::Document::parse(&out).expect("well-formed");
        assert!(out.contains("&amp;&lt;b&gt;") && !out.contains("<b>"));
    }
}
