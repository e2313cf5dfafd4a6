//! The sign-in page: choose a service, say who you are.

pub mod more;
pub mod page;
mod servers;
mod service;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::button::{Button, Weight};
use crate::components::empty::{Compass, RhumbNet};
use crate::components::field::TextField;
use crate::components::icon::{Icon, Symbol};
use crate::links::Links;
use crate::session::{Attempt, Credential, Refusal, SigningIn};
use more::{More, MoreFields};
use servers::KnownServers;
use service::{Service, Services};

pub use page::SignInPage;

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    service: RwSignal<Service>,
    address: RwSignal<String>,
    username: RwSignal<String>,
    password: RwSignal<String>,
    more: MoreFields,
}

impl Form {
    fn new() -> Self {
        Self {
            service: RwSignal::new(Service::Agave),
            address: RwSignal::new(window().location().origin().unwrap_or_default()),
            username: RwSignal::new(String::new()),
            password: RwSignal::new(String::new()),
            more: MoreFields::new(),
        }
    }

    /// What is to be sent, or what is missing.
    fn attempt(self) -> Result<Attempt, &'static str> {
        let address = self.address.get_untracked().trim().to_owned();
        Ok(Attempt { address, credential: self.credential()? })
    }

    fn credential(self) -> Result<Credential, &'static str> {
        match self.service.get_untracked() {
            Service::Agave => self.agave_credential(),
            Service::Jarvice => {
                let username = self.username.get_untracked().trim().to_owned();
                let key = self.password.get_untracked().trim().to_owned();
                if username.is_empty() {
                    return Err("Type your user name.");
                }
                if key.is_empty() {
                    return Err("Type your API key.");
                }
                Ok(Credential::JarviceKey { username, key })
            }
            Service::Rescale => {
                let token = self.password.get_untracked().trim().to_owned();
                if token.is_empty() {
                    return Err("Type your API token.");
                }
                Ok(Credential::RescaleToken(token))
            }
        }
    }

    fn agave_credential(self) -> Result<Credential, &'static str> {
        if let Some(file) = self.more.file.get_untracked() {
            return Ok(Credential::File(file.text));
        }
        let token = self.more.token.get_untracked().trim().to_owned();
        if !token.is_empty() {
            return Ok(Credential::Token(token));
        }
        let username = self.username.get_untracked().trim().to_owned();
        let password = self.password.get_untracked();
        if username.is_empty() {
            return Err("Type your user name.");
        }
        if password.is_empty() {
            return Err("Type your password.");
        }
        let key = self.more.key.get_untracked().trim().to_owned();
        let secret = self.more.secret.get_untracked().trim().to_owned();
        match (key.is_empty(), secret.is_empty()) {
            (true, true) => Ok(Credential::Password { username, password, client: None }),
            (false, false) => Ok(Credential::Password { username, password, client: Some((key, secret)) }),
            _ => Err("A client has both a key and a secret: give both, or none."),
        }
    }
}

/// What signs in; the form itself knows no service.
pub type Sign = fn(Attempt) -> SigningIn;

/// The page: the chart on one side, the form on the other. `on_done` is given the address to go on to.
#[component]
pub fn SignIn(
    /// What went wrong before the form was shown.
    problem: Option<Refusal>,
    /// What signs in.
    sign: Sign,
    /// Called once somebody is signed in.
    on_done: Callback<String>,
) -> impl IntoView {
    document().set_title("Sign in · Portolan");
    view! {
        <div class="sign-in">
            <header class="sign-in-chart">
                <RhumbNet />
                <Compass />
                <p class="sign-in-name">"Portolan"</p>
                <p class="sign-in-words">"One chart for every harbour: your apps, jobs and files on the gateways that you use."</p>
            </header>
            <main id="main" class="sign-in-main">
                <SignInForm problem sign on_done />
            </main>
        </div>
    }
}

#[component]
fn SignInForm(problem: Option<Refusal>, sign: Sign, on_done: Callback<String>) -> impl IntoView {
    let form = Form::new();
    let problem = RwSignal::new(problem);
    let busy = RwSignal::new(false);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        problem.set(None);
        let attempt = match form.attempt() {
            Ok(attempt) => attempt,
            Err(words) => return problem.set(Some(Refusal::plain(words))),
        };
        busy.set(true);
        spawn_local(async move {
            let answer = sign(attempt).await;
            busy.set(false);
            match answer {
                Ok(name) => on_done.run(target(&name)),
                Err(refusal) => {
                    form.password.set(String::new());
                    form.more.forget_secrets();
                    problem.set(Some(refusal));
                }
            }
        });
    };
    view! {
        <form class="sign-in-form" novalidate on:submit=send>
            <h1 tabindex="-1">"Sign in"</h1>
            <Services chosen=form.service />
            <TextField
                label="Server address"
                value=form.address
                kind="url"
                required=true
                list="known-servers"
                autocomplete="url"
            />
            <KnownServers />
            {move || who(form)}
            {move || problem.get().map(|refusal| view! { <Problem refusal /> })}
            <Button weight=Weight::Primary submit=true busy>
                "Sign in"
            </Button>
        </form>
    }
}

/// The fields that say who somebody is, as the chosen service wants them.
fn who(form: Form) -> AnyView {
    let secret = form.password;
    match form.service.get() {
        Service::Agave => view! {
            <TextField label="User name" value=form.username required=true autocomplete="username" />
            <TextField label="Password" value=secret required=true kind="password" autocomplete="current-password" />
            <More fields=form.more />
        }
        .into_any(),
        Service::Jarvice => view! {
            <TextField label="User name" value=form.username required=true autocomplete="username" />
            <TextField
                label="API key"
                value=secret
                required=true
                kind="password"
                help="JARVICE shows it in your account; it is not your password."
            />
        }
        .into_any(),
        Service::Rescale => view! {
            <TextField
                label="API token"
                value=secret
                required=true
                kind="password"
                help="Rescale makes one under Settings, API."
            />
        }
        .into_any(),
    }
}

#[component]
fn Problem(refusal: Refusal) -> impl IntoView {
    view! {
        <div class="failure" role="alert">
            <Icon name=Symbol::Alert />
            <div>
                <p>{refusal.what}</p>
                {refusal.hint.map(|hint| view! { <p class="small soft">{hint}</p> })}
            </div>
        </div>
    }
}

/// Where to go on: to the deep link that led here, else to the connection's first page.
fn target(name: &str) -> String {
    let search = window().location().search().unwrap_or_default();
    wanted(&search).unwrap_or_else(|| Links::new(name).home())
}

/// The address in `?to=`, if it is one of the portal's own.
fn wanted(search: &str) -> Option<String> {
    let value = search.trim_start_matches('?').split('&').find_map(|pair| pair.strip_prefix("to="))?;
    let path = crate::links::decode(value);
    path.starts_with("/c/").then_some(path)
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn only_the_portals_own_pages_are_gone_on_to() {
        assert_eq!(wanted("?to=%2Fc%2Flocal%2Fjobs%3Fq%3Dx"), Some("/c/local/jobs?q=x".to_owned()));
        assert_eq!(wanted("?to=https%3A%2F%2Felsewhere.example"), None);
        assert_eq!(wanted("?to=%2F%2Felsewhere.example"), None);
        assert_eq!(wanted(""), None);
    }
}
