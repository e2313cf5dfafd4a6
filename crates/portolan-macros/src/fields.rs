//! `#[fields]`: a struct of optional query or form parameters.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Fields, ItemStruct, Type};

use crate::{model::generic, names};

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let mut item: ItemStruct = syn::parse2(item)?;
    match arguments.to_string().as_str() {
        "" => {}
        "list" => add_list_fields(&mut item)?,
        _ => return Err(syn::Error::new_spanned(arguments, "expected nothing or `list`")),
    }
    let Fields::Named(fields) = &item.fields else {
        return Err(syn::Error::new_spanned(item, "parameters have names"));
    };
    let mut params = Vec::new();
    let mut visits = Vec::new();
    let mut rows = Vec::new();
    for field in &fields.named {
        let ident = field.ident.as_ref().expect("the fields are named");
        let wire = names::serde_rename(&field.attrs)?.unwrap_or_else(|| names::camel(&ident.to_string()));
        let ty = &field.ty;
        let docs = names::docs(&field.attrs);
        let required = generic(ty, "Option").is_none() && generic(ty, "Vec").is_none();
        params.push(quote! {
            crate::endpoint::Param { name: #wire, kind: <#ty as crate::endpoint::Parameter>::KIND, required: #required }
        });
        visits.push(quote!(crate::endpoint::Parameter::visit(&self.#ident, #wire, visitor);));
        rows.push(quote!(crate::meta::Field::parameter::<#ty>(#wire, #docs, #required)));
    }
    for field in item.fields.iter_mut() {
        field.attrs.retain(|attribute| !attribute.path().is_ident("serde"));
    }
    let name = &item.ident;
    let derives = if params_are_all_optional(&item) { quote!(Default,) } else { quote!() };
    Ok(quote! {
        #[derive(Debug, #derives Clone)]
        #item

        impl crate::endpoint::Fields for #name {
            const PARAMS: &'static [crate::endpoint::Param] = &[#(#params),*];
            fn each(&self, visitor: &mut dyn FnMut(&'static str, crate::endpoint::FieldValue)) {
                #(#visits)*
            }
            #[cfg(feature = "meta")]
            fn describe() -> Vec<crate::meta::Field> {
                vec![#(#rows),*]
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

fn add_list_fields(item: &mut ItemStruct) -> syn::Result<()> {
    let Fields::Named(fields) = &mut item.fields else {
        return Err(syn::Error::new_spanned(item, "parameters have names"));
    };
    let common: syn::FieldsNamed = syn::parse_quote!({
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
    });
    fields.named.extend(common.named);
    Ok(())
}
