//! What the operator decides: command line and the TOML file of `--config`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Deserialize;
use toml::Spanned;

use crate::apps::quantities;

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
#[derive(Clone, Debug, Default)]
pub struct ConfigFile {
    /// Origins of gateway pages that may call this server from a browser.
    pub origins: Vec<String>,
    /// By image name, the program and arguments that an actor of that image runs.
    pub actors: BTreeMap<String, Vec<String>>,
    /// By name, the services that calls are passed through to.
    pub upstream: BTreeMap<String, Upstream>,
    /// How much space users and jobs may take.
    pub quotas: Quotas,
}

/// How much space users and jobs may take, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// One user's home; nothing is no limit.
    pub home: Option<u64>,
    /// The folder of one job.
    pub job: u64,
    /// What is kept of each of the two things that a job prints.
    pub log: u64,
}

impl Default for Quotas {
    fn default() -> Quotas {
        Quotas { home: None, job: 64 << 30, log: 64 << 20 }
    }
}

/// A real service behind `/upstream/<name>/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream {
    /// Which protocol it speaks.
    pub service: Service,
    /// Its address, without a trailing slash.
    pub base_url: String,
    /// The file with the key that is put into calls, if the server holds one.
    pub key_file: Option<PathBuf>,
    /// Whether it may be on this machine or in a private network, and be called without TLS.
    pub allow_private: bool,
}

/// The protocol of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// Agave, of TACC and others.
    Agave,
    /// JARVICE, of Nimbix and Eviden.
    Jarvice,
    /// Rescale.
    Rescale,
}

impl Service {
    /// The word for it in the configuration and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Service::Agave => "agave",
            Service::Jarvice => "jarvice",
            Service::Rescale => "rescale",
        }
    }
}

impl ConfigFile {
    /// Reads and checks the file. Files that it names are looked for beside it.
    pub fn read(path: &Path) -> anyhow::Result<ConfigFile> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut file: ConfigFile = text.parse().with_context(|| format!("in {}", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        for key_file in file.upstream.values_mut().filter_map(|upstream| upstream.key_file.as_mut()) {
            *key_file = folder.join(&*key_file);
        }
        Ok(file)
    }
}

/// The file as it is written, with the places that errors name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    origins: Vec<Spanned<String>>,
    #[serde(default)]
    actors: BTreeMap<String, Spanned<Vec<String>>>,
    #[serde(default)]
    upstream: BTreeMap<String, Spanned<WrittenUpstream>>,
    #[serde(default)]
    quotas: BTreeMap<String, Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenUpstream {
    service: Service,
    base_url: Spanned<String>,
    key_file: Option<PathBuf>,
    #[serde(default)]
    allow_private: bool,
}

impl std::str::FromStr for ConfigFile {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<ConfigFile> {
        // The parser's own errors show the line and the key.
        let written: Written = toml::from_str(text)?;
        let line = |offset: usize| text[..offset].matches('\n').count() + 1;
        for origin in &written.origins {
            check_origin(origin.get_ref())
                .with_context(|| format!("line {}: origins", line(origin.span().start)))?;
        }
        for (image, command) in &written.actors {
            let program = command.get_ref().first().is_some_and(|program| !program.trim().is_empty());
            anyhow::ensure!(
                program,
                "line {}: actors.{image:?}: name a program, like [\"/usr/bin/env\", \"python3\", \"actor.py\"]",
                line(command.span().start)
            );
        }
        let upstream = written.upstream.into_iter().map(|(name, upstream)| {
            let place = |key: &str, offset| format!("line {}: upstream.{name}{key}", line(offset));
            check_name(&name).with_context(|| place("", upstream.span().start))?;
            let upstream = upstream.into_inner();
            let (at, private) = (upstream.base_url.span().start, upstream.allow_private);
            let base_url =
                base_url(upstream.base_url.get_ref(), private).with_context(|| place(".base_url", at))?;
            let key_file = upstream.key_file;
            Ok((name, Upstream { service: upstream.service, base_url, key_file, allow_private: private }))
        });
        let mut quotas = Quotas::default();
        for (name, amount) in &written.quotas {
            let place = || format!("line {}: quotas.{name}", line(amount.span().start));
            set_quota(&mut quotas, name, amount.get_ref()).with_context(place)?;
        }
        Ok(ConfigFile {
            quotas,
            upstream: upstream.collect::<anyhow::Result<_>>()?,
            origins: written.origins.into_iter().map(Spanned::into_inner).collect(),
            actors: written
                .actors
                .into_iter()
                .map(|(image, command)| (image, command.into_inner()))
                .collect(),
        })
    }
}

fn set_quota(quotas: &mut Quotas, name: &str, amount: &str) -> anyhow::Result<()> {
    let gigabytes = quantities::gigabytes(amount)
        .with_context(|| format!("{amount:?} is no amount; write it like \"500MB\" or \"20GB\""))?;
    let bytes = (gigabytes * f64::from(1 << 30)) as u64;
    match name {
        "home" => quotas.home = Some(bytes),
        "job" => quotas.job = bytes,
        "log" => quotas.log = bytes,
        _ => anyhow::bail!("there is no such quota; there are home, job and log"),
    }
    Ok(())
}

/// An origin as browsers send it: scheme, host, port, nothing behind.
fn check_origin(origin: &str) -> anyhow::Result<()> {
    let example = "write it like \"https://gateway.example.org\" or \"http://localhost:5173\"";
    let host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
        .with_context(|| format!("{origin:?} has no http or https scheme; {example}"))?;
    anyhow::ensure!(
        !host.is_empty() && !host.contains(['/', '?', '#', '@', '*', ' ']) && *host == host.to_lowercase(),
        "{origin:?} is not an origin; {example}"
    );
    Ok(())
}

/// The name becomes a segment of addresses.
fn check_name(name: &str) -> anyhow::Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    anyhow::ensure!(
        !name.is_empty() && name.chars().all(plain),
        "the name must consist of letters, digits, '-' and '_'"
    );
    Ok(())
}

