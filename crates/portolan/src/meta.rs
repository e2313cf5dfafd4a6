//! What the documentation and the TypeScript declarations are written from.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::endpoint::{ParamKind, Parameter, argument};

/// A group of operations.
pub struct Group {
    /// Its name in JavaScript, as in `jobs`; empty when its operations are the client's own.
    pub name: &'static str,
    /// Its name in Rust, as in `Jobs`.
    pub title: &'static str,
    /// What it is for.
    pub docs: &'static str,
    /// Its operations.
    pub operations: Vec<Operation>,
}

impl Group {
    /// What it is for, without the examples.
    pub fn text(&self) -> &'static str {
        self.docs.split("```").next().unwrap_or_default().trim_end()
    }

    /// How it is used in JavaScript.
    pub fn example(&self) -> Option<&'static str> {
        let (_, rest) = self.docs.split_once("```js\n")?;
        rest.split("```").next().map(str::trim_end)
    }
}

/// One operation.
pub struct Operation {
    /// Its name in JavaScript, as in `jobs.getHistory`.
    pub js: &'static str,
    /// Its name in Rust, as in `get_history`.
    pub rust: &'static str,
    /// What it does.
    pub docs: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path with its variables in braces.
    pub path: &'static str,
    /// Its retry kind.
    pub kind: &'static str,
    /// Its arguments.
    pub arguments: Vec<Argument>,
    /// What comes back.
    pub answer: Answer,
}

/// An argument of an operation.
pub enum Argument {
    /// A variable of the path, by its argument's name.
    Path(String),
    /// Parameters of the query or fields of a form.
    Fields(Vec<Field>),
    /// The JSON body.
    Body {
        /// Its TypeScript type.
        typescript: String,
        /// Whether it may be left out.
        optional: bool,
    },
    /// Bytes, under the name `message`.
    Bytes,
    /// The user's name and password, both optional.
    Login,
}

impl Argument {
    /// A variable of the path.
    pub(crate) fn path(name: &'static str) -> Self {
        Self::Path(argument(name))
    }

    /// The JSON body.
    pub(crate) fn body<T: Described>(types: &mut Types, optional: bool) -> Self {
        Self::Body { typescript: T::typescript(types), optional }
    }
}

/// What comes back.
pub enum Answer {
    /// Nothing.
    Nothing,
    /// The body as it is.
    Bytes,
    /// The address itself, at once.
    Address,
    /// A list of this TypeScript type.
    Page(String),
    /// A list of this TypeScript type with its count and the addresses of its neighbours.
    Listing(String),
    /// A value of this TypeScript type.
    Value(String),
}

/// A field of a type, or a named parameter.
pub struct Field {
    /// Its name on the wire, or among a call's arguments.
    pub name: String,
    /// Its TypeScript type.
    pub typescript: String,
    /// What it means; empty where the name says it.
    pub docs: &'static str,
    /// Whether it may be missing.
    pub optional: bool,
    /// Whether it is one of several of which exactly one is given.
    pub alternative: bool,
}

impl Field {
    /// A field of a wire type.
    pub(crate) fn new<T: Described>(name: &'static str, docs: &'static str, types: &mut Types) -> Self {
        Self {
            name: name.to_owned(),
            typescript: T::typescript(types),
            docs,
            optional: T::OPTIONAL,
            alternative: false,
        }
    }

    /// A parameter of a query or form.
    pub(crate) fn parameter<T: Parameter>(name: &'static str, docs: &'static str, required: bool) -> Self {
        let typescript = match T::KIND {
            ParamKind::Text => "string",
            ParamKind::Integer => "number",
            ParamKind::Boolean => "boolean",
            ParamKind::Texts => "string[]",
            ParamKind::Search => "Record<string, string | number | boolean>",
            ParamKind::File => "Blob | Uint8Array",
            ParamKind::Json => "Json",
            ParamKind::Criteria => "{ readonly [field: string]: Json } | string",
            ParamKind::Place | ParamKind::Unsent => "string",
        };
        Self {
            name: argument(name),
            typescript: typescript.to_owned(),
            docs,
            optional: !required,
            alternative: false,
        }
    }
}

