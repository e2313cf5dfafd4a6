//! The package's scripts: the hand-written part and the glue, in one file per way of loading.

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::fs;
use std::path::Path;

use super::wasm::Bound;
use crate::process;

/// The script that holds the wasm as text, for ECMAScript and for CommonJS modules.
const INLINE: &str = "./inline.js";
const INLINE_CJS: &str = "./inline.cjs";

/// What tells bundlers that a CommonJS module has a default export.
const IS_MODULE: &str = "Object.defineProperty(exports,\"__esModule\",{value:true});";

/// What an entry is bundled with.
const ALWAYS: [&str; 6] = [
    "--bundle",
    "--minify",
    "--charset=utf8",
    "--target=es2022",
    "--log-level=error",
    "--legal-comments=none",
];

/// Where a CommonJS module in Node finds itself.
const HERE: &str = "--banner:js=const here=require(\"node:url\").pathToFileURL(__filename).href;";

/// Writes every script of the package into `dist`.
pub(super) fn write(sources: &Path, bound: &Bound, dist: &Path) -> Result<()> {
    let made = tempfile::tempdir()?;
    let place = made.path();
    scripts(sources, place)?;
    fs::write(place.join("portolan_glue.js"), &bound.glue)?;
    fs::write(place.join("build.js"), format!("export const BUILD = \"{}\";\n", bound.build))?;
    let text = BASE64_STANDARD.encode(&bound.wasm);
    fs::write(dist.join(INLINE), format!("export default \"{text}\";\n"))?;
    fs::write(dist.join(INLINE_CJS), format!("{IS_MODULE}exports.default=\"{text}\";\n"))?;

    // What both entries need becomes a file that both load.
    let both = [
        "index.js",
        "node.js",
        "--splitting",
        "--format=esm",
        "--chunk-names=portolan",
        "--external:node:fs",
        "--external:./inline.js",
    ];
    esbuild(place, dist, &both)?;
    let source = place.join("source.js");
    let text = fs::read_to_string(&source).context("source.js is missing")?;
    fs::write(&source, text.replace(INLINE, INLINE_CJS))?;
    let cjs = ["--format=cjs", "--out-extension:.js=.cjs"];
    let page = [
        "index.js",
        "--external:./inline.cjs",
        "--supported:dynamic-import=false",
        "--define:import.meta.url=undefined",
    ];
    esbuild(place, dist, &[&cjs[..], &page].concat())?;
    let node = ["node.js", "--platform=node", "--define:import.meta.url=here", HERE];
    esbuild(place, dist, &[&cjs[..], &node].concat())
}

fn esbuild(place: &Path, dist: &Path, arguments: &[&str]) -> Result<()> {
    let mut esbuild = process::program("esbuild");
    esbuild.args(ALWAYS).args(arguments).arg(format!("--outdir={}", dist.display())).current_dir(place);
    process::read(&mut esbuild).map(drop)
}

fn scripts(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "js") {
            fs::copy(&path, to.join(path.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}
