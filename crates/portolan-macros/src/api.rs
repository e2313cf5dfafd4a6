//! `#[api]`: a group of operations from a trait of signatures.

mod operation;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    Ident, ItemTrait, LitStr, Token, TraitItem,
    parse::{Parse, ParseStream},
};

use crate::names;
use operation::Operation;

/// `#[api("jobs", "/jobs/v2")]`: the group's name in JavaScript and the prefix of its paths; then `plain` for a service whose
/// answers have no envelope.
struct Group {
    owner: Owner,
    prefix: LitStr,
    plain: bool,
}

/// What holds the operations.
enum Owner {
    /// A group of its own, with its name in JavaScript.
    Group(LitStr),
    /// The client itself.
    Client(Ident),
}

impl Parse for Group {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let owner =
            if input.peek(LitStr) { Owner::Group(input.parse()?) } else { Owner::Client(input.parse()?) };
        input.parse::<Token![,]>()?;
        let prefix = input.parse()?;
        let mut plain = false;
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
            let word: Ident = input.parse()?;
            if word != "plain" {
                return Err(syn::Error::new(word.span(), "expected plain"));
            }
            plain = true;
        }
        Ok(Self { owner, prefix, plain })
    }
}

impl Group {
    fn js_name(&self) -> String {
        match &self.owner {
            Owner::Group(name) => name.value(),
            Owner::Client(_) => String::new(),
        }
    }
}

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let group: Group = syn::parse2(arguments)?;
    let item: ItemTrait = syn::parse2(item)?;
    let operations = item
        .items
        .iter()
        .map(|item| match item {
            TraitItem::Fn(function) => {
                Operation::read(function, &group.js_name(), &group.prefix.value(), group.plain)
            }
            other => Err(syn::Error::new_spanned(other, "a group of operations holds only functions")),
        })
        .collect::<syn::Result<Vec<_>>>()?;

    let name = &item.ident;
    let visibility = &item.vis;
    let attributes = &item.attrs;
    let group_name = group.js_name();
    let title = name.to_string();
    let docs = names::docs(&item.attrs);
    let table = format_ident!("{}_ENDPOINTS", name.to_string().to_uppercase());
    let rows = operations.iter().map(Operation::row);
    let count = operations.len();
    let methods = operations.iter().map(Operation::methods);
    let descriptions = operations.iter().map(Operation::description);
    let holder = match &group.owner {
        Owner::Group(_) => quote! {
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
        },
        Owner::Client(client) => quote! {
            impl #client {
                #(#methods)*
            }

            #[cfg(feature = "meta")]
            #(#attributes)*
            #visibility struct #name;
        },
    };
    Ok(quote! {
        pub(crate) static #table: [crate::endpoint::Endpoint; #count] = [#(#rows),*];

        #holder

        #[cfg(feature = "meta")]
        impl #name {
            pub(crate) fn describe(types: &mut crate::meta::Types) -> crate::meta::Group {
                crate::meta::Group {
                    name: #group_name,
                    title: #title,
                    docs: #docs,
                    operations: vec![#(#descriptions),*],
                }
            }
        }
    })
}
