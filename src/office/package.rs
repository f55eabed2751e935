//! The zip package of an office file, read within limits: what its parts claim and what they unpack to is
//! not trusted.

use super::Trouble;
use std::borrow::Cow;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;
use zip::result::ZipError;

/// The most bytes that one part is unpacked to.
const PART: u64 = 64 << 20;
/// The most bytes that all parts together are unpacked to.
const TOTAL: u64 = 160 << 20;
/// The most parts a package has.
const PARTS: usize = 20_000;

/// A package whose parts are read by name; nothing is ever unpacked to the disk.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens a package.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Trouble> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Trouble::Damaged)?;
        if archive.len() > PARTS {
            return Err(Trouble::TooLarge);
        }
        Ok(Self { archive, left: TOTAL })
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The bytes of a part; `None` when there is none of this name.
    pub fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(_)) => return Err(Trouble::Encrypted),
            Err(_) => return Err(Trouble::Damaged),
        };
        if part.encrypted() {
            return Err(Trouble::Encrypted);
        }
        let most = PART.min(self.left);
        let mut out = Vec::new();
        part.take(most + 1).read_to_end(&mut out).map_err(|_| Trouble::Damaged)?;
        if out.len() as u64 > most {
            return Err(Trouble::TooLarge);
        }
        self.left -= out.len() as u64;
        Ok(Some(out))
    }

    /// The text of a part of XML.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Trouble> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        let text = match encoding_rs::Encoding::for_bom(&bytes) {
            Some((encoding, skip)) => match encoding.decode_without_bom_handling(&bytes[skip..]) {
                (_, true) => return Err(Trouble::Damaged),
                (text, false) => Cow::into_owned(text),
            },
            None => String::from_utf8(bytes).map_err(|_| Trouble::Damaged)?,
        };
        Ok(Some(text))
    }
}
