//! `readylint_fuzz::yaml` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| readylint_fuzz::yaml(data));