/// The address of a service, checked, without a trailing slash.
fn base_url(text: &str, allow_private: bool) -> anyhow::Result<String> {
    let example = "write it like \"https://api.example.org\"";
    let uri: axum::http::Uri =
        text.parse().map_err(|_| anyhow::anyhow!("{text:?} is no address; {example}"))?;
    let host = uri.host().filter(|host| !host.is_empty());
    host.with_context(|| format!("{text:?} names no host; {example}"))?;
    anyhow::ensure!(
        uri.query().is_none() && !text.contains(['@', '#']),
        "{text:?} must have no user, query or fragment; {example}"
    );
    match uri.scheme_str() {
        Some("https") => {}
        Some("http") if allow_private => {}
        Some("http") => anyhow::bail!(
            "{text:?} is not encrypted; use https, or set allow_private = true for a service that is yours"
        ),
        _ => anyhow::bail!("{text:?} has no http or https scheme; {example}"),
    }
    Ok(text.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        format!("{:#}", text.parse::<ConfigFile>().unwrap_err())
    }

    #[test]
    fn quotas_are_amounts() {
        let file: ConfigFile = "[quotas]\nhome = \"1.5GB\"\nlog = \"16MB\"".parse().unwrap();
        let expected = Quotas { home: Some(3 << 29), log: 16 << 20, ..Quotas::default() };
        assert_eq!(file.quotas, expected);
        for (text, named) in [
            ("[quotas]\nhome = \"much\"", "line 2: quotas.home"),
            ("[quotas]\njob = \"0\"", "line 2: quotas.job"),
            ("[quotas]\nhouse = \"1GB\"", "line 2: quotas.house"),
        ] {
            let error = text.parse::<ConfigFile>().unwrap_err();
            assert!(format!("{error:#}").contains(named), "{error:#}");
        }
    }

    #[test]
    fn origins_are_exact() {
        let file: ConfigFile =
            r#"origins = ["https://a.example.org", "http://localhost:5173"]"#.parse().unwrap();
        assert_eq!(file.origins.len(), 2);
        for bad in
            ["*", "https://*.example.org", "https://a.example.org/", "a.example.org", "https://A.org", "null"]
        {
            let error = refusal(&format!("\norigins = [\n  \"{bad}\"]"));
            assert!(error.starts_with("line 3: origins: "), "{error}");
        }
    }

    #[test]
    fn a_whole_file_is_read() {
        let file: ConfigFile = r#"
            [actors]
            "me/words:1" = ["/usr/bin/wc", "-w"]

            [upstream.tacc]
            service = "agave"
            base_url = "https://api.example.org/"

            [upstream.lab]
            service = "jarvice"
            base_url = "http://10.0.0.7/api"
            key_file = "lab.key"
            allow_private = true
        "#
        .parse()
        .unwrap();
        assert_eq!(file.actors["me/words:1"], ["/usr/bin/wc", "-w"]);
        assert_eq!(file.upstream["tacc"].base_url, "https://api.example.org");
        let lab = &file.upstream["lab"];
        assert_eq!((lab.service, lab.allow_private), (Service::Jarvice, true));
        assert_eq!(lab.key_file.as_deref(), Some(Path::new("lab.key")));
    }

    #[test]
    fn what_is_wrong_is_told_with_line_and_key() {
        let upstream = "[upstream.x]\nservice = \"rescale\"\nbase_url = ";
        for (text, line, key) in [
            ("orgins = []", "line 1", "orgins"),
            ("\n[upstream.x]\nservice = \"slurm\"\nbase_url = \"https://a\"", "line 3", "slurm"),
            ("[upstream.x]\nservice = \"agave\"", "line 1", "base_url"),
            ("[upstream.x]\nservice = \"agave\"\nbase_url = \"https://a\"\nkey = 1", "line 4", "key"),
            (&format!("{upstream}\"http://a.example.org\""), "line 3", "upstream.x.base_url"),
            (&format!("{upstream}\"https://u:p@a.example.org\""), "line 3", "upstream.x.base_url"),
            (&format!("{upstream}\"https://a/?b\""), "line 3", "upstream.x.base_url"),
            (&format!("{upstream}\"ftp://a\""), "line 3", "upstream.x.base_url"),
            (&format!("{upstream}\"nothing\""), "line 3", "upstream.x.base_url"),
            ("[upstream.\"a/b\"]\nservice = \"agave\"\nbase_url = \"https://a\"", "line 1", "upstream.a/b"),
            ("[actors]\n\"a\" = []", "line 2", "actors.\"a\""),
        ] {
            let error = refusal(text);
            assert!(error.contains(line) && error.contains(key), "{text}: {error}");
        }
    }
}
