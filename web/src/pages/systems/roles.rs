//! Who may do what with a system.

use leptos::prelude::*;
use portolan::agave::{Agave, ListQuery, SystemRole};

use crate::components::ask::{Answers, Question, use_asker};
use crate::components::fetch::{drawing, fetched};
use crate::components::line::Line;
use crate::components::plain::{button, section, table, words};
use crate::components::text::visible;

/// The roles with what each may do; each may also do what those before it may.
const ROLES: [(&str, &str); 5] = [
    ("GUEST", "Guest: sees it"),
    ("USER", "User: keeps files, runs jobs"),
    ("PUBLISHER", "Publisher: registers apps"),
    ("ADMIN", "Administrator: changes it"),
    ("OWNER", "Owner: everything"),
];

/// The section "Roles".
pub(super) fn roles(agave: Agave, id: String) -> AnyView {
    let version = RwSignal::new(0_u32);
    let asker = use_asker();
    let give = {
        let (agave, id) = (agave.clone(), id.clone());
        move || asker.ask(give(agave.clone(), id.clone(), version))
    };
    let content = fetched("Reading the roles", move || {
        version.track();
        let (agave, id) = (agave.clone(), id.clone());
        Box::pin(async move {
            let found = agave.systems().list_roles(&id, &ListQuery::default()).await;
            let found: Vec<SystemRole> = match found {
                // Only those who may change a system are told who may use it.
                Err(error) if error.status == Some(403) => Vec::new(),
                other => other?.into_iter().collect(),
            };
            Ok(drawing(move || {
                if found.is_empty() {
                    return view! { <p class="soft">"No roles that you may see."</p> }.into_any();
                }
                let rows = found.into_iter().map(|role| row(&agave, &id, role, version)).collect();
                table("Roles", &["User", "Role", ""], rows)
            }))
        })
    });
    section("Roles", button("Give role", String::new(), give), content)
}

fn row(agave: &Agave, system: &str, role: SystemRole, version: RwSignal<u32>) -> Vec<AnyView> {
    let asker = use_asker();
    let user = role.username.unwrap_or_default();
    let name = visible(&user);
    let word = ROLES.iter().find(|(key, _)| *key == role.role).map_or(role.role.as_str(), |(_, words)| words);
    let word = word.split(':').next().unwrap_or_default().to_owned();
    let (agave, system, shown) = (agave.clone(), system.to_owned(), name.clone());
    let remove = move || {
        let (agave, system, user) = (agave.clone(), system.clone(), user.clone());
        let said = format!("{shown} has no role any more.");
        asker.ask(
            Question::new(format!("Take the role of {shown}?"), "Take role", Vec::new(), move |_| {
                let (systems, system, user, said) =
                    (agave.systems(), system.clone(), user.clone(), said.clone());
                async move {
                    systems.delete_role_for_user(&system, &user).await?;
                    let _ = version.try_update(|version| *version += 1);
                    Ok(said)
                }
            })
            .saying(format!("{shown} can then do with the system only what everybody can."))
            .destroys(),
        );
    };
    let label = format!("Take the role of {name}");
    vec![words(name), words(word), button("Take role", label, remove)]
}

fn give(agave: Agave, system: String, version: RwSignal<u32>) -> Question {
    let lines = vec![
        Line::text("username", "User name").required(),
        Line::choice("role", "Role", &ROLES).with("USER"),
    ];
    Question::new("Give role", "Give role", lines, move |answers: Answers| {
        let (systems, system) = (agave.systems(), system.clone());
        async move {
            let role = SystemRole {
                username: answers.some("username"),
                role: answers.get("role"),
                ..Default::default()
            };
            systems.update_role(&system, &role).await?;
            let _ = version.try_update(|version| *version += 1);
            Ok(format!("The role of {} is set.", visible(&answers.get("username"))))
        }
    })
}
