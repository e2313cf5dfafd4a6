//! Notifications: who is told when something happens.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use portolan::agave::{Agave, Notification, NotificationQuery, NotificationRequest};

use super::on_agave;
use crate::components::ask::{Answers, Question, use_asker};
use crate::components::empty::Empty;
use crate::components::fetch::{drawing, fetched};
use crate::components::line::{Line, LineKind};
use crate::components::page::Page;
use crate::components::pages::{PAGE, offset, pages};
use crate::components::plain::{button, chip, code, facts, moment, table, words};
use crate::components::text::{date, visible};
use crate::hooks::query::use_query;

/// The page.
#[component]
pub fn NotificationsPage() -> impl IntoView {
    on_agave("Notifications", |agave| {
        let (page, _) = use_query("page");
        let query = use_query_map();
        let about = Memo::new(move |_| query.with(|query| query.get("about")).unwrap_or_default());
        let version = RwSignal::new(0_u32);
        let asker = use_asker();
        let new = agave.clone();
        let list = fetched("Reading the notifications", move || {
            version.track();
            let (start, about, agave) = (offset(&page.get()), about.get(), agave.clone());
            Box::pin(async move {
                let query = NotificationQuery {
                    associated_uuid: Some(about).filter(|about| !about.is_empty()),
                    limit: Some(PAGE),
                    offset: Some(start),
                    ..Default::default()
                };
                let found: Vec<Notification> =
                    agave.notifications().list(&query).await?.into_iter().collect();
                Ok(drawing(move || found_view(&agave, found, start, version)))
            })
        });
        let add = move |_| asker.ask(add(new.clone(), &about.get_untracked(), version));
        view! {
            <Page
                title="Notifications"
                actions=move || {
                    let add = add.clone();
                    view! { <button type="button" class="button button-primary" on:click=add>"New notification"</button> }
                }
            >
                {list}
            </Page>
        }
        .into_any()
    })
}

fn found_view(agave: &Agave, found: Vec<Notification>, start: u32, version: RwSignal<u32>) -> AnyView {
    let pager = pages(start, found.len());
    if found.is_empty() {
        return view! {
            <Empty title="Nobody is told of anything">
                <p>"A notification tells a web address or an e-mail address when something happens to a job, a file or a document."</p>
            </Empty>
            {pager}
        }
        .into_any();
    }
    let rows = found.into_iter().map(|notification| row(agave, notification, version)).collect();
    let headings = ["Tells", "Of", "About", "State", "Last sent", ""];
    view! { {table("Notifications", &headings, rows)}{pager} }.into_any()
}

fn row(agave: &Agave, notification: Notification, version: RwSignal<u32>) -> Vec<AnyView> {
    let asker = use_asker();
    let url = visible(&notification.url);
    let id = notification.key().to_owned();
    let status = notification.status.clone().unwrap_or_else(|| "unknown".to_owned());
    let (event, about) =
        (notification.event.clone().unwrap_or_default(), notification.associated_uuid.clone());
    let sent = notification.last_sent.clone();
    let details = {
        let url = url.clone();
        move || {
            let notification = notification.clone();
            asker.ask(Question::show(url.clone(), move || state(&notification)));
        }
    };
    let remove = {
        let (agave, url) = (agave.clone(), url.clone());
        move || asker.ask(delete(agave.clone(), id.clone(), &url, version))
    };
    let buttons = view! {
        <div class="row">
            {button("State", format!("State of {url}"), details)}
            {button("Delete", format!("Delete {url}"), remove)}
        </div>
    };
    let good = status == "ACTIVE" || status == "COMPLETE";
    vec![
        words(url),
        words(if event == "*" { "every event".to_owned() } else { event }),
        code(about),
        chip(status.to_lowercase(), good),
        moment(sent.as_deref()),
        buttons.into_any(),
    ]
}

/// All that the service tells of a notification.
fn state(notification: &Notification) -> AnyView {
    let at = |at: &Option<String>| at.as_deref().map(date).unwrap_or_default();
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let policy = notification.policy.clone().unwrap_or_default();
    facts(vec![
        ("State", notification.status.clone().unwrap_or_default()),
        ("Event", notification.event.clone().unwrap_or_default()),
        ("About", notification.associated_uuid.clone()),
        ("Again and again", if notification.persistent { "yes" } else { "no, once" }.to_owned()),
        ("Attempts", number(notification.attempts)),
        ("Last answer", number(notification.response_code)),
        ("Last sent", at(&notification.last_sent)),
        ("Repeats after failure", policy.retry_strategy.unwrap_or_default()),
        ("At most", number(policy.retry_limit)),
        ("Created", at(&notification.created)),
        ("Id", notification.key().to_owned()),
    ])
}

/// The question that adds a notification about the thing of that id.
fn add(agave: Agave, about: &str, version: RwSignal<u32>) -> Question {
    let lines = vec![
        Line::text("url", "Tell")
            .required()
            .help("A web address that is called, or an e-mail address. ${UUID}, ${EVENT} and the like are filled in."),
        Line::text("event", "Event").required().with("*").help("As in FINISHED or FAILED; * is every event."),
        Line::text("associatedUuid", "About").required().with(about).help("The id of a job, file, app or document."),
        Line::new("persistent", "Again and again, not only the first time", LineKind::Check),
    ];
    Question::new("New notification", "Create", lines, move |answers: Answers| {
        let notifications = agave.notifications();
        async move {
            let request = NotificationRequest {
                url: answers.get("url"),
                event: answers.get("event"),
                associated_uuid: answers.get("associatedUuid"),
                persistent: Some(answers.is("persistent")),
                ..Default::default()
            };
            notifications.add(&request).await?;
            let _ = version.try_update(|version| *version += 1);
            Ok(format!("{} will be told.", visible(&request.url)))
        }
    })
}

fn delete(agave: Agave, id: String, url: &str, version: RwSignal<u32>) -> Question {
    Question::new("Delete the notification?", "Delete", Vec::new(), move |_| {
        let (notifications, id) = (agave.notifications(), id.clone());
        async move {
            notifications.delete(&id).await?;
            let _ = version.try_update(|version| *version += 1);
            Ok("The notification is deleted.".to_owned())
        }
    })
    .saying(format!("{url} is not told any more."))
    .destroys()
}
