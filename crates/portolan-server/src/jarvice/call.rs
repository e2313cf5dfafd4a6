//! What a call says: fields in its query or form, and in them who calls and which job is meant.

use axum::extract::{FromRequest, Request};
use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

use super::words;
use crate::State;
use crate::accounts::User;
use crate::accounts::api_keys::{self, Protocol};
use crate::agave::body::Fields;
use crate::agave::query::Params;
use crate::apps::fields::Fields as Checked;
use crate::engine::Job;
use crate::error::{Error, Result};
use crate::face::json_response;

/// A call's fields and its caller. An argument of handlers.
pub(super) struct Call {
    fields: Fields,
    user: Option<User>,
}

impl FromRequest<State> for Call {
    type Rejection = Error;

    async fn from_request(request: Request, state: &State) -> Result<Call> {
        refuse_foresight(&request)?;
        let mut fields = Fields::default();
        for (name, value) in Params::of(request.uri()).pairs() {
            fields.0.insert(name.to_owned(), value.into());
        }
        if request.method() == Method::POST {
            fields.0.extend(Fields::from_request(request, state).await?.0);
        }
        let user = match (fields.text("username")?, fields.text("apikey")?) {
            (Some(name), Some(key)) => Some(sign_in(state, &name, &key).await?),
            (None, None) => None,
            (Some(_), None) => return Err(Error::bad_request("apikey", "is required")),
            (None, Some(_)) => return Err(Error::bad_request("username", "is required")),
        };
        Ok(Call { fields, user })
    }
}

/// Calls act, also with GET. So only a real one counts: not what a browser sends ahead of its user's wish.
pub(crate) fn refuse_foresight(request: &Request) -> Result<()> {
    if request.method() == Method::HEAD {
        return Err(crate::agave::method_not_allowed(request.method()));
    }
    let ahead = ["sec-purpose", "purpose", "x-moz"].iter().filter_map(|name| request.headers().get(*name));
    for value in ahead {
        if value.to_str().is_ok_and(|text| text.contains("prefetch") || text.contains("preview")) {
            return Err(Error::forbidden("Calls are not answered ahead of time, for they may act."));
        }
    }
    Ok(())
}

/// The user with this name and key.
pub(crate) async fn sign_in(state: &State, name: &str, key: &str) -> Result<User> {
    let user = api_keys::user(state.db(), Protocol::Jarvice, key).await?;
    user.filter(|user| user.name == name)
        .ok_or_else(|| Error::unauthorized("The user name or API key is not right."))
}

impl Call {
    /// The caller, who must have said who it is.
    pub(super) fn user(&self) -> Result<&User> {
        self.user.as_ref().ok_or_else(|| Error::bad_request("username", "and apikey are required"))
    }

    /// The caller, where it said who it is.
    pub(super) fn known_user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// The text of a field; blank is as good as missing.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>> {
        self.fields.text(name)
    }

    /// The text of a field that must be there.
    pub(super) fn required(&self, name: &str) -> Result<String> {
        self.fields.required(name)
    }

    /// A switch that is off where it is missing.
    pub(super) fn flag(&self, name: &str) -> Result<bool> {
        Ok(self.fields.flag(name)?.unwrap_or(false))
    }

    /// A whole number within bounds.
    pub(super) fn whole(&self, name: &str, bounds: std::ops::RangeInclusive<i64>) -> Result<Option<i64>> {
        Checked::of(&self.fields.0).whole(name, bounds)
    }

    /// The job that the call names by its number or its name, and that is the caller's own.
    pub(super) async fn job(&self, state: &State) -> Result<Job> {
        let user = self.user()?;
        let unknown = || Error::not_found("Job not found");
        let engine = state.engine();
        let found = match (self.whole("number", 0..=i64::MAX)?, self.text("name")?) {
            (Some(number), _) => engine.numbered(number).await?,
            (None, Some(name)) => {
                let second = words::second_of(&name).ok_or_else(unknown)?;
                let jobs = engine.created_in(user, second).await?;
                jobs.into_iter().find(|job| words::name(job) == name)
            }
            (None, None) => {
                return Err(Error::new(StatusCode::BAD_REQUEST, "No job specified: give its name or number"));
            }
        };
        found.filter(|job| job.visible && job.owner == user.name).ok_or_else(unknown)
    }
}

/// A successful answer.
pub(super) fn answer(body: &Value) -> Response {
    json_response(StatusCode::OK, body)
}

/// An answer of plain text, of which nothing says how it is encoded, as with the real service.
pub(super) fn text(body: axum::body::Body) -> Response {
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/plain"));
    response
}
