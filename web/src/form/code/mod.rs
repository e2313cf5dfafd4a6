//! Examples of a submission in several languages, ready to be copied and run.
//!
//! They carry the body of the form and the address of the service, and never a secret: every one reads its
//! token from the environment.

mod agave;
mod jarvice;
mod literal;
mod rescale;
mod words;

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
    /// Python with the client that most scripts of the service use.
    Python,
}

impl Language {
    /// What the language is called on its tab.
    pub fn label(self, service: Service) -> &'static str {
        match self {
            Language::JavaScript => "JavaScript",
            Language::Rust => "Rust",
            Language::Curl => "curl",
            Language::Python => match service {
                Service::Agave => "Python (agavepy)",
                Service::Jarvice => "Python (jarviceclient)",
                Service::Rescale => "Python (requests)",
            },
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
    pub fn preparation(self, service: Service) -> &'static str {
        match self {
            Language::JavaScript => "npm install portolan, then save as submit.mjs and run it with node.",
            Language::Rust => {
                "cargo add portolan --features native; cargo add serde_json; \
                 cargo add tokio --features macros,rt-multi-thread"
            }
            Language::Curl if service == Service::Agave => "Any POSIX shell with curl.",
            Language::Curl => "Any POSIX shell with curl and jq.",
            Language::Python => match service {
                Service::Agave => "pip install agavepy",
                Service::Jarvice => "pip install jarviceclient",
                Service::Rescale => "pip install requests",
            },
        }
    }
}

/// The languages in which every service has an example, the SDK's own first.
pub const LANGUAGES: [Language; 4] = [Language::JavaScript, Language::Rust, Language::Curl, Language::Python];

/// The example that sends `body` to the service at `base_url`.
pub fn example(service: Service, language: Language, base_url: &str, body: &Value) -> String {
    let write = match (service, language) {
        (Service::Agave, Language::JavaScript) => agave::javascript,
        (Service::Agave, Language::Rust) => agave::rust,
        (Service::Agave, Language::Curl) => agave::curl,
        (Service::Agave, Language::Python) => agave::python,
        (Service::Jarvice, Language::JavaScript) => jarvice::javascript,
        (Service::Jarvice, Language::Rust) => jarvice::rust,
        (Service::Jarvice, Language::Curl) => jarvice::curl,
        (Service::Jarvice, Language::Python) => jarvice::python,
        (Service::Rescale, Language::JavaScript) => rescale::javascript,
        (Service::Rescale, Language::Rust) => rescale::rust,
        (Service::Rescale, Language::Curl) => rescale::curl,
        (Service::Rescale, Language::Python) => rescale::python,
    };
    write(base_url, body)
}

/// The environment variables that a service's examples read.
pub fn variables(service: Service) -> &'static str {
    match service {
        Service::Agave => "AGAVE_TOKEN",
        Service::Jarvice => "JARVICE_USER, JARVICE_KEY",
        Service::Rescale => "RESCALE_TOKEN",
    }
}
