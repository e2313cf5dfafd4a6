//! One program becomes two: the sign-in entry, and a chunk with all the rest.

use anyhow::{Context, Result, anyhow, ensure};
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options;

/// The wasm that the page loads first; every other one is a chunk.
pub(super) const ENTRY_WASM: &str = "app_bg.wasm";

/// The script that the page names.
pub(super) const ENTRY_SCRIPT: &str = "app.js";

/// The script through which the entry fetches chunks.
pub(super) const CHUNK_LOADER: &str = "split.js";

/// Starts the program. It belongs to the glue, because a script of its own would cost another request and an
/// inline one is forbidden by the portal's security policy. The page's style shows the failure.
const START: &str = r#"
__wbg_init({ module_or_path: new URL("./app_bg.wasm", import.meta.url) }).catch((error) => {
  document.documentElement.dataset.portal = "failed";
  throw error;
});
"#;

/// What the chunk loader names as needed before its one chunk: nothing.
const NO_NEEDS: &str = "\n, []));";

/// Fetches the style of the pages behind the sign-in while the chunk is fetched. Without either there is no portal.
const STYLE: &str = r#"
function loadStyle() {
  return new Promise((done, failed) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("./portal.css", import.meta.url).href;
    link.onload = done;
    link.onerror = () => {
      link.remove();
      failed(new Error("The style of the portal did not arrive."));
    };
    document.head.append(link);
  });
}
"#;

/// Splits a program that was linked with its relocations into scripts and wasm files.
pub(super) fn split(wasm: &Path, folder: &Path) -> Result<()> {
    let whole = fs::read(wasm).with_context(|| format!("{} cannot be read", wasm.display()))?;
    let between = tempfile::tempdir()?;
    let main = between.path().join("app.wasm");

    let (script, loader) = (format!("./{ENTRY_SCRIPT}"), format!("./{CHUNK_LOADER}"));
    let mut options = Options::new(&whole);
    options.main_module = &script;
    options.link_name = &loader;
    options.main_out_path = &main;
    options.output_dir = folder;
    let split = wasm_split_cli_support::transform(options).map_err(|report| anyhow!("{report:#}"))?;
    for chunk in &split.split_modules {
        let slim = without_custom_sections(&fs::read(chunk)?, &["name", "producers"])
            .with_context(|| format!("{} is not wasm", chunk.display()))?;
        fs::write(chunk, slim)?;
    }

    let mut bindgen = Bindgen::new();
    bindgen.input_path(&main).web(true)?.out_name("app").typescript(false);
    bindgen.keep_lld_exports(true).demangle(false).remove_name_section(true).remove_producers_section(true);
    bindgen.generate(folder)?;
    start_by_itself(&folder.join(ENTRY_SCRIPT))?;
    bring_style(&folder.join(CHUNK_LOADER))
}

/// Lets the glue start the program as soon as it is loaded.
fn start_by_itself(script: &Path) -> Result<()> {
    let mut glue = fs::read_to_string(script)?;
    ensure!(glue.contains("__wbg_init as default"), "wasm-bindgen's glue has no __wbg_init any more");
    glue.push_str(START);
    Ok(fs::write(script, glue)?)
}

/// Lets the chunk's style come with it.
fn bring_style(script: &Path) -> Result<()> {
    let loader = fs::read_to_string(script)?;
    ensure!(loader.matches(NO_NEEDS).count() == 1, "the chunk loader has not one chunk that needs nothing");
    Ok(fs::write(script, loader.replace(NO_NEEDS, "\n, [loadStyle]));") + STYLE)?)
}

/// A wasm file without the named custom sections; nothing, if the bytes are not wasm.
fn without_custom_sections(wasm: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let (header, mut rest) = wasm.split_at_checked(8)?;
    let mut kept = header.starts_with(b"\0asm").then(|| header.to_vec())?;
    while let Some((&id, after_id)) = rest.split_first() {
        let (length, body) = unsigned(after_id)?;
        let (payload, next) = body.split_at_checked(length)?;
        let section = &rest[..rest.len() - next.len()];
        if id != 0
            || !custom_name(payload).is_some_and(|name| names.iter().any(|drop| drop.as_bytes() == name))
        {
            kept.extend_from_slice(section);
        }
        rest = next;
    }
    Some(kept)
}

/// The name at the beginning of a custom section.
fn custom_name(payload: &[u8]) -> Option<&[u8]> {
    let (length, rest) = unsigned(payload)?;
    rest.get(..length)
}

/// A number in LEB128 and what follows it.
fn unsigned(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut number = 0;
    for (index, &byte) in bytes.iter().take(5).enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[index + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn named_sections_go_and_others_stay() {
        let type_section = b"\x01\x01\x00";
        let name = b"\x00\x06\x04name\x00";
        let other = b"\x00\x05\x03abc\x07";
        let wasm = [HEADER, name, type_section, other].concat();
        let slim = without_custom_sections(&wasm, &["name", "producers"]);
        assert_eq!(slim, Some([HEADER, type_section, other].concat()));
    }

    #[test]
    fn long_lengths_are_read() {
        assert_eq!(unsigned(&[0xe5, 0x8e, 0x26, 9]), Some((624_485, &[9][..])));
        assert_eq!(unsigned(&[0x80; 6]), None);
        assert_eq!(unsigned(&[]), None);
    }

    #[test]
    fn other_files_are_refused() {
        assert_eq!(without_custom_sections(b"<!DOCTYPE html>", &[]), None);
        assert_eq!(without_custom_sections(&[HEADER, b"\x01\x09\x00"].concat(), &[]), None);
    }

    #[test]
    fn the_style_comes_with_the_one_chunk() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("split.js");
        fs::write(&script, "export const load = makeLoad(() => {}\n, []));\n").unwrap();
        bring_style(&script).unwrap();
        let brought = fs::read_to_string(&script).unwrap();
        assert!(brought.contains("\n, [loadStyle]));\n") && brought.ends_with(STYLE), "{brought}");
        assert!(brought.contains(crate::portal::styles::LATER_SHEET));
        assert!(bring_style(&script).is_err());
    }

    #[test]
    fn the_glue_starts_itself_or_is_unknown() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("app.js");
        fs::write(&script, "export { initSync, __wbg_init as default };\n").unwrap();
        start_by_itself(&script).unwrap();
        assert!(fs::read_to_string(&script).unwrap().ends_with(START));
        fs::write(&script, "export { start as default };\n").unwrap();
        assert!(start_by_itself(&script).is_err());
    }
}
