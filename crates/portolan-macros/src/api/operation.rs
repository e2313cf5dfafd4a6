//! One operation: its verb, its path, where each argument goes, and what comes back.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    Attribute, FnArg, Ident, LitStr, Pat, ReturnType, Token, TraitItemFn, Type,
    parse::{Parse, ParseStream},
};

use crate::{model::generic, names};

/// `#[get("/{jobId}", read, bare)]`
struct Verb {
    path: LitStr,
    kind: Ident,
    bare: bool,
    loose: bool,
    credential: Ident,
    fixed: String,
}

impl Parse for Verb {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path = input.parse()?;
        input.parse::<Token![,]>()?;
        let kind: Ident = input.parse()?;
        let kind = match kind.to_string().as_str() {
            "read" => format_ident!("Read", span = kind.span()),
            "set" => format_ident!("Set", span = kind.span()),
            "once" => format_ident!("Once", span = kind.span()),
            "token" => format_ident!("Token", span = kind.span()),
            _ => return Err(syn::Error::new(kind.span(), "the retry kind is read, set, once or token")),
        };
        let credential = format_ident!("Bearer");
        let mut verb = Self { path, kind, bare: false, loose: false, credential, fixed: String::new() };
        while input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
            let word: Ident = input.parse()?;
            match word.to_string().as_str() {
                "bare" => verb.bare = true,
                "loose" => verb.loose = true,
                "optional" => verb.credential = format_ident!("Optional"),
                "user" => verb.credential = format_ident!("Body"),
                "login" => verb.credential = format_ident!("Login"),
                "client" => verb.credential = format_ident!("OauthClient"),
                "open" => verb.credential = format_ident!("Nothing"),
                "fixed" => {
                    input.parse::<Token![=]>()?;
                    verb.fixed = input.parse::<LitStr>()?.value();
                }
                _ => {
                    let words = "expected bare, loose, optional, user, login, client, open or fixed";
                    return Err(syn::Error::new(word.span(), words));
                }
            }
        }
        Ok(verb)
    }
}

/// Where an argument goes.
enum Place {
    Path(String),
    Query,
    Form,
    Body,
    /// Bytes as they are.
    Bytes,
    /// A file's system and path in one, which JavaScript calls `path`.
    SystemAndPath,
    Login,
}

struct Argument {
    name: Ident,
    ty: Type,
    place: Place,
}

pub(super) struct Operation {
    ident: Ident,
    attributes: Vec<Attribute>,
    docs: String,
    js: String,
    method: Ident,
    path: String,
    verb: Verb,
    arguments: Vec<Argument>,
    output: Type,
    /// Whether the service has no envelopes.
    plain: bool,
}

impl Operation {
    pub(super) fn read(function: &TraitItemFn, group: &str, prefix: &str, plain: bool) -> syn::Result<Self> {
        let mut verb = None;
        let mut attributes = Vec::new();
        for attribute in &function.attrs {
            let method = ["get", "post", "put", "patch", "delete"]
                .into_iter()
                .find(|verb| attribute.path().is_ident(verb));
            match method {
                Some(method) => verb = Some((names::pascal(method), attribute.parse_args::<Verb>()?)),
                None => attributes.push(attribute.clone()),
            }
        }
        let ident = function.sig.ident.clone();
        let (method, verb) = verb.ok_or_else(|| {
            syn::Error::new(
                ident.span(),
                "expected #[get(…)], #[post(…)], #[put(…)], #[patch(…)] or #[delete(…)]",
            )
        })?;
        let path = format!("{prefix}{}", verb.path.value());
        let arguments = function.sig.inputs.iter().filter_map(|input| argument(input, &path).transpose());
        let arguments = arguments.collect::<syn::Result<Vec<_>>>()?;
        let placed = arguments.iter().filter(|argument| matches!(argument.place, Place::Path(_))).count();
        let is_place = arguments.iter().any(|argument| matches!(argument.place, Place::SystemAndPath));
        if !is_place && path.matches('{').count() != placed {
            return Err(syn::Error::new(
                ident.span(),
                format!("`{path}` has a variable that is no argument"),
            ));
        }
        let output = match &function.sig.output {
            ReturnType::Default => syn::parse_quote!(()),
            ReturnType::Type(_, ty) => (**ty).clone(),
        };
        let js = names::camel(&ident.to_string());
        let js = if group.is_empty() { js } else { format!("{group}.{js}") };
        Ok(Self {
            docs: names::docs(&function.attrs),
            method: format_ident!("{method}"),
            ident,
            attributes,
            js,
            path,
            verb,
            arguments,
            output,
            plain,
        })
    }

