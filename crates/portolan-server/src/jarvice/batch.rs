//! `batch`: a script in a container. The script runs on this machine; the image is written down.

use std::collections::BTreeMap;

use axum::extract::State as Shared;
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use portolan::agave::Application;
use serde_json::json;

use super::call::answer;
use super::submission;
use super::submit::in_own_words;
use crate::State;
use crate::agave::body::Fields;
use crate::agave::job_request::{self, Script};
use crate::apps::fields::Fields as Checked;
use crate::engine::Command;
use crate::error::Result;

/// What jobs of scripts are called as apps.
const APP: &str = "jarvice-batch";

pub(super) async fn serve(Shared(state): Shared<State>, fields: Fields) -> Result<Response> {
    let user = submission::sign_in(&state, &fields).await?;
    let checked = Checked::of(&fields.0);
    let mut request = submission::common(&checked)?;
    let container = checked.object("container")?.ok_or_else(|| checked.refuse("container", "is required"))?;
    let image = container.required("image", 1024)?;
    let script =
        container.get("jobscript").and_then(|script| script.as_str()).filter(|text| !text.trim().is_empty());
    let script = script.ok_or_else(|| {
        container.refuse("jobscript", "is required: this server runs scripts, not what is in an image")
    })?;
    request.entry("name").or_insert_with(|| json!("batch"));
    let script = Script {
        app: APP,
        application: &Application::default(),
        assets: None,
        command: Command::Script { text: decoded(script), tool: None },
    };
    let job = job_request::script(&state, &user, &request, script).await;
    let mut job = job.map_err(|error| in_own_words(&error))?;
    job.plan.environment = BTreeMap::from([("JARVICE_IMAGE".to_owned(), image)]);
    Ok(answer(&submission::accept(&state, &fields, job).await?))
}

/// The script's text, which may have been sent in base64.
fn decoded(script: &str) -> String {
    let compact: String = script.split_whitespace().collect();
    let printable = |text: &String| text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    // Words with blanks between them are commands, whatever else they might be.
    let one_word = script.lines().all(|line| !line.trim().contains(char::is_whitespace));
    let bytes = if one_word { BASE64_STANDARD.decode(compact).ok() } else { None };
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).filter(printable);
    text.unwrap_or_else(|| script.replace("\r\n", "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_come_plain_or_in_base64() {
        for plain in ["date", "true", "hostname", "ls -l\n", "#!/bin/sh\necho a\n", "echo\ntrue\n"] {
            assert_eq!(decoded(plain), plain);
            assert_eq!(decoded(&BASE64_STANDARD.encode(plain)), plain);
        }
        let long = "#!/bin/bash\n".to_owned() + &"echo line\n".repeat(20);
        let encoded = BASE64_STANDARD.encode(&long);
        let wrapped: Vec<&str> =
            encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
        assert_eq!(decoded(&wrapped.join("\n")), long);
        assert_eq!(decoded("a\r\nb c"), "a\nb c");
    }
}
