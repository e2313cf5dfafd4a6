//! The job form: an app's fields, its resources, and the same as JSON and as code.

mod body;
mod code;
mod json;
mod presets;
mod refusal;
mod sheet;
mod submit;

use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use portolan::Result;
use portolan::gateway::{App, Draft, Gateway, Queue, form};

use crate::components::fetch::load;
use crate::components::icon::{Icon, Symbol};
use crate::components::page::Page;
use crate::components::tabs::{TabList, TabPanel};
use crate::form::chooser::{ChooserDialog, provide_chooser};
use crate::form::draft;
use crate::form::resources::{NameField, Resources};
use crate::form::view::AppFields;
use crate::hooks::query::use_query;
use crate::links::Links;
use crate::pages::app::name;
use crate::session::use_gateway;
use code::CodeView;
use json::JsonView;
use sheet::Sheet;
use submit::SubmitBar;

/// What the form begins with.
struct Beginning {
    app: App,
    queues: Vec<Queue>,
    kept: Option<Draft>,
    key: String,
}

/// The page with an app's job form. With `from` in the address it begins as that job did.
#[component]
pub fn RunPage() -> impl IntoView {
    let links = expect_context::<Links>();
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|params| params.get("app").unwrap_or_default()));
    let from = Memo::new(move |_| query.with(|query| query.get("from")).filter(|from| !from.is_empty()));
    let gateway = use_gateway();
    // A link may bring what the form begins with.
    let fill =
        query.with_untracked(|query| query.get("fill")).and_then(|text| serde_json::from_str(&text).ok());
    let fill = StoredValue::new(fill);
    let place = params.with_untracked(|params| params.get("connection").unwrap_or_default());
    let place = StoredValue::new(place);
    let app_name = RwSignal::new(String::new());
    let read = move || {
        let (gateway, id, from) = (gateway.clone(), id.get(), from.get());
        app_name.set(id.clone());
        let key = place.with_value(|place| draft::key(place, &id, from.as_deref()));
        let fill = fill.get_value();
        async move {
            let mut beginning = begin(&gateway, &id, from.as_deref(), key).await?;
            beginning.kept = fill.or(beginning.kept);
            Ok(beginning)
        }
    };
    let draw = move |beginning: Beginning| {
        app_name.set(name(&beginning.app.summary));
        view! { <RunForm beginning /> }.into_any()
    };
    let (apps, app) = (links.apps(), move || links.app(&id.get()));
    view! {
        <Page
            title=Signal::derive(move || format!("Run {}", app_name.get()))
            above=move || {
                view! {
                    <a href=apps.clone()>"Apps"</a>
                    " / "
                    <a href=app.clone()>{move || app_name.get()}</a>
                }
            }
        >
            {load("Reading the app", read, draw)}
        </Page>
    }
}

async fn begin(gateway: &Gateway, id: &str, from: Option<&str>, key: String) -> Result<Beginning> {
    let app = gateway.apps().get(id).await?;
    // The queues only help to choose and to check early; the service has the last word anyway.
    let queues = gateway.systems().queues(&app).await.unwrap_or_default();
    let kept = match from {
        Some(job) if draft::load(&key).is_none() => Some(of_job(gateway, &app, job).await?),
        _ => None,
    };
    Ok(Beginning { app, queues, kept, key })
}

/// What a job was sent with, as a draft.
async fn of_job(gateway: &Gateway, app: &App, job: &str) -> Result<Draft> {
    let job = gateway.jobs().get(job).await?;
    let (mut draft, _) = form::read(app, &job.submission.value());
    // The rest of a job is what became of it: nothing to submit again.
    draft.extra.clear();
    Ok(draft)
}

#[component]
fn RunForm(beginning: Beginning) -> impl IntoView {
    let Beginning { app, queues, kept, key } = beginning;
    let queues = Signal::stored(queues);
    let sheet = Sheet::new(app, queues, use_gateway(), key, kept);
    let chooser = provide_chooser();
    let root = NodeRef::<html::Form>::new();
    let submitting = RwSignal::new(0u32);
    let (tab, set_tab) = use_query("tab");
    let active = Signal::derive(move || {
        let tab = tab.get();
        if tab == "json" || tab == "code" { tab } else { "form".to_owned() }
    });
    let show =
        move |key: &'static str| set_tab.run(if key == "form" { String::new() } else { key.to_owned() });
    let roomy =
        window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width >= 900.0);
    view! {
        <form
            class="run"
            novalidate
            node_ref=root
            on:submit=move |event| {
                event.prevent_default();
                submitting.update(|count| *count += 1);
            }
        >
            <Restored sheet />
            <div class="row run-presets">{presets::menu(sheet)}</div>
            <TabList
                id="run"
                label="Ways to edit the job"
                tabs=vec![("form", "Form"), ("json", "JSON"), ("code", "Code")]
                active
                on_change=show
            />
            <TabPanel id="run" tab="form" active>
                <div class="run-columns">
                    <div class="run-main">
                        <div class="card form-card">
                            <NameField form=sheet.form />
                            <AppFields form=sheet.form />
                        </div>
                    </div>
                    <Resources form=sheet.form queues open=roomy />
                </div>
            </TabPanel>
            <TabPanel id="run" tab="json" active>
                <JsonView sheet />
            </TabPanel>
            <TabPanel id="run" tab="code" active>
                <CodeView sheet />
            </TabPanel>
            <SubmitBar
                sheet
                root
                submitting
                show_form=move |()| show("form")
                in_json=Signal::derive(move || active.get() == "json")
            />
        </form>
        <ChooserDialog chooser />
    }
}

/// Says that the form holds an earlier draft, until something is done about it.
#[component]
fn Restored(sheet: Sheet) -> impl IntoView {
    view! {
        <Show when=move || sheet.restored.get() && sheet.form.edited()>
            <p class="run-restored small" role="status">
                <Icon name=Symbol::Info />
                "This is your draft from before. It stays until you send or discard it."
            </p>
        </Show>
    }
}
