//! What an app takes, as tables.

use leptos::prelude::*;
use portolan::gateway::{Field, FieldKind, Group};

use crate::sorting::sorted;

/// One table for inputs and one for parameters.
#[component]
pub(super) fn FieldTables(fields: Vec<Field>) -> impl IntoView {
    let mut fields = fields;
    fields.retain(|field| field.visible);
    let fields = sorted(fields, |left, right| left.order.cmp(&right.order));
    let (inputs, parameters): (Vec<Field>, Vec<Field>) =
        fields.into_iter().partition(|field| field.group == Group::Input);
    view! {
        <FieldTable title="Inputs" none="This app reads no files." fields=inputs />
        <FieldTable title="Parameters" none="This app has no parameters." fields=parameters />
    }
}

#[component]
fn FieldTable(title: &'static str, none: &'static str, fields: Vec<Field>) -> impl IntoView {
    let rows = (!fields.is_empty()).then(|| {
        view! {
            <div class="table-frame" tabindex="0" role="region" aria-label=title>
                <table class="table app-fields" aria-label=title>
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"Takes"</th>
                            <th scope="col">"Default"</th>
                        </tr>
                    </thead>
                    <tbody>{fields.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <section class="stack-tight">
            <h2>{title}</h2>
            {if rows.is_some() { rows.into_any() } else { view! { <p class="soft">{none}</p> }.into_any() }}
        </section>
    }
}

fn row(field: &Field) -> impl IntoView + use<> {
    let default = field.default.join(", ");
    let (label, help) = (field.label.clone(), field.help.clone());
    view! {
        <tr>
            <th scope="row" class="app-field-name">
                <span>{label}</span>
                {(!help.is_empty()).then(|| view! { <span class="app-field-help small">{help}</span> })}
            </th>
            <td>{takes(field)}</td>
            <td class="mono">{default}</td>
        </tr>
    }
}

/// Kind, number and need of a field in words.
fn takes(field: &Field) -> String {
    let (one, many) = match &field.kind {
        FieldKind::File => ("file", "files"),
        FieldKind::Text { .. } => ("text", "texts"),
        FieldKind::Number => ("number", "numbers"),
        FieldKind::Choice(_) => ("choice", "choices"),
        FieldKind::Flag => ("yes or no", "yes or no"),
    };
    let what = match (field.min_count, field.max_count) {
        (_, Some(0 | 1)) => one.to_owned(),
        (0, Some(most)) => format!("up to {most} {many}"),
        (least, Some(most)) if least == most => format!("{least} {many}"),
        (least, Some(most)) => format!("{least} to {most} {many}"),
        (0, None) => format!("any number of {many}"),
        (least, None) => format!("{least} or more {many}"),
    };
    if field.required { format!("{what}, required") } else { what }
}

#[cfg(test)]
mod tests {
    use portolan::gateway::{Field, FieldKind, Group};

    use super::takes;

    fn field(kind: FieldKind, required: bool, min_count: usize, max_count: Option<usize>) -> Field {
        Field {
            id: "x".to_owned(),
            group: Group::Input,
            kind,
            required,
            visible: true,
            min_count,
            max_count,
            ..Field::default()
        }
    }

    #[test]
    fn counts_are_told_in_words() {
        assert_eq!(takes(&field(FieldKind::File, true, 1, Some(32))), "1 to 32 files, required");
        assert_eq!(takes(&field(FieldKind::Number, false, 0, Some(1))), "number");
        assert_eq!(takes(&field(FieldKind::File, false, 0, None)), "any number of files");
        assert_eq!(takes(&field(FieldKind::Flag, false, 0, Some(1))), "yes or no");
        assert_eq!(takes(&field(FieldKind::File, true, 2, Some(2))), "2 files, required");
    }
}
