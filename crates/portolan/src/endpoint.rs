//! The row that each declared operation leaves in its service's table.
//!
//! An operation is data: where it goes, what it takes, what comes back, and whether it may be repeated. JavaScript calls
//! operations by their row, so one more operation costs the npm package its row and nothing else; Rust's typed methods
//! fill the same [`crate::request::Request`]; the documentation is written from the rows.

use crate::criteria::Criteria;
use crate::error::{Code, Error, Result};
use crate::place::Place;
use crate::upload::UploadSource;

/// One operation of a service.
#[derive(Debug)]
pub struct Endpoint {
    /// The name in JavaScript, as in `jobs.getHistory`.
    pub name: &'static str,
    /// The path below the service's address, variables in braces.
    pub path: &'static str,
    /// The query's parameters.
    pub query: &'static [Param],
    /// The form's fields.
    pub form: &'static [Param],
    /// Form fields that never change, as `a=b&c=d`.
    pub fixed: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// Whether it may be repeated.
    pub kind: Kind,
    /// What identifies the caller.
    pub credential: Credential,
    /// What comes back.
    pub answer: Answer,
    /// What is sent beside the query and the form.
    pub body: Payload,
    /// Whether a file's system and path are one argument, `path`.
    pub place: bool,
}

impl Endpoint {
    /// The names of the path's variables, in their order.
    pub fn variables(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
    }
}

/// The row of an operation of which only the name is known.
pub(crate) fn find(groups: &[&'static [Endpoint]], name: &str) -> Result<&'static Endpoint> {
    let row = groups.iter().copied().flatten().find(|row| row.name == name);
    row.ok_or_else(|| Error::new(Code::Internal, format!("There is no operation {name}.")))
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Method {
    /// The method's name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Whether an operation may be repeated when its answer is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It has no effect.
    Read,
    /// Repeating it ends in the same state.
    Set,
    /// It acts each time: never repeated blindly.
    Once,
    /// It replaces the tokens.
    Token,
}

/// What identifies the caller of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// The service's usual credential: Agave's bearer token, JARVICE's user name and key, Rescale's token.
    Bearer,
    /// The usual credential where there is one.
    Optional,
    /// The usual credential as `user` in the JSON body.
    Body,
    /// The user's name and password where they are given, else the usual credential.
    Login,
    /// The OAuth client's key and secret.
    OauthClient,
    /// None.
    Nothing,
}

/// What an operation sends beside its query and its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload {
    /// Nothing.
    Nothing,
    /// The argument `body`, as JSON.
    Json,
    /// The argument `body`, as JSON, where it is given.
    MaybeJson,
    /// The argument `message`: bytes.
    Bytes,
}

impl Payload {
    /// The name of the argument that it is made from.
    pub const fn argument(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Json | Self::MaybeJson => Some("body"),
            Self::Bytes => Some("message"),
        }
    }
}

/// What comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A value inside the service's envelope.
    Result,
    /// A list inside the service's envelope.
    Page,
    /// A value without envelope.
    Bare,
    /// A list without envelope: its items beside their count and the addresses of the pages before and after.
    Listing,
    /// Text.
    Text,
    /// JSON, or text where the service does not send JSON.
    Loose,
    /// The body as it is.
    Bytes,
    /// The address itself: nothing is sent.
    Address,
    /// Nothing.
    Nothing,
}

/// A named parameter of a query or form.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its name among the arguments of a call, where that does not follow from the wire's.
    pub alias: &'static str,
    /// What values it takes.
    pub kind: ParamKind,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it is one of several of which exactly one must be given.
    pub alternative: bool,
}

impl Param {
    /// Its name among the arguments of a call: the wire's `first_name` is `firstName` there.
    pub fn argument(&self) -> String {
        if self.alias.is_empty() { argument(self.name) } else { self.alias.to_owned() }
    }
}

/// A wire name among the arguments of a call.
pub fn argument(name: &str) -> String {
    let mut words = name.split('_');
    let mut argument = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        argument.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        argument += letters.as_str();
    }
    argument
}

