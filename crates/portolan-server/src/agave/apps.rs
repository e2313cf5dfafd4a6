//! `/apps/v2`: find apps, register them, share them.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use portolan::agave::{Application, ApplicationSummary, Permission};
use serde_json::{Value, json};

use super::answer::Answer;
use super::body::Fields;
use super::job_body::Submitted;
use super::job_request::{deployment, named};
use super::permissions::{acl, check_addressed, check_not_owner, wanted};
use super::query::{Params, select};
use super::{app_actions, app_form, links};
use crate::State;
use crate::accounts::User;
use crate::apps::{self, App, Grant, Program};
use crate::error::{Error, Result};
use crate::storage::Access;

/// What lists of apps can be searched by.
const SEARCHABLE: &[&str] = &[
    "id",
    "name",
    "version",
    "label",
    "owner",
    "public",
    "available",
    "executionSystem",
    "deploymentSystem",
    "deploymentPath",
    "templatePath",
    "executionType",
    "parallelism",
    "tags",
    "ontology",
    "modules",
    "inputs.id",
    "parameters.id",
    "parameters.type",
    "outputs.id",
    "defaultQueue",
    "defaultNodeCount",
    "defaultMemoryPerNode",
    "defaultProcessorsPerNode",
    "defaultMaxRunTime",
    "checkpointable",
    "lastUpdated",
    "revision",
    "uuid",
    "shortDescription",
    "longDescription",
    "helpURI",
    "icon",
];

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/apps/v2", get(list).post(add))
        .route("/apps/v2/", get(list).post(add))
        .route("/apps/v2/name/{name}", get(list_by_name))
        .route("/apps/v2/tag/{tag}", get(list_by_tag))
        .route("/apps/v2/ontology/{*term}", get(list_by_ontology_term))
        .route("/apps/v2/system/{system}", get(list_by_system_id))
        .route("/apps/v2/{id}", get(one).post(update).put(app_actions::manage).delete(delete))
        .route("/apps/v2/{id}/", get(one).post(update).put(app_actions::manage).delete(delete))
        .route("/apps/v2/{id}/form", get(app_form::form))
        .route("/apps/v2/{id}/pems", get(list_pems).post(update_pems).delete(delete_pems))
        .route("/apps/v2/{id}/pems/", get(list_pems).post(update_pems).delete(delete_pems))
        .route("/apps/v2/{id}/pems/{username}", get(pem).post(update_pem).delete(delete_pem))
}

/// The app of an address, if the user may do this with it. Who may not see it does not learn of it.
pub(super) async fn find(state: &State, user: &User, id: &str, needed: Access) -> Result<App> {
    let registry = state.registry();
    let unknown = || Error::not_found(format!("There is no app {id}."));
    let app = registry.find(id).await?.ok_or_else(unknown)?;
    let access = registry.access(user, &app).await?;
    if !access.allows(Access::READ) && access != Access::EXECUTE {
        return Err(unknown());
    }
    if !access.allows(needed) {
        return Err(Error::forbidden(format!("You may not change the app {id}.")));
    }
    Ok(app)
}

async fn list(Shared(state): Shared<State>, user: User, params: Params) -> Result<Answer> {
    page(&state, &user, &params, |_| true).await
}

async fn list_by_name(
    Shared(state): Shared<State>,
    user: User,
    Path(name): Path<String>,
    params: Params,
) -> Result<Answer> {
    page(&state, &user, &params, |app| app.name == name).await
}

async fn list_by_tag(
    Shared(state): Shared<State>,
    user: User,
    Path(tag): Path<String>,
    params: Params,
) -> Result<Answer> {
    page(&state, &user, &params, |app| app.tags.contains(&tag)).await
}

async fn list_by_ontology_term(
    Shared(state): Shared<State>,
    user: User,
    Path(term): Path<String>,
    params: Params,
) -> Result<Answer> {
    page(&state, &user, &params, |app| app.ontology.contains(&term)).await
}

async fn list_by_system_id(
    Shared(state): Shared<State>,
    user: User,
    Path(system): Path<String>,
    params: Params,
) -> Result<Answer> {
    page(&state, &user, &params, |app| app.execution_system.as_ref() == Some(&system)).await
}

