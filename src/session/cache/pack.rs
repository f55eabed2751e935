//! The file of the cache: results by slot, each with the key of all that it read.
//!
//! A line of text says what it is and which plangen wrote it; then a checksum of the rest, the names, the index, the
//! results. What is not whole is not there.

use super::code::{Names, Reader, Writer};
use super::digest;
use crate::base::intern;
use rustc_hash::FxHashMap;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;

/// The file's name in the folder of the cache.
pub(super) const NAME: &str = "findings";

/// What the first line begins with.
const MAGIC: &str = "plangen-cache";

/// The form of the file. A file of a higher one is a later plangen's.
const FORMAT: u32 = 1;

/// More names, or longer ones, are no names of lints.
const MOST_NAMES: usize = 1 << 14;
const LONGEST_NAME: usize = 64;

/// Results by slot.
#[derive(Debug, Default)]
pub(super) struct Pack {
    /// How often it was written.
    pub run: u64,
    pub names: Names,
    pub entries: FxHashMap<u64, Entry>,
    /// The file that it was read from.
    bytes: Vec<u8>,
}

/// A result.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The digest of all that it read.
    pub key: u64,
    /// The run that used it last.
    pub run: u64,
    data: Data,
}

#[derive(Debug, Clone)]
enum Data {
    /// Bytes of the file.
    Kept(Range<usize>),
    New(Vec<u8>),
}

/// What was found where the cache stands.
#[derive(Debug)]
pub(super) enum Found {
    /// A cache of this plangen, or nothing of use: an empty one, to be written in its place.
    Ours(Pack),
    /// A later plangen's, to be left alone.
    Later,
}

impl Entry {
    pub fn new(key: u64, run: u64, data: Vec<u8>) -> Self {
        Self { key, run, data: Data::New(data) }
    }

    pub fn len(&self) -> usize {
        match &self.data {
            Data::Kept(range) => range.len(),
            Data::New(data) => data.len(),
        }
    }
}

impl Pack {
    /// Reads the file of a folder.
    pub fn read(folder: &Path, build: &str) -> Found {
        let Ok(bytes) = std::fs::read(folder.join(NAME)) else { return Found::Ours(Self::default()) };
        let line = bytes.iter().take(200).position(|b| *b == b'\n');
        let head = line.and_then(|end| std::str::from_utf8(&bytes[..end]).ok()).unwrap_or_default();
        let mut words = head.split(' ');
        if words.next() != Some(MAGIC) {
            return Found::Ours(Self::default());
        }
        let format: u32 = words.next().and_then(|w| w.parse().ok()).unwrap_or_default();
        let version = words.next().unwrap_or_default();
        if format > FORMAT || numbers(version) > numbers(env!("CARGO_PKG_VERSION")) {
            return Found::Later;
        }
        if format != FORMAT || words.next() != Some(build) {
            return Found::Ours(Self::default());
        }
        let body = head.len() + 1;
        Found::Ours(Self::parse(bytes, body).unwrap_or_default())
    }

    fn parse(bytes: Vec<u8>, from: usize) -> Option<Self> {
        let mut reader = Reader(bytes.get(from..)?);
        let sum = u64::from_le_bytes(reader.take(8)?.try_into().ok()?);
        if digest(&reader.0) != sum {
            return None;
        }
        let run = reader.number()?;
        let count = reader.count().filter(|n| *n <= MOST_NAMES)?;
        let name = |reader: &mut Reader<'_>| reader.text().filter(|n| n.len() <= LONGEST_NAME).map(intern);
        let names = (0..count).map(|_| name(&mut reader)).collect::<Option<Vec<_>>>()?;
        let count = reader.count()?;
        let mut rows = Vec::with_capacity(count);
        for _ in 0..count {
            let slot = u64::from_le_bytes(reader.take(8)?.try_into().ok()?);
            let key = u64::from_le_bytes(reader.take(8)?.try_into().ok()?);
            rows.push((slot, key, reader.number()?, reader.size()?));
        }
        let mut at = bytes.len() - reader.0.len();
        let mut entries = FxHashMap::default();
        for (slot, key, run, len) in rows {
            let end = at.checked_add(len).filter(|end| *end <= bytes.len())?;
            entries.insert(slot, Entry { key, run, data: Data::Kept(at..end) });
            at = end;
        }
        (at == bytes.len()).then_some(())?;
        Some(Self { run, names: Names::new(names), entries, bytes })
    }

    /// The bytes of a result.
    pub fn data<'a>(&'a self, entry: &'a Entry) -> &'a [u8] {
        match &entry.data {
            Data::Kept(range) => self.bytes.get(range.clone()).unwrap_or_default(),
            Data::New(data) => data,
        }
    }

    /// Writes the file, whole or not at all. Two writers do each other no harm: the later one's file stays.
    pub fn write(&self, folder: &Path, build: &str) -> std::io::Result<()> {
        let mut body = Writer::default();
        body.number(self.run);
        body.size(self.names.list().len());
        self.names.list().iter().for_each(|name| body.text(name));
        body.size(self.entries.len());
        let mut entries: Vec<(&u64, &Entry)> = self.entries.iter().collect();
        entries.sort_by_key(|(slot, _)| **slot);
        for (slot, entry) in &entries {
            body.0.extend_from_slice(&slot.to_le_bytes());
            body.0.extend_from_slice(&entry.key.to_le_bytes());
            body.number(entry.run);
            body.size(entry.len());
        }
        for (_, entry) in &entries {
            body.0.extend_from_slice(self.data(entry));
        }
        std::fs::create_dir_all(folder)?;
        // What plangen keeps is no part of the project: neither git nor a backup needs it.
        for (name, text) in [(".gitignore", "*\n"), ("CACHEDIR.TAG", TAG)] {
            let path = folder.join(name);
            if path.symlink_metadata().is_err() {
                std::fs::write(path, text)?;
            }
        }
        let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
        let head = format!("{MAGIC} {FORMAT} {} {build}\n", env!("CARGO_PKG_VERSION"));
        file.write_all(head.as_bytes())?;
        file.write_all(&digest(&body.0.as_slice()).to_le_bytes())?;
        file.write_all(&body.0)?;
        // Not synced: should the machine fail, the checksum tells, and all is computed again.
        file.persist(folder.join(NAME)).map_err(|e| e.error)?;
        Ok(())
    }
}

const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of plangen (https://bford.info/cachedir/).\n";

/// A version as numbers; of what is none, nothing is later.
fn numbers(version: &str) -> [u64; 3] {
    let mut parts = version.split(['.', '-', '+']).map(|p| p.parse().unwrap_or_default());
    [(); 3].map(|()| parts.next().unwrap_or_default())
}
