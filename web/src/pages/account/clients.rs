//! The OAuth clients of the account.

use leptos::prelude::*;
use portolan::Login;
use portolan::agave::{Agave, ClientRequest, OauthClient};

use crate::components::ask::{Answers, Question, use_asker};
use crate::components::fetch::{drawing, fetched};
use crate::components::line::{Line, LineKind};
use crate::components::plain::{button, code, facts, section, table, words};
use crate::components::text::visible;

/// What the section works with.
#[derive(Clone, Copy)]
struct Desk {
    agave: StoredValue<Agave>,
    /// What proves who asks, where the session's token is not enough.
    login: RwSignal<Option<Login>>,
    version: RwSignal<u32>,
}

impl Desk {
    fn agave(self) -> Agave {
        self.agave.get_value()
    }

    fn login(self) -> Option<Login> {
        self.login.get_untracked()
    }

    fn changed(self) {
        let _ = self.version.try_update(|version| *version += 1);
    }
}

/// The section "OAuth clients". Portolan's own server takes the session's token for them; real tenants want the
/// password each time, which is asked for where it is needed and not kept.
pub(super) fn clients(agave: Agave) -> AnyView {
    let desk = Desk { agave: StoredValue::new(agave), login: RwSignal::new(None), version: RwSignal::new(0) };
    let asker = use_asker();
    let content = fetched("Reading the clients", move || {
        desk.version.track();
        let (agave, login) = (desk.agave(), desk.login.get());
        Box::pin(async move {
            let found = match agave.clients().list(login.as_ref()).await {
                Err(error) if error.is_unauthorized() && login.is_none() => None,
                other => Some(other?),
            };
            Ok(drawing(move || match found {
                Some(found) => found_view(desk, found),
                None => locked(),
            }))
        })
    });
    let buttons = view! {
        {button("With password", String::new(), move || asker.ask(password(desk)))}
        {button("New client", String::new(), move || asker.ask(add(desk)))}
    };
    section("OAuth clients", buttons.into_any(), content)
}

fn locked() -> AnyView {
    view! { <p class="soft">"This service shows your clients only for your password. Use \u{201c}With password\u{201d}."</p> }
        .into_any()
}

fn found_view(desk: Desk, found: Vec<OauthClient>) -> AnyView {
    if found.is_empty() {
        return view! { <p class="soft">"None. A client is what a program signs in with."</p> }.into_any();
    }
    let own = desk.agave().session().client_name();
    let rows = found.into_iter().map(|client| row(desk, client, &own)).collect();
    table("OAuth clients", &["Name", "Key", "Description", ""], rows)
}

fn row(desk: Desk, client: OauthClient, own: &str) -> Vec<AnyView> {
    let asker = use_asker();
    let name = visible(&client.name);
    let mine = client.name == own;
    let subscriptions = {
        let (id, name) = (client.name.clone(), name.clone());
        move || {
            let id = id.clone();
            asker.ask(Question::show(format!("Subscriptions of {name}"), move || {
                subscribed(desk, id.clone())
            }));
        }
    };
    let remove = {
        let (id, name) = (client.name.clone(), name.clone());
        move || asker.ask(delete(desk, id.clone(), &name, mine))
    };
    let buttons = view! {
        <div class="row">
            {button("Subscriptions", format!("Subscriptions of {name}"), subscriptions)}
            {button("Delete", format!("Delete {name}"), remove)}
        </div>
    };
    let shown = if mine { format!("{name} (this portal's)") } else { name };
    vec![
        words(shown),
        code(client.consumer_key.unwrap_or_default()),
        words(visible(&client.description.unwrap_or_default())),
        buttons.into_any(),
    ]
}

fn subscribed(desk: Desk, name: String) -> AnyView {
    fetched("Reading the subscriptions", move || {
        let (agave, login, name) = (desk.agave(), desk.login(), name.clone());
        Box::pin(async move {
            let found = agave.clients().subscriptions(login.as_ref(), &name).await?;
            Ok(drawing(move || {
                let rows = found
                    .into_iter()
                    .map(|one| vec![words(one.api_name), words(one.api_version), words(one.api_provider)])
                    .collect();
                table("Subscriptions", &["Service", "Version", "Provider"], rows)
            }))
        })
    })
}

/// Asks for the password, for services that show clients for nothing less. It stays in memory until the page is left.
fn password(desk: Desk) -> Question {
    let lines = vec![
        Line::text("username", "User name").required().with(desk.agave().session().username()),
        Line::new("password", "Password", LineKind::Secret).required(),
    ];
    Question::new("Show clients", "Show", lines, move |answers: Answers| async move {
        let given = Login { username: answers.get("username"), password: answers.get("password") };
        let _ = desk.login.try_set(Some(given));
        Ok(String::new())
    })
}

fn add(desk: Desk) -> Question {
    let asker = use_asker();
    let lines = vec![
        Line::text("clientName", "Client name").required(),
        Line::text("description", "Description"),
        Line::text("callbackUrl", "Callback address")
            .help("Where sign-ins by redirect lead back to; empty for none."),
    ];
    Question::new("New client", "Create", lines, move |answers: Answers| {
        let (clients, login) = (desk.agave().clients(), desk.login());
        async move {
            let request = ClientRequest {
                client_name: answers.get("clientName"),
                description: answers.some("description"),
                callback_url: answers.some("callbackUrl"),
                ..Default::default()
            };
            let made = clients.create(login.as_ref(), &request).await?;
            desk.changed();
            // The service tells the secret this once.
            asker.ask(secret(&made));
            Ok(String::new())
        }
    })
}

fn secret(client: &OauthClient) -> Question {
    let pairs = [
        ("Key", client.consumer_key.clone().unwrap_or_default()),
        ("Secret", client.consumer_secret.clone().unwrap_or_default()),
    ];
    Question::show(format!("{} is made", visible(&client.name)), move || facts(pairs.to_vec()))
        .saying("Copy the secret now: the service does not show it again.")
}

fn delete(desk: Desk, id: String, name: &str, mine: bool) -> Question {
    let said = format!("{name} is deleted.");
    let question = Question::new(format!("Delete {name}?"), "Delete", Vec::new(), move |_| {
        let (clients, login) = (desk.agave().clients(), desk.login());
        let (id, said) = (id.clone(), said.clone());
        async move {
            clients.delete(login.as_ref(), &id).await?;
            desk.changed();
            Ok(said)
        }
    })
    .saying(format!("Programs that sign in with {name} cannot any more, and its tokens end."));
    let question = if mine {
        question.saying("It is this portal's own: you will have to sign in again.")
    } else {
        question
    };
    question.destroys()
}
