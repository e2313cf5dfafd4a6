//! The package's scripts: the hand-written part and the glue, in one file per way of loading.

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::fs;
use std::path::Path;

use super::wasm::Bound;
use crate::process;

/// A part of the package with a wasm of its own.
pub(super) struct Part {
    /// The features of the crate that it is built with.
    pub(super) features: &'static str,
    /// The wasm's name in the package.
    pub(super) wasm: &'static str,
    /// The script that holds the wasm as text, and the one that both entries share; without ending.
    inline: &'static str,
    shared: &'static str,
    /// The entries for pages and for Node, without ending.
    page: &'static str,
    node: &'static str,
}

/// What a page loads that calls one service, and what is loaded for the neutral layer.
pub(super) const PARTS: [Part; 2] = [
    Part {
        features: "",
        wasm: super::WASM,
        inline: "inline",
        shared: "portolan",
        page: "index",
        node: "node",
    },
    Part {
        features: "connect",
        wasm: "portolan-connect.wasm",
        inline: "connect-inline",
        shared: "connect-shared",
        page: "connect",
        node: "connect-node",
    },
];

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

/// Writes the scripts of one part, and its wasm, into `dist`.
pub(super) fn write(part: &Part, sources: &Path, bound: &Bound, dist: &Path) -> Result<()> {
    let made = tempfile::tempdir()?;
    let place = made.path();
    fs::write(dist.join(part.wasm), &bound.wasm)?;
    let text = BASE64_STANDARD.encode(&bound.wasm);
    fs::write(dist.join(part.inline).with_extension("js"), format!("export default \"{text}\";\n"))?;
    let cjs = format!("{IS_MODULE}exports.default=\"{text}\";\n");
    fs::write(dist.join(part.inline).with_extension("cjs"), cjs)?;

    scripts(part, sources, place, "js")?;
    fs::write(place.join("portolan_glue.js"), &bound.glue)?;
    fs::write(place.join("build.js"), format!("export const BUILD = \"{}\";\n", bound.build))?;
    let entries = [part.page, part.node].map(|name| format!("{name}.js"));
    let mut modules = entries.each_ref().map(String::as_str).to_vec();
    let shared = format!("--chunk-names={}", part.shared);
    modules.extend(["--splitting", "--format=esm", &shared, "--external:node:fs"]);
    esbuild(place, dist, &with_externals(&modules, part, "js"))?;

    scripts(part, sources, place, "cjs")?;
    let cjs = ["--format=cjs", "--out-extension:.js=.cjs", "--supported:dynamic-import=false"];
    let page = [&*entries[0], "--define:import.meta.url=undefined"];
    esbuild(place, dist, &with_externals(&[&cjs[..], &page].concat(), part, "cjs"))?;
    let node = [&*entries[1], "--platform=node", "--define:import.meta.url=here", HERE];
    esbuild(place, dist, &with_externals(&[&cjs[..], &node].concat(), part, "cjs"))
}

/// What is loaded only when it is asked for, by its name in the package.
fn later(part: &Part) -> Vec<&'static str> {
    let others = PARTS.iter().filter(|other| other.page != part.page);
    others.flat_map(|other| [other.page, other.node]).chain([part.inline]).collect()
}

fn with_externals(arguments: &[&str], part: &Part, ending: &str) -> Vec<String> {
    let names = later(part).into_iter();
    let externals = names.map(|name| format!("--external:./{name}.{ending}"));
    arguments.iter().map(|&argument| argument.to_owned()).chain(externals).collect()
}

fn esbuild(place: &Path, dist: &Path, arguments: &[String]) -> Result<()> {
    let mut esbuild = process::program("esbuild");
    esbuild.args(ALWAYS).args(arguments).arg(format!("--outdir={}", dist.display())).current_dir(place);
    process::read(&mut esbuild).map(drop)
}

/// Copies the hand-written scripts; what they load later has the part's own names, and the ending of its kind of module.
fn scripts(part: &Part, from: &Path, to: &Path, ending: &str) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "js") {
            let mut text = fs::read_to_string(&path)?.replace(super::WASM, part.wasm);
            for name in later(part) {
                let written = if name == part.inline { PARTS[0].inline } else { name };
                let [written, meant] = [(written, "js"), (name, ending)]
                    .map(|(name, end)| format!("import(\"./{name}.{end}\")"));
                text = text.replace(&written, &meant);
            }
            fs::write(to.join(path.file_name().unwrap_or_default()), text)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_loads_its_own_later() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let text = "new URL(\"./portolan.wasm\", x); import(\"./inline.js\"); import(\"./connect.js\");";
        fs::write(from.path().join("a.js"), text).unwrap();
        let made = |part, ending| {
            scripts(part, from.path(), to.path(), ending).unwrap();
            fs::read_to_string(to.path().join("a.js")).unwrap()
        };
        assert_eq!(made(&PARTS[0], "js"), text);
        assert_eq!(
            made(&PARTS[0], "cjs"),
            text.replace("inline.js", "inline.cjs").replace("connect.js", "connect.cjs")
        );
        let neutral = made(&PARTS[1], "js");
        assert!(
            neutral.starts_with("new URL(\"./portolan-connect.wasm\", x); import(\"./connect-inline.js\");"),
            "{neutral}"
        );
    }
}
