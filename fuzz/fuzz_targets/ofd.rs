//! An OFD document from parts that follow each other under their names.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    plangen_fuzz::change_with(plangen_fuzz::OFD, data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| plangen_fuzz::checks::office::ofd(data));
