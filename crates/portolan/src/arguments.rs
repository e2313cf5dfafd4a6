//! Operations called by their row: arguments by name, checked before anything is sent.

use crate::criteria::twice_decoded;
use crate::endpoint::{Credential, Endpoint, FieldValue, Param, ParamKind, Payload, argument};
use crate::error::{Error, Result};
use crate::place::Place;
use crate::request::{Login, Request};
use crate::upload::UploadSource;

/// Named arguments of one call, as a caller of another language gives them.
pub trait Arguments {
    /// The names that are given; those whose value is missing are not among them.
    fn names(&self) -> Vec<String>;
    /// The value of a name as text; `None` when it is no text.
    fn text(&self, name: &str) -> Option<String>;
    /// The value as a whole number.
    fn integer(&self, name: &str) -> Option<i64>;
    /// The value as a boolean.
    fn boolean(&self, name: &str) -> Option<bool>;
    /// The value as a list of texts.
    fn texts(&self, name: &str) -> Option<Vec<String>>;
    /// The value as names with text, numbers or booleans.
    fn terms(&self, name: &str) -> Option<Vec<(String, String)>>;
    /// The value as a file.
    fn file(&self, name: &str) -> Option<UploadSource>;
    /// The value as JSON text.
    fn json(&self, name: &str) -> Option<String>;
}

/// The arguments of a sign-in by name and password.
const LOGIN: [&str; 2] = ["username", "password"];

/// Fills an operation's request from named arguments.
///
/// # Errors
/// [`crate::Code::Invalid`] naming the argument that is missing, unknown, or of another type.
pub fn request(endpoint: &'static Endpoint, arguments: &dyn Arguments) -> Result<Request> {
    let given = arguments.names();
    let has = |name: &str| given.iter().any(|given| given == name);
    refuse_unknown(endpoint, &given)?;

    check_alternatives(endpoint, &has)?;

    let mut request = Request::new(endpoint);
    if endpoint.place {
        request.place(&place("path", arguments)?)?;
    }
    for variable in endpoint.variables().filter(|_| !endpoint.place) {
        let name = &*argument(variable);
        // A listing's path may be left out: it is the whole.
        let value = match (has(name), name.ends_with("Path")) {
            (true, _) => arguments.text(name).ok_or_else(|| mistyped(name, "text"))?,
            (false, true) => String::new(),
            (false, false) => return Err(Error::invalid(name, "is missing")),
        };
        request.segment(variable, &value)?;
    }
    for param in endpoint.query {
        for value in values(param, has(&param.argument()), arguments)? {
            match value {
                FieldValue::Text(text) => request.query.push((param.name.to_owned(), text)),
                FieldValue::Term(term, value) => request.query.push((term, value)),
                FieldValue::File(_) => {}
            }
        }
    }
    for param in endpoint.form {
        for value in values(param, has(&param.argument()), arguments)? {
            request.form_field(param.name, value);
        }
    }
    match endpoint.body {
        Payload::Json => request.json_text(body(arguments)?),
        Payload::MaybeJson if has("body") => request.json_text(body(arguments)?),
        Payload::Bytes => {
            let bytes = has("message").then(|| arguments.file("message")).flatten();
            request.bytes(bytes.ok_or_else(|| Error::invalid("message", "must be a File, Blob or bytes"))?);
        }
        Payload::Nothing | Payload::MaybeJson => {}
    }
    if endpoint.credential == Credential::Login && has("username") {
        let text = |name| arguments.text(name).ok_or_else(|| Error::invalid(name, "is missing"));
        request.login(Some(&Login { username: text("username")?, password: text("password")? }));
    }
    Ok(request)
}

fn refuse_unknown(endpoint: &Endpoint, given: &[String]) -> Result<()> {
    for name in given {
        let known = endpoint.variables().any(|variable| !endpoint.place && argument(variable) == *name)
            || endpoint.query.iter().chain(endpoint.form).any(|param| param.argument() == *name)
            || endpoint.body.argument() == Some(name)
            || (endpoint.place && name == "path")
            || (endpoint.credential == Credential::Login && LOGIN.contains(&name.as_str()));
        if !known {
            return Err(Error::invalid(name, "is no argument of this operation"));
        }
    }
    Ok(())
}

/// Of a job's name and number exactly one is given: with both, services do not agree which counts.
fn check_alternatives(endpoint: &Endpoint, has: &dyn Fn(&str) -> bool) -> Result<()> {
    let alternatives: Vec<_> = endpoint.query.iter().filter(|param| param.alternative).collect();
    let given = alternatives.iter().filter(|param| has(param.name)).count();
    match (alternatives.last(), given) {
        (None, _) | (_, 1) => Ok(()),
        (Some(param), 0) => Err(Error::invalid(param.name, "is missing, and so is the name")),
        (Some(param), _) => Err(Error::invalid(param.name, "must not be given together with the name")),
    }
}

fn values(param: &Param, given: bool, arguments: &dyn Arguments) -> Result<Vec<FieldValue>> {
    let name = &*param.argument();
    if !given {
        return if param.required { Err(Error::invalid(name, "is missing")) } else { Ok(Vec::new()) };
    }
    let text = |value: Option<String>, what| value.map(FieldValue::Text).ok_or_else(|| mistyped(name, what));
    if param.alternative && arguments.text(name).is_some_and(|text| text.is_empty()) {
        return Err(Error::invalid(name, "must not be empty"));
    }
    let value = match param.kind {
        ParamKind::Text => text(arguments.text(name), "text")?,
        ParamKind::Integer => text(arguments.integer(name).map(|n| n.to_string()), "a whole number")?,
        ParamKind::Boolean => text(arguments.boolean(name).map(|b| b.to_string()), "true or false")?,
        ParamKind::Texts => text(arguments.texts(name).map(|texts| texts.join(",")), "a list of texts")?,
        ParamKind::Json => text(arguments.json(name), "JSON")?,
        ParamKind::Criteria => {
            let query = arguments.text(name).or_else(|| arguments.json(name));
            text(query.as_deref().map(twice_decoded), "a query, or its JSON as text")?
        }
        ParamKind::Place => FieldValue::Text(place(name, arguments)?.path().to_owned()),
        ParamKind::Unsent => return Ok(Vec::new()),
        ParamKind::File => {
            FieldValue::File(arguments.file(name).ok_or_else(|| mistyped(name, "a File, Blob or bytes"))?)
        }
        ParamKind::Search => {
            let terms = arguments.terms(name).ok_or_else(|| mistyped(name, "an object of search terms"))?;
            return Ok(terms.into_iter().map(|(term, value)| FieldValue::Term(term, value)).collect());
        }
    };
    Ok(vec![value])
}

fn body(arguments: &dyn Arguments) -> Result<String> {
    let body = arguments.names().iter().any(|name| name == "body").then(|| arguments.json("body")).flatten();
    body.ok_or_else(|| Error::invalid("body", "is missing or cannot be written as JSON"))
}

/// A file's place from the argument of this name.
fn place(name: &str, arguments: &dyn Arguments) -> Result<Place> {
    let text = arguments.text(name).ok_or_else(|| mistyped(name, "text, as in `data.system/folder/file`"))?;
    Place::read(name, &text)
}

fn mistyped(name: &str, what: &str) -> Error {
    Error::invalid(name, &format!("must be {what}"))
}