async fn page(
    state: &State,
    user: &User,
    params: &Params,
    wanted: impl Fn(&Application) -> bool,
) -> Result<Answer> {
    let params = &params.renamed(&[
        ("isPublic", "public"),
        ("lastModified", "lastUpdated"),
        ("defaultMemory", "defaultMemoryPerNode"),
        ("defaultProcessors", "defaultProcessorsPerNode"),
    ]);
    let mut apps = state.registry().visible_to(user).await?;
    apps.retain(|app| {
        let public = app.application.is_public;
        wanted(&app.application)
            && (public || !params.flag("publicOnly"))
            && !(public && params.flag("privateOnly"))
    });
    let found = select(apps.iter().map(searchable).collect(), params, SEARCHABLE)?;
    let whole = params.get("filter").is_some_and(|filter| !filter.trim().is_empty());
    let app = |row: &Value| apps.iter().find(|app| row["id"] == app.application.id.as_str());
    let row = |app: &App| if whole { json!(shown(state, app)) } else { json!(summary(state, app)) };
    Ok(Answer::ok(found.iter().filter_map(app).map(row).collect::<Vec<_>>()))
}

/// The app with everything that it can be searched by, lists as lists.
fn searchable(app: &App) -> Value {
    let application = &app.application;
    let mut row = json!(application);
    let inputs: Vec<&str> = application.inputs.iter().map(|input| input.id.as_str()).collect();
    let outputs: Vec<&str> = application.outputs.iter().map(|output| output.id.as_str()).collect();
    let parameters = application.parameters.iter();
    let ids: Vec<&str> = parameters.clone().map(|parameter| parameter.id.as_str()).collect();
    let types: Vec<&str> = parameters.map(|parameter| parameter.value.kind.as_str()).collect();
    row["inputs"] = json!({ "id": inputs });
    row["outputs"] = json!({ "id": outputs });
    row["parameters"] = json!({ "id": ids, "type": types });
    row["public"] = json!(application.is_public);
    row["lastUpdated"] = json!(application.last_modified);
    row
}

fn summary(state: &State, app: &App) -> ApplicationSummary {
    let application = &app.application;
    ApplicationSummary {
        id: application.id.clone(),
        name: application.name.clone(),
        version: application.version.clone(),
        label: application.label.clone(),
        short_description: application.short_description.clone(),
        execution_system: application.execution_system.clone(),
        is_public: application.is_public,
        revision: application.revision,
        last_modified: application.last_modified.clone(),
        links: Some(own_links(state, app)),
        ..ApplicationSummary::default()
    }
}

/// The whole app as answers show it.
pub(super) fn shown(state: &State, app: &App) -> Application {
    Application { links: Some(own_links(state, app)), ..app.application.clone() }
}

fn own_links(state: &State, app: &App) -> Value {
    let application = &app.application;
    let own = format!("/apps/v2/{}", links::segment(&application.id));
    let system = |id: &Option<String>| links::system(state, id.as_deref().unwrap_or_default());
    json!({
        "self": links::link(state, &own),
        "executionSystem": system(&application.execution_system),
        "storageSystem": system(&application.deployment_system),
        "owner": links::profile(state, &app.owner),
        "permissions": links::link(state, &format!("{own}/pems")),
    })
}

async fn one(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    let app = find(&state, &user, &id, Access::NONE).await?;
    Ok(Answer::ok(shown(&state, &app)))
}

/// Registers an app, or a new revision of one that is the caller's already.
async fn add(Shared(state): Shared<State>, user: User, submitted: Submitted) -> Result<Answer> {
    let application = apps::read_definition(&submitted.fields)?;
    check_files(&state, &user, &application).await?;
    if let Some(there) = state.registry().find(&application.id).await? {
        if there.owner != user.name {
            return Err(Error::bad_request(
                "name",
                format!("{} is taken by somebody else's app", application.id),
            ));
        }
        check_not_published(&there)?;
    }
    let app = state.registry().store(application, &user.name, Program::Deployed, false).await?;
    Ok(Answer::ok(shown(&state, &app)))
}

async fn update(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    submitted: Submitted,
) -> Result<Answer> {
    let there = find(&state, &user, &id, Access::WRITE).await?;
    check_not_published(&there)?;
    let application = apps::read_definition(&submitted.fields)?;
    if application.id != id {
        let why = format!("name and version must stay those of {id}; clone the app to give it others");
        return Err(Error::bad_request("name", why));
    }
    check_files(&state, &User { name: there.owner.clone() }, &application).await?;
    let app = state.registry().store(application, &there.owner, there.program, false).await?;
    Ok(Answer::created(shown(&state, &app)))
}

