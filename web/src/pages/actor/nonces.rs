//! Keys with which others may call an actor without an account.

use leptos::prelude::*;
use portolan::agave::{ActorNonce, AddNonceRequest, Agave};

use crate::components::ask::{Answers, Question, use_asker};
use crate::components::fetch::{drawing, fetched};
use crate::components::line::Line;
use crate::components::plain::{button, code, moment, section, table, words};

/// The section "Nonces".
pub(super) fn nonces(agave: Agave, id: String) -> AnyView {
    let version = RwSignal::new(0_u32);
    let asker = use_asker();
    let new = {
        let (agave, id) = (agave.clone(), id.clone());
        move || asker.ask(add(agave.clone(), id.clone(), version))
    };
    let content = fetched("Reading the nonces", move || {
        version.track();
        let (agave, id) = (agave.clone(), id.clone());
        Box::pin(async move {
            let found = agave.actors().list_nonces(&id).await?;
            Ok(drawing(move || {
                if found.is_empty() {
                    return view! { <p class="soft">"None. With a nonce a program can send messages without an account."</p> }
                        .into_any();
                }
                let rows = found.into_iter().map(|nonce| row(&agave, nonce, version)).collect();
                table("Nonces", &["Key", "May", "Uses left", "Last used", ""], rows)
            }))
        })
    });
    section("Nonces", button("New nonce", String::new(), new), content)
}

fn row(agave: &Agave, nonce: ActorNonce, version: RwSignal<u32>) -> Vec<AnyView> {
    let asker = use_asker();
    let used = nonce.last_use_time.clone().filter(|at| at != "None");
    let (agave, actor, id) = (agave.clone(), nonce.actor_id.clone(), nonce.id.clone());
    let remove = move || {
        let (agave, actor, id) = (agave.clone(), actor.clone(), id.clone());
        asker.ask(
            Question::new("Delete the nonce?", "Delete", Vec::new(), move |_| {
                let (actors, actor, id) = (agave.actors(), actor.clone(), id.clone());
                async move {
                    actors.delete_nonce(&actor, &id).await?;
                    let _ = version.try_update(|version| *version += 1);
                    Ok("The nonce is deleted.".to_owned())
                }
            })
            .saying("Whoever calls the actor with it is refused from now on.")
            .destroys(),
        );
    };
    let label = format!("Delete {}", nonce.id);
    vec![
        code(nonce.id),
        words(nonce.level.unwrap_or_default().to_lowercase()),
        words(nonce.remaining_uses.unwrap_or_default()),
        moment(used.as_deref()),
        button("Delete", label, remove),
    ]
}

fn add(agave: Agave, id: String, version: RwSignal<u32>) -> Question {
    let lines = vec![
        Line::choice(
            "level",
            "May",
            &[("EXECUTE", "Send messages"), ("READ", "Read"), ("UPDATE", "Change the actor")],
        ),
        Line::text("maxUses", "Uses").help("How often it may be used; empty for no limit."),
    ];
    Question::new("New nonce", "Create", lines, move |answers: Answers| {
        let (actors, id) = (agave.actors(), id.clone());
        async move {
            let uses = answers.some("maxUses").map(|uses| {
                uses.parse()
                    .map_err(|_| portolan::Error::invalid("maxUses", "must be a whole number, or empty"))
            });
            let request = AddNonceRequest { level: answers.some("level"), max_uses: uses.transpose()? };
            let nonce = actors.add_nonce(&id, Some(&request)).await?;
            let _ = version.try_update(|version| *version += 1);
            Ok(format!("The nonce {} is made.", nonce.id))
        }
    })
}