/// The types that were met, each written once.
#[derive(Default)]
pub struct Types {
    prefix: &'static str,
    begun: BTreeSet<&'static str>,
    written: BTreeMap<&'static str, String>,
}

impl Types {
    /// No types yet, of a service whose types bear its name: others have jobs and files too.
    pub fn of(prefix: &'static str) -> Self {
        Self { prefix, ..Self::default() }
    }

    /// A type's or group's name in TypeScript.
    pub fn name(&self, name: &str) -> String {
        if name.starts_with(self.prefix) { name.to_owned() } else { format!("{}{name}", self.prefix) }
    }

    /// The declarations in the order of their names.
    pub fn declarations(&self) -> impl Iterator<Item = &str> {
        self.written.values().map(String::as_str)
    }

    /// Whether the type is new and must be written.
    pub(crate) fn begin(&mut self, name: &'static str) -> bool {
        self.begun.insert(name)
    }

    /// Writes an interface.
    pub(crate) fn structure(&mut self, name: &'static str, docs: &str, fields: Vec<Field>) {
        let mut text = format!("{}export interface {} {{\n", comment(docs, ""), self.name(name));
        for Field { name, typescript, docs, optional, .. } in fields {
            let mark = if optional { "?" } else { "" };
            text += &format!("{}  {}{mark}: {typescript};\n", comment(docs, "  "), property(&name));
        }
        self.written.insert(name, text + "}\n");
    }

    /// Writes a union of words with an open end.
    pub(crate) fn enumeration(&mut self, name: &'static str, docs: &str, words: &[&str]) {
        let words: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let text = format!(
            "{}export type {} = {} | (string & {{}});\n",
            comment(docs, ""),
            self.name(name),
            words.join(" | ")
        );
        self.written.insert(name, text);
    }
}

/// A doc comment in TypeScript.
pub fn comment(docs: &str, indent: &str) -> String {
    if docs.is_empty() {
        return String::new();
    }
    if !docs.contains('\n') {
        return format!("{indent}/** {docs} */\n");
    }
    let lines: Vec<_> = docs.lines().map(|line| format!("{indent} * {line}").trim_end().to_owned()).collect();
    format!("{indent}/**\n{}\n{indent} */\n", lines.join("\n"))
}

fn property(name: &str) -> String {
    let plain = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    if plain { name.to_owned() } else { format!("\"{name}\"") }
}

/// A type with a TypeScript name.
pub trait Described {
    /// Whether a field of this type may be missing.
    const OPTIONAL: bool = false;
    /// The type's name, after having made sure that its declaration is written.
    fn typescript(types: &mut Types) -> String;
}

macro_rules! plain_types {
    ($($ty:ty => $name:literal),*) => {$(
        impl Described for $ty {
            fn typescript(_: &mut Types) -> String {
                $name.to_owned()
            }
        }
    )*};
}
plain_types!(
    String => "string", bool => "boolean", i64 => "number", u64 => "number", u32 => "number", f64 => "number",
    Value => "Json", serde_json::Map<String, Value> => "Record<string, Json>"
);

impl<T: Described> Described for Option<T> {
    const OPTIONAL: bool = true;
    fn typescript(types: &mut Types) -> String {
        format!("{} | null", T::typescript(types))
    }
}

impl<T: Described> Described for Vec<T> {
    fn typescript(types: &mut Types) -> String {
        let item = T::typescript(types);
        if item.contains('|') { format!("({item})[]") } else { format!("{item}[]") }
    }
}

impl<T: Described> Described for indexmap::IndexMap<String, T> {
    fn typescript(types: &mut Types) -> String {
        format!("Record<string, {}>", T::typescript(types))
    }
}

impl<T: Described> Described for Box<T> {
    fn typescript(types: &mut Types) -> String {
        T::typescript(types)
    }
}