    /// The row of the table.
    pub(super) fn row(&self) -> TokenStream {
        let Self { js, method, path, verb, .. } = self;
        let (kind, credential, fixed) = (&verb.kind, &verb.credential, &verb.fixed);
        let params = |place: fn(&Place) -> bool| {
            let found = self.arguments.iter().find(|argument| place(&argument.place));
            match found.map(|argument| target(&argument.ty)) {
                Some(ty) => quote!(<#ty as crate::endpoint::Fields>::PARAMS),
                None => quote!(&[]),
            }
        };
        let query = params(|place| matches!(place, Place::Query));
        let form = params(|place| matches!(place, Place::Form));
        let body = self.arguments.iter().find_map(|argument| match argument.place {
            Place::Body if generic(&argument.ty, "Option").is_some() => Some("MaybeJson"),
            Place::Body => Some("Json"),
            Place::Bytes => Some("Bytes"),
            _ => None,
        });
        let body = format_ident!("{}", body.unwrap_or("Nothing"));
        let place = self.arguments.iter().any(|argument| matches!(argument.place, Place::SystemAndPath));
        let answer = format_ident!("{}", self.answer());
        quote! {
            crate::endpoint::Endpoint {
                name: #js,
                path: #path,
                query: #query,
                form: #form,
                fixed: #fixed,
                method: crate::endpoint::Method::#method,
                kind: crate::endpoint::Kind::#kind,
                credential: crate::endpoint::Credential::#credential,
                answer: crate::endpoint::Answer::#answer,
                body: crate::endpoint::Payload::#body,
                place: #place,
            }
        }
    }

    fn answer(&self) -> &'static str {
        match &self.output {
            Type::Tuple(tuple) if tuple.elems.is_empty() => "Nothing",
            Type::Path(path) if path.path.is_ident("Download") => "Bytes",
            Type::Path(path) if path.path.is_ident("Address") => "Address",
            Type::Path(path) if path.path.is_ident("String") => "Text",
            _ if self.page_item().is_some() => {
                if self.plain {
                    "Listing"
                } else {
                    "Page"
                }
            }
            _ if self.verb.loose => "Loose",
            _ if self.verb.bare || self.plain => "Bare",
            _ => "Result",
        }
    }

    fn page_item(&self) -> Option<&Type> {
        generic(&self.output, "Page")
    }

