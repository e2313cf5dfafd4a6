//! Uploads: a multipart body, streamed to disk and put in its place when it is complete.

use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use serde_json::{Map, Value};

use super::range::Part;
use super::{Call, Target, import, logical_file};
use crate::State;
use crate::accounts::User;
use crate::agave::answer::Answer;
use crate::agave::body::Fields;
use crate::agave::subscriptions;
use crate::apps::fields::Fields as Checked;
use crate::error::{Error, Result};
use crate::notifications::Subscription;
use crate::storage::{Access, Incoming, Location, Placed, check_name};

/// Bytes of a refused upload that are still read, so that its client hears the refusal.
const MAX_DRAIN: usize = 64 << 20;
/// What an address alone is told of.
const USUAL: &[&str] = &["STAGING_COMPLETED", "STAGING_FAILED"];
/// Bytes of a field that is no file.
const MAX_FIELD: usize = 64 << 10;

/// Answers a POST to `media`.
pub(super) async fn serve(
    state: State,
    user: Result<User>,
    target: Target,
    head: Parts,
    body: Body,
) -> Result<Response> {
    let prepared = match user {
        Ok(user) => prepare(state, user, target, &head).await,
        Err(error) => Err(error),
    };
    match prepared {
        Ok(place) => {
            place.receive(Request::from_parts(head, body)).await.map(|answer| answer.into_response())
        }
        Err(error) => {
            drain(body).await;
            Err(error)
        }
    }
}

pub(crate) async fn drain(body: Body) {
    let mut stream = body.into_data_stream();
    let mut read = 0;
    while let Some(Ok(bytes)) = stream.next().await {
        read += bytes.len();
        if read > MAX_DRAIN {
            break;
        }
    }
}

/// Where an upload goes.
pub(super) struct Place {
    pub(super) call: Call,
    /// Why the address is no folder's, unless it is; then it may still be the file's own.
    pub(super) no_folder: Option<Error>,
    /// The part of the file that is replaced, if it is only a part.
    part: Option<Part>,
}

async fn prepare(state: State, user: User, target: Target, head: &Parts) -> Result<Place> {
    let part = Part::of(&head.headers)?;
    let call = Call::new(state, user, head, target).await?;
    let storage = call.state.storage();
    call.check(Access::WRITE).await?;
    let no_folder = match storage.stat(&call.at).await {
        Ok(there) if there.folder => None,
        Ok(_) => Some(Error::bad_request("path", format!("{} is not a folder", call.at.absolute()))),
        Err(error) if error.status() == StatusCode::NOT_FOUND && !call.raw_path.ends_with('/') => {
            let above = storage.stat(&call.at.parent()).await;
            if !above.is_ok_and(|above| above.folder) {
                return Err(error);
            }
            Some(error)
        }
        Err(error) => return Err(error),
    };
    Ok(Place { call, no_folder, part })
}

/// What the parts of the body say.
#[derive(Default)]
struct Form {
    file: Option<(Incoming, String)>,
    file_name: Option<String>,
    url: Option<String>,
    /// Who wants to hear of the file: the fields `notifications` and `callbackURL`.
    told: Map<String, Value>,
}

impl Place {
    async fn receive(self, request: Request) -> Result<Answer> {
        let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let form = match media_type {
            Some(media_type) if media_type.to_lowercase().starts_with("multipart/") => {
                self.multipart(request).await?
            }
            _ => {
                let fields = Fields::from_request(request, &()).await?;
                let (url, file_name) = (fields.text("urlToIngest")?, fields.text("fileName")?);
                Form { url, file_name, told: fields.0, ..Form::default() }
            }
        };
        let told = subscriptions::read_all(&Checked::of(&form.told), USUAL, self.call.state.notifications())?;
        match (form.file, form.url) {
            (Some((incoming, sent_name)), _) => {
                let at = self.place(&sent_name, form.file_name.as_deref())?;
                self.call.state.storage().check(&self.call.user, &at, Access::WRITE).await?;
                self.subscribe(&at, told).await?;
                self.store_at(&at, incoming).await?;
                Ok(self.queued(&at, &sent_name))
            }
            (None, Some(url)) => {
                let source = import::source(&self, &url).await?;
                let at = import::target(&self, &source, form.file_name.as_deref())?;
                self.call.state.storage().check(&self.call.user, &at, Access::WRITE).await?;
                self.subscribe(&at, told).await?;
                self.call.state.imports().add(&self.call.user, &at, source).await?;
                Ok(self.queued(&at, &url))
            }
            (None, None) => Err(Error::bad_request("fileToUpload", "No file uploaded")),
        }
    }

