//! `/upstream/<name>/*`: calls that are passed through to a real service. Only services that the operator names can be
//! reached, and of them only the paths of their protocol.

mod credentials;
mod forward;
mod headers;
mod key;

use std::collections::BTreeMap;

use anyhow::Context as _;
use axum::extract::{Path, Request, State as Shared};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{any, get};
use axum::{Json, Router};
use serde_json::{Value, json};

use self::key::Key;
use crate::agave::query::Params;
use crate::config::{Config, Service, Upstream};
use crate::error::{Error, Result};
use crate::face::replaced;
use crate::outbound::Outbound;
use crate::{State, agave, jarvice, rescale};

/// All services that calls are passed through to.
pub(crate) struct Upstreams(BTreeMap<String, Target>);

/// One of them.
struct Target {
    service: Service,
    base_url: String,
    key: Option<Key>,
    outbound: Outbound,
}

impl Upstreams {
    /// Reads the keys and makes ready what the configuration names.
    pub(crate) fn open(config: &Config) -> anyhow::Result<Upstreams> {
        let open = |(name, upstream): (&String, &Upstream)| {
            let target = Target::open(upstream).with_context(|| format!("upstream.{name}"))?;
            Ok((name.clone(), target))
        };
        Ok(Upstreams(config.file.upstream.iter().map(open).collect::<anyhow::Result<_>>()?))
    }
}

impl Target {
    fn open(upstream: &Upstream) -> anyhow::Result<Target> {
        let key = upstream.key_file.as_deref().map(|file| Key::read(file, upstream.service));
        Ok(Target {
            service: upstream.service,
            base_url: upstream.base_url.clone(),
            key: key.transpose().context("key_file")?,
            outbound: Outbound::to_upstream(upstream.allow_private)?,
        })
    }

    /// Whether a path is one of the service's protocol.
    fn owns(&self, path: &str) -> bool {
        match self.service {
            Service::Agave => agave::owns(path),
            Service::Jarvice => jarvice::owns(path),
            Service::Rescale => rescale::owns(path),
        }
    }
}

/// The routes.
pub(crate) fn router() -> Router<State> {
    Router::new()
        .route("/portolan/upstreams", get(list))
        .route("/upstream/{name}", any(serve))
        .route("/upstream/{name}/", any(serve))
        .route("/upstream/{name}/{*path}", any(serve))
}

/// What the portal offers at its sign-in. It is told to everybody: there is nothing secret in it.
async fn list(Shared(state): Shared<State>) -> Json<Value> {
    let row = |(name, target): (&String, &Target)| {
        json!({
            "name": name,
            "service": target.service.name(),
            "path": format!("/upstream/{name}"),
            "keyHeld": target.key.is_some(),
        })
    };
    Json(json!({ "upstreams": state.upstreams().0.iter().map(row).collect::<Vec<_>>() }))
}

async fn serve(
    Shared(state): Shared<State>,
    Path(parts): Path<Vec<(String, String)>>,
    request: Request,
) -> Result<Response> {
    let name = parts.first().map(|(_, name)| name.as_str()).unwrap_or_default();
    let unknown = || agave::no_such_path(request.uri().path());
    let target = state.upstreams().0.get(name).ok_or_else(unknown)?;
    let prefix = format!("/upstream/{name}");
    // Not the decoded parts: what the service gets is what was sent.
    let path = request.uri().path().strip_prefix(&prefix).ok_or_else(unknown)?.to_owned();
    if !target.owns(&path) {
        return Err(unknown());
    }
    forward::forward(&state, target, &path, &prefix, request).await
}

/// The layer that tells errors in the way of the service that was to be called.
pub(crate) async fn finish(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let Some(name) = path.strip_prefix("/upstream/").and_then(|rest| rest.split('/').next()) else {
        return next.run(request).await;
    };
    let service = state.upstreams().0.get(name).map(|target| target.service);
    let params = Params::of(request.uri());
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<Error>() else { return response };
    let by = match service {
        Some(Service::Jarvice) => jarvice::refusal(&error),
        Some(Service::Rescale) => rescale::refusal(&error),
        Some(Service::Agave) | None => agave::answer::refusal(&error, &params, false),
    };
    replaced(response, by)
}
