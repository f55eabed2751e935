//! A fingerprint of words.

/// FNV-1a, which is the same on every machine and in every version of plangen; the standard library's hasher is
/// free to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    /// Adds a word without its white space, and its end.
    pub fn word(&mut self, word: &str) {
        let mut letter = [0; 4];
        for c in word.chars().filter(|c| !c.is_whitespace()) {
            c.encode_utf8(&mut letter).bytes().for_each(|b| self.byte(b));
        }
        self.byte(0xff);
    }

    /// The fingerprint in 16 hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:016x}", self.0)
    }
}
