//! Pages as they will print, for who shows them on a screen.

use super::Placed;

/// What one page is, without its picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// The same for pages that look the same.
    pub key: u128,
    /// mm.
    pub width: f64,
    /// mm.
    pub height: f64,
}

/// The pages of a laid-out document.
pub trait Sheets: Send + Sync {
    /// Every page in order.
    fn sizes(&self) -> Vec<Size>;

    /// A page's picture as PNG, so many pixels wide; nothing when there is no such page.
    fn picture(&self, page: usize, width: u32) -> Option<Vec<u8>>;

    /// A page's characters in the order in which they were set, white space aside.
    fn characters(&self, page: usize) -> Vec<Placed>;
}
