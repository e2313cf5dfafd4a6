//! Who may use an app or a job of Agave.

use std::rc::Rc;

use portolan::agave::{Agave, ListQuery};

use super::ask::Question;
use super::permissions::{Give, Grant, ListGrants, permissions};

/// What it is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shared {
    /// An app.
    App,
    /// A job.
    Job,
    /// A document.
    Document,
    /// A schema of documents.
    Schema,
}

/// The dialog of its permissions.
pub fn question(agave: &Agave, shared: Shared, id: &str, name: &str) -> Question {
    let (agave, id) = (agave.clone(), id.to_owned());
    let list: ListGrants = {
        let (agave, id) = (agave.clone(), id.clone());
        Rc::new(move || {
            let (agave, id) = (agave.clone(), id.clone());
            Box::pin(async move {
                let query = ListQuery::default();
                let found = match shared {
                    Shared::App => agave.apps().list_permissions(&id, &query).await?,
                    Shared::Job => agave.jobs().list_permissions(&id, &query).await?,
                    Shared::Document => agave.meta().list_metadata_permissions(&id, &query).await?,
                    Shared::Schema => agave.meta().list_schema_permissions(&id, &query).await?,
                };
                Ok(found
                    .into_iter()
                    .map(|one| Grant { username: one.username, permission: one.permission })
                    .collect())
            })
        })
    };
    let give: Give = Rc::new(move |request| {
        let (agave, id) = (agave.clone(), id.clone());
        Box::pin(async move {
            match shared {
                Shared::App => agave.apps().update_application_permissions(&id, &request).await.map(drop),
                Shared::Job => agave.jobs().update_permissions(&id, &request).await.map(drop),
                Shared::Document => agave.meta().update_metadata_permissions(&id, &request).await.map(drop),
                Shared::Schema => agave.meta().update_schema_permissions(&id, &request).await.map(drop),
            }
        })
    });
    Question::show(format!("Permissions of {name}"), move || permissions(list.clone(), give.clone(), false))
}
