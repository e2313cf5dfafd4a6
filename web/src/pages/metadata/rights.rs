//! Who may read and write a document or a schema.

use std::rc::Rc;

use portolan::agave::{Agave, ListQuery};

use crate::components::ask::Question;
use crate::components::permissions::{Give, Grant, ListGrants, permissions};

/// What it is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A document.
    Document,
    /// A schema.
    Schema,
}

/// The dialog of its permissions.
pub fn question(agave: &Agave, kind: Kind, id: &str, name: &str) -> Question {
    let (meta, id) = (agave.meta(), id.to_owned());
    let list: ListGrants = {
        let (meta, id) = (meta.clone(), id.clone());
        Rc::new(move || {
            let (meta, id) = (meta.clone(), id.clone());
            Box::pin(async move {
                let query = ListQuery::default();
                let found = match kind {
                    Kind::Document => meta.list_metadata_permissions(&id, &query).await?,
                    Kind::Schema => meta.list_schema_permissions(&id, &query).await?,
                };
                Ok(found
                    .into_iter()
                    .map(|one| Grant { username: one.username, permission: one.permission })
                    .collect())
            })
        })
    };
    let give: Give = Rc::new(move |request| {
        let (meta, id) = (meta.clone(), id.clone());
        Box::pin(async move {
            match kind {
                Kind::Document => meta.update_metadata_permissions(&id, &request).await.map(drop),
                Kind::Schema => meta.update_schema_permissions(&id, &request).await.map(drop),
            }
        })
    });
    Question::show(format!("Permissions of {name}"), move || permissions(list.clone(), give.clone(), false))
}