    /// The method that calls, and for a list the one that streams.
    pub(super) fn methods(&self) -> TokenStream {
        // A row of its own, not that of the table: a program that calls one operation holds the row of that one alone.
        let row = self.row();
        let Self { ident, attributes, output, .. } = self;
        let request = format_ident!("{}_request", ident.to_string().trim_start_matches("r#"));
        let signature = self.arguments.iter().map(|Argument { name, ty, .. }| quote!(#name: #ty));
        let signature = quote!(#(#signature),*);
        let names = self.arguments.iter().map(|argument| &argument.name);
        let names = quote!(#(#names),*);
        let fill = self.arguments.iter().map(|Argument { name, place, ty }| match place {
            Place::Path(variable) => quote!(request.segment(#variable, &#name.to_string())?;),
            Place::Query => quote!(request.query(#name);),
            Place::Form => quote!(request.form(#name);),
            Place::Body if generic(ty, "Option").is_some() => {
                quote!(if let Some(#name) = #name { request.json(#name)?; })
            }
            Place::Body => quote!(request.json(#name)?;),
            Place::Bytes => quote!(request.bytes(#name);),
            Place::SystemAndPath => quote!(request.place(#name)?;),
            Place::Login => quote!(request.login(#name);),
        });
        let mutable = if self.arguments.is_empty() { quote!() } else { quote!(mut) };
        let send = format_ident!(
            "{}",
            match self.answer() {
                "Nothing" => "nothing",
                "Bytes" => "download",
                "Page" => "page",
                "Listing" => "listing",
                "Bare" => "bare",
                "Loose" => "loose",
                "Text" => "plain",
                _ => "result",
            }
        );
        let calls =
            format!("\n\nCalls `{} {}`; retried as `{}`.", self.verb_name(), self.path, self.kind_name());
        let streaming = format_ident!("{}", if self.plain { "stream_listing" } else { "stream" });
        let stream = self.page_item().map(|item| {
            let name = format_ident!("{}_all", ident.to_string().trim_start_matches("r#"));
            let docs = format!(
                "Streams every item of [`Self::{ident}`], page after page; `limit` is the page's size."
            );
            quote! {
                #[doc = #docs]
                pub fn #name(&self, #signature)
                    -> impl futures_util::Stream<Item = crate::error::Result<#item>> + use<> {
                    self.client.#streaming(Self::#request(#names))
                }
            }
        });
        let call = if self.answer() == "Address" {
            quote! {
                pub fn #ident(&self, #signature) -> crate::error::Result<String> {
                    Ok(self.client.address(&Self::#request(#names)?))
                }
            }
        } else {
            quote! {
                pub async fn #ident(&self, #signature) -> crate::error::Result<#output> {
                    self.client.#send(Self::#request(#names)?).await
                }
            }
        };
        quote! {
            pub(crate) fn #request(#signature) -> crate::error::Result<crate::request::Request> {
                static ROW: crate::endpoint::Endpoint = #row;
                let #mutable request = crate::request::Request::new(&ROW);
                #(#fill)*
                Ok(request)
            }

            #(#attributes)*
            #[doc = #calls]
            #call

            #stream
        }
    }

    /// What the documentation and the TypeScript declarations say of it.
    pub(super) fn description(&self) -> TokenStream {
        let Self { js, docs, path, output, .. } = self;
        let rust = self.ident.to_string();
        let method = self.verb_name();
        let kind = self.kind_name();
        let arguments = self.arguments.iter().map(|argument| {
            let ty = target(&argument.ty);
            match &argument.place {
                Place::Path(name) => quote!(crate::meta::Argument::path(#name)),
                Place::Query | Place::Form => {
                    quote!(crate::meta::Argument::Fields(<#ty as crate::endpoint::Fields>::describe()))
                }
                Place::Body => match generic(&argument.ty, "Option") {
                    Some(inner) => {
                        let ty = target(inner);
                        quote!(crate::meta::Argument::body::<#ty>(types, true))
                    }
                    None => quote!(crate::meta::Argument::body::<#ty>(types, false)),
                },
                Place::Bytes => quote!(crate::meta::Argument::Bytes),
                Place::SystemAndPath => quote!(crate::meta::Argument::path("path")),
                Place::Login => quote!(crate::meta::Argument::Login),
            }
        });
        let answer = self.answer();
        let result = match (answer, self.page_item()) {
            ("Nothing", _) => quote!(crate::meta::Answer::Nothing),
            ("Bytes", _) => quote!(crate::meta::Answer::Bytes),
            ("Address", _) => quote!(crate::meta::Answer::Address),
            ("Listing", Some(item)) => {
                quote!(crate::meta::Answer::Listing(<#item as crate::meta::Described>::typescript(types)))
            }
            (_, Some(item)) => {
                quote!(crate::meta::Answer::Page(<#item as crate::meta::Described>::typescript(types)))
            }
            _ => quote!(crate::meta::Answer::Value(<#output as crate::meta::Described>::typescript(types))),
        };
        quote! {
            crate::meta::Operation {
                js: #js,
                rust: #rust,
                docs: #docs,
                method: #method,
                path: #path,
                kind: #kind,
                arguments: vec![#(#arguments),*],
                answer: #result,
            }
        }
    }

    fn verb_name(&self) -> String {
        self.method.to_string().to_uppercase()
    }

    fn kind_name(&self) -> String {
        self.verb.kind.to_string().to_lowercase()
    }
}

fn argument(input: &FnArg, path: &str) -> syn::Result<Option<Argument>> {
    let FnArg::Typed(typed) = input else { return Ok(None) };
    let Pat::Ident(pattern) = &*typed.pat else {
        return Err(syn::Error::new_spanned(&typed.pat, "an argument has a name"));
    };
    let name = pattern.ident.clone();
    let place = match name.to_string().as_str() {
        "query" => Place::Query,
        "form" => Place::Form,
        "body" => Place::Body,
        "message" => Place::Bytes,
        "place" => Place::SystemAndPath,
        "login" => Place::Login,
        other => {
            // Agave writes `{jobId}`, Rescale `{job_id}`.
            let spellings = [names::camel(other), other.to_owned()];
            let variable = spellings.into_iter().find(|variable| path.contains(&format!("{{{variable}}}")));
            Place::Path(variable.ok_or_else(|| {
                syn::Error::new(
                    name.span(),
                    format!("`{{{}}}` does not occur in `{path}`", names::camel(other)),
                )
            })?)
        }
    };
    Ok(Some(Argument { name, ty: (*typed.ty).clone(), place }))
}

/// The type behind a reference.
fn target(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => &reference.elem,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(function: TokenStream) -> syn::Result<Operation> {
        Operation::read(&syn::parse2(function)?, "jobs", "/jobs/v2", false)
    }

    #[test]
    fn names_places_and_answer_come_from_the_signature() {
        let operation = read(quote! {
            /// Gets the history.
            #[get("/{jobId}/history", read)]
            fn get_history(&self, job_id: &str, query: &ListQuery) -> Page<JobHistory>;
        })
        .unwrap();
        assert_eq!(operation.js, "jobs.getHistory");
        assert_eq!(operation.path, "/jobs/v2/{jobId}/history");
        assert_eq!(operation.answer(), "Page");
        assert!(matches!(operation.arguments[0].place, Place::Path(ref name) if name == "jobId"));
        assert!(matches!(operation.arguments[1].place, Place::Query));
    }

    #[test]
    fn a_retry_kind_must_be_written() {
        let error = read(quote!(
            #[get("/")]
            fn list(&self);
        ))
        .err()
        .unwrap();
        assert!(error.to_string().contains("expected"), "{error}");
        let error = read(quote!(
            #[get("/", often)]
            fn list(&self);
        ))
        .err()
        .unwrap();
        assert!(error.to_string().contains("read, set, once or token"), "{error}");
    }

    #[test]
    fn every_variable_is_an_argument_and_every_argument_a_variable() {
        assert!(
            read(quote!(
                #[get("/{jobId}", read)]
                fn get(&self);
            ))
            .is_err()
        );
        assert!(
            read(quote!(
                #[get("/", read)]
                fn get(&self, job_id: &str);
            ))
            .is_err()
        );
    }
}
