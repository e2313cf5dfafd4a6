//! The examples for Rescale, where a job is made first and submitted then.

use serde_json::Value;

use super::literal::{JAVASCRIPT, PYTHON, literal};
use super::words::{fence, pretty, shell_word, text, trimmed};

/// The SDK's npm package.
pub(super) fn javascript(base_url: &str, body: &Value) -> String {
    format!(
        r#"import init, {{ Rescale }} from "portolan";

await init();
const rescale = new Rescale({{
  baseUrl: {base},
  token: process.env.RESCALE_TOKEN,
}});

const job = await rescale.jobs.create({{
  body: {body},
}});
await rescale.jobs.submit({{ jobId: job.id }});
console.log(job.id);
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
        r#"use portolan::rescale::{{JobCreate, Rescale, RescaleOptions}};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let rescale = Rescale::new(RescaleOptions {{
        base_url: {base}.to_owned(),
        token: std::env::var("RESCALE_TOKEN")?,
    }})?;

    let body: JobCreate = serde_json::from_str(r{fence}"{json}"{fence})?;
    let job = rescale.jobs().create(&body).await?;
    rescale.jobs().submit(&job.id).await?;
    println!("{{}}", job.id);
    Ok(())
}}
"#,
        base = text(base_url),
    )
}

/// A command line; the body comes from a quoted here-document, so the shell changes nothing in it.
pub(super) fn curl(base_url: &str, body: &Value) -> String {
    let base = trimmed(base_url);
    format!(
        r#"job=$(curl --silent --show-error --fail-with-body \
  --header "Authorization: Token $RESCALE_TOKEN" \
  --header "Content-Type: application/json" \
  --data-binary @- \
  {jobs} <<'JSON' | jq --raw-output .id
{json}
JSON
)
curl --silent --show-error --fail-with-body --request POST \
  --header "Authorization: Token $RESCALE_TOKEN" \
  {jobs}"$job"/submit/
"#,
        jobs = shell_word(&format!("{base}/api/v2/jobs/")),
        json = pretty(body),
    )
}

/// Python without a client of the service, which it does not publish.
pub(super) fn python(base_url: &str, body: &Value) -> String {
    format!(
        r#"import os

import requests

jobs = {jobs}
headers = {{"Authorization": "Token " + os.environ["RESCALE_TOKEN"]}}

answer = requests.post(jobs, headers=headers, json={body})
answer.raise_for_status()
job = answer.json()
requests.post(f"{{jobs}}{{job['id']}}/submit/", headers=headers).raise_for_status()
print(job["id"])
"#,
        jobs = text(&format!("{}/api/v2/jobs/", trimmed(base_url))),
        body = literal(body, &PYTHON, 0),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{curl, javascript, python, rust};

    #[test]
    fn every_example_makes_a_job_and_submits_it() {
        let body = json!({ "name": "it's", "isLowPriority": true });
        for example in [javascript, rust, curl, python] {
            let text = example("http://h:1/", &body);
            assert!(text.contains("http://h:1"), "{text}");
            assert!(text.contains("RESCALE_TOKEN"), "{text}");
            assert!(text.contains("submit"), "{text}");
        }
    }
}