    fn queued(&self, at: &Location, source: &str) -> Answer {
        let call = &self.call;
        Answer::accepted(logical_file(&call.state, &call.user, at, false, "STAGING_QUEUED", source))
    }

    async fn subscribe(&self, at: &Location, told: Vec<Subscription>) -> Result<()> {
        for wanted in told {
            self.call.state.notifications().add(&self.call.user, &at.uuid(), wanted).await?;
        }
        Ok(())
    }

    async fn store_at(&self, at: &Location, incoming: Incoming) -> Result<()> {
        let length = incoming.length();
        let first = match self.part {
            None => match incoming.place(at).await? {
                Placed::New => ("CREATED", "New file added to the system".to_owned()),
                Placed::Replaced => ("OVERWRITTEN", "File replaced by an upload".to_owned()),
            },
            Some(part) => {
                part.check(length)?;
                match incoming.place_within(at, part.first).await? {
                    Placed::New => ("CREATED", "New file added to the system".to_owned()),
                    Placed::Replaced => {
                        ("CONTENT_CHANGE", format!("{length} bytes replaced from byte {}", part.first))
                    }
                }
            }
        };
        let queued = ("STAGING_QUEUED", "File queued for staging".to_owned());
        let completed = ("STAGING_COMPLETED", format!("{length} bytes stored"));
        self.call.state.storage().record(&self.call.user, at, vec![first, queued, completed]).await
    }

    async fn multipart(&self, request: Request) -> Result<Form> {
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(|error| Error::bad_request("body", error.body_text()))?;
        let mut form = Form::default();
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            match part.name().unwrap_or_default() {
                "fileToUpload" => {
                    let name = file_name(&part);
                    form.file = Some((self.store(part).await?, name));
                }
                "fileName" => {
                    form.file_name = Some(text(part, "fileName").await?).filter(|name| !name.is_empty());
                }
                "urlToIngest" => {
                    form.url = Some(text(part, "urlToIngest").await?).filter(|url| !url.is_empty());
                }
                name @ ("notifications" | "callbackURL") => {
                    let name = name.to_owned();
                    let value = text(part, &name).await?;
                    form.told.insert(name, value.into());
                }
                _ => {}
            }
        }
        Ok(form)
    }

    async fn store(&self, mut part: Field<'_>) -> Result<Incoming> {
        let mut incoming = self.call.state.storage().receive().await?;
        while let Some(bytes) = part.chunk().await.map_err(broken)? {
            incoming.write(&bytes).await?;
        }
        Ok(incoming)
    }

    /// The place of the file: in the folder under the name given, else that of the part. agavepy's helper puts the
    /// file's whole path into both the address and the part's name; then that is the place.
    fn place(&self, sent_name: &str, given_name: Option<&str>) -> Result<Location> {
        let at = &self.call.at;
        if let Some(error) = &self.no_folder {
            if self.part.is_some() {
                return Ok(at.clone());
            }
            let own = sent_name.trim_start_matches('/') == self.call.raw_path.trim_start_matches('/');
            return if own { Ok(at.clone()) } else { Err(error.clone()) };
        }
        if let Some(name) = given_name {
            check_name("fileName", name)?;
            return at.join(name);
        }
        let clean = Location::new(at.system.clone(), sent_name).map_err(|error| {
            let why = error.message().trim_start_matches("path: ").to_owned();
            Error::bad_request("fileToUpload", why)
        })?;
        check_name("fileToUpload", clean.name())?;
        at.join(clean.name())
    }
}

pub(crate) async fn text(mut part: Field<'_>, name: &str) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(more) = part.chunk().await.map_err(broken)? {
        bytes.extend_from_slice(&more);
        if bytes.len() > MAX_FIELD {
            return Err(Error::bad_request(name, "is too long"));
        }
    }
    String::from_utf8(bytes).map_err(|_| Error::bad_request(name, "must be UTF-8"))
}

pub(crate) fn broken(error: MultipartError) -> Error {
    let why = error.body_text();
    drop(error);
    Error::bad_request("body", format!("the upload broke off or is no multipart form: {why}"))
}

/// The name of a part's file: with the characters that browsers escape, or in the form that old libraries use for
/// names beyond ASCII.
pub(crate) fn file_name(part: &Field<'_>) -> String {
    if let Some(name) = part.file_name() {
        return name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    }
    let header = part.headers().get(header::CONTENT_DISPOSITION).and_then(|value| value.to_str().ok());
    let encoded = header.unwrap_or_default().split_once("filename*=").map(|(_, rest)| rest);
    let encoded = encoded.and_then(|rest| rest.split(';').next()?.trim().split("''").nth(1));
    percent_encoding::percent_decode_str(encoded.unwrap_or_default()).decode_utf8_lossy().into_owned()
}
