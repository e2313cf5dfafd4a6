//! Who is signed in, as the service knows them.

use leptos::prelude::*;
use portolan::agave::Agave;

use crate::components::fetch::{drawing, fetched};
use crate::components::plain::{facts, section};

/// The section "Profile".
pub(super) fn profile(agave: Agave) -> AnyView {
    let content = fetched("Reading your profile", move || {
        let agave = agave.clone();
        Box::pin(async move {
            let found = agave.profiles().get().await?;
            let text = |text: Option<String>| text.unwrap_or_default();
            let parts = [&found.first_name, &found.last_name].map(|part| part.clone().unwrap_or_default());
            let name = found.full_name.filter(|name| !name.is_empty());
            Ok(drawing(move || {
                facts(vec![
                    ("User name", found.username),
                    ("Name", name.unwrap_or_else(|| parts.join(" ").trim().to_owned())),
                    ("E-mail", text(found.email)),
                    ("Position", text(found.position)),
                    ("Institution", text(found.institution)),
                    ("Department", text(found.department)),
                    ("Research area", text(found.research_area)),
                    ("Phone", text(found.phone)),
                    ("City", text(found.city)),
                    ("Country", text(found.country)),
                    ("Account", text(found.status)),
                ])
            }))
        })
    });
    section("Profile", ().into_any(), content)
}
