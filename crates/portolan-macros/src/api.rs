//! `#[api]`: a group of operations from a trait of signatures.

mod operation;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    ItemTrait, LitStr, Token, TraitItem,
    parse::{Parse, ParseStream},
};

use crate::names;
use operation::Operation;

/// `#[api("jobs", "/jobs/v2")]`: the group's name in JavaScript and the prefix of its paths.
struct Group {
    name: LitStr,
    prefix: LitStr,
}

impl Parse for Group {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![,]>()?;
        Ok(Self { name, prefix: input.parse()? })
    }
}

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let group: Group = syn::parse2(arguments)?;
    let item: ItemTrait = syn::parse2(item)?;
    let operations = item
        .items
        .iter()
        .map(|item| match item {
            TraitItem::Fn(function) => Operation::read(function, &group.name.value(), &group.prefix.value()),
            other => Err(syn::Error::new_spanned(other, "a group of operations holds only functions")),
        })
        .collect::<syn::Result<Vec<_>>>()?;

    let name = &item.ident;
    let visibility = &item.vis;
    let attributes = &item.attrs;
    let group_name = group.name.value();
    let docs = names::docs(&item.attrs);
    let table = format_ident!("{}_ENDPOINTS", name.to_string().to_uppercase());
    let rows = operations.iter().map(Operation::row);
    let count = operations.len();
    let methods = operations.iter().enumerate().map(|(index, operation)| operation.methods(&table, index));
    let descriptions = operations.iter().map(Operation::description);
    Ok(quote! {
        pub(crate) static #table: [crate::endpoint::Endpoint; #count] = [#(#rows),*];

        #(#attributes)*
        #[derive(Clone)]
        #visibility struct #name {
            client: crate::client::Client,
        }

        impl #name {
            pub(crate) fn new(client: crate::client::Client) -> Self {
                Self { client }
            }

            #(#methods)*
        }

        #[cfg(feature = "meta")]
        impl #name {
            pub(crate) fn describe(types: &mut crate::meta::Types) -> crate::meta::Group {
                crate::meta::Group {
                    name: #group_name,
                    docs: #docs,
                    operations: vec![#(#descriptions),*],
                }
            }
        }
    })
}