/// What values a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamKind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A list of texts, joined by commas.
    Texts,
    /// Search terms: every name is its own parameter.
    Search,
    /// A file's content.
    File,
    /// Any JSON, sent as text.
    Json,
    /// A query over documents: JSON, or its text.
    Criteria,
    /// A file's place, of which the path is sent.
    Place,
    /// Text that is taken and not sent: the service's documents name it, its addresses have no place for it.
    Unsent,
}

/// The value of a parameter that is not sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unsent;

/// The parameters of a query or form as one value.
pub trait Fields {
    /// Their names and kinds.
    const PARAMS: &'static [Param];
    /// Calls `visitor` for each one that is given.
    fn each(&self, visitor: &mut dyn FnMut(&'static str, FieldValue));
    /// Their description for the documentation.
    #[cfg(feature = "meta")]
    fn describe() -> Vec<crate::meta::Field>;
}

/// The value of one field.
#[derive(Debug)]
pub enum FieldValue {
    /// Text, and whatever is sent as text.
    Text(String),
    /// A term with a name of its own.
    Term(String, String),
    /// A file.
    File(UploadSource),
}

/// A type that a parameter can have.
pub(crate) trait Parameter {
    const KIND: ParamKind;
    fn visit(&self, name: &'static str, visitor: &mut dyn FnMut(&'static str, FieldValue));
}

impl<T: Parameter> Parameter for Option<T> {
    const KIND: ParamKind = T::KIND;
    fn visit(&self, name: &'static str, visitor: &mut dyn FnMut(&'static str, FieldValue)) {
        if let Some(value) = self {
            value.visit(name, visitor);
        }
    }
}

macro_rules! parameters_sent_as_text {
    ($($ty:ty => $kind:ident),*) => {$(
        impl Parameter for $ty {
            const KIND: ParamKind = ParamKind::$kind;
            fn visit(&self, name: &'static str, visitor: &mut dyn FnMut(&'static str, FieldValue)) {
                visitor(name, FieldValue::Text(self.to_string()));
            }
        }
    )*};
}
parameters_sent_as_text!(String => Text, u32 => Integer, u64 => Integer, bool => Boolean, serde_json::Value => Json);

impl Parameter for Criteria {
    const KIND: ParamKind = ParamKind::Criteria;
    fn visit(&self, name: &'static str, visitor: &mut dyn FnMut(&'static str, FieldValue)) {
        visitor(name, FieldValue::Text(self.for_address()));
    }
}

impl Parameter for Place {
    const KIND: ParamKind = ParamKind::Place;
    fn visit(&self, name: &'static str, visitor: &mut dyn FnMut(&'static str, FieldValue)) {
        visitor(name, FieldValue::Text(self.path().to_owned()));
    }
}

impl Parameter for Unsent {
    const KIND: ParamKind = ParamKind::Unsent;
    fn visit(&self, _: &'static str, _: &mut dyn FnMut(&'static str, FieldValue)) {}
}

impl Parameter for Vec<String> {
    const KIND: ParamKind = ParamKind::Texts;
    fn visit(&self, name: &'static str, visitor: &mut dyn FnMut(&'static str, FieldValue)) {
        if !self.is_empty() {
            visitor(name, FieldValue::Text(self.join(",")));
        }
    }
}

impl Parameter for Vec<(String, String)> {
    const KIND: ParamKind = ParamKind::Search;
    fn visit(&self, name: &'static str, visitor: &mut dyn FnMut(&'static str, FieldValue)) {
        for (term, value) in self {
            visitor(name, FieldValue::Term(term.clone(), value.clone()));
        }
    }
}

impl Parameter for UploadSource {
    const KIND: ParamKind = ParamKind::File;
    fn visit(&self, name: &'static str, visitor: &mut dyn FnMut(&'static str, FieldValue)) {
        visitor(name, FieldValue::File(self.clone()));
    }
}
