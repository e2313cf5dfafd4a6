//! Names on the wire, and texts from doc comments.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// `job_id` as the services spell it: `jobId`.
pub(crate) fn camel(name: &str) -> String {
    let name = name.trim_start_matches("r#");
    let mut result = String::with_capacity(name.len());
    let mut upper = false;
    for letter in name.chars() {
        if letter == '_' {
            upper = true;
        } else if upper {
            result.extend(letter.to_uppercase());
            upper = false;
        } else {
            result.push(letter);
        }
    }
    result
}

/// `get` as a type's name: `Get`.
pub(crate) fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The doc comment's text, its lines joined as written.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
                let text = text.value();
                Some(text.strip_prefix(' ').unwrap_or(&text).trim_end().to_owned())
            }
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// The name that `#[serde(rename = "…")]` gives a field, if any.
pub(crate) fn serde_rename(attributes: &[Attribute]) -> syn::Result<Option<String>> {
    let mut name = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<Expr>()?;
            }
            Ok(())
        })?;
    }
    Ok(name)
}

/// The other names that `#[serde(alias = "…")]` gives a field.
pub(crate) fn serde_aliases(attributes: &[Attribute]) -> syn::Result<Vec<String>> {
    let mut aliases = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("alias") {
                aliases.push(meta.value()?.parse::<syn::LitStr>()?.value());
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<Expr>()?;
            }
            Ok(())
        })?;
    }
    Ok(aliases)
}

/// The name that `#[argument("…")]` gives a parameter among a call's arguments, if any.
pub(crate) fn argument(attributes: &[Attribute]) -> syn::Result<Option<String>> {
    let found = attributes.iter().find(|attribute| attribute.path().is_ident("argument"));
    found.map(|attribute| Ok(attribute.parse_args::<syn::LitStr>()?.value())).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_names_are_camel_case() {
        assert_eq!(camel("job_id"), "jobId");
        assert_eq!(camel("list_by_system_id"), "listBySystemId");
        assert_eq!(camel("r#type"), "type");
    }

    #[test]
    fn a_doc_comment_keeps_its_lines() {
        let item: syn::ItemStruct = syn::parse_quote! {
            /// First.
            ///
            /// Second.
            struct S;
        };
        assert_eq!(docs(&item.attrs), "First.\n\nSecond.");
    }
}
