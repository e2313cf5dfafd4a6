//! Which program stands for an image. Nothing is pulled: the operator names the programs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::config::Config;
use crate::error::{Error, Result};

/// The images that are there without any configuration, and the subcommands of this program that stand for them: one
/// logs its message and environment, one answers each message with itself.
const BUILT_IN: [(&str, &str); 2] =
    [("abacosamples/test:latest", "actor-test"), ("portolan/echo:latest", "actor-echo")];

/// Where programs without a path are looked for.
const SEARCHED: [&str; 3] = ["/usr/local/bin", "/usr/bin", "/bin"];

/// By image with its tag, the program and its arguments.
pub(super) struct Images(BTreeMap<String, Vec<String>>);

impl Images {
    /// The images of a configuration. A program that is not there is told of now, not by the first actor.
    pub(super) fn new(config: &Config) -> anyhow::Result<Images> {
        let own = |(image, subcommand): (&str, &str)| {
            let program = config.program.to_string_lossy().into_owned();
            (image.to_owned(), vec![program, subcommand.to_owned()])
        };
        let mut images = BTreeMap::from(BUILT_IN.map(own));
        for (image, command) in &config.file.actors {
            let mut command = command.clone();
            if let Some(program) = command.first_mut() {
                let found = find(program).with_context(|| {
                    format!("actors.{image:?}: there is no program {program}; name one by its whole path")
                })?;
                *program = found.to_string_lossy().into_owned();
            }
            images.insert(tagged(image), command);
        }
        Ok(Images(images))
    }

    /// The command that stands for an image.
    pub(super) fn command(&self, image: &str) -> Result<&[String]> {
        self.0.get(&tagged(image)).map(Vec::as_slice).ok_or_else(|| {
            let known: Vec<&str> = self.0.keys().map(String::as_str).collect();
            Error::bad_request(
                "image",
                format!(
                    "no program stands for {image} here, and nothing is pulled. There are {}; the operator adds \
                     others under [actors] in the configuration file",
                    known.join(", ")
                ),
            )
        })
    }
}

fn tagged(image: &str) -> String {
    let image = image.trim();
    let last = image.rsplit('/').next().unwrap_or(image);
    if last.contains(':') || last.contains('@') { image.to_owned() } else { format!("{image}:latest") }
}

fn find(program: &str) -> Option<PathBuf> {
    let path = Path::new(program);
    if path.components().count() > 1 {
        return std::path::absolute(path).ok().filter(|path| path.is_file());
    }
    SEARCHED.iter().map(|folder| Path::new(folder).join(program)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_latest_unless_it_is_said() {
        assert_eq!(tagged("abacosamples/test"), BUILT_IN[0].0);
        assert_eq!(tagged("host:5000/a/b"), "host:5000/a/b:latest");
        assert_eq!(tagged("a:1.0"), "a:1.0");
        assert_eq!(tagged("a@sha256:0"), "a@sha256:0");
    }

    #[test]
    fn programs_are_found_or_not() {
        assert!(find("sh").unwrap().is_absolute());
        assert!(find("/bin/sh").is_some());
        assert!(find("no-such-program").is_none() && find("/no/such").is_none() && find("/").is_none());
    }
}
