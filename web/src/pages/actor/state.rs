//! What a stateful actor has kept.

use leptos::prelude::*;
use portolan::agave::Agave;

use crate::components::ask::{Answers, Question, use_asker};
use crate::components::fetch::{drawing, fetched};
use crate::components::line::{Line, LineKind};
use crate::components::plain::{block, button, section};

/// The section "State".
pub(super) fn state(agave: Agave, id: String) -> AnyView {
    let version = RwSignal::new(0_u32);
    let text = RwSignal::new(String::new());
    let asker = use_asker();
    let change = {
        let (agave, id) = (agave.clone(), id.clone());
        move || asker.ask(edit(agave.clone(), id.clone(), text.get_untracked(), version))
    };
    let content = fetched("Reading the state", move || {
        version.track();
        let (actors, id) = (agave.actors(), id.clone());
        Box::pin(async move {
            let state = actors.get_state(&id).await?.state;
            let shown = format!("{state:#}");
            let _ = text.try_set(shown.clone());
            Ok(drawing(move || block("State", shown)))
        })
    });
    section("State", button("Edit state", String::new(), change), content)
}

fn edit(agave: Agave, id: String, text: String, version: RwSignal<u32>) -> Question {
    let lines = vec![Line::new("state", "State", LineKind::Json).required().with(text).help("Any JSON.")];
    Question::new("Edit state", "Save", lines, move |answers: Answers| {
        let (actors, id) = (agave.actors(), id.clone());
        async move {
            actors.update_state(&id, &answers.json("state")?.unwrap_or_default()).await?;
            let _ = version.try_update(|version| *version += 1);
            Ok("The state is stored.".to_owned())
        }
    })
    .wide()
}