fn check_not_published(app: &App) -> Result<()> {
    if !app.application.is_public {
        return Ok(());
    }
    Err(Error::forbidden(format!(
        "{} is public and cannot be changed; publish a new version.",
        app.application.id
    )))
}

/// An app from the network has its wrapper on the deployment system, where its owner can read it.
async fn check_files(state: &State, owner: &User, app: &Application) -> Result<()> {
    if app.deployment_path.is_none() {
        return Err(Error::bad_request("deploymentPath", "is required"));
    }
    let template =
        app.template_path.as_deref().ok_or_else(|| Error::bad_request("templatePath", "is required"))?;
    let folder = deployment(state, owner, app).await?;
    let storage = state.storage();
    if !storage.access(owner, &folder).await?.allows(Access::READ) {
        return Err(Error::forbidden(format!("deploymentPath: you may not read {}.", folder.absolute())));
    }
    if folder.is_top() {
        return Err(Error::bad_request("deploymentPath", "must be a folder of its own, not a whole home"));
    }
    let entry = storage.stat(&folder).await.map_err(|error| named("deploymentPath", &error))?;
    if !entry.folder {
        return Err(Error::bad_request("deploymentPath", "must be a folder"));
    }
    let wrapper = folder.join(template).map_err(|error| named("templatePath", &error))?;
    let entry = storage.stat(&wrapper).await.map_err(|error| named("templatePath", &error))?;
    if entry.folder { Err(Error::bad_request("templatePath", "must be a file")) } else { Ok(()) }
}

async fn delete(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    let app = find(&state, &user, &id, Access::WRITE).await?;
    state.registry().remove(&user, &app.application.id).await?;
    Ok(Answer::empty(""))
}

async fn list_pems(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    params: Params,
) -> Result<Answer> {
    let app = find(&state, &user, &id, Access::NONE).await?;
    let page = grants(&state, &app).await?.into_iter().skip(params.offset()?).take(params.limit()?);
    Ok(Answer::ok(page.map(|grant| shown_grant(&state, &app, &grant)).collect::<Vec<_>>()))
}

/// The owner, then everybody who was given something.
async fn grants(state: &State, app: &App) -> Result<Vec<Grant>> {
    let mut grants = vec![Grant { user: app.owner.clone(), access: Access::ALL }];
    grants.extend(state.registry().grants(app).await?);
    Ok(grants)
}

async fn pem(
    Shared(state): Shared<State>,
    user: User,
    Path((id, username)): Path<(String, String)>,
) -> Result<Answer> {
    let app = find(&state, &user, &id, Access::NONE).await?;
    let access = state.registry().access(&User { name: username.clone() }, &app).await?;
    Ok(Answer::ok([shown_grant(&state, &app, &Grant { user: username, access })]))
}

async fn update_pems(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer> {
    let username = fields.required("username")?;
    set(&state, &user, &id, username, wanted(&fields)?).await
}

async fn update_pem(
    Shared(state): Shared<State>,
    user: User,
    Path((id, username)): Path<(String, String)>,
    fields: Fields,
) -> Result<Answer> {
    check_addressed(&fields, &username)?;
    set(&state, &user, &id, username, wanted(&fields)?).await
}

async fn delete_pem(
    Shared(state): Shared<State>,
    user: User,
    Path((id, username)): Path<(String, String)>,
) -> Result<Answer> {
    set(&state, &user, &id, username, Access::NONE).await
}

async fn set(state: &State, user: &User, id: &str, username: String, access: Access) -> Result<Answer> {
    let app = find(state, user, id, Access::WRITE).await?;
    check_not_owner(&app.owner, &username)?;
    state.registry().grant(user, &app, Grant { user: username, access }).await?;
    Ok(Answer::empty(""))
}

async fn delete_pems(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    let app = find(&state, &user, &id, Access::WRITE).await?;
    state.registry().revoke_grants(&user, &app).await?;
    Ok(Answer::empty(""))
}

fn shown_grant(state: &State, app: &App, grant: &Grant) -> Permission {
    let own = format!("/apps/v2/{}", links::segment(&app.application.id));
    Permission {
        username: grant.user.clone(),
        internal_username: None,
        permission: acl(grant.access),
        links: Some(json!({
            "self": links::link(state, &format!("{own}/pems/{}", links::segment(&grant.user))),
            "app": links::link(state, &own),
            "profile": links::profile(state, &grant.user),
        })),
    }
}
