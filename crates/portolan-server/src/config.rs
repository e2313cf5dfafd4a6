//! What the operator decides: command line and the TOML file of `--config`.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Deserialize;

/// Everything the server needs to know before it starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// The address that clients use, without a trailing slash, such as `http://127.0.0.1:8750`.
    pub base_url: String,
    /// The `portolan` program, which runs jobs' supervisors and the bundled apps.
    pub program: PathBuf,
    /// A folder with a built portal that replaces the embedded one.
    pub portal: Option<PathBuf>,
    /// What the configuration file says.
    pub file: ConfigFile,
}

/// The configuration file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    /// Origins of gateway pages that may call this server from a browser.
    #[serde(default)]
    pub origins: Vec<String>,
}

impl ConfigFile {
    /// Reads and checks the file.
    pub fn read(path: &Path) -> anyhow::Result<ConfigFile> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        text.parse().with_context(|| format!("in {}", path.display()))
    }
}

impl std::str::FromStr for ConfigFile {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<ConfigFile> {
        let file: ConfigFile = toml::from_str(text)?;
        for origin in &file.origins {
            check_origin(origin)?;
        }
        Ok(file)
    }
}

/// An origin as browsers send it: scheme, host, port, nothing behind.
fn check_origin(origin: &str) -> anyhow::Result<()> {
    let example = "write it like \"https://gateway.example.org\" or \"http://localhost:5173\"";
    let host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
        .with_context(|| format!("origins: {origin:?} has no http or https scheme; {example}"))?;
    anyhow::ensure!(
        !host.is_empty() && !host.contains(['/', '?', '#', '@', '*', ' ']) && *host == host.to_lowercase(),
        "origins: {origin:?} is not an origin; {example}"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_exact() {
        let file: ConfigFile =
            r#"origins = ["https://a.example.org", "http://localhost:5173"]"#.parse().unwrap();
        assert_eq!(file.origins.len(), 2);
        for bad in
            ["*", "https://*.example.org", "https://a.example.org/", "a.example.org", "https://A.org", "null"]
        {
            assert!(format!(r#"origins = ["{bad}"]"#).parse::<ConfigFile>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = "orgins = []".parse::<ConfigFile>().unwrap_err();
        assert!(format!("{error:#}").contains("orgins"), "{error:#}");
    }
}
