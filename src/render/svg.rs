//! Pages as pictures, for the live preview: typst's own SVG, which draws what the PDF draws.

use super::{Laid, measure};
use crate::pages::{Placed, Sheets, Size};
use typst::utils::hash128;
use typst_svg::SvgOptions;

impl Sheets for Laid {
    fn sizes(&self) -> Vec<Size> {
        let pages = self.pages.pages().iter();
        let size = |page: &typst_layout::Page| {
            let size = page.frame.size();
            Size { key: hash128(page), width: size.x.to_mm(), height: size.y.to_mm() }
        };
        pages.map(size).collect()
    }

    fn svg(&self, page: usize) -> Option<String> {
        self.pages.pages().get(page).map(|page| typst_svg::svg(page, &SvgOptions::default()))
    }

    fn characters(&self, page: usize) -> Vec<Placed> {
        measure::characters(&self.pages, page)
    }
}
