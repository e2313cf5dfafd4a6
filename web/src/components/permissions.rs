//! Who may do what with something: a file, an app, a job, a document. Seen and changed in one dialog.

use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use portolan::Error;
use portolan::agave::{Acl, PermissionRequest, PermissionType};

use super::button::{Button, Weight};
use super::fetch::{drawing, fetched};
use super::field::{CheckField, SelectField, TextField};
use super::load::Failure;
use super::plain::{button, table, words};
use super::text::visible;
use super::toast::use_toaster;

/// What somebody may do.
#[derive(Clone)]
pub struct Grant {
    /// Who.
    pub username: String,
    /// What.
    pub permission: Acl,
}

/// Lists the grants.
pub type ListGrants = Rc<dyn Fn() -> LocalBoxFuture<'static, Result<Vec<Grant>, Error>>>;
/// Gives one.
pub type Give = Rc<dyn Fn(PermissionRequest) -> LocalBoxFuture<'static, Result<(), Error>>>;

/// The permissions with their words.
const LEVELS: [(&str, &str, PermissionType); 8] = [
    ("read", "Read", PermissionType::Read),
    ("write", "Write", PermissionType::Write),
    ("execute", "Execute", PermissionType::Execute),
    ("read_write", "Read and write", PermissionType::ReadWrite),
    ("read_execute", "Read and execute", PermissionType::ReadExecute),
    ("write_execute", "Write and execute", PermissionType::WriteExecute),
    ("all", "All", PermissionType::All),
    ("none", "None", PermissionType::None),
];

/// The dialog's content. `folders` offers to include everything below.
pub fn permissions(list: ListGrants, give: Give, folders: bool) -> AnyView {
    let version = RwSignal::new(0_u32);
    let remove = give.clone();
    let rows = fetched("Reading the permissions", move || {
        version.track();
        let (grants, remove) = (list(), remove.clone());
        Box::pin(async move {
            let grants = grants.await?;
            Ok(drawing(move || grant_table(grants, remove, version)))
        })
    });
    view! {
        <div class="stack">
            {rows}
            {give_form(give, folders, version)}
        </div>
    }
    .into_any()
}

fn grant_table(grants: Vec<Grant>, give: Give, version: RwSignal<u32>) -> AnyView {
    if grants.is_empty() {
        return view! { <p class="soft">"Only the owner may use it."</p> }.into_any();
    }
    let toaster = use_toaster();
    let rows = grants
        .into_iter()
        .map(|Grant { username, permission }| {
            let (give, user) = (give.clone(), username.clone());
            let take = move || {
                let work = give(PermissionRequest {
                    username: user.clone(),
                    permission: PermissionType::None,
                    recursive: None,
                });
                let user = visible(&user);
                spawn_local(async move {
                    match work.await {
                        Ok(()) => toaster.say(format!("{user} has no permission any more.")),
                        Err(error) => toaster.fail(error.to_string()),
                    }
                    let _ = version.try_update(|version| *version += 1);
                });
            };
            let name = visible(&username);
            let label = format!("Remove the permission of {name}");
            vec![words(name), words(told(&permission)), button("Remove", label, take)]
        })
        .collect();
    table("Who may do what", &["User", "May", ""], rows)
}

/// What somebody may do, in words.
fn told(permission: &Acl) -> String {
    let parts = [
        (permission.read, "read"),
        (permission.write, "write"),
        (permission.execute == Some(true), "execute"),
    ];
    let all: Vec<&str> = parts.into_iter().filter(|(may, _)| *may).map(|(_, word)| word).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
}

fn give_form(give: Give, folders: bool, version: RwSignal<u32>) -> AnyView {
    let toaster = use_toaster();
    let username = RwSignal::new(String::new());
    let level = RwSignal::new(LEVELS[0].0.to_owned());
    let recursive = RwSignal::new(folders);
    let missing = RwSignal::new(None::<String>);
    let fault = RwSignal::new(None::<Error>);
    let busy = RwSignal::new(false);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let user = username.get_untracked().trim().to_owned();
        fault.set(None);
        if user.is_empty() {
            return missing.set(Some("Type whom you give it to.".to_owned()));
        }
        missing.set(None);
        let chosen = level.get_untracked();
        let permission =
            LEVELS.iter().find(|(key, ..)| *key == chosen).map_or(PermissionType::Read, |(.., level)| *level);
        let recursive = folders.then(|| recursive.get_untracked());
        let work = give(PermissionRequest { username: user.clone(), permission, recursive });
        busy.set(true);
        spawn_local(async move {
            let outcome = work.await;
            let _ = busy.try_set(false);
            match outcome {
                Ok(()) => {
                    let _ = username.try_set(String::new());
                    toaster.say(format!("The permission of {} is set.", visible(&user)));
                }
                Err(error) => {
                    let _ = fault.try_set(Some(error));
                }
            }
            let _ = version.try_update(|version| *version += 1);
        });
    };
    let choices: Vec<(String, String)> =
        LEVELS.iter().map(|(key, words, _)| ((*key).to_owned(), (*words).to_owned())).collect();
    view! {
        <form novalidate class="stack" on:submit=send>
            <TextField label="User name" value=username error=missing required=true />
            <SelectField label="Permission" value=level choices />
            {folders.then(|| view! { <CheckField label="Also for everything in this folder" value=recursive /> })}
            {move || fault.get().map(|error| view! { <Failure error /> })}
            <div><Button weight=Weight::Primary submit=true busy>"Give permission"</Button></div>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{Acl, told};

    #[test]
    fn permissions_are_told_in_words() {
        let acl = Acl { read: true, write: true, execute: Some(false) };
        assert_eq!(told(&acl), "read, write");
        assert_eq!(told(&Acl::default()), "nothing");
    }
}
