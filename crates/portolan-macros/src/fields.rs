//! `#[fields]`: a struct of optional query or form parameters.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Fields, FieldsNamed, ItemStruct, Type};

use crate::{model::generic, names};

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let mut item: ItemStruct = syn::parse2(item)?;
    let Fields::Named(fields) = &mut item.fields else {
        return Err(syn::Error::new_spanned(item, "parameters have names"));
    };
    let of_job = match arguments.to_string().as_str() {
        "" => false,
        "list" => {
            fields.named.extend(list_fields().named);
            false
        }
        "page" => {
            fields.named.extend(page_fields().named);
            false
        }
        "job" => true,
        _ => return Err(syn::Error::new_spanned(arguments, "expected nothing, `list`, `page` or `job`")),
    };
    let mut params = Vec::new();
    let mut visits = Vec::new();
    let mut rows = Vec::new();
    for field in &fields.named {
        let ident = field.ident.as_ref().expect("the fields are named");
        let wire = names::serde_rename(&field.attrs)?.unwrap_or_else(|| names::camel(&ident.to_string()));
        let ty = &field.ty;
        let docs = names::docs(&field.attrs);
        let argument = names::argument(&field.attrs)?.unwrap_or_default();
        let required = generic(ty, "Option").is_none() && generic(ty, "Vec").is_none();
        params.push(quote! {
            crate::endpoint::Param {
                name: #wire,
                alias: #argument,
                kind: <#ty as crate::endpoint::Parameter>::KIND,
                required: #required,
                alternative: false,
            }
        });
        visits.push(quote!(crate::endpoint::Parameter::visit(&self.#ident, #wire, visitor);));
        let argument = if argument.is_empty() { &wire } else { &argument };
        rows.push(quote!(crate::meta::Field::parameter::<#ty>(#argument, #docs, #required)));
    }
    // A constant cannot be put together from others: the two ways of naming a job are written out here.
    let (params, visits, rows) = if of_job {
        fields.named.insert(0, job_field());
        (
            quote!(crate::jarvice::JobRef::NAME, crate::jarvice::JobRef::NUMBER, #(#params),*),
            quote!(crate::endpoint::Fields::each(&self.job, visitor); #(#visits)*),
            quote!(
                let mut fields = <crate::jarvice::JobRef as crate::endpoint::Fields>::describe();
                fields.extend([#(#rows),*]);
                fields
            ),
        )
    } else {
        (quote!(#(#params),*), quote!(#(#visits)*), quote!(vec![#(#rows),*]))
    };
    for field in item.fields.iter_mut() {
        field.attrs.retain(|attribute| {
            !attribute.path().is_ident("serde") && !attribute.path().is_ident("argument")
        });
    }
    let name = &item.ident;
    let derives = if params_are_all_optional(&item) { quote!(Default,) } else { quote!() };
    Ok(quote! {
        #[derive(Debug, #derives Clone)]
        #item

        impl crate::endpoint::Fields for #name {
            const PARAMS: &'static [crate::endpoint::Param] = &[#params];
            fn each(&self, visitor: &mut dyn FnMut(&'static str, crate::endpoint::FieldValue)) {
                #visits
            }
            #[cfg(feature = "meta")]
            fn describe() -> Vec<crate::meta::Field> {
                #rows
            }
        }
    })
}

fn params_are_all_optional(item: &ItemStruct) -> bool {
    item.fields.iter().all(|field| {
        let has_default = |ty: &Type| matches!(ty, Type::Path(path) if path.path.is_ident("String"));
        generic(&field.ty, "Option").is_some()
            || generic(&field.ty, "Vec").is_some()
            || has_default(&field.ty)
    })
}

/// What every list of Agave takes.
fn list_fields() -> FieldsNamed {
    syn::parse_quote!({
        /// The page's size; the service's own when absent, and at most 250.
        pub limit: Option<u32>,
        /// How many records to skip.
        pub offset: Option<u32>,
        /// Search terms, `field` or `field.operator` with its value, as in `("status.in", "RUNNING,QUEUED")`.
        pub search: Vec<(String, String)>,
        /// The fields to send of each record, dots for nested ones; all when empty.
        pub filter: Vec<String>,
        /// `ASC` or `DESC`.
        pub order: Option<String>,
        /// The field to sort by.
        pub order_by: Option<String>,
    })
}

/// What every list of Rescale takes.
fn page_fields() -> FieldsNamed {
    syn::parse_quote!({
        /// Which page, counted from 1.
        pub page: Option<u32>,
        /// The page's size; the service's own when absent.
        #[serde(rename = "page_size")]
        pub page_size: Option<u32>,
    })
}

/// The job that an operation of JARVICE is about.
fn job_field() -> syn::Field {
    syn::parse_quote! {
        /// The job, by its number or its name.
        pub job: crate::jarvice::JobRef
    }
}
