//! The package's TypeScript declarations, once for ECMAScript and once for CommonJS modules.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

use crate::{cargo, process};

/// The hand-written declarations, without ending.
const WRITTEN: [&str; 2] = ["gateway", "index"];

/// Writes the hand-written declarations and those of everything that is declared in Rust.
pub(super) fn write(sources: &Path, dist: &Path) -> Result<()> {
    let read = |name: &str| {
        let path = sources.join(name).with_extension("d.ts");
        fs::read_to_string(&path).with_context(|| format!("{} is missing", path.display()))
    };
    let written = WRITTEN.map(|name| (name, read(name)));
    for (name, text) in written.into_iter().chain([("portolan", declared())]) {
        let text = text?;
        fs::write(dist.join(name).with_extension("d.cts"), for_common_js(&text))?;
        fs::write(dist.join(name).with_extension("d.ts"), text)?;
    }
    Ok(())
}

fn declared() -> Result<String> {
    let mut print = cargo::cargo();
    print.args(["run", "--quiet", "-p", "portolan", "--features", "meta", "--example", "typescript"]);
    process::read(&mut print)
}

/// The same declarations, importing those of CommonJS modules.
fn for_common_js(text: &str) -> String {
    text.replace(".js\";", ".cjs\";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_module_imports_its_own() {
        let text = "import type { A } from \"./portolan.js\";\nexport * from \"./portolan.js\";\n";
        assert_eq!(
            for_common_js(text),
            "import type { A } from \"./portolan.cjs\";\nexport * from \"./portolan.cjs\";\n"
        );
    }
}
