//! The wasm and its glue, bound together by a build id.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

use crate::fingerprint::Fingerprint;

/// The custom section of the wasm that holds the build id.
const SECTION: &str = "portolan";

/// Where the glue takes hold of what the wasm exports, and what it takes instead.
const EXPORTS: [&str; 2] = ["wasm = instance.exports;", "wasm = guard(instance.exports);"];

/// What wasm-bindgen makes.
pub(super) struct Bound {
    pub(super) glue: String,
    pub(super) wasm: Vec<u8>,
    /// Stands for this glue and this wasm.
    pub(super) build: String,
}

/// Binds a wasm that cargo built, without what only people would read in it. The glue knows no default address: the loader,
/// which knows more than one, gives it.
pub(super) fn bind(wasm: &Path) -> Result<Bound> {
    let made = tempfile::tempdir()?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).web(true)?.out_name("glue").typescript(false).omit_default_module_path(true);
    bindgen.demangle(false).remove_name_section(true).remove_producers_section(true);
    bindgen.generate(made.path())?;
    let glue = guarded(&fs::read_to_string(made.path().join("glue.js"))?)?;
    let mut wasm = fs::read(made.path().join("glue_bg.wasm"))?;
    let mut id = Fingerprint::default();
    id.add("glue", glue.as_bytes());
    id.add("wasm", &wasm);
    let build = id.finish();
    wasm.extend(section(SECTION, build.as_bytes())?);
    Ok(Bound { glue, wasm, build })
}

/// The glue with a guard around the exports: a panic is met there, wherever it comes from.
fn guarded(glue: &str) -> Result<String> {
    let [plain, guarded] = EXPORTS;
    ensure!(glue.matches(plain).count() == 1, "the glue takes its exports in another way than expected");
    Ok("import { guard } from \"./instance.js\";\n".to_owned() + &glue.replace(plain, guarded))
}

/// A custom section of a wasm file; short ones only, whose lengths take one byte.
fn section(name: &str, content: &[u8]) -> Result<Vec<u8>> {
    let short = |length: usize| {
        u8::try_from(length).ok().filter(|length| *length < 0x80).context("the section is too long")
    };
    let size = short(1 + name.len() + content.len())?;
    Ok([&[0, size, short(name.len())?], name.as_bytes(), content].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_tell_their_lengths() {
        assert_eq!(section("ab", b"xyz").unwrap(), b"\x00\x06\x02abxyz");
        assert!(section("a", &[0; 127]).is_err());
    }

    #[test]
    fn exports_are_guarded_or_it_is_told_that_they_are_not() {
        let glue = guarded("function init() {\n    wasm = instance.exports;\n}\n").unwrap();
        assert!(glue.starts_with("import { guard }") && glue.contains("wasm = guard(instance.exports);"));
        assert!(guarded("wasm = exports;").is_err());
    }
}
