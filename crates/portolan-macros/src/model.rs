//! `#[model]`: a wire type, read liberally.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Fields, Ident, Item, ItemEnum, ItemStruct, Token, Type};

use crate::names;

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let manner = Manner::read(arguments)?;
    match syn::parse2(item)? {
        Item::Struct(item) => structure(item, &manner),
        Item::Enum(item) => enumeration(item),
        other => Err(syn::Error::new_spanned(other, "`#[model]` is for structs and enums")),
    }
}

/// What a struct says of itself.
#[derive(Default)]
struct Manner {
    /// Its fields are in snake case.
    snake: bool,
    /// Its fields are in camel case, on some deployments in snake case.
    either: bool,
    /// It holds secrets, which no debug output shows.
    secret: bool,
}

impl Manner {
    fn read(arguments: TokenStream) -> syn::Result<Self> {
        let mut manner = Self::default();
        for word in Punctuated::<Ident, Token![,]>::parse_terminated.parse2(arguments)? {
            match word.to_string().as_str() {
                "snake" => manner.snake = true,
                "either" => manner.either = true,
                "secret" => manner.secret = true,
                _ => return Err(syn::Error::new(word.span(), "expected snake, either or secret")),
            }
        }
        Ok(manner)
    }
}

fn structure(mut item: ItemStruct, manner: &Manner) -> syn::Result<TokenStream> {
    let Fields::Named(fields) = &mut item.fields else {
        return Err(syn::Error::new_spanned(item, "a wire type has named fields"));
    };
    let mut rows = Vec::new();
    let mut reads = Vec::new();
    for field in &mut fields.named {
        let name = field.ident.clone().expect("the fields are named");
        let ident = name.to_string();
        let wire = match names::serde_rename(&field.attrs)? {
            Some(name) => name,
            None if manner.snake => ident.trim_start_matches("r#").to_owned(),
            None => names::camel(&ident),
        };
        let other = (manner.either && ident != wire && !wire.starts_with('_')).then_some(ident);
        let aliases = names::serde_aliases(&field.attrs)?.into_iter().chain(other);
        let read = Ident::new(if is_scalar(&field.ty) { "scalar" } else { "value" }, name.span());
        reads.push(quote!(#name: members.#read(&[#wire #(, #aliases)*])?));
        let docs = names::docs(&field.attrs);
        let ty = &field.ty;
        rows.push(quote!(crate::meta::Field::new::<#ty>(#wire, #docs, types)));
        field.attrs.push(syn::parse_quote!(#[allow(missing_docs)]));
        if is_option(&field.ty) {
            field.attrs.push(syn::parse_quote!(#[serde(skip_serializing_if = "Option::is_none")]));
        }
    }
    let name = &item.ident;
    let text = name.to_string();
    let docs = names::docs(&item.attrs);
    let debug = if manner.secret { quote!() } else { quote!(Debug,) };
    let guarded = manner.secret.then(|| {
        quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    formatter.write_str(concat!(#text, " { not shown }"))
                }
            }
        }
    });
    let case = if manner.snake { "snake_case" } else { "camelCase" };
    Ok(quote! {
        #[derive(#debug Clone, PartialEq, Default, serde::Serialize)]
        #[serde(rename_all = #case)]
        #item

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                fn read(members: &crate::members::Members) -> Result<#name, serde_json::Error> {
                    Ok(#name { #(#reads),* })
                }
                let members = <crate::members::Members as serde::Deserialize>::deserialize(deserializer)?;
                read(&members).map_err(serde::de::Error::custom)
            }
        }

        #guarded

        #[cfg(feature = "meta")]
        impl crate::meta::Described for #name {
            fn typescript(types: &mut crate::meta::Types) -> String {
                if types.begin(#text) {
                    let fields = vec![#(#rows),*];
                    types.structure(#text, #docs, fields);
                }
                types.name(#text)
            }
        }
    })
}

fn enumeration(mut item: ItemEnum) -> syn::Result<TokenStream> {
    let mut words = Vec::new();
    for variant in &mut item.variants {
        let is_other = variant.ident == "Unknown";
        match names::serde_rename(&variant.attrs)? {
            Some(word) => words.push(word),
            None if !is_other => words.push(screaming(&variant.ident.to_string())),
            None => {}
        }
        if is_other {
            variant.attrs.push(syn::parse_quote!(#[default]));
            variant.attrs.push(syn::parse_quote!(#[serde(other)]));
        }
    }
    let name = &item.ident;
    let text = name.to_string();
    let docs = names::docs(&item.attrs);
    Ok(quote! {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        #item

        #[cfg(feature = "meta")]
        impl crate::meta::Described for #name {
            fn typescript(types: &mut crate::meta::Types) -> String {
                if types.begin(#text) {
                    types.enumeration(#text, #docs, &[#(#words),*]);
                }
                types.name(#text)
            }
        }
    })
}

/// `ReadWrite` as the wire spells it: `READ_WRITE`.
fn screaming(name: &str) -> String {
    let mut result = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            result.push('_');
        }
        result.extend(letter.to_uppercase());
    }
    result
}

fn is_option(ty: &Type) -> bool {
    generic(ty, "Option").is_some()
}

/// Text, numbers and booleans, optional or not: what services send one for the other.
fn is_scalar(ty: &Type) -> bool {
    match generic(ty, "Option").unwrap_or(ty) {
        Type::Path(path) => {
            ["String", "bool", "i64", "u64", "u32", "f64"].iter().any(|name| path.path.is_ident(name))
        }
        _ => false,
    }
}

/// The `T` of `wrapper<T>`.
pub(crate) fn generic<'a>(ty: &'a Type, wrapper: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == wrapper)?;
    match &segment.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            syn::GenericArgument::Type(inner) => Some(inner),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enum_words_are_upper_case() {
        assert_eq!(screaming("ReadWrite"), "READ_WRITE");
    }

    #[test]
    fn scalars_are_read_liberally_and_absent_options_not_written() {
        let expanded = expand(
            TokenStream::new(),
            quote!(
                pub struct S {
                    a: Option<String>,
                    b: Vec<T>,
                    c: Other,
                }
            ),
        )
        .unwrap()
        .to_string();
        assert_eq!(expanded.matches("members . scalar").count(), 1);
        assert_eq!(expanded.matches("members . value").count(), 2);
        assert_eq!(expanded.matches("skip_serializing_if").count(), 1);
    }

    #[test]
    fn the_other_case_is_an_alias_and_secrets_are_not_shown() {
        let expand = |manner| {
            expand(
                manner,
                quote!(
                    pub struct S {
                        id: String,
                        actor_id: String,
                    }
                ),
            )
            .unwrap()
            .to_string()
        };
        let plain = expand(TokenStream::new());
        assert!(plain.contains("[\"actorId\"]") && plain.contains("derive (Debug"));
        let guarded = expand(quote!(either, secret));
        assert!(guarded.contains("[\"actorId\" , \"actor_id\"]") && guarded.contains("[\"id\"]"));
        assert!(!guarded.contains("derive (Debug") && guarded.contains("not shown"));
    }

    #[test]
    fn tuple_structs_are_refused() {
        assert!(
            expand(
                TokenStream::new(),
                quote!(
                    pub struct S(String);
                )
            )
            .is_err()
        );
    }
}
