//! Receiving files.

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest as _, Multipart, Request, State as Shared};
use axum::http::header;
use axum::response::Response;
use tokio::sync::Mutex;

use super::access::Caller;
use super::answer::created;
use super::file_ids::{self, NewFile, kind};
use super::file_view;
use crate::State;
use crate::accounts::User;
use crate::agave::files::upload::{broken, drain, file_name, text};
use crate::error::{Error, Result};
use crate::storage::{Incoming, Location, check_name};
use crate::time;

/// Types that a file can have.
const KINDS: [i64; 9] = [1, 2, 3, 4, 5, 7, 8, 9, 10];

/// Whoever holds this chooses a name and takes it before anybody else can.
static PLACING: Mutex<()> = Mutex::const_new(());

/// What the parts of the body say.
#[derive(Default)]
struct Form {
    file: Option<(Incoming, String)>,
    kind: Option<i64>,
}

/// Stores the file of a multipart form. Each upload is a file of its own, also under a name that is taken.
pub(super) async fn serve(
    Shared(state): Shared<State>,
    caller: Result<Caller>,
    request: Request,
) -> Result<Response> {
    let user = match caller {
        Ok(Caller(user)) => user,
        Err(error) => {
            drain(request.into_body()).await;
            return Err(error);
        }
    };
    let form = receive(&state, request).await?;
    let (incoming, name) = form.file.ok_or_else(|| Error::bad_request("file", "No file was submitted."))?;
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    check_name("file", name)?;
    let at = place(&state, &user, incoming, name).await?;
    let given = (at.name() != name).then(|| name.to_owned());
    let new = NewFile {
        at,
        folder: false,
        name: given,
        kind: form.kind.unwrap_or(kind::INPUT),
        created: time::now(),
    };
    let row = file_ids::register_one(state.db(), new).await?;
    let entry = state.storage().stat(&row.at).await?;
    Ok(created(&file_view::shown(&state, &row, &entry, None)))
}

async fn receive(state: &State, request: Request<Body>) -> Result<Form> {
    let mut parts = Multipart::from_request(request, state)
        .await
        .map_err(|error| Error::bad_request("body", error.body_text()))?;
    let mut form = Form::default();
    while let Some(mut part) = parts.next_field().await.map_err(broken)? {
        match part.name().unwrap_or_default() {
            "file" => {
                form.kind = form.kind.or(kind_of(&part));
                let name = file_name(&part);
                let mut incoming = state.storage().receive().await?;
                while let Some(bytes) = part.chunk().await.map_err(broken)? {
                    incoming.write(&bytes).await?;
                }
                form.file = Some((incoming, name));
            }
            "typeId" | "type_id" => form.kind = Some(checked("typeId", &text(part, "typeId").await?)?),
            _ => {}
        }
    }
    Ok(form)
}

/// The type in `Content-Type: {'type_id': 1}`, which vendors' examples send.
fn kind_of(part: &Field<'_>) -> Option<i64> {
    let header = part.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (_, rest) = header.split_once("type_id")?;
    let digits: String =
        rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|kind| KINDS.contains(kind))
}

/// A type that a client gives.
pub(super) fn checked(field: &str, text: &str) -> Result<i64> {
    let kind = text.trim().parse().ok().filter(|kind| KINDS.contains(kind));
    kind.ok_or_else(|| {
        let known: Vec<String> = KINDS.iter().map(i64::to_string).collect();
        Error::bad_request(field, format!("must be one of {}", known.join(", ")))
    })
}

/// Puts the file into the home, under its name or one with a number.
async fn place(state: &State, user: &User, incoming: Incoming, name: &str) -> Result<Location> {
    let storage = state.storage();
    let home = storage.resolve(user, None, "").await?;
    let (stem, end) = match name.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() => (stem, format!(".{end}")),
        _ => (name, String::new()),
    };
    let _turn = PLACING.lock().await;
    let mut at = home.join(name)?;
    let mut number = 2;
    while storage.stat(&at).await.is_ok() {
        at = home.join(&format!("{stem}-{number}{end}"))?;
        number += 1;
    }
    incoming.place(&at).await?;
    Ok(at)
}
