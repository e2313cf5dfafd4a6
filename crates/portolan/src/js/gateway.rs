//! The neutral layer's verbs for JavaScript: arguments by name, results as plain data.

mod data;
mod watch;

use wasm_bindgen::prelude::*;

use super::arguments::JsArguments;
use super::options::Options;
use super::{Answered, Connection, start, thrown};
use crate::arguments::Arguments;
use crate::error::{Code, Error, Result};
use crate::gateway::{Gateway, Job, JobSearch, form};
use crate::json::Json;

use data::{app, app_summary, chunk, event, file, job, job_summary, list, person, system, system_summary};
pub use watch::Watch;

#[wasm_bindgen]
impl Connection {
    /// Does one of the neutral layer's verbs.
    pub fn verb(&self, verb: String, arguments: JsValue, options: JsValue) -> js_sys::Promise {
        let gateway = self.gateway.clone();
        start(options, move |options| Box::pin(does(gateway.with(options), verb, arguments)))
    }

    /// What the neutral layer offers here.
    pub fn capabilities(&self) -> JsValue {
        // Flags can always be written.
        serde_wasm_bindgen::to_value(&self.gateway.capabilities()).unwrap_or_default()
    }

    /// Follows a job.
    ///
    /// # Errors
    /// The parts of a `PortolanError`, for a wrong option.
    pub fn watch(&self, id: &str, while_hidden: bool, options: JsValue) -> Result<Watch, JsValue> {
        let options = Options::read(options).map_err(|error| thrown(&error))?;
        Ok(Watch::new(&self.gateway.with(options.call), id, while_hidden))
    }
}

/// Does a verb of the neutral layer.
async fn does(gateway: Gateway, verb: String, arguments: JsValue) -> Answered {
    let given = JsArguments::new(arguments, "arguments")?;
    let text = |name| given.text(name).ok_or_else(|| Error::invalid(name, "is missing or no text"));
    let or_empty = |name| given.text(name).unwrap_or_default();
    let whole = |name| given.integer(name).and_then(|number| u64::try_from(number).ok());
    let (apps, jobs) = (gateway.apps(), gateway.jobs());
    let (files, systems) = (gateway.files(), gateway.systems());
    Ok(match &*verb {
        "who" => person(&gateway.who().await?),
        "apps.list" => list(&apps.list().await?, app_summary),
        "apps.get" => app(&apps.get(&text("id")?).await?),
        "jobs.submit" => job(&submit(&gateway, &given).await?),
        "jobs.list" => {
            let number = |name| whole(name).and_then(|number| u32::try_from(number).ok());
            let search = JobSearch {
                name: or_empty("name"),
                app_id: or_empty("appId"),
                offset: number("offset").unwrap_or(0),
                limit: number("limit").unwrap_or(JobSearch::default().limit),
            };
            list(&jobs.page(&search).await?, job_summary)
        }
        "jobs.get" => job(&jobs.get(&text("id")?).await?),
        "jobs.history" => list(&jobs.history(&text("id")?).await?, event),
        "jobs.log" => chunk(&jobs.log(&jobs.get(&text("id")?).await?, whole("from").unwrap_or(0)).await?),
        "jobs.outputs" => list(&jobs.outputs(&text("id")?, &or_empty("path")).await?, file),
        "jobs.download" => jobs.output(&text("id")?, &text("path")?).await?.response().into(),
        "jobs.cancel" => done(jobs.cancel(&text("id")?).await?),
        "jobs.delete" => done(jobs.delete(&text("id")?).await?),
        "jobs.suspend" => done(jobs.suspend(&text("id")?).await?),
        "jobs.resume" => done(jobs.resume(&text("id")?).await?),
        "jobs.resubmit" => job(&jobs.resubmit(&text("id")?).await?),
        "files.list" => list(&files.list(&text("system")?, &or_empty("path")).await?, file),
        "files.upload" => {
            let source = given.file("source");
            let source = source.ok_or_else(|| Error::invalid("source", "must be a File, Blob or bytes"))?;
            let progress = gateway.progress();
            let report = move |loaded, total| {
                if let Some(progress) = &progress {
                    progress(loaded, total);
                }
            };
            done(files.upload(&text("system")?, &or_empty("path"), source, report).await?)
        }
        "files.download" => files.download(&text("system")?, &text("path")?).await?.response().into(),
        "files.mkdir" => done(files.mkdir(&text("system")?, &or_empty("path"), &text("name")?).await?),
        "files.rename" => done(files.rename(&text("system")?, &text("path")?, &text("name")?).await?),
        "files.copy" => done(files.copy(&text("system")?, &text("path")?, &text("to")?).await?),
        "files.move" => done(files.move_to(&text("system")?, &text("path")?, &text("to")?).await?),
        "files.delete" => done(files.delete(&text("system")?, &text("path")?).await?),
        "systems.list" => list(&systems.list().await?, system_summary),
        "systems.get" => system(&systems.get(&text("id")?).await?),
        _ => return Err(Error::new(Code::Internal, "There is no such verb.")),
    })
}

fn done((): ()) -> JsValue {
    JsValue::UNDEFINED
}

/// Fills an app's form with the given values, checks it and submits it.
async fn submit(gateway: &Gateway, given: &JsArguments) -> Result<Job> {
    let id = given.text("appId").ok_or_else(|| Error::invalid("appId", "is missing or no text"))?;
    let app = gateway.apps().get(&id).await?;
    let mut draft = form::draft(&app);
    for (name, value) in Json(given.get("values")).entries() {
        if !app.fields.iter().any(|field| field.visible && field.id == name) {
            return Err(Error::invalid(&name, "is no field of this app"));
        }
        let several = || value.items().iter().filter_map(Json::text).collect();
        let values = value.text().map_or_else(several, |text| vec![text]);
        draft.values.insert(name, values);
    }
    let settings = &mut draft.settings;
    let texts = [
        ("name", &mut draft.name),
        ("queue", &mut settings.queue),
        ("maxRunTime", &mut settings.max_run_time),
        ("nodeCount", &mut settings.node_count),
        ("processorsPerNode", &mut settings.processors_per_node),
        ("memoryPerNode", &mut settings.memory_per_node),
    ];
    for (name, setting) in texts {
        if let Some(value) = Json(given.get(name)).text() {
            *setting = value;
        }
    }
    settings.archive = given.boolean("archive").unwrap_or(settings.archive);
    if let Some(problem) = form::check(&app, &draft, &[]).into_iter().next() {
        return Err(Error::new(Code::Invalid, problem.message).about(problem.field));
    }
    let jobs = gateway.jobs();
    let mut body = jobs.document(&app, &draft);
    for (name, value) in Json(given.get("extra")).entries() {
        body.set(&name, value);
    }
    jobs.submit_document(&body).await
}
