//! The examples for JARVICE.

use serde_json::Value;

use super::literal::{JAVASCRIPT, PYTHON, literal};
use super::words::{fence, pretty, shell_word, text, trimmed};

/// The SDK's npm package, which adds user and key to the body.
pub(super) fn javascript(base_url: &str, body: &Value) -> String {
    format!(
        r#"import init, {{ Jarvice }} from "portolan";

await init();
const jarvice = new Jarvice({{
  baseUrl: {base},
  username: process.env.JARVICE_USER,
  apikey: process.env.JARVICE_KEY,
}});

const job = await jarvice.submit({{
  body: {body},
}});
console.log(job.name, job.number);
"#,
        base = text(base_url),
        body = literal(body, &JAVASCRIPT, 1),
    )
}

/// The SDK's crate.
pub(super) fn rust(base_url: &str, body: &Value) -> String {
    let json = pretty(body);
    let fence = fence(&json);
    format!(
        r#"use portolan::jarvice::{{Jarvice, JarviceOptions, Submission}};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let jarvice = Jarvice::new(JarviceOptions {{
        base_url: {base}.to_owned(),
        username: std::env::var("JARVICE_USER")?,
        apikey: std::env::var("JARVICE_KEY")?,
        ..Default::default()
    }})?;

    let submission: Submission = serde_json::from_str(r{fence}"{json}"{fence})?;
    let job = jarvice.submit(&submission).await?;
    println!("{{job:?}}");
    Ok(())
}}
"#,
        base = text(base_url),
    )
}

/// A command line; the shell puts user and key into the body, and changes nothing else in it.
pub(super) fn curl(base_url: &str, body: &Value) -> String {
    format!(
        r#"jq '. + {{user: {{username: env.JARVICE_USER, apikey: env.JARVICE_KEY}}}}' <<'JSON' |
{json}
JSON
curl --silent --show-error --fail-with-body \
  --header "Content-Type: application/json" \
  --data-binary @- \
  {address}
"#,
        address = shell_word(&format!("{}/jarvice/submit", trimmed(base_url))),
        json = pretty(body),
    )
}

/// The service's own Python client.
pub(super) fn python(base_url: &str, body: &Value) -> String {
    format!(
        r#"import os

from jarviceclient import JarviceAPI

client = JarviceAPI.AuthenticatedClient(
    os.environ["JARVICE_USER"], os.environ["JARVICE_KEY"], {base}
)

job = {body}
result, errors = client.submit(job)
print(errors or result)
"#,
        base = text(trimmed(base_url)),
        body = literal(body, &PYTHON, 0),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{curl, javascript, python, rust};

    #[test]
    fn every_example_names_the_address_and_reads_its_key_from_the_environment() {
        let body = json!({ "app": "it's", "machine": { "nodes": 1 } });
        for example in [javascript, rust, curl, python] {
            let text = example("http://h:1/", &body);
            assert!(text.contains("http://h:1"), "{text}");
            assert!(text.contains("JARVICE_KEY"), "{text}");
        }
    }
}
