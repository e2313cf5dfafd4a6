//! Examples of a submission in several languages, ready to be copied and run.
//!
//! They carry the body of the form and the address of the service, and never a secret: every one reads its
//! token from the environment.

mod agave;
mod literal;

use portolan::gateway::Service;
use serde_json::Value;

/// A language that an example is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// JavaScript with the npm package.
    JavaScript,
    /// Rust with the crate.
    Rust,
    /// A command line.
    Curl,
    /// Python with agavepy.
    Python,
}

impl Language {
    /// What the language is called on its tab.
    pub fn label(self) -> &'static str {
        match self {
            Language::JavaScript => "JavaScript",
            Language::Rust => "Rust",
            Language::Curl => "curl",
            Language::Python => "Python (agavepy)",
        }
    }

    /// The word that stands for the language in an address.
    pub fn id(self) -> &'static str {
        match self {
            Language::JavaScript => "javascript",
            Language::Rust => "rust",
            Language::Curl => "curl",
            Language::Python => "python",
        }
    }

    /// How the example is made ready to run, in a line.
    pub fn preparation(self) -> &'static str {
        match self {
            Language::JavaScript => "npm install portolan, then save as submit.mjs and run it with node.",
            Language::Rust => {
                "cargo add portolan --features native; cargo add serde_json; \
                 cargo add tokio --features macros,rt-multi-thread"
            }
            Language::Curl => "Any POSIX shell with curl.",
            Language::Python => "pip install agavepy",
        }
    }
}

/// The languages in which a service has an example, the SDK's own first.
pub fn languages(service: Service) -> &'static [Language] {
    match service {
        Service::Agave => &[Language::JavaScript, Language::Rust, Language::Curl, Language::Python],
    }
}

/// The example that sends `body` to the service at `base_url`.
pub fn example(language: Language, base_url: &str, body: &Value) -> String {
    match language {
        Language::JavaScript => agave::javascript(base_url, body),
        Language::Rust => agave::rust(base_url, body),
        Language::Curl => agave::curl(base_url, body),
        Language::Python => agave::python(base_url, body),
    }
}
