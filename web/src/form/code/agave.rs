//! The examples for Agave.

use serde_json::Value;

use super::literal::{JAVASCRIPT, PYTHON, literal};
use super::words::{fence, pretty, shell_word, text, trimmed};

/// The SDK's npm package: submits, then follows the job to its end.
pub(super) fn javascript(base_url: &str, body: &Value) -> String {
    format!(
        r#"import init, {{ Agave }} from "portolan";

await init();
const agave = new Agave({{
  baseUrl: {base},
  token: process.env.AGAVE_TOKEN,
}});

const job = await agave.jobs.submit({{
  body: {body},
}});
console.log(job.id, job.status);
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
        r#"use portolan::agave::{{Agave, AgaveOptions, JobRequest}};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let agave = Agave::new(AgaveOptions {{
        base_url: {base}.to_owned(),
        token: std::env::var("AGAVE_TOKEN")?,
        ..Default::default()
    }})?;

    let request: JobRequest = serde_json::from_str(r{fence}"{json}"{fence})?;
    let job = agave.jobs().submit(&request).await?;
    println!("{{job:?}}");
    Ok(())
}}
"#,
        base = text(base_url),
    )
}

/// A command line; the body comes from a quoted here-document, so the shell changes nothing in it.
pub(super) fn curl(base_url: &str, body: &Value) -> String {
    format!(
        r#"curl --silent --show-error --fail-with-body \
  --header "Authorization: Bearer $AGAVE_TOKEN" \
  --header "Content-Type: application/json" \
  --data-binary @- \
  {address} <<'JSON'
{json}
JSON
"#,
        address = shell_word(&format!("{}/jobs/v2/?pretty=true", trimmed(base_url))),
        json = pretty(body),
    )
}

/// The client that most Agave scripts are written with.
pub(super) fn python(base_url: &str, body: &Value) -> String {
    format!(
        r#"import os

from agavepy.agave import Agave

agave = Agave(api_server={base}, token=os.environ["AGAVE_TOKEN"])

job = agave.jobs.submit(body={body})
print(job["id"], job["status"])
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
    fn every_example_names_the_address_and_reads_its_token_from_the_environment() {
        let body = json!({ "name": "it's #\"# here", "appId": "a-1", "archive": true });
        for example in [javascript, rust, curl, python] {
            let text = example("http://h:1/", &body);
            assert!(text.contains("http://h:1"), "{text}");
            assert!(text.contains("AGAVE_TOKEN"), "{text}");
        }
    }

    #[test]
    fn rust_raw_strings_are_fenced_well_enough() {
        let text = rust("http://h", &json!({ "name": "x\"##y" }));
        assert!(text.contains("r###\"{"), "{text}");
    }

    #[test]
    fn the_shell_sees_the_address_as_one_word() {
        assert!(curl("http://h/it's", &json!({})).contains(r"'http://h/it'\''s/jobs/v2/?pretty=true'"));
    }

    #[test]
    fn python_says_true_in_its_own_way() {
        assert!(python("http://h", &json!({ "archive": true })).contains("\"archive\": True"));
    }
}
