//! Reading plans: bytes to text, and the tree of sections that source and published text share.

mod decode;
pub mod outline;

pub use decode::{DecodeError, Decoded, decode};
