//! The zip package of an office file, read within limits: what its parts claim and what they unpack to is
//! not trusted.

use super::Trouble;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

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

    /// The package anew, with other bytes for some parts, and parts added to it; all others are taken over as they
    /// are packed.
    pub fn with(mut self, mut parts: BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, Trouble> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let put = |out: &mut ZipWriter<_>, name: &str, bytes: &[u8], time: DateTime| -> Result<(), Trouble> {
            out.start_file(name, plain.last_modified_time(time)).map_err(|_| Trouble::Damaged)?;
            out.write_all(bytes).map_err(|_| Trouble::Damaged)
        };
        for at in 0..self.archive.len() {
            let part = self.archive.by_index_raw(at).map_err(|_| Trouble::Damaged)?;
            let name = part.name().map_err(|_| Trouble::Damaged)?.into_owned();
            match parts.remove(&name) {
                Some(bytes) => put(&mut out, &name, &bytes, part.last_modified().unwrap_or_default())?,
                None => out.raw_copy_file(part).map_err(|_| Trouble::Damaged)?,
            }
        }
        for (name, bytes) in parts {
            put(&mut out, &name, &bytes, DateTime::default())?;
        }
        Ok(out.finish().map_err(|_| Trouble::Damaged)?.into_inner())
    }

    /// The names of its parts.
    pub fn names(&self) -> Vec<String> {
        self.archive.file_names().flatten().map(|name| name.into_owned()).collect()
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
